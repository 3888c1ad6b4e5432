"""What Python does before a memory image of it is taken, and after one has been brought back to life."""

import asyncio
import gc
import os
import sys

from . import _interrupts


def prepare():
    """Let go of garbage. Returns why no image can be taken, as a sentence's part, or an empty text."""
    gc.collect()
    tasks = asyncio.all_tasks(asyncio.get_event_loop())
    if not tasks:
        return ""
    names = ", ".join(sorted(task.get_name() for task in tasks)[:8])
    return f"the event loop still has tasks ({names}); await or cancel them"


def _reseed():
    """Two interpreters from one image must not draw the same random numbers. The hash seed stays: dicts and sets depend on it."""
    modules = sys.modules
    if random := modules.get("random"):
        random.seed()
    if numpy_random := modules.get("numpy.random"):
        numpy_random.seed()
    if uuid := modules.get("uuid"):
        uuid._node = uuid._last_timestamp = None
    if tempfile := modules.get("tempfile"):
        tempfile._name_sequence = None


def resume(env):
    """The first thing that runs in an interpreter that came from an image."""
    _reseed()
    _interrupts.enable(False)  # the buffer was the first interpreter's
    os.environ.update(env)

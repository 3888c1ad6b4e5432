"""Ctrl-C for code that waits.

A loop of Python looks at the interrupt buffer by itself. Who waits (an await, run_sync, time.sleep) runs nothing that
could look: so while somebody waits and there is an interrupt buffer, a timer looks, and ends the waiting that began last.
"""

import asyncio

from _pyodide_core import check_signals, pause, schedule

_interval = 20  # milliseconds

_waiting: list["Waiting"] = []
_is_enabled = False
_is_looking = False


class Waiting:
    """A `with` block that waits. When an interrupt ends it, `error` is what to raise; `wake` is called to end it."""

    def __init__(self, wake):
        self._wake = wake
        self.error: BaseException | None = None

    def __enter__(self):
        _waiting.append(self)
        _look_later()
        return self

    def __exit__(self, *_):
        _waiting.remove(self)

    def end(self, error: BaseException) -> None:
        self.error = error
        self._wake()


def enable(is_enabled: bool) -> None:
    """Whether there is an interrupt buffer."""
    global _is_enabled
    _is_enabled = is_enabled
    _look_later()


def is_enabled() -> bool:
    return _is_enabled


def deliver(error: BaseException) -> bool:
    """Give an interrupt that reached code for which nobody waits to who waits; False when nobody does."""
    for waiting in reversed(_waiting):
        if waiting.error is None:
            waiting.end(error)
            return True
    return False


def _look_later():
    global _is_looking
    if _waiting and _is_enabled and not _is_looking:
        _is_looking = True
        schedule(_look, _interval)


def _look():
    global _is_looking
    _is_looking = False
    try:
        check_signals()
    except BaseException as error:  # whatever the signal's handler raises
        if not deliver(error):
            raise
    _look_later()


async def interruptible(awaitable):
    """Await for a program that an interrupt ends: what it awaits is cancelled first, so that it can clean up."""
    task = asyncio.current_task()
    if task is None:
        return await awaitable
    with Waiting(task.cancel) as waiting:
        try:
            return await awaitable
        except asyncio.CancelledError:
            if waiting.error is None:
                raise
            task.uncancel()
            raise waiting.error from None


def sleep(seconds: float) -> None:
    """Sleep where nothing can be suspended: the whole thread stands still, but an interrupt is seen."""
    import time

    end = time.monotonic() + seconds
    while True:
        left = end - time.monotonic()
        pause(max(0.0, min(left * 1000, _interval)))
        if left * 1000 <= _interval:
            return

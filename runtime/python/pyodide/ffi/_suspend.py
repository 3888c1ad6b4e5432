"""Waiting for an awaitable in the middle of ordinary code."""

import asyncio

from _pyodide_core import can_suspend, global_this, suspend

__all__ = ["can_run_sync", "run_sync"]


def can_run_sync() -> bool:
    """Whether run_sync() would work here: the engine can switch stacks and JavaScript called in a way that can wait."""
    return can_suspend()


def run_sync(awaitable, /):
    """Wait for the awaitable and return its result, while other tasks run.

    Raises RuntimeError where this is not possible (see can_run_sync).
    """
    if not can_suspend():
        raise RuntimeError(
            "Cannot stack switch here: Python was called in a way that cannot wait. Use `await`, or call from JavaScript"
            " with runPythonAsync or callPromising, in an engine that has WebAssembly.Suspending"
        )
    loop = asyncio.get_event_loop()
    if getattr(type(awaitable), "_js_type_flags", None) is not None:
        loop._before_sleep()
        return suspend(awaitable)
    future = asyncio.ensure_future(awaitable, loop=loop)
    end = _end_of(future)
    loop._before_sleep()
    suspend(end)
    return future.result()


def _end_of(future):
    """A JavaScript promise that is fulfilled when the future is done, however it ended."""

    def executor(resolve, _reject):
        future.add_done_callback(lambda _future: resolve())

    return global_this().Promise.new(executor)

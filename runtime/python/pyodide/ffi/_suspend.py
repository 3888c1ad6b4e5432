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
        promise = awaitable
    else:
        promise = _promise_of(asyncio.ensure_future(awaitable, loop=loop))
    loop._before_sleep()
    return suspend(promise)


def _promise_of(future):
    """A JavaScript promise that is settled with the future."""

    def executor(resolve, reject):
        def done(future):
            if future.cancelled():
                reject(asyncio.CancelledError())
            elif (error := future.exception()) is not None:
                reject(error)
            else:
                resolve(future.result())

        future.add_done_callback(done)

    return global_this().Promise.new(executor)

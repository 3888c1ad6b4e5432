"""Waiting for an awaitable in the middle of ordinary code."""

import asyncio

from _pyodide import _interrupts
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
        if not _interrupts.is_enabled():
            loop._before_sleep()
            return suspend(awaitable)
        promise, resolve, reject = _new_promise()
        awaitable.then(resolve, reject)
        return _suspend(loop, promise, resolve)
    future = asyncio.ensure_future(awaitable, loop=loop)
    promise, resolve, _ = _new_promise()
    future.add_done_callback(lambda _future: resolve())
    try:
        _suspend(loop, promise, resolve)
    except BaseException:  # an interrupt
        if future is not awaitable:
            future.cancel()
        raise
    return future.result()


def _suspend(loop, promise, wake):
    """Sleep until the promise is settled, or until an interrupt wakes us."""
    loop._before_sleep()
    with _interrupts.Waiting(wake) as waiting:
        result = suspend(promise)
    if waiting.error is not None:
        raise waiting.error
    return result


def _new_promise():
    """A JavaScript promise, and the functions that fulfil and reject it."""
    ends = []
    promise = global_this().Promise.new(lambda *resolvers: ends.extend(resolvers))
    return promise, *ends

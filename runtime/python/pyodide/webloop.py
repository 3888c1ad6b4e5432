"""asyncio on the event loop of the page (or worker, or Node)."""

import asyncio
import contextvars
import functools
import inspect
import sys
import time
import traceback
from collections import deque
from typing import Any

from _pyodide import _helpers, _interrupts
from _pyodide_core import schedule

from .ffi import can_run_sync, run_sync

__all__ = ["PyodideFuture", "PyodideTask", "WebLoop", "WebLoopPolicy"]


def _is_awaitable(value) -> bool:
    return inspect.isawaitable(value)


def _end_of(handle: asyncio.Handle, error: BaseException) -> None:
    """A callback ended with KeyboardInterrupt or SystemExit, which no loop may keep to itself."""
    # A task raises these although it keeps them too, to end a loop that Python runs. This loop cannot end, and
    # whoever waits for the task gets them from it. An interrupt may have hit any task; it is meant for who waits.
    task = getattr(handle._callback, "__self__", None)
    is_kept = isinstance(task, asyncio.Task) and task.done()
    is_told = isinstance(error, KeyboardInterrupt) and _interrupts.deliver(error)
    if not (is_kept or is_told):
        raise error


class _Thenable:
    """JavaScript's ways to go on after a future."""

    def then(self, onfulfilled=None, onrejected=None):
        """A new future: the result of one of the functions, or what this future gave where a function is missing."""
        result = self.get_loop().create_future()

        async def go_on():
            try:
                value = await self
                callback = onfulfilled
            except Exception as error:
                if onrejected is None:
                    raise
                value, callback = error, onrejected
            if callback is not None:
                value = callback(value)
            while _is_awaitable(value):
                value = await value
            return value

        def copy(task):
            if result.done():
                return
            if task.cancelled():
                result.cancel()
            elif (error := task.exception()) is not None:
                result.set_exception(error)
            else:
                result.set_result(task.result())

        asyncio.ensure_future(go_on(), loop=self.get_loop()).add_done_callback(copy)
        return result

    def catch(self, onrejected):
        """then(None, onrejected)."""
        return self.then(None, onrejected)

    def finally_(self, onfinally):
        """A new future with this one's result; the function (without arguments) is called before."""

        def fulfilled(value):
            waited = onfinally()
            if not _is_awaitable(waited):
                return value

            async def later():
                await waited
                return value

            return later()

        def rejected(error):
            waited = onfinally()

            async def later():
                if _is_awaitable(waited):
                    await waited
                raise error

            return later()

        return self.then(fulfilled, rejected)


class PyodideFuture(_Thenable, asyncio.Future):
    """A future with then, catch and finally_."""


class PyodideTask(_Thenable, asyncio.Task):
    """A task with then, catch and finally_."""


def _missing(name: str, what: str) -> NotImplementedError:
    return NotImplementedError(f"{name}() is not available: a WebAssembly module in a page has no {what}")


class WebLoop(asyncio.AbstractEventLoop):
    """An event loop that is always running, because JavaScript's loop runs it.

    Everything that is ready runs in one turn of JavaScript's loop; what becomes ready meanwhile, in the next.
    Starting, stopping and closing it have no effect.
    """

    def __init__(self):
        self._ready: deque = deque()
        self._is_scheduled = False
        self._task_factory = None
        self._exception_handler = None
        self._debug = False

    # --- scheduling

    def call_soon(self, callback, *args: Any, context: contextvars.Context | None = None) -> asyncio.Handle:
        """Call the function in the next turn."""
        handle = asyncio.Handle(callback, args, self, context=context)
        self._ready.append(handle)
        self._schedule()
        return handle

    call_soon_threadsafe = call_soon

    def call_later(self, delay: float, callback, *args: Any, context=None) -> asyncio.TimerHandle:
        """Call the function after so many seconds."""
        if delay < 0:
            raise ValueError("Can't schedule in the past")
        handle = asyncio.TimerHandle(self.time() + delay, callback, args, self, context=context)

        def due():
            if not handle.cancelled():
                self._ready.append(handle)
                self._run_ready()

        schedule(due, delay * 1000)
        return handle

    def call_at(self, when: float, callback, *args: Any, context=None) -> asyncio.TimerHandle:
        """Call the function at this time of time()."""
        return self.call_later(max(0.0, when - self.time()), callback, *args, context=context)

    def _timer_handle_cancelled(self, handle):
        pass

    def _schedule(self):
        if not self._is_scheduled:
            self._is_scheduled = True
            schedule(self._run_ready, 0)

    def _run_ready(self):
        """One turn. When a callback sleeps (run_sync), _before_sleep sees to it that the others go on."""
        self._is_scheduled = False
        ready = self._ready
        try:
            for _ in range(len(ready)):
                if not ready:
                    return
                # An interrupt strikes after a call, so there is none between taking a handle and running it.
                handle = ready[0]
                del ready[0]
                if handle._cancelled:
                    continue
                try:
                    handle._run()
                except (KeyboardInterrupt, SystemExit) as error:
                    _end_of(handle, error)
        except KeyboardInterrupt as error:
            # It struck the loop itself, between two callbacks.
            if not _interrupts.deliver(error):
                raise
        finally:
            if ready:
                self._schedule()

    def _before_sleep(self):
        if self._ready:
            self._schedule()

    def time(self) -> float:
        """Seconds on the clock of call_at."""
        return time.monotonic()

    # --- futures and tasks

    def create_future(self) -> asyncio.Future:
        return PyodideFuture(loop=self)

    def create_task(self, coro, *, name=None, context=None, **options) -> asyncio.Task:
        if self._task_factory is not None:
            task = self._task_factory(self, coro, context=context, **options)
            if name is not None:
                task.set_name(name)
            return task
        return PyodideTask(coro, loop=self, name=name, context=context, **options)

    def set_task_factory(self, factory):
        if factory is not None and not callable(factory):
            raise TypeError("task factory must be a callable or None")
        self._task_factory = factory

    def get_task_factory(self):
        return self._task_factory

    # --- life

    def is_running(self) -> bool:
        return True

    def is_closed(self) -> bool:
        return False

    def run_forever(self):
        """Has no effect: the loop is always running."""

    def stop(self):
        """Has no effect: the loop is always running."""

    def close(self):
        """Has no effect: the loop is always running."""

    async def shutdown_asyncgens(self):
        """Has no effect: the loop is always running."""

    async def shutdown_default_executor(self, timeout=None):
        """Has no effect: there are no threads."""

    def run_until_complete(self, future):
        """Run the awaitable. Where the engine can switch stacks (and this call allows it) its result is waited for and
        returned; otherwise it is started and the future is returned."""
        future = asyncio.ensure_future(future, loop=self)
        if can_run_sync():
            return run_sync(future)
        return future

    # --- functions of threads

    def run_in_executor(self, executor, func, *args):
        """Call the function at once: there are no threads."""
        future = self.create_future()
        try:
            future.set_result(func(*args))
        except Exception as error:
            future.set_exception(error)
        return future

    def set_default_executor(self, executor):
        """Has no effect: there are no threads."""

    # --- what a page has not

    def add_reader(self, fd, callback, *args):
        raise _missing("add_reader", "POSIX file descriptors")

    def add_writer(self, fd, callback, *args):
        raise _missing("add_writer", "POSIX file descriptors")

    def add_signal_handler(self, sig, callback, *args):
        raise _missing("add_signal_handler", "POSIX signals")

    async def create_server(self, *args, **kwargs):
        raise _missing("create_server", "sockets that listen")

    async def create_connection(self, *args, **kwargs):
        raise _missing("create_connection", "raw sockets")

    async def subprocess_exec(self, *args, **kwargs):
        raise _missing("subprocess_exec", "processes")

    async def subprocess_shell(self, *args, **kwargs):
        raise _missing("subprocess_shell", "processes")

    # --- errors and debugging

    def get_debug(self) -> bool:
        return self._debug

    def set_debug(self, enabled: bool):
        self._debug = enabled

    def set_exception_handler(self, handler):
        if handler is not None and not callable(handler):
            raise TypeError(f"A callable object or None is expected, got {handler!r}")
        self._exception_handler = handler

    def get_exception_handler(self):
        return self._exception_handler

    def default_exception_handler(self, context):
        """Print what went wrong to stderr."""
        lines = [context.get("message") or "Unhandled exception in event loop"]
        lines += [f"{key}: {value!r}" for key, value in context.items() if key not in ("message", "exception")]
        error = context.get("exception")
        if error is not None:
            lines.append("".join(traceback.format_exception(error)).rstrip())
        print("\n".join(lines), file=sys.stderr)

    def call_exception_handler(self, context):
        """Hand an error that nobody waits for to the exception handler."""
        handler = self._exception_handler or (lambda _loop, context: self.default_exception_handler(context))
        try:
            handler(self, context)
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException:
            print("Exception in the event loop's exception handler", file=sys.stderr)
            traceback.print_exc()


class WebLoopPolicy(asyncio.events._AbstractEventLoopPolicy):
    """There is one loop for all."""

    def __init__(self):
        self._default_loop = None

    def get_event_loop(self):
        if self._default_loop is None:
            self._default_loop = WebLoop()
        return self._default_loop

    def new_event_loop(self):
        return self.get_event_loop()

    def set_event_loop(self, loop):
        self._default_loop = loop


def _run(main, *, debug=None, loop_factory=None):
    """asyncio.run: runs the coroutine on the one loop there is."""
    return asyncio.get_event_loop().run_until_complete(main)


class _Runner:
    """asyncio.Runner on the one loop there is: it ends nothing, since what else runs there is not its own."""

    def __init__(self, *, debug=None, loop_factory=None):
        self._is_closed = False

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        """The runner may not be used any more."""
        self._is_closed = True

    def get_loop(self):
        """The event loop."""
        if self._is_closed:
            raise RuntimeError("Runner is closed")
        return asyncio.get_event_loop()

    def run(self, coro, *, context=None):
        """Run the awaitable as asyncio.run does."""
        loop = self.get_loop()
        if inspect.iscoroutine(coro):
            coro = loop.create_task(coro, context=context)
        return loop.run_until_complete(coro)


_all_tasks = asyncio.tasks.all_tasks


def _every_task(loop=None):
    """asyncio.all_tasks: calls that may wait have thread states of their own, whose tasks count as well."""
    running = asyncio._get_running_loop()
    # asyncio looks no further than the current thread state while this one runs the loop.
    asyncio._set_running_loop(None)
    try:
        return _all_tasks(running if loop is None else loop)
    finally:
        asyncio._set_running_loop(running)


_sleep = time.sleep
_longest_sleep = 1e9


def _sleep_and_let_run(seconds, /):
    """time.sleep: tasks and the page go on meanwhile, where the engine can switch stacks and this call allows it."""
    if not isinstance(seconds, (int, float)) or not 0 <= seconds < _longest_sleep:
        _sleep(seconds)  # says what is wrong with it
    elif can_run_sync():
        run_sync(asyncio.sleep(seconds))
    else:
        _interrupts.sleep(seconds)


def install():
    """Make a WebLoop asyncio's loop."""
    functools.update_wrapper(_sleep_and_let_run, _sleep)
    time.sleep = _sleep_and_let_run
    asyncio.all_tasks = asyncio.tasks.all_tasks = _every_task
    policy = WebLoopPolicy()
    asyncio.events._set_event_loop_policy(policy)
    asyncio.run = asyncio.runners.run = _run
    asyncio.Runner = asyncio.runners.Runner = functools.wraps(asyncio.Runner, updated=())(_Runner)
    loop = policy.get_event_loop()
    _helpers.set_loop(loop)
    return loop

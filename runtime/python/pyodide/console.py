"""A Python console to be driven by a page: lines go in, futures of their results come out.

`Console` keeps the lines of a statement until it is complete, runs it with top-level `await`, and tells
output through callbacks. `PyodideConsole` also loads the packages that a statement imports.
"""

import ast
import asyncio
import codeop
import rlcompleter
import sys
import traceback
from asyncio import Future, ensure_future
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from platform import python_build, python_version
from typing import Any, Literal

from _pyodide._base import CodeRunner, ReturnMode

__all__ = ["BANNER", "Console", "ConsoleFuture", "PyodideConsole", "repr_shorten"]

BANNER = f"""
Python {python_version()} ({", ".join(python_build())}) on WebAssembly/Emscripten
Type "help", "copyright", "credits" or "license" for more information.
""".strip()

SyntaxCheck = Literal["incomplete", "syntax-error", "complete"]


class ConsoleFuture(Future):
    """The result of a piece of input.

    Attributes:
        syntax_check: "incomplete" (more lines are needed), "syntax-error" or "complete".
        formatted_error: the traceback, once the future has failed.
    """

    def __init__(self, syntax_check: SyntaxCheck):
        super().__init__()
        self.syntax_check: SyntaxCheck = syntax_check
        self.formatted_error: str | None = None


class _WriteStream:
    """A text stream that hands what is written to a function."""

    def __init__(self, write: Callable[[str], Any], name: str, encoding: str = "utf-8"):
        self._write = write
        self.name = name
        self.encoding = encoding
        self.errors = "strict"

    def write(self, text: str) -> int:
        self._write(text)
        return len(text)

    def writelines(self, lines) -> None:
        for line in lines:
            self.write(line)

    def flush(self) -> None:
        pass

    def isatty(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return False


class _ReadStream:
    """A text stream whose lines a function gives. The function is called with the number of characters wanted."""

    def __init__(self, read: Callable[[int], str], name: str, encoding: str = "utf-8"):
        self._read = read
        self.name = name
        self.encoding = encoding
        self.errors = "strict"
        self._waiting = ""

    def _more(self, size: int) -> bool:
        text = self._read(size)
        self._waiting += text
        return bool(text)

    def readline(self, size: int = -1) -> str:
        while "\n" not in self._waiting and (size < 0 or len(self._waiting) < size) and self._more(size):
            pass
        end = self._waiting.find("\n") + 1 or len(self._waiting)
        return self._take(end if size < 0 else min(end, size))

    def read(self, size: int = -1) -> str:
        while (size < 0 or len(self._waiting) < size) and self._more(size):
            pass
        return self._take(len(self._waiting) if size < 0 else size)

    def _take(self, count: int) -> str:
        taken, self._waiting = self._waiting[:count], self._waiting[count:]
        return taken

    def __iter__(self):
        while line := self.readline():
            yield line

    def isatty(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return False


class _Compile:
    """Compiles a whole statement, remembering the `from __future__ import` of earlier ones."""

    def __init__(self, return_mode: ReturnMode, quiet_trailing_semicolon: bool, dont_inherit: bool, optimize: int):
        self.flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        self._options = dict(
            return_mode=return_mode,
            quiet_trailing_semicolon=quiet_trailing_semicolon,
            dont_inherit=dont_inherit,
            optimize=optimize,
            dedent=False,
        )

    def __call__(self, source: str, filename: str) -> CodeRunner:
        runner = CodeRunner(source, mode="exec", filename=filename, flags=self.flags, **self._options).compile()
        self.flags |= runner.code.co_flags & _FUTURE_FLAGS
        return runner


def _future_flags() -> int:
    import __future__

    flags = 0
    for name in __future__.all_feature_names:
        flags |= getattr(__future__, name).compiler_flag
    return flags


_FUTURE_FLAGS = _future_flags()


class Console:
    """An interactive interpreter for source that comes line by line.

    Args:
        globals: the namespace of the statements; default a new one named `__console__`.
        stdin_callback: gives text, called with the number of characters wanted.
        stdout_callback, stderr_callback: take text.
        persistent_stream_redirection: whether the callbacks serve at all times, not just while a statement runs.
        filename: named in tracebacks.
        dont_inherit, optimize: as of `compile()`.
    """

    globals: dict[str, Any]

    def __init__(
        self,
        globals: dict[str, Any] | None = None,
        *,
        stdin_callback: Callable[[int], str] | None = None,
        stdout_callback: Callable[[str], None] | None = None,
        stderr_callback: Callable[[str], None] | None = None,
        persistent_stream_redirection: bool = False,
        filename: str = "<console>",
        dont_inherit: bool = False,
        optimize: int = -1,
    ):
        self.globals = {"__name__": "__console__", "__doc__": None} if globals is None else globals
        self.stdin_callback = stdin_callback
        self.stdout_callback = stdout_callback
        self.stderr_callback = stderr_callback
        self.filename = filename
        self.buffer: list[str] = []
        self.completer_word_break_characters = " \t\n`~!@#$%^&*()-=+[{]}\\|;:'\",<>/?"
        self._lock = asyncio.Lock()
        self._compile = _Compile("last_expr", True, dont_inherit, optimize)
        self._is_complete = codeop.CommandCompiler()
        self._is_complete.compiler.flags |= ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        self._completer = rlcompleter.Completer(self.globals)
        self._streams: ExitStack | None = None
        if persistent_stream_redirection:
            self.persistent_redirect_streams()

    def persistent_redirect_streams(self) -> None:
        """Sends `sys.stdin`, `sys.stdout` and `sys.stderr` to the callbacks until `persistent_restore_streams`."""
        if self._streams is None:
            stack = ExitStack()
            stack.enter_context(self._redirected())
            self._streams = stack

    def persistent_restore_streams(self) -> None:
        """Gives the streams back."""
        if self._streams is not None:
            self._streams.close()
            self._streams = None

    @contextmanager
    def _redirected(self) -> Generator[None, None, None]:
        with ExitStack() as stack:
            if self.stdin_callback is not None:
                old = sys.stdin
                stack.callback(lambda: setattr(sys, "stdin", old))
                sys.stdin = _ReadStream(self.stdin_callback, "<stdin>")  # type: ignore[assignment]
            if self.stdout_callback is not None:
                stack.enter_context(redirect_stdout(_WriteStream(self.stdout_callback, "<stdout>")))  # type: ignore[type-var]
            if self.stderr_callback is not None:
                stack.enter_context(redirect_stderr(_WriteStream(self.stderr_callback, "<stderr>")))  # type: ignore[type-var]
            yield

    @contextmanager
    def redirect_streams(self) -> Generator[None, None, None]:
        """The streams go to the callbacks inside the `with` block."""
        if self._streams is not None:
            yield
            return
        with self._redirected():
            yield

    def runsource(self, source: str, filename: str | None = None) -> ConsoleFuture:
        """Compiles and, where it is complete, runs `source`.

        Returns a future: of the value when "complete"; already failed when "syntax-error"; already done with
        None when "incomplete".
        """
        name = self.filename if filename is None else filename
        future: ConsoleFuture
        try:
            # Decides whether more lines may come; knows nothing of top-level await's value.
            if self._is_complete(source, name, "single") is None:
                future = ConsoleFuture("incomplete")
                future.set_result(None)
                return future
            runner = self._compile(source, name)
        except (SyntaxError, ValueError, OverflowError) as error:
            future = ConsoleFuture("syntax-error")
            future.formatted_error = self.formatsyntaxerror(error)
            future.set_exception(error)
            future.exception()  # a syntax error has been told; asyncio need not warn that nobody asked
            return future
        future = ConsoleFuture("complete")
        task = ensure_future(self.runcode(source, runner))
        task.add_done_callback(lambda done: self._settle(future, done))
        return future

    def _settle(self, future: ConsoleFuture, task: asyncio.Task) -> None:
        if future.cancelled():
            return
        if task.cancelled():
            future.cancel()
        elif (error := task.exception()) is not None:
            future.formatted_error = self.formattraceback(error)
            future.set_exception(error)
        else:
            future.set_result(task.result())

    async def runcode(self, source: str, code: CodeRunner) -> Any:
        """Runs a compiled statement, one after the other, and gives its value."""
        async with self._lock:
            with self.redirect_streams():
                try:
                    return await code.run_async(self.globals)
                finally:
                    sys.stdout.flush()
                    sys.stderr.flush()

    def formatsyntaxerror(self, error: BaseException) -> str:
        """The text that a terminal would show for an error of the compiler."""
        sys.last_type, sys.last_value, sys.last_traceback = type(error), error, None
        sys.last_exc = error
        return "".join(traceback.format_exception_only(type(error), error))

    def num_frames_to_keep(self, tb) -> int:
        """How many of the innermost frames belong to what was typed, and to what that called."""
        kept = total = 0
        inside = False
        while tb is not None:
            total += 1
            inside = inside or tb.tb_frame.f_code.co_filename == self.filename
            kept += inside
            tb = tb.tb_next
        return kept or total

    def formattraceback(self, error: BaseException) -> str:
        """The traceback from the typed statement on, without the console's own frames."""
        sys.last_type, sys.last_value, sys.last_traceback = type(error), error, error.__traceback__
        sys.last_exc = error
        return "".join(
            traceback.format_exception(
                type(error), error, error.__traceback__, limit=-self.num_frames_to_keep(error.__traceback__)
            )
        )

    def push(self, line: str) -> ConsoleFuture:
        """Adds a line of input (without its end); gives the future of the statement so far."""
        self.buffer.append(line)
        future = self.runsource("\n".join(self.buffer), self.filename)
        if future.syntax_check != "incomplete":
            self.buffer = []
        return future

    def complete(self, source: str) -> tuple[list[str], int]:
        """The ways to go on from the end of `source`, and where in it the word that they replace begins.

        >>> Console().complete("str.isa")  # doctest: +ELLIPSIS
        (['str.isalnum(', 'str.isalpha(', 'str.isascii('], 0)
        """
        start = max(map(source.rfind, self.completer_word_break_characters)) + 1
        word = source[start:]
        if "." in word:
            return self._completer.attr_matches(word), start
        return self._completer.global_matches(word), start


class PyodideConsole(Console):
    """A console that loads the packages a statement imports before it runs."""

    async def runcode(self, source: str, code: CodeRunner) -> Any:
        from pyodide_js import loadPackagesFromImports

        await loadPackagesFromImports(source)
        return await super().runcode(source, code)


def repr_shorten(value: Any, limit: int = 1000, split: int | None = None, separator: str = "...") -> str:
    """The repr of `value`, its middle left out where it has more than `limit` characters.

    Args:
        value: any object.
        limit: the most characters of the repr that are shown whole.
        split: how many characters of each end are kept (default: half of `limit`).
        separator: stands for what was left out.
    """
    if split is None:
        split = limit // 2
    text = repr(value)
    if len(text) <= limit:
        return text
    return f"{text[:split]}{separator}{text[-split:]}"

"""An interactive console: source line by line in, results, output and formatted errors out."""

import ast
import asyncio
import sys
import traceback
from codeop import PyCF_ALLOW_INCOMPLETE_INPUT as _ALLOW_INCOMPLETE_INPUT
from codeop import PyCF_DONT_IMPLY_DEDENT as _DONT_IMPLY_DEDENT
from codeop import CommandCompiler, Compile, _features
from collections.abc import Callable, Generator
from contextlib import ExitStack, _RedirectStream, contextmanager, redirect_stderr, redirect_stdout
from platform import python_build, python_version
from typing import Any, Literal

from _pyodide import _interrupts

from _pyodide._tracebacks import format_with_javascript

from .code import CodeRunner

__all__ = ["BANNER", "Console", "ConsoleFuture", "PyodideConsole", "repr_shorten"]

BANNER = f"""
Python {python_version()} ({", ".join(python_build())}) on WebAssembly/Emscripten
Type "help", "copyright", "credits" or "license" for more information.
""".strip()


class _redirect_stdin(_RedirectStream):
    _stream = "stdin"


class _Input:
    """sys.stdin of a console whose owner answers a function's calls."""

    encoding = "utf-8"

    def __init__(self, read: Callable[[int], str], name: str):
        self._read = read
        self.name = name

    def readable(self):
        return True

    def writable(self):
        return False

    def isatty(self):
        return True

    def read(self, n: int = -1) -> str:
        return self._read(n)

    def readline(self, n: int = -1) -> str:
        return self._read(n)

    def flush(self):
        pass


class _Output:
    """sys.stdout or sys.stderr of a console: each piece of text goes to a function."""

    encoding = "utf-8"
    errors = "strict"

    def __init__(self, write: Callable[[str], Any], name: str):
        self._write = write
        self.name = name

    def readable(self):
        return False

    def writable(self):
        return True

    def isatty(self):
        return True

    def write(self, text: str) -> int:
        self._write(text)
        return len(text)

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def flush(self):
        pass


SyntaxCheck = Literal["incomplete", "syntax-error", "complete"]


class ConsoleFuture(asyncio.Future):
    """The value of a piece of code; `syntax_check` says at once whether it is complete.

    When it fails, `formatted_error` is the traceback as a text, coloured by nobody.
    """

    def __init__(self, syntax_check: SyntaxCheck):
        super().__init__(loop=asyncio.get_event_loop())
        self.syntax_check: SyntaxCheck = syntax_check
        self.formatted_error: str | None = None


class _Compiler(Compile):
    """Compiles to a CodeRunner and remembers `from __future__` imports for the lines to come."""

    def __init__(self, *, return_mode="last_expr", quiet_trailing_semicolon=True, flags=0x0, dont_inherit=False, optimize=-1):
        super().__init__()
        self.flags |= flags
        self._options = {
            "return_mode": return_mode,
            "quiet_trailing_semicolon": quiet_trailing_semicolon,
            "dont_inherit": dont_inherit,
            "optimize": optimize,
        }

    def __call__(self, source, filename, symbol, *, incomplete_input=True, **_):
        flags = self.flags
        if not incomplete_input:
            flags &= ~(_DONT_IMPLY_DEDENT | _ALLOW_INCOMPLETE_INPUT)
        flags |= ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        if symbol == "single":  # whether the input is complete; CodeRunner gives the value instead of printing it
            compile(source, filename, symbol, flags, True)
        flags &= ~(_DONT_IMPLY_DEDENT | _ALLOW_INCOMPLETE_INPUT)
        runner = CodeRunner(source, filename=filename, flags=flags, dedent=False, **self._options).compile()
        for feature in _features:
            if runner.code.co_flags & feature.compiler_flag:
                self.flags |= feature.compiler_flag
        return runner


class _CommandCompiler(CommandCompiler):
    def __init__(self, **options):
        self.compiler = _Compiler(**options)

    def __call__(self, source, filename="<console>", symbol="single"):
        return super().__call__(source, filename, symbol)


class Console:
    """A console that its owner feeds with lines by push().

    Parameters
    ----------
    globals:
        The namespace in which code runs (by default a new one that is called __console__).
    stdin_callback, stdout_callback, stderr_callback:
        Take the place of the streams while code runs.
    persistent_stream_redirection:
        Take the place of the streams from now on.
    filename:
        Named in tracebacks.
    """

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
        self._lock = asyncio.Lock()
        self._streams: ExitStack | None = None
        self._compile = _CommandCompiler(dont_inherit=dont_inherit, optimize=optimize)
        if persistent_stream_redirection:
            self.persistent_redirect_streams()

    # --- streams

    def persistent_redirect_streams(self) -> None:
        """Let this console's callbacks take the place of the streams from now on."""
        if self._streams is None:
            self._streams = self._redirected()

    def persistent_restore_streams(self) -> None:
        """Undo persistent_redirect_streams()."""
        if self._streams is not None:
            self._streams.close()
            self._streams = None

    def _redirected(self) -> ExitStack:
        stack = ExitStack()
        if self.stdin_callback is not None:
            stack.enter_context(_redirect_stdin(_Input(self.stdin_callback, "<stdin>")))
        if self.stdout_callback is not None:
            stack.enter_context(redirect_stdout(_Output(self.stdout_callback, "<stdout>")))
        if self.stderr_callback is not None:
            stack.enter_context(redirect_stderr(_Output(self.stderr_callback, "<stderr>")))
        return stack

    @contextmanager
    def redirect_streams(self) -> Generator[None, None, None]:
        """This console's callbacks as streams, inside a `with`."""
        if self._streams is not None:
            yield
            return
        with self._redirected():
            yield

    # --- running

    def push(self, line: str) -> ConsoleFuture:
        """Add a line (without its end). The future says whether more is needed; its result is the value."""
        self.buffer.append(line)
        result = self.runsource("\n".join(self.buffer), self.filename)
        if result.syntax_check != "incomplete":
            self.buffer = []
        return result

    def runsource(self, source: str, filename: str = "<console>") -> ConsoleFuture:
        """Compile source and start it when it is complete."""
        try:
            code = self._compile(source, filename, "single")
        except (OverflowError, SyntaxError, ValueError) as error:
            return self._failed(error)
        if code is None:
            future = ConsoleFuture("incomplete")
            future.set_result(None)
            return future
        return self._start(source, code)

    def _failed(self, error: BaseException) -> ConsoleFuture:
        future = ConsoleFuture("syntax-error")
        future.set_exception(error)
        future.formatted_error = self.formatsyntaxerror(error)
        future.exception()  # it is told by formatted_error: nobody need ask
        return future

    def _start(self, source: str, code: CodeRunner) -> ConsoleFuture:
        future = ConsoleFuture("complete")

        def done(task):
            if task.cancelled():
                future.formatted_error = "".join(traceback.format_exception_only(asyncio.CancelledError()))
                future.cancel()
            elif (error := task.exception()) is not None:
                future.formatted_error = self.formattraceback(error)
                future.set_exception(error)
                future.exception()
            else:
                future.set_result(task.result())

        asyncio.ensure_future(self.runcode(source, code)).add_done_callback(done)
        return future

    async def runcode(self, source: str, code: CodeRunner) -> Any:
        """Run compiled code in the console's namespace; one piece at a time."""
        async with self._lock:
            with self.redirect_streams():
                try:
                    return await _interrupts.interruptible(code.run_async(self.globals))
                finally:
                    sys.stdout.flush()
                    sys.stderr.flush()

    # --- errors

    def formatsyntaxerror(self, error: BaseException) -> str:
        """The text for source that does not compile; sys.last_exc is set as by Python's own console."""
        self._remember(error)
        error.__traceback__ = None
        return "".join(traceback.format_exception_only(error))

    def formattraceback(self, error: BaseException) -> str:
        """The text for an exception, from the console's own code on."""
        self._remember(error)
        tb = error.__traceback__
        while tb is not None and tb.tb_frame.f_code.co_filename != self.filename:
            tb = tb.tb_next
        return format_with_javascript(error, tb or error.__traceback__)

    def _remember(self, error: BaseException) -> None:
        sys.last_exc = error
        sys.last_type, sys.last_value, sys.last_traceback = type(error), error, error.__traceback__

    # --- completion

    def complete(self, source: str) -> tuple[list[str], int]:
        """Completions of the name at the end of the source, and where that name begins."""
        import rlcompleter

        start = max(map(source.rfind, " \t\n`~!@#$%^&*()-=+[{]}\\|;:'\",<>/?")) + 1
        name = source[start:]
        completer = rlcompleter.Completer(self.globals)
        found = completer.attr_matches(name) if "." in name else completer.global_matches(name)
        return list(dict.fromkeys(found)), start


class PyodideConsole(Console):
    """A console that installs the packages that the code imports before it runs."""

    async def runcode(self, source: str, code: CodeRunner) -> Any:
        from pyodide_js import loadPackagesFromImports

        await loadPackagesFromImports(source)
        return await super().runcode(source, code)


def repr_shorten(value: Any, limit: int = 1000, split: int | None = None, separator: str = "...") -> str:
    """repr(value), with its middle left out when it is longer than `limit`."""
    if split is None:
        split = limit // 2
    text = repr(value)
    if len(text) <= limit:
        return text
    return f"{text[:split]}{separator}{text[-split:]}"

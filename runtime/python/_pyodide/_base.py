"""Running source text: what `pyodide.code` offers, kept apart from everything that needs JavaScript.

The functions here behave as Pyodide documents them, so that they can be tested on any Python.
"""

import ast
import functools
import linecache
import tokenize
from inspect import CO_COROUTINE
from io import StringIO
from textwrap import dedent as remove_indentation
from types import CodeType
from typing import Any, Literal

ReturnMode = Literal["last_expr", "last_expr_or_assign", "none"]
RETURN_MODES = ("last_expr", "last_expr_or_assign", "none")

# Runs of the same text with the same options (a callback's snippet, a benchmark) need not be compiled again.
CACHED_PROGRAMS = 256


def should_quiet(source: str) -> bool:
    """Whether the value of `source` should not be shown: its last token, comments aside, is a semicolon."""
    last = None
    try:
        for token in tokenize.generate_tokens(StringIO(source).readline):
            if token.type in (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT):
                continue
            if token.type == tokenize.ENDMARKER:
                break
            last = token
    except (tokenize.TokenError, SyntaxError):
        return False  # whoever compiles the text will say what is wrong with it
    return last is not None and last.type == tokenize.OP and last.string == ";"


def find_imports(source: str) -> list[str]:
    """The modules that `source` imports anywhere in it, and the packages they are in, sorted.

    `import numpy.linalg` gives "numpy" and "numpy.linalg". Relative imports are left out; text that is no Python gives [].
    """
    try:
        tree = ast.parse(remove_indentation(source))
    except SyntaxError:
        return []
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                found.update(_with_packages(name.name))
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.update(_with_packages(node.module))
    return sorted(found)


def _with_packages(module: str) -> list[str]:
    """a, a.b, a.b.c for a.b.c"""
    parts = module.split(".")
    return [".".join(parts[: i + 1]) for i in range(len(parts))]


def _assigned_name(statement: ast.stmt) -> ast.expr | None:
    """What a last statement assigned to, as an expression that reads it; None where it is no assignment to one name."""
    match statement:
        case ast.Assign(targets=[*_, ast.Name(id=name) as target]):
            pass
        case ast.AugAssign(target=ast.Name(id=name) as target) | ast.AnnAssign(target=ast.Name(id=name) as target):
            pass
        case _:
            return None
    return ast.copy_location(ast.Name(id=name, ctx=ast.Load()), target)


def _split_result(tree: ast.Module, return_mode: ReturnMode) -> ast.Expression | None:
    """Takes the expression that is the value of the program off `tree`; None where it has none."""
    if return_mode == "none" or not tree.body:
        return None
    last = tree.body[-1]
    if isinstance(last, ast.Expr):
        tree.body.pop()
        return ast.Expression(last.value)
    if return_mode == "last_expr_or_assign" and (name := _assigned_name(last)) is not None:
        return ast.Expression(name)
    return None


def _source_entry(filename: str, source: str) -> tuple:
    """What linecache keeps of a file: its size, no time (so that it is never looked for on disk), its lines."""
    return len(source), None, source.splitlines(keepends=True), filename


class CodeRunner:
    """Source text on its way to a result, in steps that can be taken apart: parse, `compile()`, `run()`.

    Between construction and `compile()` the syntax tree `ast` may be changed, between `compile()` and
    `run()` the code object `code`.

    Args:
        source: Python source text.
        return_mode: "last_expr" (the value of a last expression), "last_expr_or_assign" (also what a last
            assignment to one name assigned) or "none".
        mode: "exec", "eval" or "single", as of `compile()`.
        quiet_trailing_semicolon: whether a semicolon at the end makes the value None.
        filename: named in tracebacks, which show the lines of `source` for it.
        flags, dont_inherit, optimize: as of `compile()`.
        dedent: whether common leading white space is removed first.

    Raises:
        SyntaxError: `source` is no Python.
        ValueError: unknown `return_mode` or `mode`.
    """

    ast: ast.AST
    code: CodeType | None

    def __init__(
        self,
        source: str,
        *,
        return_mode: ReturnMode = "last_expr",
        mode: str = "exec",
        quiet_trailing_semicolon: bool = True,
        filename: str = "<exec>",
        flags: int = 0x0,
        dont_inherit: bool = False,
        optimize: int = -1,
        dedent: bool = True,
    ):
        if return_mode not in RETURN_MODES:
            raise ValueError(f"return_mode must be one of {', '.join(RETURN_MODES)}, not {return_mode!r}")
        if mode not in ("exec", "eval", "single"):
            raise ValueError(f"mode must be exec, eval or single, not {mode!r}")
        if dedent:
            source = remove_indentation(source)
        if quiet_trailing_semicolon and mode != "eval" and should_quiet(source):
            return_mode = "none"
        self.source = source
        self.return_mode = return_mode
        self.mode = mode
        self.filename = filename
        self.flags = flags
        self.dont_inherit = dont_inherit
        self.optimize = optimize
        self._entry = _source_entry(filename, source)
        self.remember_source()
        # ast.parse is not used: it would not take `dont_inherit`.
        self.ast = self._compile(source, mode, ast.PyCF_ONLY_AST)
        self.code = None
        self._result: CodeType | None = None

    def _compile(self, program, mode: str, extra_flags: int = 0):
        return compile(
            program,
            self.filename,
            mode,
            flags=self.flags | extra_flags,
            dont_inherit=self.dont_inherit,
            optimize=self.optimize,
        )

    def remember_source(self) -> None:
        """Lets tracebacks show the lines of this source for `filename`."""
        linecache.cache[self.filename] = self._entry

    def compile(self) -> "CodeRunner":
        """Compiles the syntax tree into `code`; gives the runner itself."""
        tree = self.ast
        mode = self.mode
        if isinstance(tree, (ast.Module, ast.Interactive)):
            # Mode "single" only takes one statement; its value is given back and not printed.
            tree, mode = ast.Module(list(tree.body), []), "exec"
            result = _split_result(tree, self.return_mode)
            self._result = None if result is None else self._compile(result, "eval")
        self.code = self._compile(tree, mode)
        return self

    def _prepared(self, globals: dict[str, Any] | None, locals: dict[str, Any] | None):
        if self.code is None:
            raise RuntimeError("the code is not compiled: call compile() first")
        if globals is None:
            import __main__

            globals = __main__.__dict__
        return globals, globals if locals is None else locals

    def run(self, globals: dict[str, Any] | None = None, locals: dict[str, Any] | None = None) -> Any:
        """Runs the code and gives its value, by `return_mode`.

        Args:
            globals: the namespace; default `__main__`'s.
            locals: where names are bound; default `globals`.

        Raises:
            RuntimeError: not compiled. Whatever the code raises.
        """
        globals, locals = self._prepared(globals, locals)
        if any(code is not None and code.co_flags & CO_COROUTINE for code in (self.code, self._result)):
            raise RuntimeError("the code has a top-level await: use run_async() or eval_code_async()")
        value = eval(self.code, globals, locals)
        if self._result is not None:
            return eval(self._result, globals, locals)
        return value if self.mode == "eval" else None

    async def run_async(self, globals: dict[str, Any] | None = None, locals: dict[str, Any] | None = None) -> Any:
        """As `run`, for code compiled with `ast.PyCF_ALLOW_TOP_LEVEL_AWAIT`: awaits what it awaits."""
        globals, locals = self._prepared(globals, locals)
        value = eval(self.code, globals, locals)
        if self.code.co_flags & CO_COROUTINE:
            value = await value
        if self._result is not None:
            value = eval(self._result, globals, locals)
            return await value if self._result.co_flags & CO_COROUTINE else value
        return value if self.mode == "eval" else None


@functools.lru_cache(maxsize=CACHED_PROGRAMS)
def _compiled(source, return_mode, quiet_trailing_semicolon, filename, flags, dont_inherit, optimize, dedent) -> CodeRunner:
    return CodeRunner(
        source,
        return_mode=return_mode,
        quiet_trailing_semicolon=quiet_trailing_semicolon,
        filename=filename,
        flags=flags,
        dont_inherit=dont_inherit,
        optimize=optimize,
        dedent=dedent,
    ).compile()


def eval_code(
    source: str,
    globals: dict[str, Any] | None = None,
    locals: dict[str, Any] | None = None,
    *,
    return_mode: ReturnMode = "last_expr",
    quiet_trailing_semicolon: bool = True,
    filename: str = "<exec>",
    flags: int = 0x0,
    dont_inherit: bool = False,
    optimize: int = -1,
    dedent: bool = True,
) -> Any:
    """Runs `source` and gives the value of its last expression (see `CodeRunner` for the options).

    >>> eval_code("1 + 1")
    2
    >>> eval_code("1 + 1;")
    >>> eval_code("x = 1 + 1", {}, return_mode="last_expr_or_assign")
    2
    """
    runner = _compiled(
        source, return_mode, quiet_trailing_semicolon, filename, flags, dont_inherit, optimize, dedent
    )
    runner.remember_source()  # another program may have run under the same name since
    return runner.run(globals, locals)


async def eval_code_async(
    source: str,
    globals: dict[str, Any] | None = None,
    locals: dict[str, Any] | None = None,
    *,
    return_mode: ReturnMode = "last_expr",
    quiet_trailing_semicolon: bool = True,
    filename: str = "<exec>",
    flags: int = 0x0,
    dont_inherit: bool = False,
    optimize: int = -1,
    dedent: bool = True,
) -> Any:
    """As `eval_code`, for source with top-level `await`."""
    flags |= ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    runner = _compiled(
        source, return_mode, quiet_trailing_semicolon, filename, flags, dont_inherit, optimize, dedent
    )
    runner.remember_source()
    return await runner.run_async(globals, locals)


def pyimport_impl(path: str) -> Any:
    """Imports "a.b.c": the module a.b.c, or the attribute c of module a.b.

    Raises:
        ImportError: neither exists.
    """
    import importlib

    try:
        return importlib.import_module(path)
    except ModuleNotFoundError as error:
        module, _, attribute = path.rpartition(".")
        # A module that exists but fails to import something else must keep its own message.
        if not module or error.name != path:
            raise
    owner = importlib.import_module(module)
    try:
        return getattr(owner, attribute)
    except AttributeError:
        raise ModuleNotFoundError(f"no module {path!r}, and {module!r} has no attribute {attribute!r}", name=path) from None


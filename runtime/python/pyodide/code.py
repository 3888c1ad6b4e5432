"""Running source code: from JavaScript's runPython, from notebooks, from consoles."""

import ast
import inspect
import linecache
import tokenize
from collections import OrderedDict
from functools import lru_cache, wraps
from io import StringIO
from textwrap import dedent as _dedent
from types import CodeType

from _pyodide_core import run_js

__all__ = [
    "CodeRunner",
    "eval_code",
    "eval_code_async",
    "find_imports",
    "should_quiet",
    "run_js",
    "relaxed_wrap",
    "relaxed_call",
]

_return_modes = ("last_expr", "last_expr_or_assign", "none")
_not_code = frozenset(
    (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENDMARKER, tokenize.INDENT, tokenize.DEDENT)
)


def should_quiet(source: str, /) -> bool:
    """Whether the source ends in a semicolon (comments and blank lines aside), which hides its value."""
    if ";" not in source:
        return False
    last = None
    try:
        for token in tokenize.generate_tokens(StringIO(source).readline):
            if token.type not in _not_code:
                last = token
    except (tokenize.TokenError, SyntaxError):
        return False
    return last is not None and last.type == tokenize.OP and last.string == ";"


def _name_of_last_assignment(module: ast.Module) -> ast.Expr | None:
    """For `x = …`, `x: int = …` and `x += …` as last statement: the expression `x`."""
    last = module.body[-1]
    if isinstance(last, ast.Assign):
        target = last.targets[0]
    elif isinstance(last, (ast.AnnAssign, ast.AugAssign)) and last.value is not None:
        target = last.target
    else:
        return None
    if not isinstance(target, (ast.Name, ast.Attribute, ast.Subscript)):
        return None
    read = ast.parse(ast.unparse(target), mode="eval").body
    return ast.copy_location(ast.Expr(ast.fix_missing_locations(read)), last)


class CodeRunner:
    """Source code in three steps: parsed by the constructor, then compile(), then run() as often as you like.

    Parameters
    ----------
    source:
        The code.
    return_mode:
        ``"last_expr"``: running gives the value of the last statement when that is an expression;
        ``"last_expr_or_assign"``: also that of an assigned name; ``"none"``: nothing.
    mode:
        As for `compile`: ``"exec"``, ``"single"`` or ``"eval"``.
    quiet_trailing_semicolon:
        A semicolon at the end hides the value.
    filename:
        Named in tracebacks. With a name of its own the source lines are shown there.
    flags, dont_inherit, optimize:
        As for `compile`.
    dedent:
        Take common leading blanks off first.
    """

    ast: ast.Module
    """The parsed code; it may be changed before compile()."""
    code: CodeType | None
    """The compiled code, after compile()."""

    def __init__(
        self,
        source: str,
        *,
        return_mode="last_expr",
        mode="exec",
        quiet_trailing_semicolon=True,
        filename="<exec>",
        flags=0x0,
        dont_inherit=False,
        optimize=-1,
        dedent=True,
    ):
        if return_mode not in _return_modes:
            raise ValueError(f"return_mode must be one of {', '.join(_return_modes)}, not {return_mode!r}")
        if not isinstance(source, str):
            raise TypeError(f"source must be a str, not {type(source).__name__}")
        source = _dedent(source) if dedent else source
        self.source = source
        self.filename = filename
        self.mode = mode
        self.return_mode = return_mode
        if quiet_trailing_semicolon and should_quiet(source):
            self.return_mode = "none"
        self._options = {"flags": flags, "dont_inherit": dont_inherit, "optimize": optimize}
        self.ast = compile(
            source, filename, mode, flags | ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit, optimize
        )
        self.code = None
        self._value: CodeType | None = None
        if filename != "<exec>":
            linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)

    def compile(self) -> "CodeRunner":
        """Compile the parsed code; returns the runner itself."""
        body, value = self._split()
        if value is not None:
            self._value = self._compiled(ast.Expression(value.value), "eval")
        self.code = self._compiled(body, self.mode)
        return self

    def _split(self) -> tuple[ast.AST, ast.Expr | None]:
        """All statements but a last expression, and that expression (if its value is wanted)."""
        tree = self.ast
        if self.mode != "exec" or self.return_mode == "none" or not tree.body:
            return tree, None
        last = tree.body[-1]
        if isinstance(last, ast.Expr):
            return ast.Module(tree.body[:-1], tree.type_ignores), last
        if self.return_mode == "last_expr_or_assign":
            return tree, _name_of_last_assignment(tree)
        return tree, None

    def _compiled(self, tree: ast.AST, mode: str) -> CodeType:
        flags = self._options["flags"] | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
        return compile(tree, self.filename, mode, flags, self._options["dont_inherit"], self._options["optimize"])

    def _codes(self) -> tuple[CodeType, CodeType | None]:
        if self.code is None:
            raise RuntimeError("Not yet compiled: call compile() first")
        return self.code, self._value

    def run(self, globals: dict | None = None, locals: dict | None = None):
        """Run the code; gives the value that return_mode asks for, or a coroutine when there is a top-level await."""
        code, value = self._codes()
        if globals is None:
            globals = {}
        if locals is None:
            locals = globals
        if (code.co_flags | (value.co_flags if value else 0)) & inspect.CO_COROUTINE:
            return self.run_async(globals, locals)
        result = eval(code, globals, locals)
        return eval(value, globals, locals) if value is not None else result

    async def run_async(self, globals: dict | None = None, locals: dict | None = None):
        """As run(), waiting at each top-level await."""
        code, value = self._codes()
        if globals is None:
            globals = {}
        if locals is None:
            locals = globals
        result = eval(code, globals, locals)
        if code.co_flags & inspect.CO_COROUTINE:
            result = await result
        if value is not None:
            result = eval(value, globals, locals)
            if value.co_flags & inspect.CO_COROUTINE:
                result = await result
        return result


# Compiled code is kept, since pages run the same few snippets again and again.
_kept: OrderedDict[tuple, CodeRunner] = OrderedDict()
_most_kept = 256
_longest_kept = 4096


def _runner(source: str, options: dict) -> CodeRunner:
    if not isinstance(source, str) or len(source) > _longest_kept:
        return CodeRunner(source, **options).compile()
    key = (source, *options.items())
    runner = _kept.get(key)
    if runner is None:
        runner = _kept[key] = CodeRunner(source, **options).compile()
        if len(_kept) > _most_kept:
            _kept.popitem(last=False)
    return runner


def eval_code(
    source: str,
    globals: dict | None = None,
    locals: dict | None = None,
    *,
    return_mode="last_expr",
    quiet_trailing_semicolon=True,
    filename="<exec>",
    flags=0x0,
    dedent=True,
):
    """Run source code and return the value of its last expression (see CodeRunner for the parameters).

    >>> eval_code("x = 20; x + 1")
    21
    """
    options = {
        "return_mode": return_mode,
        "quiet_trailing_semicolon": quiet_trailing_semicolon,
        "filename": filename,
        "flags": flags,
        "dedent": dedent,
    }
    return _runner(source, options).run(globals, locals)


async def eval_code_async(
    source: str,
    globals: dict | None = None,
    locals: dict | None = None,
    *,
    return_mode="last_expr",
    quiet_trailing_semicolon=True,
    filename="<exec>",
    flags=0x0,
    dedent=True,
):
    """As eval_code, with `await` allowed at the top level."""
    options = {
        "return_mode": return_mode,
        "quiet_trailing_semicolon": quiet_trailing_semicolon,
        "filename": filename,
        "flags": flags,
        "dedent": dedent,
    }
    return await _runner(source, options).run_async(globals, locals)


def find_imports(source: str) -> list[str]:
    """The top-level modules that the source imports; nothing for source that does not parse.

    >>> find_imports("import numpy as np; import scipy.stats")
    ['numpy', 'scipy']
    """
    try:
        tree = ast.parse(_dedent(source))
    except SyntaxError:
        return []
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.update(alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module is not None:
            names.add(node.module.partition(".")[0])
    return sorted(names)


@lru_cache
def _limits(func) -> tuple[int | None, frozenset | None]:
    """How many positional arguments and which keywords a function takes; None: any."""
    most: int | None = 0
    keywords: set | None = set()
    for parameter in inspect.signature(func).parameters.values():
        if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
            most = None
        elif parameter.kind is inspect.Parameter.VAR_KEYWORD:
            keywords = None
        else:
            if parameter.kind is not inspect.Parameter.KEYWORD_ONLY and most is not None:
                most += 1
            if parameter.kind is not inspect.Parameter.POSITIONAL_ONLY and keywords is not None:
                keywords.add(parameter.name)
    return most, None if keywords is None else frozenset(keywords)


def relaxed_call(func, *args, **kwargs):
    """Call the function, dropping the arguments that it does not take."""
    try:
        most, keywords = _limits(func)
    except (TypeError, ValueError):
        return func(*args, **kwargs)
    if keywords is not None:
        kwargs = {name: value for name, value in kwargs.items() if name in keywords}
    return func(*(args if most is None else args[:most]), **kwargs)


def relaxed_wrap(func):
    """A function that calls this one with relaxed_call."""

    @wraps(func)
    def wrapper(*args, **kwargs):
        return relaxed_call(func, *args, **kwargs)

    return wrapper

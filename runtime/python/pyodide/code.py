"""Running Python source text, and JavaScript source text from Python."""

import functools

from _pyodide import _base, _interrupts
from _pyodide._base import CodeRunner, eval_code, find_imports, should_quiet
from _pyodide._relaxed import relaxed_call, relaxed_wrap
from _pyodide_core import run_js

__all__ = [
    "CodeRunner",
    "eval_code",
    "eval_code_async",
    "find_imports",
    "relaxed_call",
    "relaxed_wrap",
    "run_js",
    "should_quiet",
]


@functools.wraps(_base.eval_code_async)
async def eval_code_async(*args, **options):
    return await _interrupts.interruptible(_base.eval_code_async(*args, **options))

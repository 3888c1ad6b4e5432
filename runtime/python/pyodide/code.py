"""Running Python source text, and JavaScript source text from Python."""

from _pyodide._base import CodeRunner, eval_code, eval_code_async, find_imports, should_quiet
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

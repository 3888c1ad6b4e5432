"""Running one cell: compile, run with top-level await, show the value of the last expression, then the figures."""

import ast
import asyncio
import builtins
import inspect
import json
import linecache
import os
import sys

from . import figures, report
from .channel import Stream, emit
from .show import display, show_result

_namespace = sys.modules["__main__"].__dict__
_task = None


def set_up():
    """Called once: streams, the working directory, what every cell may use without an import."""
    sys.stdout = Stream("stdout")
    sys.stderr = Stream("stderr")
    os.environ.setdefault("MPLBACKEND", figures.BACKEND)
    builtins.display = display


async def run_cell(request):
    """Run the cell described by ``request`` (JSON: source, n, chunk, run); JSON with the way it ended."""
    global _task
    request = json.loads(request)
    filename = report.name_cell(request["n"], request["chunk"], request["run"])
    _task = asyncio.current_task()
    try:
        show_result(await _run(request["source"], filename))
        figures.show_all()
        result = "ok"
    except BaseException as error:
        result = _failed(error)
    finally:
        _task = None
    return json.dumps({"result": result})


def cancel():
    """End a cell that waits (a running one is interrupted by signal instead)."""
    if _task is not None:
        _task.cancel()


async def _run(source, filename):
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    statements, expression = _compile(source, filename)
    await _execute(statements)
    return await _execute(expression) if expression else None


def _compile(source, filename):
    """Code of all statements but the last expression, and of that expression (None if there is none or `;` hides it)."""
    tree = compile(source, filename, "exec", ast.PyCF_ONLY_AST)
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    expression = None
    if tree.body and isinstance(tree.body[-1], ast.Expr) and not source.rstrip().endswith(";"):
        last = ast.Expression(tree.body.pop().value)
        expression = compile(last, filename, "eval", flags)
    return compile(tree, filename, "exec", flags), expression


async def _execute(code):
    value = eval(code, _namespace)
    if code.co_flags & inspect.CO_COROUTINE:
        return await value
    return value


def _failed(error):
    """Report what ended a cell; figures drawn before it are not shown half done."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close("all")
    if isinstance(error, (KeyboardInterrupt, asyncio.CancelledError)):
        emit("error", error=report.stopped(error))
        return "stopped"
    emit("error", error=report.describe(error))
    return "error"

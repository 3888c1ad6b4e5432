"""Tracebacks as users read them: their own lines, of Python and of JavaScript."""

import os
import re
import traceback

from _pyodide_core import JsException

_own_folder = os.path.dirname(__file__)
_own_files = (_own_folder + "/", os.path.join(os.path.dirname(_own_folder), "pyodide") + "/")


def users_traceback(tb):
    """The traceback from the first frame that is not of this package: there the user's code begins."""
    first = tb
    while tb is not None and tb.tb_frame.f_code.co_filename.startswith(_own_files):
        tb = tb.tb_next
    return first if tb is None else tb


# "    at name (file:///page.mjs:3:7)" in V8 and "name@file:///page.mjs:3:7" elsewhere.
_JS_FRAME = r"^\s*(?:at )?(?:async )?(?:(.*?) ?[(@])?([^()@]+?):(\d+)(?::\d+)?\)?$"


def _js_frames(stack):
    """Lines of a JavaScript stack as frames of a Python traceback: the innermost is the last."""
    for line in reversed(stack.splitlines()):
        if found := re.match(_JS_FRAME, line):
            name, file, number = found.groups()
            yield traceback.FrameSummary(file, int(number), name or "<anonymous>", lookup_line=False, line="")


def _add_js_frames(formatted, exc):
    """Where a JavaScript error was thrown belongs to the traceback; as a note it would come after the error itself."""
    while exc is not None and formatted is not None:
        notes = formatted.__notes__ or []
        if isinstance(exc, JsException) and notes and notes[0].startswith("JavaScript stack:\n"):
            formatted.stack.extend(_js_frames(notes[0]))
            formatted.__notes__ = notes[1:]
        if formatted.__cause__ is not None:
            exc, formatted = exc.__cause__, formatted.__cause__
        else:
            exc, formatted = exc.__context__, formatted.__context__


def format_with_javascript(exc, tb):
    """The exception with this traceback as text; where JavaScript threw an error follows Python's lines."""
    formatted = traceback.TracebackException(type(exc), exc, tb)
    _add_js_frames(formatted, exc)
    return "".join(formatted.format())

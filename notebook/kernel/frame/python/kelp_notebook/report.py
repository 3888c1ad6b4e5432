"""Exceptions as the page shows them: the reader's own lines first, library code folded, the whole text kept."""

import difflib
import json
import traceback

import _kelp_frame

_HERE = __file__.rpartition("/")[0]
_TEXT_LIMIT = 400_000

# File name of a cell's code to the chunk it came from; names stay known, for functions outlive the run that made them.
_cells = {}


def name_cell(n, chunk, run):
    """The file name for the code of the n-th chunk; another chunk that once had this place keeps its name."""
    name = f"<cell {n}>"
    if _cells.setdefault(name, chunk) != chunk:
        name = f"<cell {n}, run {run}>"
        _cells[name] = chunk
    return name


def describe(error):
    """One exception as a plain dictionary (see CellError in state/outputs.ts)."""
    trace = traceback.TracebackException.from_exception(error, capture_locals=False)
    _forget_own_frames(trace)
    frames = [_frame(entry) for entry in trace.stack][-400:]
    if isinstance(error, SyntaxError) and error.filename in _cells:
        frames.append(_syntax_frame(error))
    return {
        "name": type(error).__name__,
        "message": _message(error, trace),
        "hint": _hint(error),
        "frames": frames,
        "text": "".join(trace.format())[-_TEXT_LIMIT:],
    }


def stopped(error):
    """The report of a cell that the reader stopped."""
    made = describe(error)
    return {**made, "name": "Stopped", "message": "The cell was stopped.", "hint": None}


def _forget_own_frames(trace):
    """Takes the frames of this package off, also in the exceptions this one came from."""
    seen = set()
    todo = [trace]
    while todo:
        part = todo.pop()
        if part is None or id(part) in seen:
            continue
        seen.add(id(part))
        kept = [entry for entry in part.stack if not entry.filename.startswith(_HERE)]
        part.stack[:] = kept
        todo += [part.__cause__, part.__context__, *(part.exceptions or [])]


def _frame(entry):
    return {
        "file": entry.filename,
        "line": entry.lineno or 0,
        "name": entry.name,
        "source": (entry.line or "")[:2000],
        "chunk": _cells.get(entry.filename),
    }


def _syntax_frame(error):
    return {
        "file": error.filename,
        "line": error.lineno or 0,
        "name": "",
        "source": (error.text or "").strip()[:2000],
        "chunk": _cells.get(error.filename),
    }


def _message(error, trace):
    if isinstance(error, SyntaxError):
        return error.msg or "invalid syntax"
    return next(iter(trace.format_exception_only()), "").strip().partition(": ")[2][:50_000] or str(error)[:50_000]


def _hint(error):
    if not isinstance(error, ModuleNotFoundError) or not error.name:
        return None
    top = error.name.partition(".")[0]
    known = json.loads(_kelp_frame.packageImports())
    if top in known:
        return None
    near = difflib.get_close_matches(top, known, 3)
    meant = f" Did you mean {' or '.join(near)}?" if near else ""
    return f"There is no package in this Kelp that provides “{top}”.{meant}"

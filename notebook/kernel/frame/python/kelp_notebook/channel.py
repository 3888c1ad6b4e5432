"""The one way out: messages to the page, as JSON text through one JavaScript function."""

import io
import json

import _kelp_frame

TEXT_LIMIT = 900_000


def emit(kind, **fields):
    """Send one message of the cell that runs."""
    _kelp_frame.emit(json.dumps({"kind": kind, **fields}))


class Stream(io.TextIOBase):
    """``sys.stdout`` or ``sys.stderr``: each write goes to the page at once."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, name):
        self._name = name

    @property
    def name(self):
        return f"<{self._name}>"

    def writable(self):
        return True

    def isatty(self):
        return False

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        for start in range(0, len(text), TEXT_LIMIT):
            _kelp_frame.write(self._name, text[start : start + TEXT_LIMIT])
        return len(text)

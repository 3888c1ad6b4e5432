"""input() waits for a standard input that comes later: a function given to setStdin may answer with a promise."""

import builtins

from _pyodide_core import can_suspend

_input = builtins.input


def input(prompt="", /):
    while True:
        try:
            return _input(prompt)
        except OSError:
            from pyodide.ffi import run_sync
            from pyodide_js._api import takeInputPromise

            # It is left where it is when nobody can wait for it; the loader then says so.
            promise = takeInputPromise() if can_suspend() else None
            if promise is None:
                raise
            prompt = ""  # has been written
            run_sync(promise)


def install():
    input.__doc__ = _input.__doc__
    input.__module__ = "builtins"
    builtins.input = input

"""Exceptions of the bridge."""


class ConversionError(Exception):
    """A value cannot be converted between Python and JavaScript, or two keys become one by it."""


class InternalError(Exception):
    """A fault of the bridge itself. Please report it."""


for _class in (ConversionError, InternalError):
    _class.__module__ = "pyodide.ffi"

"""Python's half of the public API: code, event loop, values of JavaScript."""

__all__ = ["__version__", "console", "code", "ffi", "http", "webloop"]

__version__ = "314.0.7"  # the API level that is served

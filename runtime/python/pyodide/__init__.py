"""Python's half of the public API: code, event loop, values of JavaScript."""

__version__ = "314.0.7"  # the API level that is served

"""Calls that drop the arguments a function does not take, as JavaScript functions do."""

import functools
import inspect
from collections.abc import Callable
from typing import Any


@functools.lru_cache(maxsize=1024)
def _limits(function: Callable) -> tuple[int | None, frozenset[str] | None]:
    """How many positional arguments `function` takes and which keywords; None stands for any."""
    positional: int | None = 0
    keywords: set[str] | None = set()
    for parameter in inspect.signature(function).parameters.values():
        match parameter.kind:
            case inspect.Parameter.VAR_POSITIONAL:
                positional = None
            case inspect.Parameter.VAR_KEYWORD:
                keywords = None
            case kind:
                if kind is not inspect.Parameter.KEYWORD_ONLY and positional is not None:
                    positional += 1
                if kind is not inspect.Parameter.POSITIONAL_ONLY and keywords is not None:
                    keywords.add(parameter.name)
    return positional, None if keywords is None else frozenset(keywords)


def relaxed_call(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Calls `function` with as many of the arguments as it takes; the rest is dropped.

    >>> relaxed_call(lambda a, b: a + b, 1, 2, 3, c=4)
    3

    A function whose signature is not known is called with all of them.
    """
    try:
        positional, keywords = _limits(function)
    except (TypeError, ValueError):  # no signature, or not hashable
        return function(*args, **kwargs)
    if keywords is not None:
        kwargs = {name: value for name, value in kwargs.items() if name in keywords}
    return function(*args[:positional], **kwargs)


def relaxed_wrap(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function that calls `function` by `relaxed_call`."""

    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return relaxed_call(function, *args, **kwargs)

    return wrapper

"""Listeners and timers: Python functions that JavaScript keeps, and that are let go when they are no longer needed."""

from collections.abc import Callable
from typing import Any

from _pyodide_core import create_once_callable, create_proxy, global_this

__all__ = [
    "add_event_listener",
    "clear_interval",
    "clear_timeout",
    "remove_event_listener",
    "set_interval",
    "set_timeout",
]

# The proxies that JavaScript holds now.
_listeners: dict[tuple[int, str, Callable], Any] = {}
_timeouts: dict[Any, Any] = {}
_intervals: dict[Any, Any] = {}


def _key(element, event: str, listener: Callable):
    return element.js_id, event, listener


def add_event_listener(element, event: str, listener: Callable[[Any], None]) -> None:
    """element.addEventListener with a Python function; the same function is added once, as in JavaScript."""
    key = _key(element, event, listener)
    if key in _listeners:
        return
    proxy = _listeners[key] = create_proxy(listener)
    element.addEventListener(event, proxy)


def remove_event_listener(element, event: str, listener: Callable[[Any], None]) -> None:
    """Undo add_event_listener; KeyError when the function was not added."""
    proxy = _listeners.pop(_key(element, event, listener))
    element.removeEventListener(event, proxy)
    proxy.destroy()


def _timer_key(timer):
    """Browsers number timers, Node has objects."""
    return timer if isinstance(timer, int) else timer.js_id


def set_timeout(callback: Callable[[], None], timeout: int) -> Any:
    """JavaScript's setTimeout. Returns what clear_timeout takes."""

    def run():
        _timeouts.pop(key, None)
        callback()

    proxy = create_once_callable(run)
    timer = global_this().setTimeout(proxy, timeout)
    key = _timer_key(timer)
    _timeouts[key] = proxy
    return timer


def clear_timeout(timer: Any) -> None:
    """Stop a timer of set_timeout; one that has run already is no error."""
    global_this().clearTimeout(timer)
    proxy = _timeouts.pop(_timer_key(timer), None)
    if proxy is not None:
        proxy.destroy()


def set_interval(callback: Callable[[], None], interval: int) -> Any:
    """JavaScript's setInterval. Returns what clear_interval takes."""
    proxy = create_proxy(callback)
    timer = global_this().setInterval(proxy, interval)
    _intervals[_timer_key(timer)] = proxy
    return timer


def clear_interval(timer: Any) -> None:
    """Stop a timer of set_interval."""
    global_this().clearInterval(timer)
    proxy = _intervals.pop(_timer_key(timer), None)
    if proxy is not None:
        proxy.destroy()

"""Functions that the bridge (C++ and TypeScript) calls, each with an object of interest as first argument.

They are said better in Python than in C++: none is in the path of an ordinary call or attribute.
"""

import asyncio
import builtins
import os
import sys
from importlib import import_module as _import_module

from _pyodide_core import JsException, to_js

from . import _importhook, _input, _json
from ._errors import ConversionError, InternalError
from ._missing import add_note_to_module_not_found_error
from ._tracebacks import format_with_javascript, users_traceback

__all__ = ["ConversionError", "InternalError"]

_importhook.install()
_input.install()
_json.install()


# --- modules


def import_module(_none, name):
    return _import_module(name)


def import_object(_none, name):
    """Module `a.b`, or object `c` of module `a.b` for the name `a.b.c`."""
    module_name, _, attribute = name.rpartition(".")
    if not module_name:
        return _import_module(name)
    module = import_object(None, module_name)
    try:
        return getattr(module, attribute)
    except AttributeError:
        return _import_module(name)


def register_js_module(_none, name, module):
    _importhook.register_js_module(name, module)


def unregister_js_module(_none, name):
    _importhook.unregister_js_module(name)


def names_of_module(module):
    """What `from module import *` takes from a JavaScript object that says nothing of it."""
    from js import Object

    return Object.getOwnPropertyNames(module).to_py()


# --- descriptions


def names_of(obj):
    """What JavaScript enumerates: a dict's keys, anything else's attributes."""
    if type(obj) is dict:
        return to_js([key for key in obj if isinstance(key, str)])
    return to_js(dir(obj))


def repr_of(obj):
    return repr(obj)


# --- exceptions

def exception_type(exc):
    return type(exc).__name__


def format_exception(exc):
    add_note_to_module_not_found_error(exc)
    return format_with_javascript(exc, users_traceback(exc.__traceback__))


def conversion_error(_none, message):
    return ConversionError(message)


def builtin_error(_none, name, message):
    return getattr(builtins, name)(message)


def _make_js_exception(name, message, stack):
    import js

    error = js.Error.new(message)
    error.name = name
    error.stack = stack
    return error


def reduce_js_exception(exc):
    return _make_js_exception, (exc.name, exc.message, exc.stack)


# --- functions and sequences


def relaxed(func):
    """A function that drops the positional arguments (and keywords) that `func` does not take."""
    from pyodide.code import relaxed_wrap

    return relaxed_wrap(func)


def reverse(sequence):
    sequence.reverse()


def replace_elements(sequence, elements):
    """Give a mutable sequence these elements; it stays the same object."""
    new = list(elements)
    try:
        sequence[:] = new
    except (TypeError, ValueError):
        while len(sequence):
            sequence.pop()
        for element in new:
            sequence.append(element)


def delete_item(obj, key):
    del obj[key]


# --- awaitables


def new_future():
    return asyncio.get_event_loop().create_future()


def exception_let_through(_none, thrown):
    """Address of the exception that has just left Python if it is what JavaScript threw before; else 0."""
    last = getattr(sys, "last_exc", None)
    if not isinstance(last, JsException):
        return 0
    return id(last) if last is thrown or last.js_error is thrown or last.js_error == thrown else 0


def settle_promise(awaitable, resolve, reject):
    """Run the awaitable; its end is the promise's end."""
    task = asyncio.ensure_future(awaitable)

    def done(task):
        if task.cancelled():
            error = asyncio.CancelledError()
            reject(error, id(error))
        elif (error := task.exception()) is not None:
            reject(error, id(error))
        else:
            resolve(task.result())

    task.add_done_callback(done)


def _step_of(result):
    """(done, value) of what a step of a JavaScript async iterator gave."""
    if getattr(result, "typeof", None) != "object":
        kind = getattr(result, "typeof", None) or type(result).__name__
        raise TypeError(f'Result should have type "object" not "{kind}"')
    return getattr(result, "done", False), getattr(result, "value", None)


async def async_step(promise):
    """The next value of a JavaScript async iterator."""
    done, value = _step_of(await promise)
    if done:
        raise StopAsyncIteration(value)
    return value


async def async_close(promise):
    done, _ = _step_of(await promise)
    if not done:
        raise RuntimeError("JavaScript generator ignored return")


async def async_enter(obj):
    return obj


async def async_exit(promise):
    await promise


def async_iterator(iterable):
    return aiter(iterable)


async def _answer(awaitable):
    """[done, value] of a step of a Python async iterator, for JavaScript."""
    try:
        return to_js([False, await awaitable], depth=1)
    except StopAsyncIteration:
        return to_js([True, None], depth=1)


def async_next(iterator, value=None):
    if value is None or not hasattr(iterator, "asend"):
        return _answer(anext(iterator))
    return _answer(iterator.asend(value))


def async_throw(generator, error):
    return _answer(generator.athrow(error))


async def async_return(generator, value=None):
    """JavaScript's return(): a generator that yields on its way out goes on after that."""
    if getattr(generator, "ag_frame", generator) is None:  # it is over
        return to_js([True, value], depth=1)
    try:
        return to_js([False, await generator.athrow(GeneratorExit)], depth=1)
    except GeneratorExit:
        return to_js([True, value], depth=1)
    except StopAsyncIteration:
        return to_js([True, None], depth=1)


def adopt_loop():
    """A new stack of promising calls runs in the same event loop as all others."""
    loop = _loop
    if loop is not None:
        asyncio._set_running_loop(loop)


_loop = None


def set_loop(loop):
    global _loop
    _loop = loop
    adopt_loop()


# --- buffers and files


def buffer_to_file(buffer, file):
    """Write a JavaScript buffer's bytes at the file's position."""
    file.flush()
    view = memoryview(buffer.to_bytes())
    while view:
        view = view[os.write(file.fileno(), view) :]


def buffer_from_file(buffer, file):
    """Fill a JavaScript buffer from the file's position."""
    data = bytearray(len(buffer.to_bytes()))
    read = file.readinto(data)
    if read != len(data):
        raise ValueError(f"the file ends after {read} bytes, the buffer has {len(data)}")
    buffer.assign(data)


# --- bind_sig, bind_class


def _jsbind():
    from . import jsbind

    return jsbind


def bound_attribute(proxy, name):
    return _jsbind().bound_attribute(proxy, name)


def bound_value(proxy, name, value):
    return _jsbind().bound_value(proxy, name, value)


def bound_call(proxy, args, kwargs):
    return _jsbind().bound_call(proxy, args, kwargs)


def signature_of_class(cls):
    return _jsbind().signature_of_class(cls)


def js_object(keywords):
    """A JavaScript object with these properties."""
    return to_js(keywords, depth=1)


# --- who holds a JavaScript value


def holders_of(proxy):
    """The proxy's type and what refers to it, in words."""
    import gc
    import sys

    modules = {id(module.__dict__): name for name, module in sys.modules.items() if hasattr(module, "__dict__")}

    def describe(holder):
        if isinstance(holder, dict):
            keys = [repr(key) for key, value in holder.items() if value is proxy]
            return f"{modules.get(id(holder), 'a dict')}[{', '.join(keys)}]"
        return f"a {type(holder).__qualname__}"

    own = {id(cell) for cell in describe.__closure__}
    holders = [each for each in gc.get_referrers(proxy) if type(each).__name__ != "frame" and id(each) not in own]
    return f"{type(proxy).__name__} in {', '.join(map(describe, holders[:8])) or 'nothing that the collector knows'}"

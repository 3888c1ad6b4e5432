"""Values of JavaScript in Python, and Python objects for JavaScript."""

from _pyodide._errors import ConversionError, InternalError
from _pyodide._importhook import register_js_module, unregister_js_module
from _pyodide_core import (
    JsBigInt,
    JsException,
    JsNull,
    create_once_callable,
    create_proxy,
    destroy_proxies,
    jsnull,
    to_js,
)

from ._classes import (
    JsArray,
    JsAsyncGenerator,
    JsAsyncIterable,
    JsAsyncIterator,
    JsBuffer,
    JsCallable,
    JsCallableDoubleProxy,
    JsDomElement,
    JsDoubleProxy,
    JsFetchResponse,
    JsGenerator,
    JsIterable,
    JsIterator,
    JsMap,
    JsMutableMap,
    JsOnceCallable,
    JsPromise,
    JsProxy,
    JsTypedArray,
    JsWeakRef,
    ToJsConverter,
)
from ._suspend import can_run_sync, run_sync

IN_PYODIDE = True
"""Whether this Python runs in the runtime (and not, say, in a type checker)."""

__all__ = [
    "IN_PYODIDE",
    "ConversionError",
    "JsArray",
    "JsAsyncGenerator",
    "JsAsyncIterable",
    "JsAsyncIterator",
    "JsBigInt",
    "JsBuffer",
    "JsCallable",
    "JsCallableDoubleProxy",
    "JsDomElement",
    "JsDoubleProxy",
    "JsException",
    "JsFetchResponse",
    "JsGenerator",
    "JsIterable",
    "JsIterator",
    "JsMap",
    "JsMutableMap",
    "JsNull",
    "JsOnceCallable",
    "JsPromise",
    "JsProxy",
    "JsTypedArray",
    "JsWeakRef",
    "ToJsConverter",
    "create_once_callable",
    "create_proxy",
    "destroy_proxies",
    "jsnull",
    "register_js_module",
    "run_sync",
    "to_js",
    "unregister_js_module",
]

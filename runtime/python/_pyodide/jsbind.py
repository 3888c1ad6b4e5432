"""Typed bindings of JavaScript objects: what bind_sig() and bind_class() do with annotations (experimental).

A signature says how each argument becomes a JavaScript value and how results and attributes become Python values:

    class Point(BindClass):
        data: Deep                                # attributes: read with to_py(), written with to_js()
        def move(self, by: Deep, /) -> Json: ...  # methods

    point = run_js("...").bind_sig(Point)

Annotations that mean something are Deep, Json and Default, classes made with Py2JsConverterMeta or Js2PyConverterMeta,
subclasses of BindClass (and type[...] of one), and each of them inside Annotated or a union with None. Everything else is
converted as always.
"""

import asyncio
import inspect
from functools import lru_cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from _pyodide_core import create_proxy, run_js, to_js

__all__ = [
    "BindClass",
    "Deep",
    "Default",
    "Js2PyConverterMeta",
    "Json",
    "Py2JsConverterMeta",
    "func_to_sig",
]


def _same(value):
    return value


class Py2JsConverterMeta(type):
    """A class made with it converts what goes to JavaScript, by its static method pre_convert(value)."""


class Js2PyConverterMeta(type):
    """A class made with it converts what comes from JavaScript, by its static method post_convert(value)."""


class _BothWays(Py2JsConverterMeta, Js2PyConverterMeta):
    pass


def _is_plain_proxy(value) -> bool:
    return hasattr(type(value), "_js_type_flags")


class Deep(metaclass=_BothWays):
    """With all contents: to_js() and to_py()."""

    @staticmethod
    def pre_convert(value):
        return to_js(value)

    @staticmethod
    def post_convert(value):
        return value.to_py() if _is_plain_proxy(value) else value


class Json(metaclass=_BothWays):
    """In place, as JSON: Python's dicts and lists look like objects and arrays in JavaScript, and the reverse."""

    @staticmethod
    def pre_convert(value):
        if not isinstance(value, (dict, list, tuple)):
            return value
        return run_js("(proxy) => proxy.asJsJson()")(create_proxy(value))

    @staticmethod
    def post_convert(value):
        return value.as_py_json() if _is_plain_proxy(value) else value


class Default(metaclass=_BothWays):
    """As without annotation."""

    pre_convert = post_convert = staticmethod(_same)


class BindClass:
    """Base of classes that describe JavaScript objects; never instantiated."""


def _alternatives(annotation) -> tuple:
    """The annotations of a union but None, and what Annotated adds."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return annotation.__metadata__ + _alternatives(annotation.__origin__)
    if origin in (Union, UnionType):
        return tuple(each for part in get_args(annotation) for each in _alternatives(part) if part is not NoneType)
    return (annotation,)


def _bound_class(annotation):
    """The class, or the type[...] of one, by which results are bound; None if the annotation is no such thing."""
    if get_origin(annotation) is type:
        [inner] = get_args(annotation)
        return annotation if isinstance(inner, type) and issubclass(inner, BindClass) else None
    return annotation if isinstance(annotation, type) and issubclass(annotation, BindClass) else None


def to_javascript(annotation):
    """The function that makes of a Python value what is then converted as always."""
    for each in _alternatives(annotation):
        if isinstance(each, Py2JsConverterMeta):
            return each.pre_convert
    return _same


def to_python(annotation):
    """The function that makes of a result of JavaScript what Python gets."""
    for each in _alternatives(annotation):
        if isinstance(each, Js2PyConverterMeta):
            return each.post_convert
        if (bound := _bound_class(each)) is not None:
            return lambda value: value.bind_sig(bound) if _is_plain_proxy(value) else value
    return _same


class JsFuncSignature:
    """How a JavaScript function is called: its parameters and its result, with their conversions."""

    def __init__(self, name, parameters, result, is_async=False):
        self.name = name
        self.is_async = is_async
        self.result = to_python(result)
        kinds = inspect.Parameter
        self.positional = [p for p in parameters if p.kind in (kinds.POSITIONAL_ONLY, kinds.POSITIONAL_OR_KEYWORD)]
        self.keywords = {p.name: p for p in parameters if p.kind is kinds.KEYWORD_ONLY}
        self.rest = next((p for p in parameters if p.kind is kinds.VAR_POSITIONAL), None)
        self.other_keywords = next((p for p in parameters if p.kind is kinds.VAR_KEYWORD), None)

    def _fail(self, text):
        raise TypeError(f"{self.name}() {text}")

    def _positional_values(self, args):
        required = sum(p.default is p.empty for p in self.positional)
        if len(args) > len(self.positional) and self.rest is None:
            most = len(self.positional)
            takes = f"{most}" if required == most else f"from {required} to {most}"
            plural = "" if most == 1 else "s"
            verb = "was" if len(args) == 1 else "were"
            self._fail(f"takes {takes} positional argument{plural} but {len(args)} {verb} given")
        for parameter, value in zip(self.positional, args):
            yield to_javascript(parameter.annotation)(value)
        for parameter in self.positional[len(args) :]:
            if parameter.default is parameter.empty:
                self._fail(f"missing 1 required positional argument: '{parameter.name}'")
            yield to_javascript(parameter.annotation)(parameter.default)
        if self.rest is not None:
            yield from map(to_javascript(self.rest.annotation), args[len(self.positional) :])

    def _keyword_values(self, kwargs):
        for name, value in kwargs.items():
            parameter = self.keywords.get(name, self.other_keywords)
            if parameter is None:
                self._fail(f"got an unexpected keyword argument '{name}'")
            yield name, to_javascript(parameter.annotation)(value)
        for name, parameter in self.keywords.items():
            if name in kwargs:
                continue
            if parameter.default is parameter.empty:
                self._fail(f"missing 1 required keyword-only argument: '{name}'")
            if parameter.default is not None:
                yield name, to_javascript(parameter.annotation)(parameter.default)

    def arguments(self, args, kwargs):
        """What to call the JavaScript function with."""
        positional = list(self._positional_values(args))
        named = dict(self._keyword_values(kwargs))
        if not named and self.keywords:
            positional.append(run_js("({})"))
        return positional, named


_any_signature = JsFuncSignature(
    "function",
    [
        inspect.Parameter("args", inspect.Parameter.VAR_POSITIONAL),
        inspect.Parameter("kwargs", inspect.Parameter.VAR_KEYWORD),
    ],
    Any,
)


@lru_cache(maxsize=512)
def func_to_sig(func) -> JsFuncSignature:
    """The signature that a Python function describes by its parameters and annotations."""
    return _signature_of(func, skip_self=False)


@lru_cache(maxsize=512)
def _method_signature(func) -> JsFuncSignature:
    return _signature_of(func, skip_self=True)


def _signature_of(func, skip_self):
    func = inspect.unwrap(func)
    hints = get_type_hints(func, include_extras=True)
    parameters = list(inspect.signature(func).parameters.values())[1 if skip_self else 0 :]
    annotated = [p.replace(annotation=hints.get(p.name, Any)) for p in parameters]
    return JsFuncSignature(func.__name__, annotated, hints.get("return", Any), inspect.iscoroutinefunction(func))


def _class_of(signature):
    """(class, whether the object is the class itself) if the signature is a class."""
    if get_origin(signature) is type:
        return get_args(signature)[0], True
    return (signature, False) if isinstance(signature, type) else (None, False)


@lru_cache(maxsize=512)
def _hints(cls):
    return get_type_hints(cls, include_extras=True)


@lru_cache(maxsize=512)
def _attribute_signature(cls, name):
    """What the class says of the attribute: ("value", annotation), ("method", JsFuncSignature) or ("", None)."""
    if name in (hints := _hints(cls)):
        return "value", hints[name]
    described = inspect.getattr_static(cls, name, None)
    if isinstance(described, property):
        return "value", get_type_hints(described.fget, include_extras=True).get("return", Any)
    if isinstance(described, staticmethod):
        return "method", func_to_sig(described.__func__)
    if isinstance(described, classmethod):
        return "method", _method_signature(described.__func__)
    if inspect.isfunction(described) and not name.startswith("__"):
        return "method", _method_signature(described)
    return "", None


def bound_attribute(proxy, name):
    """Reads an attribute of an object that has a signature."""
    value = getattr(proxy._unbound(), name)
    cls, _ = _class_of(proxy._sig)
    if cls is None:
        return value
    kind, signature = _attribute_signature(cls, name)
    if kind == "method" and _is_plain_proxy(value):
        return value.bind_sig(signature)
    return to_python(signature)(value) if kind == "value" else value


def bound_value(proxy, name, value):
    """What to write to an attribute of an object that has a signature."""
    cls, _ = _class_of(proxy._sig)
    kind, signature = ("", None) if cls is None else _attribute_signature(cls, name)
    return to_javascript(signature)(value) if kind == "value" else value


def _call_signature(proxy):
    """(signature, whether to call with `new`)"""
    signature = proxy._sig
    if isinstance(signature, JsFuncSignature):
        return signature, False
    cls, is_class = _class_of(signature)
    if cls is None:
        return func_to_sig(signature), False
    described = inspect.getattr_static(cls, "__init__" if is_class else "__call__", None)
    found = _method_signature(described) if inspect.isfunction(described) else _any_signature
    if not is_class:
        return found, False
    made = JsFuncSignature(cls.__name__, [], cls)
    made.positional, made.keywords = found.positional, found.keywords
    made.rest, made.other_keywords = found.rest, found.other_keywords
    return made, True


async def _converted(promise, convert):
    return convert(await promise)


def bound_call(proxy, args, kwargs):
    """Calls a function (or makes an object of a class) that has a signature."""
    signature, is_class = _call_signature(proxy)
    positional, named = signature.arguments(args, kwargs)
    function = proxy._unbound()
    result = (function.new if is_class else function)(*positional, **named)
    if signature.is_async:
        return asyncio.ensure_future(_converted(result, signature.result))
    return signature.result(result)


def signature_of_class(cls):
    """bind_class(cls) is bind_sig(type[cls])."""
    return cls if get_origin(cls) is type else type[cls]

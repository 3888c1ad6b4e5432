"""The classes that JavaScript objects are instances of, by what they can do.

The bridge makes the objects' real types; `isinstance` and `issubclass` against the classes here compare abilities. The
classes carry the documentation and the annotations for type checkers.
"""

from abc import ABCMeta
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Iterator,
    Mapping,
    MutableMapping,
    MutableSequence,
)
from typing import Any, Generic, Protocol, TypeVar

from _pyodide_core import JsException, js_flags

T = TypeVar("T")
KT = TypeVar("KT")
VT = TypeVar("VT")
T_co = TypeVar("T_co", covariant=True)
T_contra = TypeVar("T_contra", contravariant=True)
V_co = TypeVar("V_co", covariant=True)

# js_flags.h
_CALLABLE = 1 << 0
_ITERABLE = 1 << 1
_ITERATOR = 1 << 2
_AWAITABLE = 1 << 3
_ARRAY = 1 << 4
_TYPED_ARRAY = 1 << 5
_BUFFER = 1 << 6
_LENGTH = 1 << 7
_GET = 1 << 8
_SET = 1 << 9
_ARRAY_LIKE = 1 << 12
_GENERATOR = 1 << 13
_ASYNC_ITERABLE = 1 << 14
_ASYNC_ITERATOR = 1 << 15
_ASYNC_GENERATOR = 1 << 16
_ERROR = 1 << 17
_DOUBLE = 1 << 20
_ONCE = 1 << 21


class _JsProxyMeta(ABCMeta):
    """An object is an instance when it has all of the class's flags."""

    def __instancecheck__(cls, instance):
        flags = cls._flags
        if flags is None:
            return super().__instancecheck__(instance)
        actual = js_flags(instance)
        if cls is JsProxy:
            return hasattr(type(instance), "_js_type_flags") or isinstance(instance, JsException)
        return actual & flags == flags and cls._accepts(actual)

    def __subclasscheck__(cls, subclass):
        flags = cls._flags
        actual = getattr(subclass, "_js_type_flags", None)
        if flags is None or actual is None:
            if cls is JsProxy and subclass is JsException:
                return True
            return super().__subclasscheck__(subclass)
        return actual & flags == flags and cls._accepts(actual)


class JsProxy(metaclass=_JsProxyMeta):
    """A JavaScript object. Its properties are attributes; what else it offers depends on its other classes.

    A property whose name is a keyword of Python is read with an underscore added: ``proxy.from_``.
    """

    _flags = 0

    @classmethod
    def _accepts(cls, flags: int) -> bool:
        return True

    def __new__(cls, *args, **kwargs):
        raise TypeError(f"{cls.__name__} cannot be instantiated.")

    @property
    def js_id(self) -> int:
        """A number that no other live JavaScript object has."""

    @property
    def typeof(self) -> str:
        """JavaScript's ``typeof`` of the object."""

    def object_entries(self) -> "JsArray":
        """JavaScript's ``Object.entries(self)``."""

    def object_keys(self) -> "JsArray[str]":
        """JavaScript's ``Object.keys(self)``."""

    def object_values(self) -> "JsArray":
        """JavaScript's ``Object.values(self)``."""

    def as_object_map(self, *, hereditary: bool = False) -> "JsMutableMap[str, Any]":
        """The object's own properties as a mapping; with `hereditary` also its prototypes'."""

    def to_weakref(self) -> "JsWeakRef":
        """A weak reference to the object."""

    def to_py(
        self,
        *,
        depth: int = -1,
        default_converter: "Callable[[JsProxy, Callable[[JsProxy], Any], Callable[[JsProxy, Any], None]], Any] | None" = None,
    ) -> Any:
        """The object as lists, dicts, sets and memoryviews, `depth` levels deep (-1: all)."""

    def as_py_json(self) -> "JsMutableMap[str, Any] | JsArray[Any]":
        """The object as a mapping (an array as a sequence) whose contents are seen in the same way.

        Functions, buffers and errors are given back as they are.
        """

    def bind_sig(self, signature: Any) -> Any:
        """A copy of the proxy whose attributes and calls are converted as a function or class says by its annotations.

        Experimental; ``_pyodide.jsbind`` has the annotations.
        """

    def bind_class(self, signature: type[T]) -> type[T]:
        """``bind_sig(type[signature])``: the object is a JavaScript class, and what it makes is bound to `signature`.

        Experimental.
        """


class JsDoubleProxy(JsProxy):
    """A PyProxy seen from Python: what create_proxy() makes."""

    _flags = _DOUBLE

    def destroy(self) -> None:
        """Let the Python object go; JavaScript can no longer use the proxy."""

    def unwrap(self) -> Any:
        """The Python object behind the proxy."""


class JsWeakRef(JsProxy, Generic[T]):
    """A JavaScript WeakRef."""

    def deref(self) -> "T | None":
        """The object, or None when it was collected."""


class JsPromise(JsProxy, Awaitable, Generic[T]):
    """A JavaScript promise (or any other thenable). It can be awaited."""

    _flags = _AWAITABLE

    def then(self, onfulfilled: Callable | None = None, onrejected: Callable | None = None) -> "JsPromise":
        """A promise for what the function makes of this one's result or error."""

    def catch(self, onrejected: Callable) -> "JsPromise":
        """then(None, onrejected)."""

    def finally_(self, onfinally: Callable[[], Any]) -> "JsPromise":
        """A promise with the same end; the function is called before."""


class JsBuffer(JsProxy):
    """An ArrayBuffer, or a view of one."""

    _flags = _BUFFER

    def assign(self, rhs: Any, /) -> None:
        """Copy the bytes of a Python buffer of the same size into this one."""

    def assign_to(self, to: Any, /) -> None:
        """Copy this buffer's bytes into a writable Python buffer of the same size."""

    def to_memoryview(self) -> memoryview:
        """A copy as a memoryview with the elements' format."""

    def to_bytes(self) -> bytes:
        """A copy as bytes."""

    def to_file(self, file: Any, /) -> None:
        """Write the bytes to a file that has a descriptor."""

    def from_file(self, file: Any, /) -> None:
        """Fill the buffer from a file that has a descriptor."""

    def to_string(self, encoding: str | None = None) -> str:
        """The text in these bytes, decoded by JavaScript."""


class JsIterable(JsProxy, Generic[T_co]):
    """A JavaScript iterable."""

    _flags = _ITERABLE

    def __iter__(self) -> "Iterator[T_co]":
        raise NotImplementedError


class JsIterator(JsProxy, Generic[T_co]):
    """A JavaScript iterator."""

    _flags = _ITERATOR

    def __next__(self) -> T_co:
        raise NotImplementedError


class JsGenerator(JsIterable[T_co], Generic[T_co, T_contra, V_co]):
    """A JavaScript generator."""

    _flags = _GENERATOR

    def send(self, value: T_contra) -> T_co:
        """Resume the generator with this value; gives what it yields next."""

    def throw(self, error: BaseException, /) -> T_co:
        """Raise the error where the generator waits."""

    def close(self) -> None:
        """End the generator."""


class JsAsyncIterable(JsProxy, Generic[T_co]):
    """A JavaScript async iterable."""

    _flags = _ASYNC_ITERABLE

    def __aiter__(self) -> "AsyncIterator[T_co]":
        raise NotImplementedError


class JsAsyncIterator(JsProxy, Generic[T_co]):
    """A JavaScript async iterator."""

    _flags = _ASYNC_ITERATOR

    def __anext__(self) -> Awaitable[T_co]:
        raise NotImplementedError


class JsAsyncGenerator(JsAsyncIterable[T_co], Generic[T_co, T_contra, V_co]):
    """A JavaScript async generator."""

    _flags = _ASYNC_GENERATOR

    def asend(self, value: T_contra) -> Awaitable[T_co]:
        """Resume the generator with this value."""

    def athrow(self, error: BaseException, /) -> Awaitable[T_co]:
        """Raise the error where the generator waits."""

    def aclose(self) -> Awaitable[None]:
        """End the generator."""


class JsArray(JsIterable[T], Generic[T], MutableSequence[T], metaclass=_JsProxyMeta):
    """A JavaScript array, a typed array, or a list of the page's such as a NodeList."""

    _flags = 0

    @classmethod
    def _accepts(cls, flags):
        return flags & (_ARRAY | _TYPED_ARRAY | _ARRAY_LIKE) != 0

    def push(self, /, value: T) -> None:
        """JavaScript's push."""


class JsTypedArray(JsBuffer, JsArray[int]):
    """A typed array."""

    _flags = _TYPED_ARRAY

    @classmethod
    def _accepts(cls, flags):
        return True

    def subarray(self, start: int | None = None, stop: int | None = None) -> "JsTypedArray":
        """A view of the elements from start to stop."""


class JsMap(JsIterable[KT], Generic[KT, VT], Mapping[KT, VT], metaclass=_JsProxyMeta):
    """A JavaScript object with get, has and size."""

    _flags = _GET

    @classmethod
    def _accepts(cls, flags):
        return flags & (_LENGTH | _ITERABLE) != 0 and not flags & (_ARRAY | _BUFFER)


class JsMutableMap(JsMap[KT, VT], Generic[KT, VT], MutableMapping[KT, VT], metaclass=_JsProxyMeta):
    """A JsMap with set and delete."""

    _flags = _GET | _SET


class JsCallable(JsProxy):
    """A JavaScript function. Keyword arguments become one object as last argument."""

    _flags = _CALLABLE

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError


class JsOnceCallable(JsCallable):
    """What create_once_callable() makes."""

    _flags = _ONCE

    def destroy(self) -> None:
        """Let the Python function go without a call."""


class JsCallableDoubleProxy(JsCallable, JsDoubleProxy):
    """What create_proxy() makes of a callable."""

    _flags = _CALLABLE | _DOUBLE


class JsDomElement(JsProxy):
    """An element of a page; only for annotations."""

    _flags = None

    @property
    def tagName(self) -> str:
        """The element's name."""

    @property
    def children(self) -> "JsArray[JsDomElement]":
        """The elements inside."""

    def appendChild(self, child: "JsDomElement") -> None:
        """Add an element at the end."""

    def addEventListener(self, event: str, listener: Callable[[Any], None]) -> None:
        """JavaScript's addEventListener."""

    def removeEventListener(self, event: str, listener: Callable[[Any], None]) -> None:
        """JavaScript's removeEventListener."""

    style: Any


class JsFetchResponse(JsProxy):
    """A Response of fetch; only for annotations."""

    _flags = None

    bodyUsed: bool
    ok: bool
    redirected: bool
    status: int
    statusText: str
    type: str
    url: str
    headers: Any

    def clone(self) -> "JsFetchResponse":
        """A copy whose body can be read separately."""

    async def arrayBuffer(self) -> JsBuffer:
        """The body's bytes."""

    async def text(self) -> str:
        """The body's text."""

    async def json(self) -> JsProxy:
        """The body's JSON value."""


class ToJsConverter(Protocol):
    """The signature of default_converter and eager_converter of to_js."""

    def __call__(
        self, value: Any, convert: Callable[[Any], JsProxy], cache_conversion: Callable[[Any, JsProxy], None], /
    ) -> JsProxy: ...


for _class in list(globals().values()):
    if isinstance(_class, _JsProxyMeta) or _class is ToJsConverter:
        _class.__module__ = "pyodide.ffi"

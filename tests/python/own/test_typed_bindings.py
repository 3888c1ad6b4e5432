"""bind_sig, bind_class, as_py_json; JavaScript functions as methods of Python classes."""

import pytest
from _pyodide.jsbind import BindClass, Deep, Default, Js2PyConverterMeta, Json, Py2JsConverterMeta, func_to_sig
from pyodide.code import run_js
from pyodide.ffi import JsArray, JsException, JsMutableMap, JsProxy


def described(a: int, b: int = 3, /, *, opts: Deep = None) -> Deep: ...


SHOW = "(a, b, o) => ({a, b, o: JSON.stringify(o)})"


def test_a_function_is_called_as_the_signature_says():
    show = run_js(SHOW).bind_sig(described)
    assert show(1, 2, opts={"x": [1]}) == {"a": 1, "b": 2, "o": '{"opts":{"x":[1]}}'}
    assert show(1) == {"a": 1, "b": 3, "o": "{}"}


@pytest.mark.parametrize(
    "args, kwargs, message",
    [
        ((1, 2, 3), {}, r"described\(\) takes from 1 to 2 positional arguments but 3 were given"),
        ((), {}, r"described\(\) missing 1 required positional argument: 'a'"),
        ((1,), {"other": 3}, r"described\(\) got an unexpected keyword argument 'other'"),
    ],
)
def test_a_wrong_call_is_a_type_error_before_javascript_runs(args, kwargs, message):
    called = run_js("(globalThis.typedCalls = [], (...args) => void typedCalls.push(args))").bind_sig(described)
    with pytest.raises(TypeError, match=message):
        called(*args, **kwargs)
    assert len(run_js("typedCalls")) == 0


class Thing(BindClass):
    x: Deep
    y: Json
    d: Default
    n: int

    def m(self, a: Deep, b=2, /, *, c: int = 3) -> Json: ...
    async def later(self) -> Deep: ...
    def plain(self, a, /): ...
    @property
    def size(self) -> Deep: ...


def thing():
    return run_js(
        """({x: [1, {q: 2}], y: {k: [1]}, d: {i: 1}, n: 5, get size() { return [this.n]; },
        m(a, b, c) { return {a, b, c: JSON.stringify(c), t: this.n}; },
        later() { return Promise.resolve([1, 2]); }, plain(a) { return [a]; }})"""
    ).bind_sig(Thing)


def test_attributes_are_converted_by_their_annotations():
    bound = thing()
    assert bound.x == [1, {"q": 2}]
    assert isinstance(bound.y, JsMutableMap) and bound.y["k"][0] == 1
    assert isinstance(bound.d, JsProxy) and bound.n == 5
    assert bound.size == [5]
    bound.x = [5, {"p": 1}]
    assert run_js("(o) => JSON.stringify(o.x)")(bound) == '[5,{"p":1}]'


def test_methods_are_bound_and_convert():
    result = thing().m([1, 2])
    assert list(result["a"]) == [1, 2]
    assert (result["b"], result["c"], result["t"]) == (2, '{"c":3}', 5)
    assert thing().m([], 4, c=6)["c"] == '{"c":6}'
    assert isinstance(thing().plain(1), JsArray)


def test_an_async_method_gives_a_future_of_the_converted_result():
    import asyncio

    future = thing().later()
    assert asyncio.isfuture(future)


class Made(BindClass):
    x: Deep

    def __init__(self, a: Deep, /): ...
    def pair(self, v, /) -> Deep: ...
    @staticmethod
    def of(v, /) -> Deep: ...


def test_a_bound_class_makes_bound_objects():
    made = run_js("(class { constructor(a) { this.a = a; this.x = [a] } pair(v) { return [v] } static of(v) { return [v] } })")
    bound = made.bind_class(Made)
    for one in (bound([1]), bound.new([1])):
        assert (one.x, one.pair(2)) == ([[1]], [2])
    assert bound.of(3) == [3]


class Outer(BindClass):
    inner: Thing

    def current(self, /) -> Thing | None: ...


def test_results_are_bound_to_the_classes_that_annotations_name():
    source = "({inner: {x: [1]}, current() { return this.empty ? null : this.inner; }})"
    outer = run_js(source).bind_sig(Outer)
    assert (outer.inner.x, outer.current().x) == ([1], [1])
    outer.empty = True
    assert str(outer.current()) == "jsnull"


def test_converters_of_ones_own():
    class Loud(metaclass=Py2JsConverterMeta):
        @staticmethod
        def pre_convert(value):
            return f"{value}!"

    class Pair(metaclass=Js2PyConverterMeta):
        @staticmethod
        def post_convert(value):
            return ("got", value)

    def say(text: Loud, /) -> Pair: ...

    assert run_js("(a) => a").bind_sig(say)(3) == ("got", "3!")
    assert func_to_sig(say) is func_to_sig(say)


def test_the_bound_copy_is_the_same_object_in_javascript_and_leaves_the_original_alone():
    original = run_js("({x: [1]})")
    bound = original.bind_sig(Thing)
    assert run_js("(a, b) => a === b")(original, bound) and bound == original
    assert isinstance(original.x, JsArray) and original._sig is None


def test_json_of_javascript_is_read_and_written_like_dicts_and_lists():
    original = run_js("({a: 1, b: {c: [1, {x: 2}]}})")
    view = original.as_py_json()
    assert isinstance(view, JsMutableMap)
    assert (list(view), len(view), "a" in view, view["b"]["c"][1]["x"]) == (["a", "b"], 2, True, 2)
    view["z"] = 5
    view["b"]["c"].append(3)
    assert original.z == 5 and original.b.c[2] == 3
    view["self"] = view["b"]
    assert run_js("(o) => o.self === o.b")(original)
    assert view["b"] == view["b"]
    items = run_js("[1, {x: 2}]").as_py_json()
    assert isinstance(items, JsArray) and [items[0], items[1]["x"], next(reversed(items))["x"]] == [1, 2, 2]
    assert [e["x"] for e in run_js("[{x: 2}, {x: 7}]").as_py_json()] == [2, 7]


def test_a_javascript_function_in_a_class_is_a_method_with_this():
    class Owner:
        name = "owner"
        show = run_js("(function (...args) { return [this.name, args.length, args.at(-1)?.k ?? null]; })")

    assert list(Owner().show(1, 2)) == ["owner", 2, None] or list(Owner().show(1, 2))[:2] == ["owner", 2]
    assert list(Owner().show(1, k=3)) == ["owner", 2, 3]
    assert Owner.show is not None


def test_errors_have_what_every_javascript_object_has():
    error = run_js("Object.assign(new Error('x'), {code: 7})")
    assert isinstance(error, JsException)
    assert error.typeof == "object" and error.js_id == error.js_id
    assert list(error.object_keys()) == ["code"] and list(error.object_values()) == [7]
    assert error.to_py() is error and error.to_weakref().deref() is error


def test_an_iterator_takes_values():
    iterator = run_js("({next(v) { return {value: v ?? 'none', done: false}; }, [Symbol.iterator]() { return this; }})")
    assert [iterator.send(3), next(iterator)] == [3, "none"]

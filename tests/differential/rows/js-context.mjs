// Objects with Symbol.dispose and Symbol.asyncDispose as context managers.

export const rows = [
  { py: "o = js_eval('({n: 0, [Symbol.dispose]() { this.n++; }})')\nwith o as x: r = o.n\nr, o.n", gives: "(0, 1)" },
  { py: "o = js_eval('({n: 0, [Symbol.dispose]() { this.n++; }})')\nwith o as x: r = x == o\nr", gives: "true" },
  { py: "o = js_eval('({n: 0, [Symbol.dispose]() { this.n++; }})')\ntry:\n    with o: 1 / 0\nexcept ZeroDivisionError: pass\no.n", gives: "1" },
  { py: "o = js_eval('({[Symbol.dispose]() { throw new RangeError(\"d\"); }})')\ntry:\n    with o: pass\nexcept JsException as e: r = e.name\nr", gives: "RangeError" },
  { py: "o = js_eval('({n: 0, async [Symbol.asyncDispose]() { await 0; this.n++; }})')\nasync with o: r = o.n\nr, o.n", gives: "(0, 1)" },
  { py: "o = js_eval('({n: 0, async [Symbol.asyncDispose]() { this.n++; }})')\ntry:\n    async with o: 1 / 0\nexcept ZeroDivisionError: pass\no.n", gives: "1" },
  { py: "with js_eval('({})'): pass", gives: "raises TypeError: 'pyodide.ffi.JsProxy' object does not support the context manager protocol (missed __exit__ method)" },
  { py: "import contextlib; o = js_eval('({n: 0, [Symbol.dispose]() { this.n++; }})')\nwith contextlib.ExitStack() as s: s.enter_context(o)\no.n", gives: "1" },
  { py: "class T: pass\njs_eval('({a: 1})').bind_class(T).a", gives: "1", reference: "raises AttributeError: 'types.GenericAlias' object has no attribute '_type_hints' and no __dict__ for setting new attributes", why: "fault of the reference: BindClass does not work with Python 3.14" },
  { py: "from _pyodide.jsbind import BindClass\nclass T(BindClass):\n    def f(self, x: int, /) -> int: ...\njs_eval('({f: (x) => x + 1})').bind_class(T).f(1)", gives: "2", reference: "raises AttributeError: 'types.GenericAlias' object has no attribute '_type_hints' and no __dict__ for setting new attributes", why: "fault of the reference: BindClass does not work with Python 3.14" },
  { py: "from _pyodide.jsbind import BindClass, Json\nclass T(BindClass):\n    def f(self, x: Json, /) -> Json: ...\njs_eval('({f: (x) => ({got: x.a})})').bind_class(T).f({'a': [1]})", gives: "[object Object]", reference: "raises AttributeError: 'types.GenericAlias' object has no attribute '_type_hints' and no __dict__ for setting new attributes", why: "fault of the reference: BindClass does not work with Python 3.14" },
  { py: "from _pyodide.jsbind import Deep\nfrom typing import Annotated\ndef sig(x: Annotated[list[int], Deep], /) -> Annotated[list[int], Deep]: ...\njs_eval('(x) => [Array.isArray(x), x.length]').bind_sig(sig)([1, 2])", gives: "[True, 2]" },
  { py: "def sig(x: int, /) -> int: ...\njs_eval('(x) => x + 1').bind_sig(sig)(1)", gives: "2" },
  { py: "def sig(a: int, *, b: int) -> int: ...\njs_eval('(a, {b}) => a + b').bind_sig(sig)(1, b=2)", gives: "3", reference: "raises RuntimeError: Don't currently handle POS_OR_KWD args", why: "a signature may have parameters that are positional or keyword" },
  { py: "from _pyodide.jsbind import Default\nfrom typing import Annotated\ndef sig(x: Annotated[dict, Default], /): ...\njs_eval('(x) => x.type').bind_sig(sig)({})", gives: "dict" },
  { py: "from _pyodide.jsbind import Json\nasync def sig(x: int, /) -> Json: ...\nawait js_eval('async (x) => ({a: x})').bind_sig(sig)(5)", gives: "[object Object]" },
  { py: "from _pyodide.jsbind import func_to_sig\nfunc_to_sig(lambda x: x) is not None", gives: "true", reference: "raises RuntimeError: Don't currently handle POS_OR_KWD args", why: "a signature may have parameters that are positional or keyword" },
];

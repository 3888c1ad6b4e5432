// Symbol.dispose, weak references, bind_sig and bind_class.

export const rows = [
  { py: `js_eval("Symbol.dispose ??= Symbol.for('dispose'); Symbol.asyncDispose ??= Symbol.for('asyncDispose'); 1")`, gives: "1" },
  { py: "class T: pass\njs_eval('({a: 1})').bind_class(T).a", gives: "raises AttributeError: bind_class", reference: "raises AttributeError: 'types.GenericAlias' object has no attribute '_type_hints' and no __dict__ for setting new attributes", why: "fault of the reference: BindClass does not work with Python 3.14" },
  { py: "from _pyodide.jsbind import BindClass\nclass T(BindClass):\n    def f(self, x: int, /) -> int: ...\njs_eval('({f: (x) => x + 1})').bind_class(T).f(1)", gives: "raises ModuleNotFoundError: No module named '_pyodide.jsbind'", reference: "raises AttributeError: 'types.GenericAlias' object has no attribute '_type_hints' and no __dict__ for setting new attributes", why: "fault of the reference: BindClass does not work with Python 3.14" },
  { py: "from _pyodide.jsbind import BindClass, Json\nclass T(BindClass):\n    def f(self, x: Json, /) -> Json: ...\njs_eval('({f: (x) => ({got: x.a})})').bind_class(T).f({'a': [1]})", gives: "raises ModuleNotFoundError: No module named '_pyodide.jsbind'", reference: "raises AttributeError: 'types.GenericAlias' object has no attribute '_type_hints' and no __dict__ for setting new attributes", why: "fault of the reference: BindClass does not work with Python 3.14" },
];

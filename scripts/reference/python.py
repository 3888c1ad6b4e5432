"""Pages of the Python API from the docstrings, written inside the runtime, where functions of C++ are objects too.

Run by python.mjs; `pages()` gives file name -> text.
"""

import importlib
import inspect
import re

MODULES = {
    "pyodide.code": "pyodide.code",
    "pyodide.console": "pyodide.console",
    "pyodide.ffi": "pyodide.ffi",
    "pyodide.ffi.wrappers": "pyodide.ffi.wrappers",
    "pyodide.http": "pyodide.http",
    "pyodide.webloop": "pyodide.webloop",
    "_pyodide.jsbind": "_pyodide.jsbind",
}


def signature(value):
    """The parameters as they are written; nothing for what says none."""
    try:
        text = str(inspect.signature(value))
    except (TypeError, ValueError):
        return "(…)"
    text = re.sub(r" at 0x[0-9a-f]+", "", text)  # addresses of defaults differ from run to run
    return text.replace("_pyodide_core.", "pyodide.ffi.")


def own_docstring(value):
    """The docstring, unless a builtin class left it: `int` or `Exception` say nothing about what derives from them."""
    text = inspect.getdoc(value)
    if isinstance(value, type):
        inherited = [inspect.getdoc(base) for base in value.__mro__[1:] if base.__module__ == "builtins"]
        return None if text in inherited and value.__module__ != "builtins" else text
    return text if callable(value) or isinstance(value, property) else None


def described(text):
    """NumPy's headings of docstrings ("Parameters", a line of dashes) as bold lines; the rest is Markdown already."""
    return re.sub(r"^(\w[\w ]*)\n-{3,}$", r"**\1**\n", text, flags=re.MULTILINE)


def members(cls):
    for name, value in vars(cls).items():
        if name.startswith("_"):
            continue
        value = getattr(value, "__func__", value)
        text = own_docstring(value) if callable(value) or isinstance(value, property) else None
        if text:
            call = "" if isinstance(value, property) else signature(value)
            yield f"- **`{name}{call}`** — {described(text).replace(chr(10), chr(10) + '  ')}"


def entry(module_name, name, value, missing):
    text = own_docstring(value)
    is_class = isinstance(value, type)
    is_plain = not is_class and not callable(value)
    if text is None and not is_plain:
        missing.append(f"{module_name}.{name}")
    if is_plain:
        head, text = f"### `{name}`", text or f"A value of type `{type(value).__name__}`."
    elif is_class:
        bases = ", ".join(base.__name__ for base in value.__bases__ if base is not object)
        head = f"### class `{name}{f'({bases})' if bases else ''}`"
    else:
        head = f"### `{name}{signature(value)}`"
    lines = [head, "", described(text or "")]
    if is_class and (listed := list(members(value))):
        lines += ["", *listed]
    return "\n".join(lines)


def page(title, name, missing):
    module = importlib.import_module(name)
    names = getattr(module, "__all__", None) or [n for n in vars(module) if not n.startswith("_")]
    entries = [entry(name, each, getattr(module, each), missing) for each in sorted(names, key=str.lower)]
    return "\n\n".join([f"# {title}", described(inspect.getdoc(module)), *entries]) + "\n"


def pages():
    missing = []
    texts = {f"{title.lstrip('_')}.md": page(title, name, missing) for title, name in MODULES.items()}
    if missing:
        raise ValueError(f"without a docstring: {', '.join(missing)}")
    return texts

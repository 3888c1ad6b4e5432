"""Imports of modules that are JavaScript objects (`import js`, `register_js_module`)."""

import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader


class JsLoader(Loader):
    """Gives out a JavaScript object as module. It holds none: modules have their loader as attribute, and would stay."""

    def __init__(self, find):
        self._find = find

    def create_module(self, spec):
        return self._find(spec.name)

    def exec_module(self, module):
        pass

    def is_package(self, fullname):
        return True


class JsFinder(MetaPathFinder):
    """Finds registered JavaScript modules; properties of theirs that are objects are submodules."""

    def __init__(self):
        self.modules = {}

    def find_spec(self, fullname, path, target=None) -> ModuleSpec | None:
        if self._find(fullname) is None:
            return None
        return spec_from_loader(fullname, JsLoader(self._find), origin="javascript")

    def _find(self, fullname):
        parent, _, child = fullname.rpartition(".")
        if not parent:
            return self.modules.get(fullname)
        if parent.partition(".")[0] not in self.modules:
            return None
        module = getattr(sys.modules[parent], child, None)
        return None if isinstance(module, (str, int, float, bool)) else module

    def register_js_module(self, name, module):
        """Make a JavaScript object importable under this name."""
        if not isinstance(name, str):
            raise TypeError(f"the name of a JavaScript module must be a str, not {type(name).__name__}")
        if isinstance(module, (str, int, float, bool)) or module is None:
            raise TypeError(f"a JavaScript module must be an object, not {type(module).__name__}")
        self.modules[name] = module
        self._forget(name)

    def unregister_js_module(self, name):
        """Undo register_js_module; ValueError when there is no such module."""
        if name not in self.modules:
            raise ValueError(f"There is no JavaScript module {name!r} (or it is a module of Python's own)")
        del self.modules[name]
        self._forget(name)

    def _forget(self, name):
        for known in [known for known in sys.modules if known == name or known.startswith(name + ".")]:
            del sys.modules[known]


finder = JsFinder()
register_js_module = finder.register_js_module
unregister_js_module = finder.unregister_js_module


def install():
    """Put the finder where `import` looks, before the file system."""
    if finder not in sys.meta_path:
        sys.meta_path.insert(0, finder)

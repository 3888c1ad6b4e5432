"""json writes jsnull as null."""

import sys
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import PathFinder

from _pyodide_core import jsnull


class _Wrapped(Loader):
    """The module's own loader, and what is to be done when it has run."""

    def __init__(self, loader):
        self._loader = loader

    def __getattr__(self, name):
        return getattr(self._loader, name)

    def create_module(self, spec):
        return self._loader.create_module(spec)

    def exec_module(self, module):
        self._loader.exec_module(module)
        default = module.JSONEncoder.default

        def default_or_null(self, o):
            return None if o is jsnull else default(self, o)

        module.JSONEncoder.default = default_or_null
        default_or_null.__doc__ = default.__doc__


class JsonFinder(MetaPathFinder):
    """Waits for json.encoder; it is not imported before a program asks for it."""

    def find_spec(self, fullname, path, target=None):
        if fullname != "json.encoder":
            return None
        sys.meta_path.remove(self)
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None:
            spec.loader = _Wrapped(spec.loader)
        return spec


def install():
    """Watch for the import."""
    sys.meta_path.insert(0, JsonFinder())

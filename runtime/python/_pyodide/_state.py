"""The names of __main__ and the registered JavaScript modules, kept and put back (pytest-pyodide does it between tests)."""

import __main__

from ._importhook import finder


def save_state():
    """What restore_state() takes."""
    return dict(__main__.__dict__), dict(finder.modules)


def restore_state(state):
    """Forget what was defined and registered since."""
    names, modules = state
    __main__.__dict__.clear()
    __main__.__dict__.update(names)
    for name in set(finder.modules) - set(modules):
        finder.unregister_js_module(name)
    for name, module in modules.items():
        if finder.modules.get(name) is not module:
            finder.register_js_module(name, module)

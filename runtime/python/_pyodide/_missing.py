"""What to do about an import that failed because a package is not installed."""


def add_note_to_module_not_found_error(error):
    """Name the package of the lock file that would bring the module, if there is one."""
    if not isinstance(error, ModuleNotFoundError) or not error.name or getattr(error, "__notes__", None):
        return
    from pyodide_js import _api, loadedPackages

    package = _api.packageOfImport(error.name)
    if package is None or hasattr(loadedPackages, package):
        return
    error.add_note(
        f"The module {error.name!r} is in the package {package!r}, which can be had here but is not installed. "
        f"Install it with\n"
        f'  await pyodide.loadPackage("{package}") in JavaScript, or\n'
        f'  await micropip.install("{package}") in Python.'
    )

"""Ask a package's own PEP 517 back end for a wheel, the way pip would, but for another platform.

usage: build_wheel.py OUT JOBS [OPTION …]      (in the package's folder; run by cross-python)

What differs between back ends is only how they are told the options and the cross files.
"""

import importlib
import importlib.metadata
import importlib.util
import os
import re
import sys
import tomllib
import zipfile
from py_compile import PycInvalidationMode, compile as compile_file

DEFAULT = {"requires": ["setuptools"], "build-backend": "setuptools.build_meta:__legacy__"}


def main(out, jobs, *options):
    build_system = read_build_system()
    report_requirements(build_system["requires"])
    backend = load_backend(build_system)
    settings = settings_for(build_system["build-backend"], jobs, list(options))
    print(f"build back end {build_system['build-backend']}, settings {settings}", flush=True)
    name = backend.build_wheel(out, config_settings=settings)
    count = add_compiled(os.path.join(out, name))
    print(f"built {name}, {count} modules compiled")


def add_compiled(wheel):
    """Put the bytecode of each module beside its source, so that the page need not compile it: half of the time that
    importing NumPy takes. Bound to the source by hash, not by time, so an edited source still counts. In the order of
    names and in one process, so that the bytes are always the same.

    A file that is no Python 3.14 (a template, a test of syntax errors) stays as it is."""
    folder, count = "/build/compiled", 0
    with zipfile.ZipFile(wheel, "a") as archive:
        for path in sorted(name for name in archive.namelist() if name.endswith(".py") and ".data/" not in name):
            source = archive.extract(path, folder)
            inside = importlib.util.cache_from_source(path)
            target = os.path.join(folder, inside)
            installed = "/lib/python3.14/site-packages/" + path
            done = compile_file(source, target, installed, quiet=2, invalidation_mode=PycInvalidationMode.CHECKED_HASH)
            if done:
                archive.write(target, inside)
                count += 1
    return count


def read_build_system():
    try:
        with open("pyproject.toml", "rb") as file:
            found = tomllib.load(file).get("build-system", DEFAULT)
    except FileNotFoundError:
        return DEFAULT
    return DEFAULT | found


def load_backend(build_system):
    # PEP 517: backend-path comes before anything else, and the current folder is not on the path otherwise.
    sys.path[:0] = [os.path.abspath(path) for path in build_system.get("backend-path", [])]
    module, _, attributes = build_system["build-backend"].partition(":")
    backend = importlib.import_module(module)
    for attribute in filter(None, attributes.split(".")):
        backend = getattr(backend, attribute)
    return backend


def report_requirements(requirements):
    """Say which build requirements are not met: not fatal (pins are often narrower than need be), but the first
    thing to know when the build fails."""
    from packaging.requirements import Requirement

    for text in requirements:
        requirement = Requirement(text)
        if requirement.marker and not requirement.marker.evaluate():
            continue
        try:
            version = importlib.metadata.version(requirement.name)
        except importlib.metadata.PackageNotFoundError:
            print(f"note: the package asks for {text}, which is not among the build tools")
            continue
        if not requirement.specifier.contains(version, prereleases=True):
            print(f"note: the package asks for {text}; the build tools have {version}")


def settings_for(backend, jobs, options):
    if backend.startswith("mesonpy"):
        cross = ["--cross-file=/kelp/cross.ini", "--wrap-mode=nodownload"]
        return {"build-dir": "/build/meson", "setup-args": cross + options, "compile-args": [f"-j{jobs}"]}
    if backend.startswith("scikit_build_core"):
        return {"build-dir": "/build/cmake", "cmake.args": options}
    settings = {}
    for option in options:
        key, separator, value = re.match(r"([^=]*)(=?)(.*)", option, re.DOTALL).groups()
        settings[key] = value if separator else "true"
    return settings


if __name__ == "__main__":
    main(*sys.argv[1:])

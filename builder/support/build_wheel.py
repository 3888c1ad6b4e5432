"""Ask a package's own PEP 517 back end for a wheel, the way pip would, but for another platform.

usage: build_wheel.py OUT JOBS [OPTION …]      (in the package's folder; run by cross-python)

What differs between back ends is only how they are told the options and the cross files.
"""

import importlib
import importlib.metadata
import os
import re
import sys
import tomllib

DEFAULT = {"requires": ["setuptools"], "build-backend": "setuptools.build_meta:__legacy__"}


def main(out, jobs, *options):
    build_system = read_build_system()
    report_requirements(build_system["requires"])
    backend = load_backend(build_system)
    settings = settings_for(build_system["build-backend"], jobs, list(options))
    print(f"build back end {build_system['build-backend']}, settings {settings}", flush=True)
    name = backend.build_wheel(out, config_settings=settings)
    print(f"built {name}")


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

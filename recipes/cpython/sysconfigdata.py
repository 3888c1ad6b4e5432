"""Rewrite the generated sysconfig data so that nothing in it leads to the machine that built it.

usage: sysconfigdata.py GENERATED RUNTIME_DIR CROSS_DIR

Two modules of the same name are written: RUNTIME_DIR gets what Python in the page sees, CROSS_DIR what build back
ends see that run on the build machine and ask about the target (compilers by name, headers in /prefix).
"""

import importlib.util
import pathlib
import pprint
import re
import sys

PLATFORM_VERSION = "2026_0"  # PEP 783 wheels of this platform version are accepted for CPython 3.14

COMPILERS = {
    "AR": "emar",
    "CC": "cc",
    "CXX": "c++",
    "LDSHARED": "cc -shared",
    "LDCXXSHARED": "c++ -shared",
    "BLDSHARED": "cc -shared",
    "LINKCC": "cc",
    "MAINCC": "cc",
    "CCSHARED": "-fPIC",
    "CFLAGS": "-O2 -DNDEBUG",
    "OPT": "-O2 -DNDEBUG",
    "RANLIB": "emranlib",
    "READELF": "",
}
# Facts about the one build, of no use to anybody else.
DROPPED = re.compile(
    r".*(_CFLAGS|_LDFLAGS|_DEPS|_OBJS|_HEADERS)$|CONFIG_ARGS$|.*(RUNNER|HOSTRUNNER|FREEZE.*|COVERAGE.*|WEBEX.*|_REPORT|_INFO)$"
    r"|PYTHON_FOR_.*|TESTPYTHON.*|abs_.*|srcdir$|VPATH$|MODLIBS$|LOCALMODLIBS$|MAKESETUP$|UPDATE_FILE$|EMSCRIPTEN_DIR$"
    r"|SRC_GDB_HOOKS$|PY_(CORE|STDMODULE|BUILTIN).*|(PY_|BASE)?CPPFLAGS$|PY_CFLAGS.*|TEST.*|LIBRARY_.*|.*_SRCS$"
)


def main(generated, runtime_dir, cross_dir):
    spec = importlib.util.spec_from_file_location("generated", generated)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    kept = {key: value for key, value in module.build_time_vars.items() if not DROPPED.fullmatch(key)}
    kept.update(COMPILERS)
    kept["PYEMSCRIPTEN_PLATFORM_VERSION"] = PLATFORM_VERSION
    kept = {key: relocate(value) for key, value in kept.items()}
    left = [key for key, value in kept.items() if re.search(r"/(src|build|tools|work|prefix|tmp|emscripten)\b", str(value))]
    if left:
        sys.exit(f"sysconfig data still names paths of the build: {', '.join(left)}")
    name = pathlib.Path(generated).name
    write(pathlib.Path(runtime_dir) / name, kept | prefixes("/"))
    write(pathlib.Path(cross_dir) / name, kept | prefixes("/prefix"))


def relocate(value):
    return re.sub(r"//+", "/", value) if isinstance(value, str) else value


def prefixes(prefix):
    root = prefix.rstrip("/")
    return {
        "prefix": prefix,
        "exec_prefix": prefix,
        "host_prefix": prefix,
        "host_exec_prefix": prefix,
        "INCLUDEPY": f"{root}/include/python3.14",
        "CONFINCLUDEPY": f"{root}/include/python3.14",
        "LIBDIR": f"{root}/lib",
        "LIBDEST": f"{root}/lib/python3.14",
    }


def write(path, variables):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("# system configuration\nbuild_time_vars = " + pprint.pformat(variables) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])

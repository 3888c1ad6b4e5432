"""Makes the fixed lists of scripts/exports: what a library defines, kept down to what its headers promise."""

import re
import shlex
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

# Calls that the compiler makes itself, so no header declares them: printf without floats, setjmp, the C++ run time.
FROM_COMPILER = re.compile(
    r"(__small_)?v?(f|s|sn|d|as)?i?printf|__(small_)?v?(f|s)?n?printf|__wasm_(setjmp(_test)?|longjmp)|"
    r"mem(cpy|move|set|cmp)|bcmp|__cxa_atexit|__(assert_fail|errno_location|stack_chk_(fail|guard))"
)
# In runtime/main/libc_shim.c, since emscripten's C library lacks it.
OURS = {"__assert_fail"}
# What begins with "__" is the library's own, but for these, which macros of its headers use.
MACRO_NAMES = re.compile(r"__(ctype_get_mb_cur_max|flt_rounds|fpclassify[fl]?|signbit[fl]?|h_errno_location|libc_current_sigrt\w+)")
# Declared, but big and pointless in a page: tables of encodings, password hashes, DNS packets, mount tables.
UNWANTED = re.compile(r"iconv\w*|crypt\w*|encrypt|setkey|(res|ns|dn)_\w+|\w*mntent\w*|\w*pty|login_tty|quick_exit|\w*syslog|fmtmsg")
DECLARED = re.compile(r"PyAPI_(?:FUNC|DATA)\s*\((?:[^()]|\([^()]*\))*\)\s*(?:(?:_Py_NO_RETURN|const)\s+)*\*?\s*(\w+)")
# Headers of other libraries that emscripten's sysroot brings.
FOREIGN = ("AL", "EGL", "GL", "GLES", "GLFW", "KHR", "SDL", "X11", "c++", "emscripten", "mimalloc", "webgpu", "fakesdl")
MATHS = ("math.h", "complex.h", "fenv.h")

# libc++ classes that its headers declare as instantiated in the library. Everything else that is weak there is
# either internal or made again by whoever uses it.
INSTANTIATED = re.compile(
    r"(?:typeinfo name for |typeinfo for |vtable for |VTT for |virtual thunk to |non-virtual thunk to |"
    r"guard variable for |[\w:&* <>,]+ )?"
    r"std::__2::(?:basic_(?:string|i?o?stream|streambuf|stringbuf|[io]?stringstream|filebuf|[io]?fstream|ios)|"
    r"(?:__)?num_(?:get|put)|(?:__)?money_(?:get|put)|moneypunct(?:_byname)?|time_(?:get|put)(?:_byname)?|"
    r"__time_(?:get|put)\w*|collate(?:_byname)?|messages(?:_byname)?|codecvt(?:_byname)?|ctype(?:_byname)?|"
    r"numpunct(?:_byname)?|operator(?:<<|>>|\+)|getline|(?:void )?__sort|shared_ptr|allocator)\b"
)
# Parts that hardly any extension module uses; packages.txt takes what one does. (to_chars of floats alone brings
# tables of 115 kB that do not compress.)
RARE = re.compile(
    r"^(?!.*basic_string<wchar_t).*wchar_t|char(8|16|32)_t|wistream|wostream|money|time_(get|put)|_byname|__codecvt|"
    r"strstream|filesystem|pmr::|messages|collate|pointer_safety|experimental|__narrow_to|__widen_from|"
    r"std::__2::to_chars\(|future|promise|__assoc|barrier|__time_|tzdb|std::__2::w(cin|cout|cerr|clog)"
)
INTERNAL = re.compile(r"abi:|locale::__imp|__stdinbuf|__stdoutbuf|__loc_|itanium_demangle|__fs::filesystem::detail|anonymous namespace")


def run(command: str, *arguments: str, text: str | None = None) -> str:
    done = subprocess.run([*shlex.split(command), *arguments], input=text, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{command} {' '.join(arguments[:2])} failed: {done.stderr.strip()[:300]}")
    return done.stdout


def defined(nm: str, archive: str) -> dict[str, str]:
    """Global symbols that an archive defines → their letter (T code, D data, W weak)."""
    lines = run(nm, "--defined-only", "--extern-only", "--format=posix", archive).splitlines()
    return {fields[0]: fields[1] for line in lines if len(fields := line.split()) >= 2}


def python_names(include: Path) -> set[str]:
    headers = [*include.glob("*.h"), *include.glob("cpython/*.h")]
    names = {name for header in headers for name in DECLARED.findall(header.read_text())}
    stable = tomllib.loads((include.parent / "Misc" / "stable_abi.toml").read_text())
    return names | set(stable["function"]) | set(stable["data"])


def header_words(sysroot: Path, keep) -> set[str]:
    """Identifiers that stand before a parenthesis, or end an extern declaration, in the C headers that `keep` wants."""
    words: set[str] = set()
    for header in (sysroot / "include").rglob("*.h"):
        relative = header.relative_to(sysroot / "include")
        if relative.parts[0].removesuffix(".h") not in FOREIGN and keep(str(relative)):
            text = header.read_text(errors="replace")
            words |= set(re.findall(r"\b(\w+)\s*\)?\s*\(", text)) | set(re.findall(r"extern[^;(]*?(\w+)(?:\[\w*\])?\s*;", text))
            words |= {word for names in re.findall(r"extern ([^;()]+);", text) for word in re.findall(r"\w+", names)}
    return words


def public_names(names: set[str]) -> set[str]:
    return {n for n in names if (not n.startswith("__") or MACRO_NAMES.fullmatch(n)) and not UNWANTED.fullmatch(n)}


def libcxx_names(symbols: dict[str, str], cxxfilt: str, without: re.Pattern = INTERNAL) -> set[str]:
    names = sorted(symbols)
    plain = run(cxxfilt, text="\n".join(names)).splitlines()
    readable = dict(zip(names, plain, strict=True))
    own = ("_Z", "__cxa_", "__gxx_", "__dynamic_cast")
    kept = {n for n in names if n.startswith(own) and not INTERNAL.search(readable[n]) and not without.search(readable[n])}
    return {n for n in kept if symbols[n] != "W" or INSTANTIATED.match(readable[n]) or not n.startswith("_ZN")}


def make(include: Path, libpython: str, sysroot: Path, nm: str, cxxfilt: str) -> Iterator[tuple[str, list[str], set[str]]]:
    library = sysroot / "lib" / "wasm32-emscripten"
    python = defined(nm, libpython)
    yield "python", ["C API of CPython: declared in its public headers or part of the stable ABI."], python_names(include) & set(python)

    libc = defined(nm, f"{library}/libc.a")
    for part in ("libdlmalloc", "libsockets", "libstubs"):
        libc |= defined(nm, f"{library}/{part}.a")
    maths = public_names(set(libc) & header_words(sysroot, lambda name: name in MATHS))
    yield "libm", ["Functions of the C library's mathematical headers."], maths
    rest = public_names(set(libc) & header_words(sysroot, lambda name: name not in MATHS)) - maths
    rest |= {name for name in libc if FROM_COMPILER.fullmatch(name)} | OURS
    yield "libc", ["The rest of the C library: declared in its headers or called by the compiler itself."], rest

    run_time = set(defined(nm, f"{library}/libcompiler_rt-wasm-sjlj.a"))
    yield (
        "compiler_rt",
        ["Arithmetic that the compiler calls for (128-bit integers, long double, half), setjmp, unwinding."],
        {n for n in run_time if re.fullmatch(r"__[a-z]+[0-9]?|__\w+[sdtxh][ifc][0-9]?|__wasm_\w+", n)} | {n for n in defined(nm, f"{library}/libunwind-except.a") if n.startswith("_Unwind_")},
    )

    cxx = defined(nm, f"{library}/libc++-except.a")
    abi = defined(nm, f"{library}/libc++abi-except.a")
    yield "libcxx", ["The C++ library: what its headers leave to the library."], libcxx_names(cxx, cxxfilt, RARE)
    yield "libcxxabi", ["The C++ run time: exceptions, type information, new and delete."], libcxx_names(abi, cxxfilt)

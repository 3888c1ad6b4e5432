# Cross-builds CPython as static libraries; recipes/runtime links them into the main module.
#
# Objects are not position independent (the main module is an ordinary one, and calls through the GOT would cost a
# tenth of the speed), and every one is compiled with PY_CALL_TRAMPOLINE, which changes _PyRuntimeState.
unset CFLAGS CXXFLAGS CPPFLAGS LDFLAGS

export CONFIG_SITE=/src/Platforms/emscripten/config.site-wasm32-emscripten
# Given in full, so that neither pkg-config nor emscripten's ports (which would download) are asked.
for library in ZLIB:z BZIP2:bz2 LIBLZMA:lzma LIBZSTD:zstd LIBSQLITE3:sqlite3 LIBFFI:ffi; do
  export "${library%:*}_CFLAGS=-I/prefix/include" "${library%:*}_LIBS=/prefix/lib/lib${library#*:}.a"
done
# These probes would link `-lsqlite3`, a port's name; recipes/sqlite has all of it but loadable extensions.
for function in bind_double column_decltype column_double complete progress_handler result_double set_authorizer \
  trace_v2 value_double serialize; do
  export "ac_cv_lib_sqlite3_sqlite3_$function=yes"
done
export ac_cv_lib_sqlite3_sqlite3_load_extension=no

# Built in the source folder: then no path of the build is compiled in (VPATH is "."). Configure's probes are compiled
# without optimisation, which halves their time; make gets the real flags.
cd /src
compiler="# $(emcc --version | head -n 1)"
if [ -e /recipe/configure-answers ] && [ "$(head -n 1 /recipe/configure-answers)" = "$compiler" ]; then
  cp /recipe/configure-answers config.cache
else
  echo "note: configure-answers were not made with this compiler; configure finds everything out anew"
fi
emconfigure ./configure -C --host=wasm32-unknown-emscripten --build=x86_64-pc-linux-gnu --prefix=/ \
  --with-build-python="$HOST_PYTHON" --enable-wasm-dynamic-linking --disable-ipv6 --disable-test-modules \
  CFLAGS="-O0 -g0" OPT="-DNDEBUG -O3 -g0 -fwasm-exceptions -sSUPPORT_LONGJMP=wasm" > configure.log 2>&1 ||
  { tail -n 30 configure.log; exit 1; }
mkdir -p /out/share/kelp
{
  echo "$compiler"
  grep -vE '^#|^$|ac_cv_env_|ac_cv_prog_|ac_cv_path_|^pkg_cv|py_cv_module|sqlite|/' config.cache | LC_ALL=C sort
} > /out/share/kelp/configure-answers

hacl=Modules/_hacl/libHacl_HMAC.a # holds the other algorithms' objects too
emmake make -j"$JOBS" CCSHARED= CFLAGSFORSHARED= \
  CONFIGURE_CFLAGS="-DPY_CALL_TRAMPOLINE -ffile-prefix-map=/src=. -ffile-prefix-map=/prefix=." \
  libpython3.14.a Modules/_decimal/libmpdec/libmpdec.a Modules/expat/libexpat.a $hacl > make.log 2>&1 ||
  { grep -n -i -m 20 -E "error|\*\*\*" make.log; tail -n 30 make.log; exit 1; }
"$HOST_PYTHON" /recipe/check_modules.py Modules/config.c

mkdir -p /out/lib /out/include/python3.14
cp libpython3.14.a Modules/_decimal/libmpdec/libmpdec.a Modules/expat/libexpat.a $hacl /out/lib/
cp -R Include/. /out/include/python3.14/
cp pyconfig.h /out/include/python3.14/

# The standard library, but for tests and what needs a desktop, processes or a package index.
cp -R Lib /out/lib/python3.14
cd /out/lib/python3.14
rm -rf test idlelib tkinter turtledemo turtle.py ensurepip
find . -name __pycache__ -prune -exec rm -rf {} +

cd /build
export _PYTHON_HOST_PLATFORM=emscripten-wasm32 _PYTHON_SYSCONFIGDATA_NAME=_sysconfigdata__emscripten_wasm32-emscripten
_PYTHON_PROJECT_BASE=/src PYTHONPATH=/src/Lib "$HOST_PYTHON" -S -m sysconfig --generate-posix-vars
"$HOST_PYTHON" -S /recipe/sysconfigdata.py "$(cat pybuilddir.txt)/$_PYTHON_SYSCONFIGDATA_NAME.py" \
  /out/lib/python3.14 /out/lib/kelp-sysconfig

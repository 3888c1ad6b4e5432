# Links the main module and packs the standard library. Runs inside the toolchain, in /src.
export CFLAGS="" CXXFLAGS="" LDFLAGS=""  # not position independent: runtime/main/CMakeLists.txt says the rest
# These members are compiled again for runtime/main/stack_room.h, ceval_gil for signals.c; no other has one of these names.
cp /prefix/lib/libpython3.14.a /build/
emar d /build/libpython3.14.a _json.o abstract.o call.o object.o parser.o ceval.o ceval_gil.o \
  ast_preprocess.o codegen.o Python-ast.o
# The parser asks a function of ceval.c; asked inline, its frames are the ones that take the room.
sed -i -e 's/_Py_ReachedRecursionLimitWithMargin(PyThreadState_Get(), 1)/_Py_ReachedRecursionLimit(PyThreadState_Get())/' \
  -e 's/^#include "pegen.h"$/&\n#include "pycore_ceval.h"/' /src/cpython/Parser/parser.c
grep -q pycore_ceval.h /src/cpython/Parser/parser.c
# The interpreter's loop is entered through runtime/main/loop_room.c.
sed -i 's/^_PyEval_EvalFrameDefault(PyThreadState \*tstate,/kelp_interpreter_loop(PyThreadState *tstate,/' /src/cpython/Python/ceval.c
grep -q '^kelp_interpreter_loop' /src/cpython/Python/ceval.c
emcmake cmake -G Ninja -S /src/runtime/main -B /build -DKELP_PREFIX=/prefix -DCMAKE_BUILD_TYPE=None
cmake --build /build -j "$JOBS"
"$HOST_PYTHON" /src/runtime/main/trim_glue.py /build/pyodide.asm.mjs
cp /build/pyodide.asm.mjs /build/pyodide.asm.wasm /out/
"$HOST_PYTHON" /src/runtime/main/build_stdlib.py /out/python_stdlib.zip /prefix/lib/python3.14 /src/runtime/python

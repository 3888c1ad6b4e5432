# Links the main module and packs the standard library. Runs inside the toolchain, in /src.
export CFLAGS="" CXXFLAGS="" LDFLAGS=""  # not position independent: runtime/main/CMakeLists.txt says the rest
emcmake cmake -G Ninja -S /src/runtime/main -B /build -DKELP_PREFIX=/prefix -DCMAKE_BUILD_TYPE=None
cmake --build /build -j "$JOBS"
"$HOST_PYTHON" /src/runtime/main/trim_glue.py /build/pyodide.asm.mjs
cp /build/pyodide.asm.mjs /build/pyodide.asm.wasm /out/
"$HOST_PYTHON" /src/runtime/main/build_stdlib.py /out/python_stdlib.zip /prefix/lib/python3.14 /src/runtime/python

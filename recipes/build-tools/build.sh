# Wheels into one prefix; `installer` writes the commands (meson, cython …) with an interpreter path that holds inside the sandbox.
export PYTHONPATH=/src/installer-1.1.0-py3-none-any.whl PYTHONDONTWRITEBYTECODE=1
for wheel in /src/*.whl; do
  "$HOST_PYTHON" -m installer --prefix /tools --destdir /build/dest --no-compile-bytecode "$wheel"
done
site=/build/dest/tools/lib/python3.14/site-packages
find "$site" -type d \( -name tests -o -name testing \) -path '*/Cython/*' -prune -exec rm -rf {} +
"$HOST_PYTHON" -I -m compileall -q -j "$JOBS" --invalidation-mode unchecked-hash -s /build/dest "$site" || true
cp -a /build/dest/tools/. /out/

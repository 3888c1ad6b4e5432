# A native CPython, kept small: no optimised build (it only drives compilers), no test suite, no GUI.
export CFLAGS="-O2 -g0"
cd /build
/src/configure --prefix=/tools --disable-test-modules --without-ensurepip --without-static-libpython \
  --with-doc-strings=no --disable-ipv6 MODULE_BUILDTYPE=shared > configure.log || { tail -n 20 configure.log; exit 1; }
make -j"$JOBS" > make.log 2>&1 || { tail -n 40 make.log; exit 1; }
make DESTDIR=/build/dest COMPILEALL_OPTS=-qq commoninstall bininstall > install.log 2>&1 || { tail -n 40 install.log; exit 1; }
dest=/build/dest/tools
lib=$dest/lib/python3.14
rm -rf "$lib"/{test,idlelib,tkinter,turtledemo,ensurepip,pydoc_data,venv,config-*} "$dest"/lib/pkgconfig
find "$dest" -name __pycache__ -prune -exec rm -rf {} +
strip "$dest/bin/python3.14"
find "$lib/lib-dynload" -name '*.so' -exec strip --strip-unneeded {} +
# Compiled without times inside, so that two builds give the same bytes and no build needs to write beside its tools.
"$dest/bin/python3.14" -I -m compileall -q -j "$JOBS" --invalidation-mode unchecked-hash -s "$dest" -p /tools "$lib" || true
cp -a "$dest/." /out/

# CMAKE_TOOLCHAIN_FILE is in the environment. The library's folder is given in full: its build takes a relative one for
# a folder below the sources. CMake cannot read sizes of types out of wasm programs, so they are told. Hidden symbols:
# nothing of the library is for others than the module that it is linked into.
cmake -G Ninja -S /src -B /build -DCMAKE_BUILD_TYPE=Release '-DCMAKE_C_FLAGS_RELEASE=-DNDEBUG -fvisibility=hidden' \
  -DCMAKE_INSTALL_PREFIX=/prefix -DCMAKE_INSTALL_LIBDIR=/prefix/lib \
  -DHAVE_SIZE_T=TRUE -DSIZE_T=4 -DHAVE_UNSIGNED_LONG=TRUE -DUNSIGNED_LONG=4 \
  -DENABLE_SHARED=OFF -DWITH_SIMD=OFF -DWITH_TURBOJPEG=OFF -DWITH_ARITH_ENC=ON -DWITH_ARITH_DEC=ON
cmake --build /build -j "$JOBS" --target jpeg-static

mkdir -p /out/lib/pkgconfig /out/include
cp /build/libjpeg.a /out/lib/
cp /build/pkgscripts/libjpeg.pc /out/lib/pkgconfig/
cp /src/jpeglib.h /src/jmorecfg.h /src/jerror.h /build/jconfig.h /out/include/

cd /build
for name in adler32 compress crc32 deflate infback inffast inflate inftrees trees uncompr zutil gzclose gzlib gzread gzwrite; do
  echo "$name"
done | xargs -P "$JOBS" -I{} sh -c '$CC $CFLAGS -DHAVE_UNISTD_H -DHAVE_STDARG_H -c /src/{}.c -o {}.o'

mkdir -p /out/lib/pkgconfig /out/include
$AR crD /out/lib/libz.a ./*.o
cp /src/zlib.h /src/zconf.h /out/include/
cat > /out/lib/pkgconfig/zlib.pc <<'PC'
prefix=/prefix
Name: zlib
Description: zlib compression library
Version: 1.3.1
Libs: -L${prefix}/lib -lz
Cflags: -I${prefix}/include
PC

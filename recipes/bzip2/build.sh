cd /build
for name in blocksort huffman crctable randtable compress decompress bzlib; do
  echo "$name"
done | xargs -P "$JOBS" -I{} sh -c '$CC $CFLAGS -D_FILE_OFFSET_BITS=64 -c /src/{}.c -o {}.o'

mkdir -p /out/lib/pkgconfig /out/include
$AR crD /out/lib/libbz2.a ./*.o
cp /src/bzlib.h /out/include/
cat > /out/lib/pkgconfig/bzip2.pc <<'PC'
prefix=/prefix
Name: bzip2
Description: bzip2 compression library
Version: 1.0.8
Libs: -L${prefix}/lib -lbz2
Cflags: -I${prefix}/include
PC

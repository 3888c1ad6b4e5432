cd /build
for file in /src/lib/{common,compress,decompress,dictBuilder}/*.c; do
  echo "$file"
done | xargs -P "$JOBS" -I{} sh -c '$CC $CFLAGS -DZSTD_DISABLE_ASM -DXXH_NAMESPACE=ZSTD_ -I/src/lib -c {} -o $(basename {} .c).o'

mkdir -p /out/lib/pkgconfig /out/include
$AR crD /out/lib/libzstd.a ./*.o
cp /src/lib/{zstd,zstd_errors,zdict}.h /out/include/
cat > /out/lib/pkgconfig/libzstd.pc <<'PC'
prefix=/prefix
Name: libzstd
Description: Zstandard compression library
Version: 1.5.7
Libs: -L${prefix}/lib -lzstd
Cflags: -I${prefix}/include
PC

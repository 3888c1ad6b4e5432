# Hidden: nothing of it is for others than the module that it is linked into.
cd /build
for file in /src/src/libqhull_r/*.c; do
  echo "$file"
done | xargs -P "$JOBS" -I{} sh -c '$CC $CFLAGS -fvisibility=hidden -c {} -o $(basename {} .c).o'

mkdir -p /out/lib/pkgconfig /out/include/libqhull_r
$AR crD /out/lib/libqhull_r.a ./*.o
cp /src/src/libqhull_r/*.h /out/include/libqhull_r/
cat > /out/lib/pkgconfig/qhull_r.pc <<'PC'
prefix=/prefix
Name: qhull_r
Description: Computational geometry, reentrant library
Version: 8.0.2
Libs: -L${prefix}/lib -lqhull_r
Cflags: -I${prefix}/include
PC

cd /build
raqm=/src/src/thirdparty/raqm
$CC $CFLAGS -DHAVE_FRIBIDI_SYSTEM -I/prefix/include/freetype2 -I/prefix/include/harfbuzz -I/prefix/include/fribidi -I$raqm -c $raqm/raqm.c -o raqm.o

mkdir -p /out/lib/pkgconfig /out/include
$AR crD /out/lib/libraqm.a raqm.o
cp $raqm/raqm.h $raqm/raqm-version.h /out/include/
cat > /out/lib/pkgconfig/raqm.pc <<'PC'
prefix=/prefix
Name: raqm
Description: A library for complex text layout
Version: 0.11.0
Requires: freetype2 harfbuzz fribidi
Libs: -L${prefix}/lib -lraqm
Cflags: -I${prefix}/include
PC

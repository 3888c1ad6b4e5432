cd /build
$CXX $CXXFLAGS -std=c++17 -fno-rtti -fno-exceptions -fno-threadsafe-statics -DHB_NO_MT \
  -DHAVE_FREETYPE=1 -DHAVE_FT_GET_VAR_BLEND_COORDINATES -DHAVE_FT_SET_VAR_BLEND_COORDINATES -DHAVE_FT_DONE_MM_VAR \
  -DHAVE_FT_GET_TRANSFORM -I/prefix/include/freetype2 -c /src/src/harfbuzz.cc -o harfbuzz.o

mkdir -p /out/lib/pkgconfig /out/include/harfbuzz
$AR crD /out/lib/libharfbuzz.a harfbuzz.o
cp /src/src/hb*.h /out/include/harfbuzz/
rm -f /out/include/harfbuzz/hb-*.hh
cat > /out/lib/pkgconfig/harfbuzz.pc <<'PC'
prefix=/prefix
Name: harfbuzz
Description: HarfBuzz text shaping library
Version: 10.2.0
Requires: freetype2
Libs: -L${prefix}/lib -lharfbuzz
Cflags: -I${prefix}/include/harfbuzz
PC

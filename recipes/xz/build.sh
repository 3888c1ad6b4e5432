# liblzma alone, without threads. Its own build asks the compiler a hundred questions, each a link.
filters="LZMA1 LZMA2 DELTA X86 POWERPC IA64 ARM ARMTHUMB ARM64 SPARC RISCV"
defines="-DHAVE_ENCODERS -DHAVE_DECODERS -DHAVE_LZIP_DECODER"
for filter in $filters; do
  defines+=" -DHAVE_ENCODER_$filter=1 -DHAVE_DECODER_$filter=1"
done
for finder in HC3 HC4 BT2 BT3 BT4; do
  defines+=" -DHAVE_MF_$finder=1"
done
for check in CRC32 CRC64 SHA256; do
  defines+=" -DHAVE_CHECK_$check=1"
done
for header in STDBOOL STDINT INTTYPES STDLIB STRING STRINGS; do
  defines+=" -DHAVE_${header}_H=1"
done
export defines="$defines -DHAVE__BOOL=1 -DHAVE_VISIBILITY=0 -DTUKLIB_SYMBOL_PREFIX=lzma_ -DTUKLIB_FAST_UNALIGNED_ACCESS=1
  -DHAVE___BUILTIN_BSWAPXX=1 -DHAVE___BUILTIN_ASSUME_ALIGNED=1 -DASSUME_RAM=128 -DSIZEOF_SIZE_T=4 -DTUKLIB_PHYSMEM_SYSCONF=1"
lzma=/src/src/liblzma
export includes="-I$lzma/api -I$lzma/common -I$lzma/check -I$lzma/lz -I$lzma/rangecoder -I$lzma/lzma -I$lzma/delta
  -I$lzma/simple -I/src/src/common"

cd /build
# Programs that make tables, threads, and what is written for other processors or for small size are left out.
for file in /src/src/common/tuklib_physmem.c $lzma/{common,check,lz,rangecoder,lzma,delta,simple}/*.c; do
  case $(basename "$file") in
    *_tablegen.c | *_mt.c | crc*_small.c | crc_clmul_consts_gen.c | outqueue.c | hardware_cputhreads.c) ;;
    *) echo "$file" ;;
  esac
done | xargs -P "$JOBS" -I{} sh -c '$CC $CFLAGS $defines $includes -c {} -o $(basename {} .c).o'

mkdir -p /out/lib/pkgconfig /out/include
$AR crD /out/lib/liblzma.a ./*.o
cp -R $lzma/api/lzma.h $lzma/api/lzma /out/include/
cat > /out/lib/pkgconfig/liblzma.pc <<'PC'
prefix=/prefix
Name: liblzma
Description: General purpose data compression library
Version: 5.8.1
Libs: -L${prefix}/lib -llzma
Cflags: -I${prefix}/include
PC

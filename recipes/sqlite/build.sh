cd /build
# The amalgamation is put together by native tools.
env -u CFLAGS -u CXXFLAGS -u LDFLAGS CC=gcc CXX=g++ AR=ar RANLIB=ranlib /src/configure --disable-tcl > configure.log
make CC=gcc sqlite3.c > make.log

# Math functions, full text search and R-tree as Debian and the wheels of other systems have them. No threads, no
# loadable extensions, no shared memory file (there is no other process).
$CC $CFLAGS -DSQLITE_THREADSAFE=0 -DSQLITE_OMIT_LOAD_EXTENSION -DSQLITE_MAX_MMAP_SIZE=0 \
  -DSQLITE_ENABLE_FTS4 -DSQLITE_ENABLE_FTS5 -DSQLITE_ENABLE_RTREE -DSQLITE_ENABLE_MATH_FUNCTIONS -DSQLITE_ENABLE_COLUMN_METADATA \
  -c sqlite3.c -o sqlite3.o

mkdir -p /out/lib/pkgconfig /out/include
$AR crD /out/lib/libsqlite3.a sqlite3.o
cp sqlite3.h /src/src/sqlite3ext.h /out/include/
cat > /out/lib/pkgconfig/sqlite3.pc <<'PC'
prefix=/prefix
Name: SQLite
Description: SQL database engine
Version: 3.46.1
Libs: -L${prefix}/lib -lsqlite3
Cflags: -I${prefix}/include
PC

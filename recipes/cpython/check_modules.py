"""Check that configure found what each standard module needs: a missing one would only show up in the page.

usage: check_modules.py Modules/config.c
"""

import re
import sys

EXPECTED = set(
    """
    _asyncio _bisect _blake2 _bz2 _codecs_cn _codecs_hk _codecs_iso2022 _codecs_jp _codecs_kr _codecs_tw _csv _ctypes
    _datetime _decimal _elementtree _heapq _json _lsprof _lzma _md5 _multibytecodec _pickle _queue _random _sha1 _sha2
    _sha3 _socket _sqlite3 _statistics _struct _zoneinfo _zstd array binascii cmath fcntl math mmap pyexpat select
    termios unicodedata zlib
    """.split()
)
REFUSED = {"_interpreters", "_multiprocessing", "_posixshmem", "_uuid", "grp", "pwd", "resource", "syslog", "_testcapi"}


def main(config):
    with open(config) as file:
        built = set(re.findall(r'^\s*\{"(\w+)", PyInit_', file.read(), re.MULTILINE))
    if missing := sorted(EXPECTED - built):
        sys.exit(f"configure left out the modules {', '.join(missing)}: see config.log")
    if extra := sorted(REFUSED & built):
        sys.exit(f"configure took the modules {', '.join(extra)}, which cannot work in a page")


if __name__ == "__main__":
    main(sys.argv[1])

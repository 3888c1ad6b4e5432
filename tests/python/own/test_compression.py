"""The compression modules hold real libraries: they read what other programs wrote."""

import base64
import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from compression import zstd

import pytest

TEXT = b"the quick brown fox jumps over the lazy dog " * 500

# `printf 'kelp\n' | gzip -n`, bzip2, xz, zstd of a Linux machine.
FOREIGN = {
    gzip.decompress: "H4sIAAAAAAAAA8tOzSngAgDcFB+qBQAAAA==",
    bz2.decompress: "QlpoOTFBWSZTWaZ7mb4AAAFBgAAQAgxAACAAIYaBmgxTcXckU4UJCme5m+A=",
    lzma.decompress: "/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQAEa2VscAoAAAAApDuL3pWqDdkAAR0FuC2Arx+2830BAAAAAARZWg==",
    zstd.decompress: "KLUv/QRYKQAAa2VscAqzl4Wp",
}


@pytest.mark.parametrize("module", [zlib, bz2, lzma, gzip, zstd], ids=lambda module: module.__name__)
def test_data_survives_the_round_trip_and_shrinks(module):
    packed = module.compress(TEXT)
    assert len(packed) < len(TEXT) / 10
    assert module.decompress(packed) == TEXT


@pytest.mark.parametrize("decompress", FOREIGN, ids=lambda function: function.__module__)
def test_data_written_elsewhere_is_read(decompress):
    assert decompress(base64.b64decode(FOREIGN[decompress])) == b"kelp\n"


def test_checksums_are_the_standard_ones():
    assert zlib.crc32(b"123456789") == 0xCBF43926
    assert zlib.adler32(b"Wikipedia") == 0x11E60398


@pytest.mark.parametrize(
    ("module", "error"),
    [(zlib, zlib.error), (bz2, OSError), (lzma, lzma.LZMAError), (zstd, zstd.ZstdError)],
    ids=lambda value: value.__name__,
)
def test_damaged_data_is_refused(module, error):
    packed = bytearray(module.compress(TEXT))
    packed[len(packed) // 2 :] = bytes(len(packed) - len(packed) // 2)
    with pytest.raises(error):
        module.decompress(bytes(packed))


@pytest.mark.parametrize("mode", ["gz", "bz2", "xz", "zst"])
def test_tar_archives_of_each_kind(mode):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode=f"w:{mode}") as archive:
        info = tarfile.TarInfo("a.txt")
        info.size = len(TEXT)
        archive.addfile(info, io.BytesIO(TEXT))
    file.seek(0)
    with tarfile.open(fileobj=file) as archive:
        assert archive.extractfile("a.txt").read() == TEXT


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, zipfile.ZIP_ZSTANDARD]
)
def test_zip_archives_with_each_method(method, tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr("a.txt", TEXT)
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert archive.read("a.txt") == TEXT

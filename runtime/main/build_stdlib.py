"""Packs the standard library and Kelp's own packages as one archive of compiled modules.

    python build_stdlib.py ARCHIVE FOLDER [FOLDER ...]

Each FOLDER's tree goes to the root of ARCHIVE (a later folder must not repeat a file of an earlier one).
`.py` files are compiled (unchecked: the archive is immutable); other files are kept, since modules read
them through importlib.resources. The bytes depend on the folders' contents alone: entries are sorted and
carry the time of SOURCE_DATE_EPOCH (default 1980-01-01).
"""

import importlib.util
import marshal
import os
import sys
import time
import zipfile

EPOCH_OF_ZIP = 315532800


def compiled(source: bytes, name: str) -> bytes:
    """The content of the .pyc of `source`; tracebacks will name it /lib/python314.zip/NAME."""
    code = compile(source, f"/lib/python314.zip/{name}", "exec", dont_inherit=True, optimize=0)
    flags = 0b01  # hash-based, unchecked
    return (
        importlib.util.MAGIC_NUMBER
        + flags.to_bytes(4, "little")
        + importlib.util.source_hash(source)
        + marshal.dumps(code)
    )


def entries(folder: str):
    """Yields (name in the archive, bytes) of each file below `folder`."""
    for path, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__"]
        for file in files:
            full = os.path.join(path, file)
            name = os.path.relpath(full, folder)
            with open(full, "rb") as stream:
                data = stream.read()
            if name.endswith(".py"):
                yield name + "c", compiled(data, name)
            elif not name.endswith((".pyc", ".so", ".exe")):
                yield name, data


def main(archive: str, folders: list[str]) -> None:
    content: dict[str, bytes] = {}
    for folder in folders:
        for name, data in entries(folder):
            if name in content:
                sys.exit(f"build_stdlib: {name} is in more than one folder; {folder} brings it again")
            content[name] = data
    moment = time.gmtime(max(int(os.environ.get("SOURCE_DATE_EPOCH", 0)), EPOCH_OF_ZIP))[:6]
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as output:
        for name in sorted(content):
            info = zipfile.ZipInfo(name, moment)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            output.writestr(info, content[name])


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2:])

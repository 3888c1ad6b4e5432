"""Reads the imports and exports of WebAssembly modules in wheels, folders and files, for scripts/exports."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

# Made anew by the loader for each side module, so no export of the main module.
BY_LOADER = {"memory", "__indirect_function_table", "__memory_base", "__table_base"}


@dataclass
class Module:
    name: str
    imports: set[str] = field(default_factory=set)
    exports: set[str] = field(default_factory=set)


class Reader:
    def __init__(self, data: bytes, name: str) -> None:
        self.data, self.name, self.at = data, name, 0

    def byte(self) -> int:
        if self.at >= len(self.data):
            raise SystemExit(f"{self.name} ends early, at byte {self.at}: it is cut off or no WebAssembly module")
        self.at += 1
        return self.data[self.at - 1]

    def number(self) -> int:
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    def text(self) -> str:
        size = self.number()
        self.at += size
        return self.data[self.at - size : self.at].decode()

    def limits(self) -> None:
        flags = self.number()
        self.number()
        if flags & 1:
            self.number()


def skip_import_type(reader: Reader, kind: int) -> None:
    if kind == 0:
        reader.number()
    elif kind == 1:
        reader.byte()
        reader.limits()
    elif kind == 2:
        reader.limits()
    elif kind == 3:
        reader.at += 2
    else:
        reader.byte()
        reader.number()


def parse(data: bytes, name: str) -> Module:
    if data[:8] != b"\0asm\1\0\0\0":
        raise SystemExit(f"{name} is no WebAssembly module: it does not start with its magic number and version 1")
    module, reader = Module(name), Reader(data, name)
    reader.at = 8
    while reader.at < len(data):
        section, size = reader.byte(), reader.number()
        end = reader.at + size
        if section == 2:
            for _ in range(reader.number()):
                reader.text()
                symbol = reader.text()
                skip_import_type(reader, reader.byte())
                if symbol not in BY_LOADER:
                    module.imports.add(symbol)
        elif section == 7:
            for _ in range(reader.number()):
                module.exports.add(reader.text())
                reader.byte()
                reader.number()
        reader.at = end
    return module


def modules_of(path: Path) -> Iterator[Module]:
    if path.is_dir():
        for file in sorted(path.rglob("*.so")):
            yield from modules_of(file)
    elif path.suffix in (".whl", ".zip"):
        with zipfile.ZipFile(path) as wheel:
            for name in sorted(wheel.namelist()):
                if name.endswith(".so"):
                    yield parse(wheel.read(name), name.rsplit("/")[-1])
    elif path.exists():
        yield parse(path.read_bytes(), path.name)
    else:
        raise SystemExit(f"no file {path}")

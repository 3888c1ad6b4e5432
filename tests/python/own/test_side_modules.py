"""Extension modules are loaded by our own loader, when they are first imported and not before."""

import importlib.machinery
import importlib.util
import sys

import pytest

import pyodide_js

SITE = "/lib/python3.14/site-packages"


def placed_modules():
    entries = [entry.to_py() for entry in pyodide_js._api.placedModules() if entry.kind == "module"]
    return {entry["path"]: entry for entry in entries}


def test_an_extension_module_is_placed_when_it_is_imported():
    assert "msgpack" not in sys.modules
    assert not [path for path in placed_modules() if "/msgpack/" in path]
    import msgpack

    assert msgpack.unpackb(msgpack.packb({"a": [1, 2.5, b"x", None]})) == {"a": [1, 2.5, b"x", None]}
    [path] = [path for path in placed_modules() if "/msgpack/" in path]
    entry = placed_modules()[path]
    assert entry["memoryBase"] % entry["memoryAlign"] == 0 and entry["memorySize"] > 0


def test_places_do_not_overlap():
    import jiter  # noqa: F401
    import msgspec  # noqa: F401

    entries = sorted(placed_modules().values(), key=lambda entry: entry["memoryBase"])
    for before, after in zip(entries, entries[1:]):
        assert before["memoryBase"] + before["memorySize"] <= after["memoryBase"]
    entries.sort(key=lambda entry: entry["tableBase"])
    for before, after in zip(entries, entries[1:]):
        assert before["tableBase"] + before["tableSize"] <= after["tableBase"]


def test_rust_modules_work():
    import jiter
    import pydantic_core

    assert jiter.from_json(b'{"a": [1, 2.5, true]}') == {"a": [1, 2.5, True]}
    validator = pydantic_core.SchemaValidator(pydantic_core.core_schema.int_schema())
    assert validator.validate_python("42") == 42
    with pytest.raises(pydantic_core.ValidationError, match="unable to parse string as an integer"):
        validator.validate_python("x")


def test_functions_with_fewer_parameters_than_they_are_called_with():
    import msgspec

    class Point(msgspec.Struct):
        x: int
        y: float = 0.0

    assert msgspec.json.decode(b'{"x": 1}', type=Point) == Point(1)
    assert msgspec.json.encode(Point(1, 2.5)) == b'{"x":1,"y":2.5}'


def load(path):
    loader = importlib.machinery.ExtensionFileLoader("broken", str(path))
    return importlib.util.module_from_spec(importlib.util.spec_from_loader("broken", loader))


def test_a_cut_off_module_is_refused_by_name(tmp_path):
    [path] = [path for path in placed_modules() if "/msgpack/" in path]
    broken = tmp_path / "broken.cpython-314-wasm32-emscripten.so"
    with open(path, "rb") as file:
        broken.write_bytes(file.read(1000))
    with pytest.raises(ImportError, match="broken.* cannot be loaded: the bytes end too early"):
        load(broken)


def test_a_file_that_is_no_module_is_refused_by_name(tmp_path):
    broken = tmp_path / "broken.cpython-314-wasm32-emscripten.so"
    broken.write_text("<!doctype html>")
    with pytest.raises(ImportError, match="broken.* cannot be loaded: this is not a WebAssembly module"):
        load(broken)



"""ctypes calls C functions of the main module and is called back by them."""

import ctypes

import pytest


@pytest.fixture(scope="module")
def libc():
    return ctypes.CDLL(None)


def test_a_c_function_is_called(libc):
    libc.strlen.restype = ctypes.c_size_t
    assert libc.strlen(b"kelp") == 4


def test_doubles_and_64_bit_integers_are_passed(libc):
    libc.ldexp.restype = ctypes.c_double
    libc.ldexp.argtypes = [ctypes.c_double, ctypes.c_int]
    assert libc.ldexp(1.5, 4) == 24.0
    libc.llabs.restype = ctypes.c_longlong
    libc.llabs.argtypes = [ctypes.c_longlong]
    assert libc.llabs(-(2**40)) == 2**40


def test_c_calls_back_into_python(libc):
    compare_type = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_int), ctypes.POINTER(ctypes.c_int))
    numbers = (ctypes.c_int * 5)(3, 1, 5, 2, 4)
    libc.qsort(numbers, len(numbers), ctypes.sizeof(ctypes.c_int), compare_type(lambda a, b: a[0] - b[0]))
    assert list(numbers) == [1, 2, 3, 4, 5]


def test_structures_have_the_layout_of_c():
    class Pair(ctypes.Structure):
        _fields_ = [("letter", ctypes.c_char), ("number", ctypes.c_double)]

    assert ctypes.sizeof(Pair) == 16
    assert Pair.number.offset == 8
    assert bytes(Pair(b"a", 1.0))[8:] == b"\0\0\0\0\0\0\xf0\x3f"


def test_pythons_own_functions_are_reached():
    ctypes.pythonapi.PyLong_FromLong.restype = ctypes.py_object
    assert ctypes.pythonapi.PyLong_FromLong(7) == 7


def test_an_unknown_symbol_is_named(libc):
    with pytest.raises(AttributeError, match="no_such_function"):
        libc.no_such_function


def test_an_absent_library_is_named():
    with pytest.raises(OSError, match="libabsent.so cannot be loaded: there is no such file"):
        ctypes.CDLL("/usr/lib/libabsent.so")

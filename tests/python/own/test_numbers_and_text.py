"""Modules of the standard library whose C parts must be there and right."""

import decimal
import fractions
import hashlib
import hmac
import json
import math
import random
import re
import struct
import unicodedata

import pytest


def test_decimal_is_the_c_implementation_and_exact():
    assert decimal.Decimal.__module__ == "decimal" and decimal.HAVE_THREADS is not None
    import _decimal

    assert decimal.Decimal is _decimal.Decimal
    with decimal.localcontext(prec=50):
        assert str(decimal.Decimal(2).sqrt()) == "1.4142135623730950488016887242096980785696718753769"


def test_decimal_signals():
    with decimal.localcontext() as context:
        context.traps[decimal.Inexact] = True
        with pytest.raises(decimal.Inexact):
            decimal.Decimal(1) / decimal.Decimal(3)


@pytest.mark.parametrize(
    ("name", "digest"),
    [
        ("md5", "900150983cd24fb0d6963f7d28e17f72"),
        ("sha1", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        ("sha256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        ("sha3_256", "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532"),
        ("blake2s", "508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982"),
    ],
)
def test_hashes_of_abc(name, digest):
    assert hashlib.new(name, b"abc").hexdigest() == digest


def test_hmac_of_rfc_4231():
    assert hmac.digest(b"Jefe", b"what do ya want for nothing?", "sha256").hex().startswith("5bdcc146bf60754e")


def test_characters_are_known_by_name():
    assert unicodedata.name("ß") == "LATIN SMALL LETTER SHARP S"
    assert unicodedata.normalize("NFD", "é") == "e\u0301"
    assert "\N{GREEK SMALL LETTER ALPHA}" == "α"


def test_floats_are_printed_shortest_and_read_exactly():
    assert repr(0.1 + 0.2) == "0.30000000000000004"
    assert float("1.7976931348623157e308") == 1.7976931348623157e308
    assert 5e-324.hex() == "0x0.0000000000001p-1022"


def test_large_integers():
    assert math.factorial(100) % (10**9 + 7) == 437918130
    assert pow(3, 10**6, 2**61 - 1) == int(fractions.Fraction(pow(3, 10**6, 2**61 - 1)))
    assert math.isqrt(10**100) == 10**50


def test_the_random_generator_is_the_mersenne_twister():
    assert random.Random(42).random() == 0.6394267984578837


def test_numbers_have_the_layout_of_a_32_bit_machine():
    assert struct.calcsize("P") == 4 and struct.calcsize("l") == 4 and struct.calcsize("q") == 8


def test_json_by_its_c_scanner():
    assert json.loads(json.dumps({"ü": [1.5, None, True, "\ud83d\udc0d"]})) == {"ü": [1.5, None, True, "🐍"]}


def test_regular_expressions_with_unicode():
    assert re.findall(r"\w+", "grün 東京 x1") == ["grün", "東京", "x1"]

"""What a person reads when asking for help or when something failed."""

import contextlib
import importlib
import io
import pydoc
import sys
import textwrap
import traceback

import pytest


def printed(action):
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        action()
    return output.getvalue()


def test_help_on_a_builtin_a_class_and_a_module():
    assert "Return the number of items in a container" in printed(lambda: help(len))
    assert "class OrderedDict" in printed(lambda: help("collections.OrderedDict"))
    assert "JSON (JavaScript Object Notation)" in printed(lambda: help("json"))


def test_help_on_a_keyword_and_a_topic():
    assert "try" in printed(lambda: help("try"))
    assert "Truth Value Testing" in printed(lambda: help("TRUTHVALUE"))


def test_docstrings_of_the_standard_library_are_kept():
    import statistics

    assert statistics.mean.__doc__.startswith("Return the sample arithmetic mean")
    assert pydoc.getdoc(dict.fromkeys)


@pytest.fixture
def module(tmp_path, monkeypatch):
    (tmp_path / "failing.py").write_text(
        textwrap.dedent(
            """
            def divide(numerator, denominator):
                return numerator / denominator  # here
            """
        )
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    yield importlib.import_module("failing")
    del sys.modules["failing"]


def test_a_traceback_shows_the_line_of_a_file(module):
    with pytest.raises(ZeroDivisionError) as caught:
        module.divide(1, 0)
    text = "".join(traceback.format_exception(caught.value))
    assert "failing.py" in text and "line 3, in divide" in text
    assert "return numerator / denominator  # here" in text
    assert "~~~~~~~~~~^~~~~~~~~~~~~" in text


def test_a_traceback_names_the_place_in_the_standard_library():
    import json

    with pytest.raises(json.JSONDecodeError) as caught:
        json.loads("{")
    frames = traceback.extract_tb(caught.tb)
    assert frames[-1].filename.endswith("json/decoder.py") and frames[-1].lineno > 0


def test_exceptions_in_chains_and_groups():
    def chained():
        try:
            {}["key"]
        except KeyError as error:
            raise ValueError("outer") from error

    with pytest.raises(ValueError) as caught:
        chained()
    assert "direct cause" in "".join(traceback.format_exception(caught.value))
    text = "".join(traceback.format_exception(ExceptionGroup("several", [ValueError("a"), KeyError("b")])))
    assert "ExceptionGroup: several (2 sub-exceptions)" in text


def test_a_misspelt_name_brings_a_suggestion():
    with pytest.raises(AttributeError) as caught:
        [].appendd
    assert "Did you mean: 'append'" in "".join(traceback.format_exception(caught.value))


def test_deep_recursion_is_an_exception():
    def down():
        down()

    with pytest.raises(RecursionError):
        down()
    assert sum(range(10)) == 45

"""Packages in pytest-pyodide's tests. (A package that is imported keeps what it imported from JavaScript.)"""

import pytest
from pytest_pyodide import run_in_pyodide


@run_in_pyodide(packages=["micropip"])
def test_packages_are_installed_first(selenium):
    import micropip

    assert "micropip" in micropip.list()


def test_a_package_that_does_not_exist_is_an_error(selenium):
    with pytest.raises(RuntimeError, match="no_such_package"):
        selenium.load_package("no_such_package")

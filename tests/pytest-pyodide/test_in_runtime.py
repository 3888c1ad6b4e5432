"""A package author's tests, run by pytest-pyodide as it comes from the package index. Each checks that it leaves nothing."""

import pytest
from pytest_pyodide import run_in_pyodide
from pytest_pyodide.decorator import PyodideHandle


def counts(selenium):
    """Live proxies and JavaScript references, without what nobody can reach."""
    selenium.run("import gc\ngc.collect()")
    selenium.collect_garbage()
    selenium.run_js("await new Promise((done) => setTimeout(done, 50))")
    return selenium.get_num_proxies(), selenium.get_num_hiwire_keys()


@pytest.fixture(autouse=True)
def leaves_nothing(selenium):
    """No proxy and no JavaScript reference is left by a test."""
    selenium.enable_pyproxy_tracing()
    before = counts(selenium)
    yield
    after = counts(selenium)
    selenium.disable_pyproxy_tracing()
    assert after == before


def test_values_come_back(selenium):
    assert selenium.run("1 + 1") == 2
    assert selenium.run("[1, 'a', None]") == [1, "a", None]
    assert selenium.run_js("return pyodide.runPython('2 ** 10')") == 1024


def test_top_level_await(selenium):
    assert selenium.run_async("import asyncio\nawait asyncio.sleep(0.001, 'slept')") == "slept"


def test_errors_of_python_reach_the_test(selenium):
    with pytest.raises(selenium.JavascriptException, match="ZeroDivisionError"):
        selenium.run("1 / 0")


def test_javascript_helpers(selenium):
    selenium.run_js(
        """
        assert(() => pyodide.globals.get("len")([1, 2]) === 2);
        assertThrows(() => pyodide.runPython("1 +"), "PythonError", "SyntaxError");
        await assertAsync(async () => (await pyodide.runPythonAsync("await __import__('asyncio').sleep(0, 3)")) === 3);
        """
    )


@run_in_pyodide
def test_assertions_run_inside(selenium):
    import sys

    assert sys.platform == "emscripten"
    values = [n * n for n in range(4)]
    assert values == [0, 1, 4, 9]


@run_in_pyodide
async def test_coroutines_run_inside(selenium):
    import asyncio

    from js import Promise

    assert await asyncio.gather(asyncio.sleep(0, 1), Promise.resolve(2)) == [1, 2]


@pytest.mark.parametrize("number", [0, 1, 2**70])
def test_parameters_go_in_and_results_come_out(selenium, number):
    @run_in_pyodide
    def twice(selenium, number):
        return number * 2

    assert twice(selenium, number) == number * 2


def test_exceptions_inside_are_raised_outside(selenium):
    @run_in_pyodide
    def fail(selenium):
        raise KeyError("inside")

    with pytest.raises(KeyError, match="inside"):
        fail(selenium)


def test_an_object_stays_inside_and_is_handed_on(selenium):
    @run_in_pyodide
    def make(selenium):
        from pytest_pyodide.decorator import PyodideHandle

        return PyodideHandle({"a": [1, 2]})

    @run_in_pyodide
    def add(selenium, handle):
        handle["a"].append(3)
        return handle["a"]

    handle = make(selenium)
    assert isinstance(handle, PyodideHandle)
    assert add(selenium, handle) == [1, 2, 3]
    # Now, not later: Playwright keeps frames and lets them go inside its own calls, and a handle that calls the page from
    # there is waited for without end.
    handle.__del__()


def test_proxies_that_are_destroyed_leave_nothing(selenium):
    selenium.run_js(
        """
        const list = pyodide.runPython("[1, [2]]");
        const inner = list.get(1);
        inner.destroy();
        list.destroy();
        """
    )


def test_the_count_sees_a_proxy(selenium):
    before = selenium.get_num_proxies()
    selenium.run_js("self.kept = pyodide.runPython('[]')")
    assert selenium.get_num_proxies() == before + 1
    selenium.run_js("self.kept.destroy(); delete self.kept")


def test_state_is_put_back(selenium):
    selenium.run_js("self.before = pyodide._api.saveState()")
    selenium.run("left_over = 1")
    selenium.run_js("pyodide.registerJsModule('left_over_module', { a: 1 })")
    selenium.run_js("pyodide._api.restoreState(self.before)")
    assert selenium.run("'left_over' in globals()") is False
    with pytest.raises(selenium.JavascriptException, match="ModuleNotFoundError"):
        selenium.run("import left_over_module")
    selenium.run_js("self.before.destroy(); delete self.before")

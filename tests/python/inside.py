"""Runs pytest inside the runtime and counts. Called by session.mjs."""

import gc
import sys

import pytest
from pyodide_js._api import liveCounts


def live_references():
    sys.last_exc = None  # the last exception that JavaScript was given is kept, as Python's own console keeps it
    gc.collect()
    return liveCounts().references


class Counter:
    """Counts the outcomes, one for each test."""

    def __init__(self):
        self.counts = dict.fromkeys(["passed", "failed", "skipped", "xfailed", "xpassed", "errors"], 0)

    def pytest_runtest_logreport(self, report):
        expected = hasattr(report, "wasxfail")
        if report.when == "call" and report.passed:
            self.counts["xpassed" if expected else "passed"] += 1
        elif report.skipped:
            self.counts["xfailed" if expected else "skipped"] += 1
        elif report.failed:
            self.counts["failed" if report.when == "call" else "errors"] += 1

    def pytest_collectreport(self, report):
        if report.failed:
            self.counts["errors"] += 1


class NothingLeft:
    """After each test Python holds as many JavaScript values as before it."""

    def pytest_configure(self, config):
        config.addinivalue_line("markers", "may_leave_references: the test says why it may leave some")

    @pytest.fixture(autouse=True)
    def no_javascript_reference_is_left(self, request):
        before = live_references()
        yield
        if request.node.get_closest_marker("may_leave_references"):
            return
        left = live_references() - before
        assert left <= 0, f"the test left {left} references to JavaScript values (pyodide._api.keptValues() lists them)"


def run(arguments, watched):
    """pytest's exit status and the counts; `watched`: tests must leave no reference to a JavaScript value."""
    counter = Counter()
    status = pytest.main(list(arguments), plugins=[counter, *([NothingLeft()] if watched else [])])
    return {"status": int(status), **counter.counts}

"""Runs pytest inside the runtime and counts. Called by session.mjs."""

import pytest


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


def run(arguments):
    """pytest's exit status and the counts."""
    counter = Counter()
    status = pytest.main(list(arguments), plugins=[counter])
    return {"status": int(status), **counter.counts}

"""kelp_notebook on the machine's own Python, with a stand-in for the frame: what a cell makes becomes which messages."""

import asyncio
import json
import sys
import types
import unittest

messages = []
frame = types.ModuleType("_kelp_frame")
frame.emit = lambda text: messages.append(json.loads(text))
frame.write = lambda name, text: messages.append({"kind": name, "text": text})
frame.showNode = lambda value: False
frame.pixelRatio = lambda: 2
frame.packageImports = lambda: json.dumps(["numpy", "pandas"])
sys.modules["_kelp_frame"] = frame

import kelp_notebook  # noqa: E402  (needs the stand-in)
from kelp_notebook.show import bundle, plain  # noqa: E402

_run = 0


def run(source, n=1, chunk="c1"):
    """Runs one cell; how it ended and what it sent."""
    global _run
    _run += 1
    messages.clear()
    request = {"source": source, "n": n, "chunk": chunk, "run": _run}
    outcome = json.loads(asyncio.run(kelp_notebook.run_cell(json.dumps(request))))
    return outcome["result"], list(messages)


def text_of(sent):
    return "".join(one["text"] for one in sent if one["kind"] in ("stdout", "stderr"))


class RunCell(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.streams = sys.stdout, sys.stderr
        kelp_notebook.set_up()

    @classmethod
    def tearDownClass(cls):
        sys.stdout, sys.stderr = cls.streams

    def test_the_last_expression_is_the_value_and_a_semicolon_hides_it(self):
        result, sent = run("x = 2.0\nx")
        self.assertEqual((result, sent[0]["data"]["text/plain"], sent[0]["value"]), ("ok", "2.0", True))
        self.assertEqual(run("x;")[1], [])
        self.assertEqual(run("None")[1], [])

    def test_names_live_on_in_main(self):
        run("def twice(n):\n    return 2 * n")
        self.assertEqual(run("twice(21)")[1][0]["data"]["text/plain"], "42")
        self.assertEqual(run("__name__")[1][0]["data"]["text/plain"], "'__main__'")

    def test_both_streams_are_sent_as_they_are_written(self):
        _, sent = run("import sys\nprint('a', end='')\nprint('b', file=sys.stderr)")
        self.assertEqual([one["kind"] for one in sent], ["stdout", "stderr", "stderr"])
        self.assertEqual(text_of(sent), "ab\n")

    def test_await_stands_at_the_top_level(self):
        _, sent = run("import asyncio\nawait asyncio.sleep(0)\nawait asyncio.sleep(0, 'value')")
        self.assertEqual(sent[0]["data"]["text/plain"], "'value'")

    def test_an_error_names_own_lines_with_their_cell_and_no_line_of_ours(self):
        run("def f(n):\n    return 1 / n", n=1, chunk="a")
        result, sent = run("\nf(0)", n=2, chunk="b")
        error = sent[0]["error"]
        self.assertEqual((result, error["name"], error["message"]), ("error", "ZeroDivisionError", "division by zero"))
        places = [(one["chunk"], one["line"], one["source"]) for one in error["frames"]]
        self.assertEqual(places, [("b", 2, "f(0)"), ("a", 2, "return 1 / n")])
        self.assertNotIn("kelp_notebook", error["text"])

    def test_a_cell_that_took_the_place_of_another_is_not_taken_for_it(self):
        run("def old():\n    raise ValueError('from the old one')", n=7, chunk="first")
        _, sent = run("old()", n=7, chunk="second")
        self.assertEqual([one["chunk"] for one in sent[0]["error"]["frames"]], ["second", "first"])

    def test_a_syntax_error_names_its_line(self):
        result, sent = run("x = 1\ny = = 2", n=3, chunk="s")
        frame = sent[0]["error"]["frames"][-1]
        self.assertEqual((result, frame["chunk"], frame["line"], frame["source"]), ("error", "s", 2, "y = = 2"))

    def test_a_missing_package_says_what_may_have_been_meant(self):
        hint = run("import numpyy")[1][0]["error"]["hint"]
        self.assertIn("Did you mean numpy?", hint)
        self.assertIsNone(run("import numpy.surely_not")[1][0]["error"]["hint"])

    def test_stopping_is_no_error(self):
        result, sent = run("raise KeyboardInterrupt")
        self.assertEqual((result, sent[0]["error"]["name"]), ("stopped", "Stopped"))

    def test_a_waiting_cell_can_be_cancelled(self):
        source = "import asyncio, kelp_notebook\nasyncio.get_running_loop().call_later(0.01, kelp_notebook.cancel)\nawait asyncio.sleep(30)"
        self.assertEqual(run(source)[0], "stopped")

    def test_sys_exit_ends_the_cell_alone(self):
        result, sent = run("import sys\nsys.exit(3)")
        self.assertEqual((result, sent[0]["error"]["name"]), ("error", "SystemExit"))


class Show(unittest.TestCase):
    def test_the_best_forms_are_asked_for(self):
        class Picture:
            def _repr_png_(self):
                return b"\x89PNG"

            def _repr_html_(self):
                return None

        data = bundle(Picture())
        self.assertEqual(data["image/png"], "iVBORw==")
        self.assertNotIn("text/html", data)

    def test_a_mime_bundle_wins_over_single_forms(self):
        class Both:
            def _repr_mimebundle_(self, include=None, exclude=None):
                return {"text/html": "<b>bundle</b>", "application/json": {"a": 1}}, {}

            def _repr_html_(self):
                return "single"

        data = bundle(Both())
        self.assertEqual((data["text/html"], data["application/json"]), ("<b>bundle</b>", '{"a": 1}'))

    def test_a_class_is_no_instance(self):
        class Shown:
            def _repr_html_(self):
                return "x"

        self.assertEqual(list(bundle(Shown)), ["text/plain"])

    def test_long_text_is_cut_and_says_so(self):
        self.assertRegex(plain("x" * 200_000), r"… \(\d+ more characters\)$")
        self.assertEqual(plain(list(range(3))), "[0, 1, 2]")
        self.assertEqual(plain({"b": 1, "a": 2}), "{'b': 1, 'a': 2}")


if __name__ == "__main__":
    unittest.main()

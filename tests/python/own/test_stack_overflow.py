"""Recursion that goes through C ends in RecursionError, in plain calls and in calls that may wait.

The engine's stack is smaller than most programs' and cannot be measured: without runtime/main/stack_room.h each of
these ends the interpreter.
"""

import ast
import collections
import copy
import functools
import gc
import json
import math
import pickle
import re
import sys

import pytest
from pyodide.code import run_js
from pyodide.ffi import create_proxy, to_js

DEEP = 100_000
# Engines of 2023 (Node 20) take four kilobytes for each frame of the interpreter's loop, today's a quarter of that: there
# recursion through C ends earlier.
large_frames = run_js("parseInt(globalThis.process?.versions?.v8 ?? '99') < 12")


def nested(make, start, depth=DEEP):
    for _ in range(depth):
        start = make(start)
    return start


def unnest(value):
    """Takes a nest apart without recursion."""
    while value:
        value = next(iter(value.values())) if isinstance(value, dict) else next(iter(value))


def through_partial(n=0):
    return functools.partial(through_partial, n + 1)()


@functools.cache
def through_cache(n=0):
    return through_cache(n + 1)


def through_sorted(x=0):
    return sorted([x], key=through_sorted)


def through_map(x=0):
    return list(map(through_map, [x]))


def through_re(match=None):
    return re.sub("a", through_re, "a")


def through_reduce(a=0, b=0):
    return functools.reduce(through_reduce, [a, b])


def through_exec():
    source = "exec(source)"
    exec(source, {"source": source})


class Endless:
    """Each operation asks for itself again, through a slot of the type."""

    def __getattr__(self, name):
        return getattr(self, name + "x")

    def __call__(self):
        return self()

    def __repr__(self):
        return repr(self)

    def __add__(self, other):
        return self + other

    def __eq__(self, other):
        return self == other

    def __hash__(self):
        return hash(self)

    def __iter__(self):
        return iter(self)

    def __len__(self):
        return len(self)

    def __getitem__(self, key):
        return self[key]

    def __reduce__(self):
        return Endless, (self,)

    def __format__(self, spec):
        return format(self, spec)


class Own:
    """Calls itself without any Python function."""


Own.__call__ = Own()


def through_javascript():
    call = run_js("(f) => f(f)")
    proxy = create_proxy(lambda f: call(f))
    try:
        call(proxy)
    finally:
        proxy.destroy()


ENDLESS = {
    "functools.partial": through_partial,
    "functools.cache": through_cache,
    "sorted": through_sorted,
    "map": through_map,
    "re.sub": through_re,
    "functools.reduce": through_reduce,
    "exec": through_exec,
    "attribute": lambda: Endless().some,
    "call": lambda: Endless()(),
    "call of a call": lambda: Own()(),
    "repr": lambda: repr(Endless()),
    "operator": lambda: Endless() + 1,
    "comparison": lambda: Endless() == 1,
    "hash": lambda: hash(Endless()),
    "iteration": lambda: iter(Endless()),
    "length": lambda: len(Endless()),
    "item": lambda: Endless()[0],
    "pickle": lambda: pickle.dumps(Endless()),
    "format": lambda: f"{Endless()}",
}

NESTED = {
    "repr of lists": (list, repr),
    "repr of dicts": (dict, repr),
    "repr of deques": (collections.deque, repr),
    "json.dumps of lists": (list, json.dumps),
    "json.dumps of dicts": (dict, json.dumps),
    "pickle of lists": (list, pickle.dumps),
    "copy.deepcopy": (list, copy.deepcopy),
    "comparison of lists": (list, lambda x: x == nested(lambda y: [y], [])),
    "to_js": (list, to_js),
}
MAKERS = {
    list: (lambda x: [x], []),
    dict: (lambda x: {"a": x}, {}),
    collections.deque: (lambda x: collections.deque([x]), collections.deque()),
}

PARSED = {
    "json.loads of lists": lambda: json.loads("[" * DEEP),
    "json.loads of dicts": lambda: json.loads('{"a":' * DEEP),
    "minus signs": lambda: eval("-" * DEEP + "1"),
    "not": lambda: eval("not " * DEEP + "1"),
    "lambdas": lambda: eval("lambda:" * DEEP + "1"),
    "sums": lambda: eval("+".join(["1"] * DEEP)),
    "syntax trees of sums": lambda: ast.parse("+".join(["1"] * DEEP)),
    "attributes": lambda: compile("a" + ".b" * DEEP, "chain", "eval"),
    "calls": lambda: compile("a" + "()" * DEEP, "chain", "eval"),
    "elif": lambda: compile("if a: pass\n" + "elif a: pass\n" * DEEP, "chain", "exec"),
    "a syntax tree": lambda: compile(
        ast.Expression(nested(lambda x: ast.UnaryOp(ast.USub(), x, lineno=1, col_offset=0), ast.Constant(1))),
        "tree",
        "eval",
    ),
    "isinstance": lambda: isinstance("", nested(lambda x: (x,), int)),
}


def on_this_stack(function):
    return function()


def on_a_stack_of_its_own(function):
    """As code that may wait runs: the engine gives it another stack. It is over when the call comes back."""
    outcome = []

    def run():
        try:
            outcome.append((True, function()))
        except BaseException as error:
            outcome.append((False, error))

    proxy = create_proxy(run)
    run_js("(f) => void f.callPromising()")(proxy)
    proxy.destroy()
    [(succeeded, value)] = outcome
    if succeeded:
        return value
    raise value


def depth(n=0):
    try:
        return depth(n + 1)
    except RecursionError:
        return n


@pytest.fixture(params=[on_this_stack, on_a_stack_of_its_own])
def run(request):
    before = depth()
    yield request.param
    assert abs(depth() - before) < 30, "the count of Python calls is what it was"
    assert on_this_stack(lambda: json.loads(json.dumps({"a": [1, {"b": None}]}))) == {"a": [1, {"b": None}]}


@pytest.mark.parametrize("name", ENDLESS)
def test_an_endless_recursion_through_c_is_a_recursion_error(run, name):
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(1_000_000)
    through_cache.cache_clear()
    try:
        with pytest.raises(RecursionError):
            run(ENDLESS[name])
    finally:
        sys.setrecursionlimit(limit)


# The engine may run out of stack in the bridge's JavaScript, between taking an argument and giving it back.
@pytest.mark.may_leave_references
def test_an_endless_recursion_through_javascript_is_an_error(run):
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(1_000_000)
    try:
        with pytest.raises(Exception, match="recursion|overflow|call stack"):
            run(through_javascript)
    finally:
        sys.setrecursionlimit(limit)


@pytest.mark.parametrize("name", NESTED)
def test_a_deep_nest_is_a_recursion_error(run, name):
    kind, function = NESTED[name]
    value = nested(*MAKERS[kind])
    try:
        with pytest.raises(RecursionError):
            run(lambda: function(value))
    finally:
        unnest(value)


@pytest.mark.parametrize("name", PARSED)
def test_a_deep_text_is_refused(run, name):
    with pytest.raises((RecursionError, MemoryError)):
        run(PARSED[name])


@pytest.mark.parametrize("make", [lambda x: [x], lambda x: (x,), lambda x: {1: x}, lambda x: functools.partial(print, x)])
def test_a_deep_nest_is_freed(run, make):
    def build_and_drop():
        value = nested(make, None)
        del value

    run(build_and_drop)


def test_a_long_chain_of_objects_is_freed(run):
    class Node:
        def __init__(self, following):
            self.following = following

    run(lambda: nested(Node, None) and None)


def test_a_ring_of_lists_is_collected(run):
    def build_and_drop():
        ring = nested(lambda x: [x], last := [])
        last.append(ring)
        del ring, last
        gc.collect()

    run(build_and_drop)


def test_recursion_through_c_is_deep_enough_for_use(run):
    @functools.cache
    def factorial(n):
        return n * factorial(n - 1) if n else 1

    n = 140 if large_frames else 400
    assert run(lambda: factorial(n)) == math.factorial(n)
    assert run(lambda: json.loads("[" * 900 + "]" * 900))
    assert run(lambda: len(repr(nested(lambda x: [x], [], 900)))) == 1802


def test_long_source_texts_compile(run):
    chain = "x = 150\nif x == 0: y = 0\n" + "".join(f"elif x == {i}: y = {i}\n" for i in range(1, 500))
    space = {}
    run(lambda: exec(chain, space))
    assert space["y"] == 150
    assert run(lambda: eval("+".join(["1"] * 1000))) == 1000
    assert run(lambda: eval("(" * 90 + "1" + ")" * 90)) == 1
    assert run(lambda: eval("[" * 90 + "]" * 90)) is not None

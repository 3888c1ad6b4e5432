"""NumPy kernels, timed by themselves: prints {name: milliseconds} as JSON. Runs natively and in the runtime."""

import json
import time

import numpy as np


def kernels():
    """Yields (name, function of no arguments)."""
    random = np.random.default_rng(1)
    f4, f8 = random.random((500, 500), dtype=np.float32), random.random((500, 500))
    vector = random.random(1_000_000)
    small = random.random((200, 200))
    whole = random.integers(0, 1000, 1_000_000)
    yield "a @ b 500x500 float32", lambda: f4 @ f4
    yield "a @ b 500x500 float64", lambda: f8 @ f8
    yield "solve 200x200", lambda: np.linalg.solve(small, small)
    yield "svd 200x200", lambda: np.linalg.svd(small)
    yield "add 1e6", lambda: vector + vector
    yield "exp 1e6", lambda: np.exp(vector)
    yield "sum 1e6", lambda: vector.sum()
    yield "sort 1e6", lambda: np.sort(vector)
    yield "argsort 1e6", lambda: np.argsort(vector)
    yield "fft 1e6", lambda: np.fft.fft(vector)
    yield "bincount 1e6", lambda: np.bincount(whole)
    yield "normal 1e6", lambda: random.normal(size=1_000_000)
    yield "where 1e6", lambda: np.where(vector > 0.5, vector, 0)


def milliseconds(function, loops=7):
    """The best of `loops` runs after one that warms up."""
    function()
    best = float("inf")
    for _ in range(loops):
        before = time.perf_counter()
        function()
        best = min(best, time.perf_counter() - before)
    return best * 1000


def main():
    return json.dumps({name: milliseconds(function) for name, function in kernels()})


if __name__ == "__main__":
    print(main())

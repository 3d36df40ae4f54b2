"""Timing alternatives side by side: on a noisy machine only their ratios count."""

from __future__ import annotations

import time
from collections.abc import Callable

ROUNDS = 7


def side_by_side(**runs: Callable[[], int]) -> dict[str, float]:
    """µs a step of each of `runs`, which return their number of steps: the best of ROUNDS, in turn."""
    best = dict.fromkeys(runs, float("inf"))
    for _ in range(ROUNDS):
        for name, run in runs.items():
            began = time.perf_counter()
            steps = run()
            best[name] = min(best[name], (time.perf_counter() - began) / steps * 1e6)
    return best

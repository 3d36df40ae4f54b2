"""Experiments as the lab starts them, and as files keep them."""

from __future__ import annotations

import gdengine as gd


def article() -> gd.Experiment:
    """The article's experiment: its three points, from f(x) = 1x + 0, lr 0.1, 20 updates in its own order."""
    return gd.Experiment(
        gd.LinearRegression(gd.article(), gradient_scale="sum"),
        start=(1.0, 0.0),
        learning_rate=0.1,
        update="sequential",
        max_steps=20,
    )

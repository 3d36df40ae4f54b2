"""A run on the article's points, and by NumPy what a step does to the error."""

from __future__ import annotations

from typing import Any

import numpy as np

from tui.lab.files import recipe
from tui.lab.session.session import Session

X = np.array([0.0, 1.0, 3.0])
H = np.array([[X @ X, X.sum()], [X.sum(), len(X)]])


def radius(rate: float, order: str, hessian: np.ndarray = H) -> float:
    """The factor a step on the error of plain descent, from the matrix that an update is."""
    turn = np.eye(2) - rate * hessian
    if order == "sequential":
        first = np.vstack([turn[0], [0.0, 1.0]])
        second = np.vstack([[1.0, 0.0], turn[1]])
        turn = second @ first
    return float(max(abs(np.linalg.eigvals(turn))))


def lab(rate: float, steps: int = 0, order: str = "sequential", **settings: Any) -> Session:
    session = Session(recipe.article())
    session.set("learning_rate", rate)
    session.set("update", order)
    for name, value in settings.items():
        session.set(name, value)
    session.forward(steps) if steps else None
    return session

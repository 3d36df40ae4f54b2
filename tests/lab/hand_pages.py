"""The pages of the update by hand, as text."""

from __future__ import annotations

import gdengine as gd
from tui.lab.by_hand.pages import PAGE_COUNT, by_hand
from tui.lab.by_hand.writing import Line
from tui.lab.session.session import Session

UPDATE, AUTOGRAD, CONSTANTS = range(PAGE_COUNT)


def lab(data: gd.Dataset, scale: str = "exact", start: gd.Params = (1.0, 0.0), **settings: object) -> Session:
    settings.setdefault("learning_rate", 0.1)
    return Session(gd.Experiment(gd.LinearRegression(data, scale), start, **settings))


def lines(session: Session, page: int = UPDATE, width: int = 90, height: int = 30) -> list[Line]:
    session.look(lambda looks: looks.turned(page - looks.hand, PAGE_COUNT))
    return by_hand(session.frame(), width, height)


def text(session: Session, page: int = UPDATE, width: int = 90, height: int = 30) -> str:
    return "\n".join(line.text for line in lines(session, page, width, height))


def flowing(session: Session, page: int = UPDATE, width: int = 90) -> str:
    """The page as one line, wherever it was broken."""
    return " ".join(text(session, page, width).split())

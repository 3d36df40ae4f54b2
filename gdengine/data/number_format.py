"""What a cell says as a number: once with a decimal point, once with a decimal comma.

Read are signs, exponents, thousands separators (comma, point, apostrophe, blank; in groups of three,
or as in 12,34,567), a currency sign or code before or after, and a percent sign: 12.5% is 0.125.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from gdengine.refusals import OneOf, Refused

DecimalMark = Literal[".", ","]
"""What stands before the decimals."""

DECIMAL_MARKS: Final[tuple[DecimalMark, ...]] = (".", ",")

OTHER_MARK: Final[Mapping[str, DecimalMark]] = {".": ",", ",": "."}
"""The mark that separates thousands where the given one stands before the decimals, and the reverse."""

_CURRENCY: Final = "[$€£¥₩₹₽₺₫฿₪₴₦₱₿¢￦￥￡＄원円元]|USD|EUR|GBP|JPY|KRW|CNY|CHF"
_BODY: Final = r"[\d.,'’\u00a0\u202f\u2009 ]*\d[\d.,'’\u00a0\u202f\u2009]*(?:[eE][+-]?\d+)?"
_CELL: Final = re.compile(
    rf"(?P<sign>[+-]?)\s*(?:(?P<before>{_CURRENCY})\s*(?P<inner>[+-]?))?(?P<body>{_BODY})"
    rf"\s*(?P<after>%|％|{_CURRENCY})?"
)
_PLAIN: Final = r"(?:\d+[.]?\d*|[.]\d+)(?:[eE][+-]?\d+)?"
_GROUPED: Final = r"[1-9]\d{0,2}(?P<mark>[,'’\u00a0\u202f\u2009 ])\d{3}(?:(?P=mark)\d{3})*(?:[.]\d*)?"
_INDIAN: Final = r"[1-9]\d?(?:,\d\d)+,\d{3}(?:[.]\d*)?"
_WITH_POINT: Final = re.compile(f"{_PLAIN}|{_GROUPED}|{_INDIAN}")
_SWAPPED: Final = str.maketrans(".,", ",.")
_POINT_GROUPS: Final = re.compile(r"[+-]?[1-9]\d{0,2}(?:\.\d{3})+")
_GROUP_MARKS: Final = re.compile(r"[,'’\u00a0\u202f\u2009 ]")


class Readings(NamedTuple):
    """The numbers that a cell can stand for, None where it stands for none.

    `point` is the number where the point is the decimal mark, `comma` where the comma is; `unit` is
    the currency sign or "%" beside it.
    """

    point: float | None
    comma: float | None
    unit: str = ""

    def by(self, decimal: DecimalMark) -> float | None:
        """The number where `decimal` is the decimal mark."""
        return self.point if decimal == "." else self.comma


NO_NUMBER: Final = Readings(None, None)
"""The readings of a word."""


def readings(cell: str, blanks: bool = False) -> Readings:
    """What `cell` says as a number. With `blanks` a blank may separate thousands, as in 1 234 567."""
    text = cell.strip().replace("\N{MINUS SIGN}", "-")
    if "," not in text and "_" not in text:  # the most usual, and quickly found
        try:
            point = float(text)
        except ValueError:
            pass
        else:
            grouped = _POINT_GROUPS.fullmatch(text)
            return Readings(
                point, float(text.replace(".", "")) if grouped else None if "." in text else point
            )
    found = _CELL.fullmatch(text)
    if found is None or (" " in found["body"] and not blanks):
        return NO_NUMBER
    sign, unit = found["sign"] + (found["inner"] or ""), found["before"] or ""
    after = "%" if found["after"] == "％" else found["after"] or ""
    if len(sign) > 1 or (unit and after):
        return NO_NUMBER
    return Readings(
        _number(sign, found["body"], after),
        _number(sign, found["body"].translate(_SWAPPED), after),
        unit or after,
    )


def is_number(cell: str, blanks: bool = False) -> bool:
    """Whether `cell` stands for a number in one reading at least."""
    try:
        float(cell.replace(",", ".").replace("\N{MINUS SIGN}", "-"))
    except ValueError:
        return readings(cell, blanks)[:2] != (None, None)
    return "_" not in cell


def decimal_mark(decimal: str | None, thousands: str | None) -> DecimalMark | None:
    """The decimal mark that somebody asked for, by itself or by naming what separates thousands.

    None if neither says it. Raises Refused for other marks, and if both are the same.
    """
    if decimal not in (None, *DECIMAL_MARKS):
        raise Refused("decimal", decimal, OneOf(DECIMAL_MARKS))
    if thousands not in (None, *DECIMAL_MARKS) or (thousands and thousands == decimal):
        raise Refused("thousands", thousands, OneOf((OTHER_MARK[decimal],) if decimal else DECIMAL_MARKS))
    return OTHER_MARK[thousands] if thousands else decimal


def _number(sign: str, body: str, unit: str) -> float | None:
    """The number in `body`, whose decimal mark is a point; None where there is none."""
    if not _WITH_POINT.fullmatch(body):
        return None
    text = sign + _GROUP_MARKS.sub("", body)
    if unit != "%":
        return float(text)
    if "e" in text.lower():
        return float(text) / 100.0
    return float(f"{text}e-2")

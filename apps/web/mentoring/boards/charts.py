"""Small charts of the boards, worked out here and drawn as SVG by `mentoring/boards/_columns.html`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT = 40.0, 72.0
"""Of one column with its share of the space beside it, and of the highest one, in units of the drawing."""
TOP, BOTTOM = 16.0, 18.0
"""Room for the figure above a column and for the word below it."""
GAP = 10.0


@dataclass(frozen=True)
class Part:
    """A piece of a column in the colour of a state word."""

    y: float
    height: float
    state: str


@dataclass(frozen=True)
class Column:
    x: float
    middle: float
    figure: str
    figure_y: float
    label: str
    parts: tuple[Part, ...]
    is_now: bool


@dataclass(frozen=True)
class Chart:
    """`label` says the whole in words, for those who do not see it."""

    label: str
    columns: tuple[Column, ...]
    width: float
    height: float
    base: float
    foot: float
    column: float


@dataclass(frozen=True)
class Item:
    """What one column shows: a word, a figure in words, the values of its parts from below, and their colours."""

    label: str
    figure: str
    values: Sequence[tuple[str, int]]
    is_now: bool = False


def columns(label: str, items: Sequence[Item]) -> Chart | None:
    """Columns beside each other, the highest as high as the drawing; None when all are empty."""
    highest = max((sum(value for _state, value in item.values) for item in items), default=0)
    if not highest:
        return None
    drawn = tuple(_column(no, item, highest) for no, item in enumerate(items))
    base = TOP + HEIGHT
    return Chart(label, drawn, WIDTH * len(items), base + BOTTOM, base, base + BOTTOM - 4, WIDTH - GAP)


def share(part: int, whole: int) -> str:
    """A width in per cent, for `components/bar.html`."""
    return f"{100 * part / whole:.0f}%" if whole else "0%"


def bars(rows: Sequence[tuple[Any, int, str, str]]) -> list[dict[str, Any]]:
    """Rows (label, value, state, url) as bars against the largest of them."""
    largest = max((value for _label, value, _state, _url in rows), default=0)
    return [
        {"label": label, "figure": value, "width": share(value, largest), "state": state, "url": url}
        for label, value, state, url in rows
    ]


def _column(no: int, item: Item, highest: int) -> Column:
    y, parts = TOP + HEIGHT, []
    for state, value in item.values:
        height = HEIGHT * value / highest
        if height:
            y -= height
            parts.append(Part(round(y, 1), round(height, 1), state))
    x = no * WIDTH + GAP / 2
    return Column(x, x + (WIDTH - GAP) / 2, item.figure, round(y - 4, 1), item.label, tuple(parts), item.is_now)

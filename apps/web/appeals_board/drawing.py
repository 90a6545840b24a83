"""Drawings of the board: columns by month, the line of what was answered in term, a map of tiles."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.kinds import AgencyKind
from apps.complaints.figures import Figures, Line, Terms
from apps.web import formats
from apps.web.appeals_board import words
from apps.web.mentoring.boards.charts import Chart, Item, columns, share

STEP, HIGH, TOP = 40.0, 72.0, 16.0
"""Units of the line's drawing: from month to month, of the whole, and above it."""
TILE, GAP = 100.0, 6.0
LEVELS = 4
PLACES = {
    "59": (3, 0), "27": (0, 1), "15": (1, 1), "39": (2, 1), "11": (3, 1), "71": (4, 1), "55": (5, 1), "23": (0, 2),
    "62": (2, 2), "35": (3, 2), "10": (4, 2), "63": (5, 2), "47": (0, 3), "43": (1, 3), "61": (2, 3), "31": (3, 3),
    "19": (4, 3), "33": (5, 3), "79": (2, 4), "75": (4, 4),
}  # fmt: skip
"""Column and row of a region's tile, about where it lies, by the first digits of its code."""
COLUMNS, ROWS = 6, 5
LEFT_OUT = frozenset(("облысы", "область", "region"))
"""What a tile has no room for, in each language. A city keeps its word: Almaty is a region and a city."""


@dataclass(frozen=True)
class Trend:
    """A line over months: its points, and where there is nothing to say, a gap."""

    label: str
    lines: tuple[str, ...]
    points: tuple[dict[str, Any], ...]
    months: tuple[dict[str, Any], ...]
    width: float
    height: float
    top: float
    base: float


def terms(months: Sequence[tuple[date, Terms]]) -> Chart | None:
    """A column for a month: appeals received in it by how their term ended."""
    items, said = [], []
    for first, one in months:
        total = one.ended + one.running
        values = [("met", one.in_term), ("late", one.late), ("run", one.running)]
        items.append(Item(words.short_month(first), str(total or ""), values))
        if total:
            said.append(f"{formats.month_of_year(first)}: {total}")
    return columns(", ".join([_("Appeals by month of receipt"), *said]), items)


def in_term(months: Sequence[tuple[date, Terms]]) -> Trend | None:
    """What share of the replies came in term, by month of the receipt."""
    known = [(no, first, one) for no, (first, one) in enumerate(months) if one.ended]
    if not known:
        return None
    points = [_point(no, one) for no, _first, one in known]
    said = [f"{formats.month_of_year(first)}: {share(one.in_term, one.ended)}" for _no, first, one in known]
    under = tuple({"x": _x(no), "label": words.short_month(first)} for no, (first, _one) in enumerate(months))
    return Trend(
        ", ".join([_("Terms kept by month"), *said]), tuple(_runs(points)), tuple(points), under,
        STEP * len(months), TOP + HIGH + 18, TOP, TOP + HIGH,
    )  # fmt: skip


def tile_map(figures: Figures) -> dict[str, Any]:
    """Regions as tiles about where they lie, the darker the more appeals."""
    regional = [one for one in figures.lines if one.office.kind == AgencyKind.REGIONAL_OMBUDSMAN]
    most = max((one.received.value or 0 for one in regional), default=0)
    found = [_tile(one, figures, most) for one in regional if one.office.area.code[:2] in PLACES]
    return {"tiles": found, "width": COLUMNS * TILE, "height": ROWS * TILE, "side": TILE - GAP}


def _tile(one: Line, figures: Figures, most: int) -> dict[str, Any]:
    column, row = PLACES[one.office.area.code[:2]]
    value = one.received.value or 0
    name = short_name(one.office.area.name)
    return {
        "x": column * TILE, "y": row * TILE, "middle": column * TILE + (TILE - GAP) / 2, "lines": name,
        "name_y": row * TILE + 24, "figure_y": row * TILE + 76, "figure": one.received.text,
        "level": -(-value * LEVELS // most) if most else 0, "label": f"{one.office.area.name}: {one.received.text}",
        "url": f"{reverse('appeals_board:index')}?period={figures.period.code}&office={one.office.pk}",
    }  # fmt: skip


def short_name(name: str) -> list[dict[str, Any]]:
    """A region's name in at most two lines."""
    kept = [word for word in name.replace("-", "- ").split() if word not in LEFT_OUT]
    return [{"text": text, "dy": 16 * no} for no, text in enumerate(kept[:2])]


def _point(no: int, one: Terms) -> dict[str, Any]:
    part = one.in_term / one.ended
    return {"no": no, "x": _x(no), "y": round(TOP + HIGH * (1 - part), 1), "figure": share(one.in_term, one.ended)}


def _x(no: int) -> float:
    return no * STEP + STEP / 2


def _runs(points: list[dict[str, Any]]) -> list[str]:
    """Points of months that follow each other, as lines."""
    runs: list[list[dict[str, Any]]] = []
    for point in points:
        if runs and runs[-1][-1]["no"] == point["no"] - 1:
            runs[-1].append(point)
        else:
            runs.append([point])
    return [" ".join(f"{one['x']},{one['y']}" for one in run) for run in runs if len(run) > 1]

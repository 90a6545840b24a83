"""The rows of a checked table as its page shows them: every cell with what is wrong with it."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from apps.exchange.columns import BY_FIELD, COLUMNS
from apps.exchange.models import ImportJob, ImportRow
from apps.web.shared import Page, keyset_page

SIZE = 50
ALL, FAULTY, DOUBTFUL = "all", "faulty", "doubtful"


@dataclass(frozen=True)
class Cell:
    """One cell: its text, errors and cautions."""

    heading: str
    text: str
    errors: list[str]
    cautions: list[str]


@dataclass(frozen=True)
class Line:
    """One row; `loose` are errors that belong to no column."""

    number: int
    faulty: bool
    cells: list[Cell]
    loose: list[str]


@dataclass(frozen=True)
class Preview:
    """A page of the preview."""

    headings: list[str]
    page: Page
    tabs: list[dict[str, Any]]


def preview(request: HttpRequest, job: ImportJob, language: str) -> Preview:
    """The part that the address asks for; faulty rows first when there are any."""
    show = request.GET.get("show", "") or (FAULTY if job.faulty else ALL)
    rows = ImportRow.objects.filter(job=job).only("row", "cells", "issues", "faulty")
    if show == FAULTY:
        rows = rows.filter(faulty=True)
    elif show == DOUBTFUL:
        rows = rows.filter(doubtful=True)
    counts = {ALL: job.total, FAULTY: job.faulty, DOUBTFUL: None}
    page = keyset_page(request, rows, ("row",), anchor="row", size=SIZE, count=counts.get(show))
    fields = _fields(page.items)
    page.items = [_line(row, fields, language) for row in page.items]
    words = {ALL: _("All rows"), FAULTY: _("With errors"), DOUBTFUL: _("With errors or cautions")}
    tabs = [
        {"label": label, "url": f"?show={key}", "count": counts[key], "current": key == show}
        for key, label in words.items()
    ]
    return Preview([BY_FIELD[field].heading(language) for field in fields], page, tabs)


def _fields(rows: list[ImportRow]) -> list[str]:
    """The columns in which something stands or is missed, in the order of the template."""
    used = {field for row in rows for field in row.cells}
    used |= {issue["field"] for row in rows for issue in row.issues}
    return [column.field for column in COLUMNS if column.field in used]


def _line(row: ImportRow, fields: list[str], language: str) -> Line:
    said: dict[tuple[str | None, bool], list[str]] = {}
    for issue in row.issues:
        text = issue["text"].get(language) or issue["text"]["ru"]
        said.setdefault((issue["field"], issue["caution"]), []).append(text)
    cells = [
        Cell(
            BY_FIELD[field].heading(language), row.cells.get(field, ""), said.get((field, False), []),
            said.get((field, True), []),
        )
        for field in fields
    ]  # fmt: skip
    loose = [text for (field, _caution), texts in said.items() if field not in fields for text in texts]
    return Line(row.row, row.faulty, cells, loose)

"""Reports as XLSX: typed numbers, text that no spreadsheet takes for a formula."""

import io
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from apps.core.localtime import local
from apps.exchange.guarding import harmless
from apps.mentoring.figures import FIGURES
from apps.mentoring.quarters import Quarter
from apps.mentoring.reading import Reading
from apps.mentoring.rollup import Row
from apps.web.mentoring.reports import words
from apps.web.mentoring.reports.detail import said


def of_report(read: Reading) -> bytes:
    """Sheets: the figures with the quarter before and reasons, the texts."""
    report, book = read.report, Workbook()
    sheet = book.active
    sheet.title = _("Figures")
    for name, value in _head(read):
        _append(sheet, [name, value])
    _append(sheet, [])
    _append(sheet, _headings(report.period), bold=True)
    for no, line in enumerate(read.lines, start=1):
        _append(
            sheet, [no, words.label(line.figure), line.before, line.value, line.difference, line.computed, line.reason]
        )
    _widths(sheet, [24, 56, 12, 12, 12, 22, 48])
    words_ = book.create_sheet(_("Texts"))
    for row in said(read.texts):
        _append(words_, [row["heading"], row["text"]])
        words_.cell(words_.max_row, 2).alignment = Alignment(wrap_text=True, vertical="top")
    _widths(words_, [28, 110])
    return _content(book)


def of_rows(rows: list[Row], quarter: Quarter) -> bytes:
    """One sheet: a line for each region or body, a column for each figure."""
    book = Workbook()
    sheet = book.active
    sheet.title = words.short(quarter)
    counted = [
        pgettext("reports", "expected"), pgettext("reports", "handed in"), pgettext("reports", "late"),
        pgettext("reports", "not handed in"), pgettext("reports", "accepted"),
    ]  # fmt: skip
    _append(sheet, [_("Where"), *counted, *(words.label(one) for one in FIGURES)], bold=True)
    for row in rows:
        known = [row.expected, row.submitted, row.late, row.missing, row.accepted]
        _append(sheet, [(row.area or row.body).name, *known, *(row.figures[one.code] for one in FIGURES)])
    _widths(sheet, [36, *[14] * (len(counted) + len(FIGURES))])
    sheet.freeze_panes = "B2"
    return _content(book)


def _head(read: Reading) -> list[tuple[str, Any]]:
    report, version = read.report, read.version
    rows: list[tuple[str, Any]] = [
        (_("Report"), report.number), (_("Quarter"), words.short(report.period)),
        (_("Mentoring organisation"), report.organisation.name), (_("Guardianship body"), report.body.name),
        (_("State"), str(report.get_state_display())),
    ]  # fmt: skip
    if report.first_submitted_at and version:
        rows.append((_("First handed in"), local(report.first_submitted_at).replace(tzinfo=None)))
        rows += [
            (_("Version"), version.no),
            (_("Signed by"), version.submitted_by.get_full_name()),
            ("SHA-256", version.digest),
        ]
    return rows


def _headings(quarter: Quarter) -> list[str]:
    return [
        _("No."), _("Figure"), words.short(quarter.before), words.short(quarter), _("Difference"),
        _("counted from records"), _("Reason"),
    ]  # fmt: skip


def _append(sheet: Any, values: list[Any], *, bold: bool = False) -> None:
    sheet.append([harmless(value) if isinstance(value, str) else value for value in values])
    if bold:
        for cell in sheet[sheet.max_row]:
            cell.font = Font(bold=True)
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _widths(sheet: Any, widths: list[int]) -> None:
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width


def _content(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()

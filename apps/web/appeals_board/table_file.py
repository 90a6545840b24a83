"""Figures as XLSX for the annual report: typed numbers, hidden ones as on the page, no formulas."""

import io
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from apps.complaints.figures import Figures, Terms
from apps.complaints.masking import Cell
from apps.exchange.guarding import harmless
from apps.web import formats
from apps.web.appeals_board import words


def of(figures: Figures) -> bytes:
    """Sheets: the groups, months, bodies; for the country its offices and the calls to 111."""
    book = Workbook()
    _figures(book.active, figures)
    _months(book.create_sheet(_("By month")), figures)
    _bodies(book.create_sheet(_("Bodies")), figures)
    if figures.scope.is_country:
        _offices(book.create_sheet(_("Offices")), figures)
        _calls(book.create_sheet("111"), figures)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _figures(sheet: Any, figures: Figures) -> None:
    sheet.title = _("Figures")
    office = figures.scope.office
    _append(sheet, [_("Whose"), office.name if office else _("the whole country")])
    _append(sheet, [_("Period"), words.period_name(figures.period)])
    _append(sheet, [_("Counted"), formats.instant(figures.at)])
    _append(sheet, [_("“<5” is a number from one to four; “…” is hidden so that none of these can be computed.")])
    _append(sheet, [])
    _append(sheet, [_("Received"), "", _number(figures.received)], bold=True)
    for label, value in _terms(figures.terms):
        _append(sheet, [label, "", value])
    for name, cells in figures.groups.items():
        _append(sheet, [])
        _append(sheet, [str(words.GROUPS[name][0])], bold=True)
        for cell in cells:
            _append(sheet, ["", words.name(figures, name, cell), _number(cell)])
    _widths(sheet, [34, 60, 14])


def _months(sheet: Any, figures: Figures) -> None:
    _append(sheet, [_("Month of receipt"), *(label for label, _value in _terms(Terms()))], bold=True)
    for first, terms in figures.months:
        _append(sheet, [formats.month_of_year(first), *(value for _label, value in _terms(terms))])
    _widths(sheet, [24, 18, 14, 18])


def _bodies(sheet: Any, figures: Figures) -> None:
    _append(sheet, [_("What bodies were asked")], bold=True)
    _append(sheet, [_("What"), _("sent"), _("answered"), _("late"), _("owed after the term"), _("refused")], bold=True)
    for one in figures.requests:
        _append(sheet, [str(words.REQUESTS[one.kind]), one.sent, one.answered, one.late, one.overdue, one.refused])
    _append(sheet, [])
    _append(sheet, [_("Refused to open a file (Article 7-12(5))")], bold=True)
    for body, n in figures.obstruction:
        _append(sheet, [body.name, n])
    _append(sheet, [])
    _append(sheet, [_("Owe answers now"), _("all"), _("up to a week"), _("up to a month"), _("longer")], bold=True)
    for owing in figures.owing:
        _append(sheet, [owing.body.name, owing.count, *owing.ages])
    _append(sheet, [])
    _append(sheet, [_("Complained about most often")], bold=True)
    for body, cell in figures.bodies:
        _append(sheet, [body.name, _number(cell)])
    _widths(sheet, [64, 12, 14, 14, 20, 12])


def _offices(sheet: Any, figures: Figures) -> None:
    labels = [label for label, _value in _terms(Terms())]
    _append(sheet, [_("Office"), _("Received"), _("rights restored"), *labels], bold=True)
    for line in figures.lines:
        counted = [value for _label, value in _terms(line.terms)] if line.terms else ["…"] * len(labels)
        _append(sheet, [line.office.name, _number(line.received), _number(line.restored), *counted])
    _widths(sheet, [64, 12, 16, 18, 12, 18])


def _calls(sheet: Any, figures: Figures) -> None:
    for name, cells in figures.calls.items():
        _append(sheet, [str(words.CALLS[name][0])], bold=True)
        for cell in cells:
            _append(sheet, [words.call_name(name, cell), _number(cell)])
        _append(sheet, [])
    _widths(sheet, [52, 12])


def _terms(terms: Terms) -> list[tuple[str, int]]:
    return [(_("answered in term"), terms.in_term), (_("late"), terms.late), (_("the term runs"), terms.running)]


def _number(cell: Cell) -> Any:
    return cell.text if cell.value is None else cell.value


def _append(sheet: Any, values: list[Any], *, bold: bool = False) -> None:
    sheet.append([harmless(value) if isinstance(value, str) else value for value in values])
    if bold:
        for cell in sheet[sheet.max_row]:
            cell.font = Font(bold=True)


def _widths(sheet: Any, widths: list[int]) -> None:
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width

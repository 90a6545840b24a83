"""The empty table that people fill in, in their language: CSV, or XLSX with text cells, choices and explanations."""

import csv
import io
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from apps.exchange.columns import COLUMNS, REQUIRED
from apps.exchange.models import Format
from apps.people.models import Child

TEXT = "@"
WIDTH = 24
CHOICES: dict[str, Any] = {
    "sex": Child.Sex, "no_iin_reason": Child.NoIin, "representative_kind": Child.Representative,
}  # fmt: skip
LAST_ROW = 100_001


def template(kind: Format, language: str) -> bytes:
    """The file's content."""
    return _xlsx(language) if kind == Format.XLSX else _csv(language)


def _csv(language: str) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerow([column.heading(language) for column in COLUMNS])
    return text.getvalue().encode("utf-8-sig")


def _xlsx(language: str) -> bytes:
    with translation.override(language):
        book = Workbook()
        sheet, notes = book.active, book.create_sheet(_("Explanations"))
        sheet.title = _("Children")
        places = _explain(notes, language)
        for number, column in enumerate(COLUMNS, start=1):
            letter = get_column_letter(number)
            sheet.column_dimensions[letter].number_format = TEXT
            sheet.column_dimensions[letter].width = WIDTH
            cell = sheet.cell(1, number, column.heading(language) + ("*" if column.field in REQUIRED else ""))
            cell.font, cell.number_format = Font(bold=True), TEXT
            if column.field in places:
                choice = DataValidation(type="list", formula1=places[column.field], allow_blank=True)
                choice.add(f"{letter}2:{letter}{LAST_ROW}")
                sheet.add_data_validation(choice)
        sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _explain(notes: Any, language: str) -> dict[str, str]:
    """Fill the sheet of explanations; returns where the words of each choice stand on it."""
    notes.append([_("Column"), _("What to write"), _("Words to choose from")])
    places = {}
    for column in COLUMNS:
        notes.append([column.heading(language), column.note(language)])
        words = [str(label) for label in getattr(CHOICES.get(column.field), "labels", [])]
        first = notes.max_row + 1
        for word in words:
            notes.append(["", "", word])
        if words:
            places[column.field] = f"'{notes.title}'!$C${first}:$C${notes.max_row}"
    for cell in notes[1]:
        cell.font = Font(bold=True)
    for letter, width in zip("ABC", (34, 80, 44), strict=True):
        notes.column_dimensions[letter].width = width
    return places

"""Tables of children as people send them, built in the test: CSV in any encoding, XLSX with typed cells."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from tests.factories.people import make_iin, years_ago

HEAD = ["Тегі", "Аты", "Әкесінің аты", "ЖСН", "ЖСН неге жоқ", "Туған күні", "Жынысы", "Мекенжайы"]


def good_row(n: int = 0, **changes: Any) -> list[Any]:
    """A row without a fault; `changes` by heading."""
    born = years_ago(8 + n % 6)
    row = dict(zip(HEAD, [
        f"Серік{'аәбвгғд'[n % 7]}ов", "Нұрлан", "Қайратұлы", make_iin(born, "MALE", 100 + n * 3), "",
        f"{born:%d.%m.%Y}", "ұл", f"Абай көшесі {n}",
    ], strict=True))  # fmt: skip
    return list((row | changes).values())


def csv_file(
    rows: Sequence[Sequence[Any]], *, head: Sequence[str] = HEAD, encoding: str = "utf-8-sig", separator: str = ";",
    name: str = "children.csv", before: str = "",
) -> SimpleUploadedFile:  # fmt: skip
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator)
    writer.writerow(head)
    writer.writerows(rows)
    return SimpleUploadedFile(name, (before + text.getvalue()).encode(encoding, "replace"), "text/csv")


def xlsx_file(
    rows: Sequence[Sequence[Any]], *, head: Sequence[str] = HEAD, name: str = "children.xlsx"
) -> SimpleUploadedFile:
    book = Workbook()
    sheet = book.active
    sheet.append(list(head))
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return SimpleUploadedFile(name, out.getvalue(), kind)

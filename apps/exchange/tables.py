"""Opening an uploaded table: what kind of file it is, in what encoding, and its rows one after the other.

A file that cannot be read without guessing is refused as a whole, and the refusal says what to do.
"""

import csv
import io
import re
import zipfile
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from apps.core.errors import Refused
from apps.exchange.columns import BY_FIELD, HEADINGS, REQUIRED, plain
from apps.exchange.models import Format

RULE = "caseflow.import.file"
SEPARATORS = ";,\t"
MOST_COLUMNS = 60
MOST_MEMBERS = 500
LONGEST_HEADING = 200
_OLE = b"\xd0\xcf\x11\xe0"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1f]")
_RUSSIAN = re.compile("[А-Яа-яЁё]")

Cells = list[Any]
Rows = Generator[tuple[int, Cells], None, None]


@dataclass(frozen=True)
class Formula:
    """A cell that holds a calculation instead of a value."""


@dataclass
class Table:
    """An open table: `fields` are what its columns mean, `rows` gives the number of each row and its cells."""

    format: Format
    fields: list[str | None]
    rows: Iterator[tuple[int, Cells]]


def refused(message: Any) -> Refused:
    return Refused(message, field="file", rule=RULE)


@contextmanager
def opened(file: Any) -> Iterator[Table]:
    """The table in a file of unknown kind. Raises Refused for what cannot be read without guessing."""
    file.seek(0)
    start = file.read(4)
    file.seek(0)
    if start == b"PK\x03\x04":
        with _workbook(file) as rows:
            yield _with_heading(Format.XLSX, rows)
    elif start == _OLE:
        raise refused(_("This is an old Excel file or one with a password. Save it as XLSX without a password."))
    else:
        with closing(_csv_rows(file)) as rows:
            yield _with_heading(Format.CSV, rows)


def _with_heading(kind: Format, rows: Iterator[tuple[int, Cells]]) -> Table:
    try:
        for number, cells in rows:
            if any(cell not in (None, "") for cell in cells):
                return Table(kind, _fields(cells), rows)
            if number > 20:
                break
    except csv.Error:
        raise refused(_broken_quotes(1)) from None
    raise refused(_("The table is empty. Its first row names the columns, as in the template."))


def _fields(cells: Cells) -> list[str | None]:
    """What each column means; None for one without a heading."""
    fields: list[str | None] = []
    for cell in cells:
        words = plain(str(cell)[:LONGEST_HEADING]) if cell is not None else ""
        if words and words not in HEADINGS:
            raise refused(
                _("There is no column “%(name)s” in the template. Rename it or take it out.") % {"name": str(cell)[:60]}
            )
        field = HEADINGS.get(words)
        if field and field in fields:
            raise refused(_("The column “%(name)s” stands twice.") % {"name": str(cell)[:60]})
        fields.append(field)
    missing = [BY_FIELD[field] for field in REQUIRED if field not in fields]
    if missing:
        names = ", ".join(f"{column.kk} / {column.ru}" for column in missing)
        raise refused(_("These columns are missing: %(names)s. Take the template.") % {"names": names})
    return fields


def _csv_rows(file: BinaryIO) -> Rows:
    text = io.TextIOWrapper(file, encoding=_encoding(file), newline="")
    first = text.readline()
    if not re.match(r"^sep=.\s*$", first, re.IGNORECASE):
        text.seek(0)
        separator, shift = max(SEPARATORS, key=first.count), 0
    else:
        separator, shift = first[4], 1
    try:
        for number, cells in enumerate(csv.reader(text, delimiter=separator, strict=True), start=1 + shift):
            yield number, list(cells)
    except csv.Error:
        raise refused(_broken_quotes(number + 1 if "number" in locals() else 1)) from None
    finally:
        text.detach()


def _broken_quotes(row: int) -> Any:
    return _("After row %(row)s a quotation mark has no pair. Save the table anew from the spreadsheet.") % {"row": row}


def _encoding(file: BinaryIO) -> str:
    """`utf-8-sig` or `utf-16`; refuses the rest by name, for other code pages have no Kazakh letters."""
    raw = file.read()
    file.seek(0)
    if raw.startswith(_UTF16):
        try:
            raw.decode("utf-16")
        except UnicodeDecodeError:
            raise refused(_("This is no table. Take the template, or save the table as CSV UTF-8 or XLSX.")) from None
        return "utf-16"
    try:
        raw.decode()
    except UnicodeDecodeError:
        raise refused(_other_encoding(raw)) from None
    if _BINARY.search(raw):
        raise refused(_("This is no table. Take the template, or save the table as CSV UTF-8 or XLSX."))
    return "utf-8-sig"


def _other_encoding(raw: bytes) -> Any:
    sample = raw[:100_000].decode("cp1251", errors="replace")
    letters = sum(character.isalpha() for character in sample)
    if letters and len(_RUSSIAN.findall(sample)) > letters / 2:
        return _(
            "The file is in the encoding Windows-1251 (CP1251), which has no Kazakh letters. Save it as "
            "“CSV UTF-8” or as XLSX."
        )
    return _("The file is not in UTF-8. Save it as “CSV UTF-8” or as XLSX.")


@contextmanager
def _workbook(file: BinaryIO) -> Iterator[Iterator[tuple[int, Cells]]]:
    _check_archive(file)
    try:
        book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, SyntaxError):
        raise refused(_not_a_workbook()) from None
    try:
        sheet = book.worksheets[0] if book.worksheets else None
        if sheet is None:
            raise refused(_not_a_workbook())
        sheet.reset_dimensions()  # what the file says about itself need not be true
        with closing(_sheet_rows(sheet)) as rows:
            yield rows
    finally:
        book.close()


def _not_a_workbook() -> Any:
    return _("This XLSX file is damaged or not a table. Save it anew from the spreadsheet.")


def _check_archive(file: BinaryIO) -> None:
    """Refuse an archive that unpacks beyond reason, or that carries programs."""
    try:
        members = zipfile.ZipFile(file).infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        raise refused(_not_a_workbook()) from None
    finally:
        file.seek(0)
    if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > settings.EXCHANGE_MAX_UNPACKED:
        raise refused(_("The file unpacks to more than a table of children can be. Divide it into several."))
    if any(member.flag_bits & 1 for member in members):
        raise refused(_("This is an old Excel file or one with a password. Save it as XLSX without a password."))
    if any(member.filename.lower().endswith("vbaproject.bin") for member in members):
        raise refused(_("The file holds macros. Save it as XLSX without them."))


def _sheet_rows(sheet: Any) -> Rows:
    try:
        for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), start=1):
            yield number, [_value(cell) for cell in cells]
    except (zipfile.BadZipFile, KeyError, ValueError, SyntaxError, OSError, IndexError):
        raise refused(_not_a_workbook()) from None


def _value(cell: Any) -> Any:
    if cell.data_type == "f":
        return Formula()
    return cell.value

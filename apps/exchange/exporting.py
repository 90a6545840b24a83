"""Lists of children that go out: CSV or XLSX, row by row, exactly what the person may see at that moment.

What a list holds is said by whoever shows it: the layer above registers a `ListSource` at start.
"""

import csv
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from apps.accounts.models import User
from apps.audit import log
from apps.audit.acting import action
from apps.audit.transitions import move
from apps.core.errors import NotAllowed, Refused
from apps.exchange.guarding import harmless
from apps.exchange.models import ExportJob, Format
from apps.exchange.policies import check_can_export
from apps.exchange.states import ExportState

STEP = 1000
SHORTEST_PURPOSE = 5


class ListSource(Protocol):
    """A list somebody may export."""

    def count(self, reader: User, query: Mapping[str, str], at: datetime) -> int:
        """How many rows the person would get."""

    def columns(self) -> list[str]:
        """The names of all columns there are."""

    def headings(self, columns: Sequence[str]) -> list[str]:
        """In the language in force."""

    def rows(self, reader: User, query: Mapping[str, str], columns: Sequence[str], at: datetime) -> Iterator[list[Any]]:
        """Text, numbers and days, masked by what the person may see."""


@dataclass
class _Registered:
    source: ListSource | None = None


_LIST = _Registered()


def register_list(source: ListSource) -> None:
    """Say what the list of children holds; called once, at start."""
    _LIST.source = source


def source() -> ListSource:
    if _LIST.source is None:
        raise RuntimeError("no list is registered")
    return _LIST.source


@action
def ask_export(
    *, kind: str, purpose: str, query: Mapping[str, str], columns: Sequence[str], by: User, at: datetime
) -> ExportJob:
    """Note who takes what for what purpose. A small list may then be streamed at once, a large one waits for
    the worker. Raises Refused at `purpose`, or when nothing fits or too much."""
    check_can_export(by)
    if len(purpose.strip()) < SHORTEST_PURPOSE:
        raise Refused(_("Say what the list is for, in a few words."), field="purpose")
    total = source().count(by, query, at)
    if not total:
        raise Refused(_("Nobody fits: there is nothing to export."))
    if total > settings.EXCHANGE_MAX_ROWS:
        most = settings.EXCHANGE_MAX_ROWS
        raise Refused(_("The list has more than %(n)s rows. Narrow it by a filter.") % {"n": most})
    job = ExportJob.objects.create(
        agency=by.agency, made_by=by, made_at=at, language=(get_language() or by.language)[:2], format=kind,
        purpose=purpose.strip()[:300], query=dict(query), columns=list(columns), total=total,
    )  # fmt: skip
    log.record(
        "export.asked", job.subject, by=by, at=at, format=kind, filters=sorted(query), columns=list(columns),
        rows=total,
    )  # fmt: skip
    return job


def is_small(job: ExportJob) -> bool:
    """Whether it is answered at once instead of in the background."""
    return job.total <= settings.EXCHANGE_STREAMED_ROWS


def stream(job: ExportJob, at: datetime) -> Iterator[bytes]:
    """The whole file for its owner; the ledger knows of it before the first byte leaves."""
    rows = list(source().rows(job.made_by, job.query, job.columns, at))
    _done(job, len(rows), at)
    return written(job, rows)


def written(job: ExportJob, rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """The bytes of a file with these rows, headings first."""
    with translation.override(job.language):
        headings = source().headings(job.columns)
    return _xlsx(headings, rows) if job.format == Format.XLSX else _csv(headings, rows)


def write(job: ExportJob, clock: Callable[[], datetime]) -> None:
    """Write a large export to its file; a killed worker leaves nothing, and the next begins anew."""
    at = clock()
    reader = _reader(job)
    if job.state == ExportState.WAITING:
        with transaction.atomic():
            log.act_as(None)
            move(job, ExportState.WRITING, by=None, at=at)
    with tempfile.TemporaryFile() as file:
        with translation.override(job.language):
            rows = source().rows(reader, job.query, job.columns, at)
            for part in written(job, _counted(job, rows)):
                file.write(part)
        file.seek(0)
        with transaction.atomic():
            job.file.save("list", File(file), save=False)
            job.expires_at = clock() + timedelta(hours=settings.EXCHANGE_KEEP_EXPORTS)
            _done(job, job.done, clock())


def expire(job: ExportJob, at: datetime) -> None:
    """Delete the file of an export."""
    name, storage = job.file.name, job.file.storage
    with transaction.atomic():
        log.act_as(None)
        job.file = ""
        job.save(update_fields=["file"])
        move(job, ExportState.EXPIRED, by=None, at=at)
    if name:
        storage.delete(name)


@action
def download(job: ExportJob, *, by: User, at: datetime) -> ExportJob:
    """Note that the file is fetched."""
    check_can_export(by)
    if job.state != ExportState.DONE or not job.file:
        raise Refused(_("The file is deleted. Export the list again."))
    log.record("export.downloaded", job.subject, by=by, at=at, rows=job.total)
    return job


def _reader(job: ExportJob) -> User:
    """The owner in the post in which the list was asked for, as long as it may export."""
    reader = User.objects.get(pk=job.made_by_id)
    reader.posts = [post for post in reader.posts if post.agency_id == job.agency_id]
    if reader.post is None:
        raise NotAllowed(_("Your present post does not allow exporting lists of children."))
    check_can_export(reader)
    return reader


def _counted(job: ExportJob, rows: Iterable[Sequence[Any]]) -> Iterator[Sequence[Any]]:
    job.done = 0
    for row in rows:
        job.done += 1
        if job.done % STEP == 0:
            ExportJob.objects.filter(pk=job.pk).update(done=job.done)
        yield row


def _done(job: ExportJob, rows: int, at: datetime) -> None:
    with transaction.atomic():
        log.act_as(job.made_by)
        job.total = job.done = rows
        job.finished_at = at
        job.save()
        if job.state == ExportState.WAITING:
            move(job, ExportState.WRITING, by=job.made_by, at=at)
        move(job, ExportState.DONE, by=job.made_by, at=at, rows=rows, columns=job.columns)


def _csv(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """With a byte order mark and semicolons: a double click in the local Excel opens it right."""
    writer = csv.writer(_Echo(), delimiter=";")
    yield ("\ufeff" + writer.writerow(headings)).encode()
    for row in rows:
        yield writer.writerow([_plain(value) for value in row]).encode()


def _plain(value: Any) -> str:
    return f"{value:%d.%m.%Y}" if isinstance(value, date) else harmless(str(value))


def _xlsx(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([_cell(sheet, heading, bold=True) for heading in headings])
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    with tempfile.TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        while part := file.read(1 << 16):
            yield part


def _cell(sheet: Any, value: Any, *, bold: bool = False) -> Any:
    """A typed cell; text is text, whatever it begins with, and an IIN keeps its zeros."""
    if not isinstance(value, str):
        cell = WriteOnlyCell(sheet, value)
        if isinstance(value, date):
            cell.number_format = "dd.mm.yyyy"
        return cell
    cell = WriteOnlyCell(sheet, harmless(value))
    cell.data_type, cell.number_format = "s", "@"
    if bold:
        cell.font = Font(bold=True)
    return cell


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, line: str) -> str:
        return line

"""Checking an uploaded table row by row, with the checks of the form, in batches that each are committed.

A worker that is killed leaves a job in CHECKING; the next one begins anew, so that nothing stands twice.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit import log
from apps.audit.transitions import move
from apps.core.errors import Refused
from apps.core.localtime import local_day
from apps.exchange.cells import LANGUAGES, Reader, shown
from apps.exchange.copying import child_columns, copy_in
from apps.exchange.hidden import Hidden
from apps.exchange.models import ImportJob, ImportRow
from apps.exchange.states import ImportState
from apps.exchange.tables import Table, opened
from apps.matching.likeness import likely_of_many
from apps.people.checks import Caution, checked, name_key
from apps.people.models import Child
from apps.people.secrecy import representative_written

BATCH = 1000
LONGEST = timedelta(minutes=30)
"""A table that takes longer is given back to be divided: others wait behind it."""
IIN_ONCE = "caseflow.child.iin_once"
EMPTY = (None, "")
COUNTED = ["total", "refusal", "checked_on", "done", "faulty", "cautioned", "worked_at"]
"""What the check writes of a job; its state and its file may be another's by then."""


class GivenUp(Exception):
    """The import was discarded, or taken up by another worker, while this one was checking it."""


@dataclass
class Line:
    """One row on its way through the checks."""

    row: int
    cells: dict[str, str]
    values: dict[str, Any] | None = None
    issues: list[dict[str, Any]] = field(default_factory=list)

    def wrong(self, refusal: Refused) -> None:
        self._add(refusal.field, refusal.message, caution=False)

    def doubtful(self, caution: Caution) -> None:
        self._add(caution.field, caution.message, caution=True)

    def _add(self, name: str | None, message: Any, *, caution: bool) -> None:
        issue = {"field": name, "caution": caution, "text": in_all_languages(message)}
        if issue not in self.issues:
            self.issues.append(issue)

    @property
    def is_faulty(self) -> bool:
        return any(not issue["caution"] for issue in self.issues)


def in_all_languages(message: Any) -> dict[str, str]:
    """The words in each language; a sentence that is words already stays as it is."""
    if not isinstance(message, Promise):
        return dict.fromkeys(LANGUAGES, str(message))
    said = {}
    for language in LANGUAGES:
        with translation.override(language):
            said[language] = str(message)
    return said


class Seen:
    """What stood in earlier rows of the same file."""

    def __init__(self) -> None:
        self._iins: dict[str, int] = {}
        self._children: dict[tuple[str, date], int] = {}

    def compare(self, line: Line) -> None:
        iin, who = line.values["iin"], (name_key(line.values), line.values["birth_date"])
        if iin and (first := self._iins.setdefault(iin, line.row)) != line.row:
            message: Any = _("The same IIN stands in row %(row)s.") % {"row": first}
            line.wrong(Refused(message, field="iin", rule=IIN_ONCE))
        elif (first := self._children.setdefault(who, line.row)) != line.row:
            message = _("Row %(row)s has the same name and birth date. If it is the same child, take one out.")
            line.doubtful(Caution(message % {"row": first}, field="given_name"))


def check(job: ImportJob, clock: Callable[[], datetime]) -> None:
    """Read and check the whole file; leaves the job READY or CHECKED_FAULTY. `clock` gives the present instant.

    Raises GivenUp, and writes no more, when the job was discarded meanwhile.
    """
    _begin(job, clock())
    by = job.made_by
    hidden = Hidden(by, clock())
    day = local_day(clock())
    with translation.override(job.language):
        try:
            with job.file.open("rb") as file, opened(file) as table:
                _check_rows(job, table, by, day, clock, hidden)
                hidden.check_all_told()
        except Refused as refusal:
            job.refusal = in_all_languages(refusal.message)
    _finish(job, day, clock(), hidden)


def _hold(job: ImportJob) -> None:
    """Lock the job for this transaction while it is still ours to check. Raises GivenUp."""
    mine = ImportJob.objects.filter(pk=job.pk, state=ImportState.CHECKING, attempts=job.attempts)
    if not mine.select_for_update().exists():
        raise GivenUp


def _begin(job: ImportJob, at: datetime) -> None:
    with transaction.atomic():
        log.act_as(None)
        if job.state != ImportState.CHECKING:
            move(job, ImportState.CHECKING, by=None, at=at)
        _hold(job)
        ImportRow.objects.filter(job=job).delete()
        job.total = job.refusal = job.checked_on = None
        job.done = job.faulty = job.cautioned = 0
        job.worked_at = at
        job.save(update_fields=COUNTED)


def _check_rows(
    job: ImportJob, table: Table, by: User, day: date, clock: Callable[[], datetime], hidden: Hidden
) -> None:  # fmt: skip
    reader, seen, began = Reader(job.agency.area), Seen(), clock()
    lines = (_read(row, cells, table.fields, reader, by, day) for row, cells in table.rows if _is_filled(cells))
    while batch := list(islice(lines, BATCH)):
        if job.done + len(batch) > settings.EXCHANGE_MAX_ROWS:
            raise Refused(_("The table has more than %(n)s rows. Divide it.") % {"n": settings.EXCHANGE_MAX_ROWS})
        if clock() - began > LONGEST:
            raise Refused(_("Reading the table takes too long. Divide it."))
        readable = [line for line in batch if line.values is not None]
        for line in readable:
            seen.compare(line)
        _compare_with_files(readable, by, hidden)
        _look_for_duplicates(readable, by, hidden)
        _keep(job, batch, clock(), hidden)
    if not job.done:
        raise Refused(_("The table has no row with a child."))


def _is_filled(cells: list[Any]) -> bool:
    return any(cell not in EMPTY and (cell.__class__ is not str or cell.strip()) for cell in cells)


def _read(row: int, cells: list[Any], fields: list[str | None], reader: Reader, by: User, day: date) -> Line:
    named = {name: cell for name, cell in zip(fields, cells, strict=False) if name}
    line = Line(row, {name: shown(cell) for name, cell in named.items() if cell not in EMPTY})
    stray = [cell for cell, name in zip(cells, [*fields, *[None] * len(cells)], strict=False) if not name]
    if any(cell not in EMPTY for cell in stray):
        line.wrong(Refused(_("The row has more cells than there are columns: a separator too many?")))
    values, wrong = reader.read(named)
    for refusal in wrong:
        line.wrong(refusal)
    unread = {refusal.field for refusal in wrong}
    try:
        representative_written(values.get("representative_kind"), by)
        line.values, cautions = checked(values, on=day)
    except Refused as refusal:
        for one in refusal.all:
            if one.field not in unread:
                line.wrong(one)
    else:
        for caution in cautions:
            line.doubtful(caution)
    if wrong:
        line.values = None
    return line


def _compare_with_files(lines: list[Line], by: User, hidden: Hidden) -> None:
    """One IIN, one file. A file the person may not see is not named."""
    wanted = {line.values["iin"]: line for line in lines if line.values["iin"]}
    taken = Child.objects.filter(iin__in=wanted)
    held = dict(taken.values_list("iin", "pk"))
    seen = dict(taken.visible_to(by).values_list("iin", "number")) if held else {}
    for iin, child in held.items():
        if iin in seen:
            message: Any = _("A child with this IIN has a file already: %(number)s.") % {"number": seen[iin]}
            wanted[iin].wrong(Refused(message, field="iin", rule=IIN_ONCE))
        else:
            message = _(
                "This IIN cannot be used for a file here. Check it against the document; if it is right, the "
                "guardianship body of the child's former district has to hand over the file."
            )
            hidden.meet_iin(wanted[iin], child, Refused(message, field="iin", rule=IIN_ONCE))


def _look_for_duplicates(lines: list[Line], by: User, hidden: Hidden) -> None:
    """A caution where a file may be the same child's already. One the person may not see is not named."""
    found = likely_of_many([line.values for line in lines])
    ids = {likely[0].child for likely in found.values()}
    seen = dict(Child.objects.visible_to(by).filter(pk__in=ids).values_list("pk", "number")) if ids else {}
    for place, likely in found.items():
        number = seen.get(likely[0].child)
        if number:
            message: Any = _("This may be the child of the file %(number)s. Compare before you import.")
            lines[place].doubtful(Caution(message % {"number": number}, field="given_name"))
        else:
            message = _("A child of a like name and birth date has a file at another body. Ask it before you import.")
            hidden.meet_name(lines[place], likely[0].child, Caution(message, field="given_name"))


def _keep(job: ImportJob, batch: list[Line], at: datetime, hidden: Hidden) -> None:
    """Store the rows of a batch, how far the check has come, and a note in each hidden file that the rows tell of."""
    faulty = sum(line.is_faulty for line in batch)
    job.done += len(batch)
    job.faulty += faulty
    job.cautioned += sum(any(issue["caution"] for issue in line.issues) for line in batch)
    job.worked_at = at
    with transaction.atomic():
        _hold(job)
        hidden.note_files(at)
        copy_in(ImportRow, ("job_id", "row", "cells", "issues", "faulty", "doubtful", "child"), _stored(job, batch))
        ImportJob.objects.filter(pk=job.pk).update(done=job.done, worked_at=at)


def _stored(job: ImportJob, batch: list[Line]) -> Iterator[tuple[Any, ...]]:
    keep = not job.faulty  # once one row is wrong, nothing will be imported
    for line in batch:
        child = child_columns(line.values, job.agency) if keep and line.values is not None else None
        yield job.pk, line.row, line.cells, line.issues, line.is_faulty, bool(line.issues), child


def _finish(job: ImportJob, day: date, at: datetime, hidden: Hidden) -> None:
    with transaction.atomic():
        log.act_as(None)
        _hold(job)
        job.total, job.checked_on, job.worked_at, job.attempts = job.done, day, at, 0
        state = ImportState.CHECKED_FAULTY if job.refusal or job.faulty else ImportState.READY
        job.save(
            update_fields=["total", "checked_on", "worked_at", "attempts", "refusal", "done", "faulty", "cautioned"]
        )
        move(job, state, by=None, at=at, rows=job.total, faulty=job.faulty)
        hidden.note(job, at)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE exchange_importrow")

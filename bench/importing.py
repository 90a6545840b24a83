"""Importing a table of children: validation of every row, then all of them in one transaction with access rows, ledger
rows, keys for finding and the history that the triggers write.

`figure`: rows a second from the checked rows to the commit, their staging included. `limit`: every row that the import
wrote (files, access, ledger, keys), by one bare COPY a table from Python, indexes and history triggers as they are.
`files_alone`: the files by such a COPY without what belongs to them; without history, also without its trigger.
`validation_per_s` stands for itself: reading the file, all checks, duplicates within the file and among the files.
"""

import csv
import io
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from random import Random
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import NOT_PROVIDED
from django.utils import timezone

from apps.accounts.models import Membership, User
from apps.accounts.roles import Role
from apps.audit import log
from apps.audit.models import LedgerEntry
from apps.demo.identity import Numbers, invent_name
from apps.exchange import checking
from apps.exchange.actions import confirm_import, upload_import
from apps.exchange.copying import columns, copy_in
from apps.exchange.importing import import_rows
from apps.exchange.models import ImportJob, ImportRow
from apps.matching.models import ChildKey
from apps.people.models import Child, ChildAccess
from bench.data import execute, make_country, rows, say, size

ROWS, SEED = 100_000, 68
HEAD = ("Фамилия", "Имя", "Отчество", "ИИН", "Дата рождения", "Пол", "Адрес")
STAGED = ("job_id", "row", "cells", "issues", "faulty", "doubtful", "child")


def run() -> dict[str, Any]:
    count = size(ROWS)
    make_country()
    by = _officer()
    say(f"a table of {count:,} children")
    job, checked_in = _checked(_table(count, by), by)
    bare = {
        "files_alone": _bare(job, with_history=True),
        "files_alone_without_history": _bare(job, with_history=False),
    }
    staging = _staging(job)
    confirm_import(job, by=by, at=timezone.now())
    job.refresh_from_db()
    importing = _timed(lambda: import_rows(job, timezone.now()))
    _prove(count)
    bare["limit"] = _bare_all()
    figure = round(count / (staging + importing))
    for name, seconds in (("validation", checked_in), ("staging", staging), ("import", importing), *bare.items()):
        say(f"{name:24} {seconds:7.1f} s {count / seconds:9,.0f} rows/s")
    limits = {name: round(count / seconds) for name, seconds in bare.items()}
    return {
        "rows": count, "figure": figure, **limits, "ratio": round(figure / limits["limit"], 2),
        "ratio_to_files_alone": round(figure / limits["files_alone"], 2),
        "staging_s": round(staging, 1), "import_s": round(importing, 1), "validation_s": round(checked_in, 1),
        "validation_per_s": round(count / checked_in),
    }  # fmt: skip


def _officer() -> User:
    post = Membership.objects.filter(role=Role.GUARDIANSHIP_OFFICER).order_by("pk").first()
    if post is None:
        raise RuntimeError("the demo has no guardianship officer")
    return User.objects.get(pk=post.user_id)


def _table(count: int, by: User) -> SimpleUploadedFile:
    """A CSV as an office would send it: invented names, valid IINs, ages up to seventeen."""
    random, numbers = Random(SEED), Numbers()
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(HEAD)
    today = timezone.localdate()
    for n in range(count):
        female, born = random.random() < 0.5, today - timedelta(days=random.randrange(1, 17 * 365))
        name = invent_name(random, female=female, russian=0.2)
        words = (name.surname, name.given, name.patronymic, numbers.iin(born, female=female), f"{born:%d.%m.%Y}")
        writer.writerow([*words, "девочка" if female else "мальчик", f"ул. Абая, {n}"])
    return SimpleUploadedFile("children.csv", text.getvalue().encode("utf-8-sig"))


def _timed(act: Callable[[], Any]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def _checked(file: SimpleUploadedFile, by: User) -> tuple[ImportJob, float]:
    job = upload_import(file, by=by, at=timezone.now())
    job = ImportJob.objects.select_related("agency__area__parent", "made_by").get(pk=job.pk)
    seconds = _timed(lambda: checking.check(job, timezone.now))
    if job.state != ImportJob.State.READY:
        raise RuntimeError(f"{job.faulty} rows with errors, {job.refusal}")
    say(f"checked; {job.cautioned:,} rows with cautions")
    return job, seconds


def _bare(job: ImportJob, *, with_history: bool) -> float:
    """The same rows by COPY alone; afterwards the tables are as empty as before."""
    names = [field.column for field in columns()]
    at = timezone.now()
    made = [
        (f"C-{n}", at, *(child[name] for name in names))
        for n, child in enumerate(job.rows.order_by("row").values_list("child", flat=True), start=1)
    ]
    if not with_history:
        execute("ALTER TABLE people_child DISABLE TRIGGER USER")

    def copy() -> None:
        with transaction.atomic():
            log.act_as(None)
            execute("SET CONSTRAINTS ALL IMMEDIATE")
            copy_in(Child, ("number", "registered_at", *names), made)

    seconds = _timed(copy)
    execute("ALTER TABLE people_child ENABLE TRIGGER USER")
    execute("TRUNCATE people_child, audit_rowhistory CASCADE")
    return seconds


def _bare_all() -> float:
    """What an import wrote, brought again into emptied tables by one COPY for each: files, access, ledger, keys."""
    held = {}
    for model in (Child, ChildAccess, ChildKey, LedgerEntry):
        fields = [field for field in model._meta.concrete_fields if field.db_default is NOT_PROVIDED]
        found = model.objects.order_by("pk").values_list(*(field.attname for field in fields))
        held[model] = ([field.column for field in fields], list(found))
    execute("TRUNCATE people_child, audit_rowhistory, audit_ledgerentry CASCADE")

    def copy() -> None:
        with transaction.atomic():
            log.act_as(None)
            execute("SET CONSTRAINTS ALL IMMEDIATE")
            for model, (names, found) in held.items():
                copy_in(model, names, found)

    return _timed(copy)


def _staging(job: ImportJob) -> float:
    """What the check spends on storing the rows it has checked, measured alone: it is part of bringing them in."""
    staged = list(ImportRow.objects.filter(job=job).values_list(*STAGED))

    def copy() -> None:
        with transaction.atomic():
            copy_in(ImportRow, STAGED, staged)
            raise _Undone

    def undone() -> None:
        with suppress(_Undone):
            copy()

    ImportRow.objects.filter(job=job)._raw_delete("default")
    seconds = _timed(undone)
    with transaction.atomic():
        copy_in(ImportRow, STAGED, staged)
    execute("VACUUM ANALYZE exchange_importrow")
    return seconds


def _prove(count: int) -> None:
    """What was measured is what was promised: a file, an access row, a ledger row and two rows of history for each."""
    found = rows(
        "SELECT (SELECT count(*) FROM people_child), (SELECT count(*) FROM people_childaccess),"
        " (SELECT count(*) FROM audit_ledgerentry WHERE verb = 'child.registered'),"
        " (SELECT count(*) FROM audit_rowhistory WHERE table_name IN ('people_child', 'people_childaccess')),"
        " (SELECT count(*) FROM matching_childkey)"
    )[0]
    if found != (count, count, count, 2 * count, count):
        raise RuntimeError(f"incomplete: {found}")


class _Undone(Exception):
    """Takes a measured write back."""

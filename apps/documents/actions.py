"""The only writers of stored files and of the papers of a record.

Who may do what with the papers of a record is checked by the domain that keeps it (for a child's file
`apps.people.papers`); here stands what holds for every paper.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit import log
from apps.audit.acting import action
from apps.core.errors import Refused, Stale
from apps.core.localtime import local_day
from apps.core.subjects import Subject
from apps.documents.checks import FIELDS, check_photo, checked, checked_text
from apps.documents.contents import PROOFS, Taken, sniff
from apps.documents.models import Document, Paper, PaperVersion


@action
def store(upload: Any, *, by: User, at: datetime, field: str = "proof") -> Document:
    """Store an uploaded PDF, PNG or JPEG of at most 10 MB."""
    return _store(sniff(upload, kinds=PROOFS, field=field), by=by, at=at)


@action
def add_paper(about: Subject, *, taken: Taken, data: Mapping[str, Any], by: User, at: datetime) -> Paper:
    """Put a paper on a record; `data` holds the names of `checks.FIELDS`."""
    values = checked(data, by=by, today=local_day(at))
    check_photo(values["kind"], taken)
    paper = Paper.objects.create(
        subject_kind=about.kind, subject_id=about.id, subject_no=about.no, agency=by.agency, added_by=by, added_at=at,
        **values,
    )  # fmt: skip
    _version(paper, 1, taken, "", by=by, at=at)
    log.record("paper.added", about, by=by, at=at, paper=paper.pk)
    return paper


@action
def add_version(
    paper: Paper, *, taken: Taken, note: str, data: Mapping[str, Any], version: int, by: User, at: datetime
) -> PaperVersion:
    """The paper anew: a renewed certificate, a better scan. Names left out of `data` stay as they are."""
    stored = _locked(paper, version)
    _refuse_withdrawn(stored)
    check_photo(stored.kind, taken)
    _change(stored, data, by=by, at=at)
    stored.version += 1
    stored.save()
    last = stored.versions.order_by("-no").values_list("no", flat=True)[0]
    made = _version(stored, last + 1, taken, checked_text(note, 300, "note"), by=by, at=at)
    log.record("paper.version_added", stored.about, by=by, at=at, paper=stored.pk, no=made.no)
    return made


@action
def correct_paper(paper: Paper, *, data: Mapping[str, Any], version: int, by: User, at: datetime) -> Paper:
    """Change what is said about a paper; the files stay. Raises Stale when it was changed since it was read."""
    stored = _locked(paper, version)
    _refuse_withdrawn(stored)
    changed = _change(stored, data, by=by, at=at)
    if changed:
        stored.version += 1
        stored.save()
        log.record("paper.corrected", stored.about, by=by, at=at, paper=stored.pk, fields=changed)
    return stored


@action
def withdraw_paper(paper: Paper, *, reason: str, version: int, by: User, at: datetime) -> Paper:
    """Take a paper out of use, with the reason; it stays in the file and may be restored."""
    stored = _locked(paper, version)
    _refuse_withdrawn(stored)
    reason = checked_text(reason, 300, "reason")
    if not reason:
        raise Refused(_("Say why the document is withdrawn."), field="reason")
    stored.withdrawn_at, stored.withdrawn_by, stored.withdraw_reason = at, by, reason
    stored.version += 1
    stored.save()
    log.record("paper.withdrawn", stored.about, by=by, at=at, paper=stored.pk)
    return stored


@action
def restore_paper(paper: Paper, *, version: int, by: User, at: datetime) -> Paper:
    """Put a withdrawn paper back."""
    stored = _locked(paper, version)
    if stored.withdrawn_at is None:
        raise Refused(_("This document is not withdrawn."))
    stored.withdrawn_at, stored.withdrawn_by, stored.withdraw_reason = None, None, ""
    stored.version += 1
    stored.save()
    log.record("paper.restored", stored.about, by=by, at=at, paper=stored.pk)
    return stored


@action
def hand_out(
    version: PaperVersion, *, verb: str = "paper.downloaded", by: User, at: datetime, **noted: Any
) -> Document:
    """The file of a version, for a person who may see the paper; `noted` in the ledger with the paper's id."""
    log.record(verb, version.paper.about, by=by, at=at, paper=version.paper_id, no=version.no, **noted)
    return version.document


def _store(taken: Taken, *, by: User, at: datetime) -> Document:
    document = Document(
        name=taken.name, content_type=taken.media_type, size=len(taken.content), sha256=taken.sha256,
        uploaded_by=by, uploaded_at=at,
    )  # fmt: skip
    document.file.save(taken.sha256, ContentFile(taken.content), save=False)
    document.save()
    return document


def _version(paper: Paper, no: int, taken: Taken, note: str, *, by: User, at: datetime) -> PaperVersion:
    document = _store(taken, by=by, at=at)
    return PaperVersion.objects.create(paper=paper, no=no, document=document, note=note, by=by, at=at)


def _locked(paper: Paper, version: int) -> Paper:
    stored = Paper.objects.select_for_update().get(pk=paper.pk)
    if stored.version != version:
        raise Stale
    return stored


def _refuse_withdrawn(paper: Paper) -> None:
    if paper.withdrawn_at is not None:
        raise Refused(_("This document is withdrawn. Restore it first."))


def _change(paper: Paper, data: Mapping[str, Any], *, by: User, at: datetime) -> list[str]:
    """Set what differs; returns the names of the fields."""
    before = {field: getattr(paper, field) for field in FIELDS}
    values = checked({**before, **data}, by=by, today=local_day(at))
    changed = [field for field in FIELDS if values[field] != before[field]]
    for field in changed:
        setattr(paper, field, values[field])
    return changed

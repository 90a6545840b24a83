"""The papers of mentoring: charter, agreement, training programme, and the certificates a candidate brings.

The organisation keeps the papers of its candidates, the guardianship body adds what it drew up itself; each sees what
it may see of the record, and no paper of a child is among them.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit.acting import action
from apps.core.errors import Collector
from apps.core.subjects import Subject
from apps.documents import actions as documents
from apps.documents.contents import Taken, take
from apps.documents.models import Document, Paper, PaperVersion
from apps.mentoring import policies
from apps.mentoring.acts import agreements, organisations
from apps.mentoring.acts.applications import check_open
from apps.mentoring.checks.agreements import check_text_open
from apps.mentoring.checks.progress import Progress
from apps.mentoring.models import Agreement, Candidate, Organisation, Programme

CHARTER, AGREEMENT, PROGRAMME = "Жарғы / Устав", "Келісім / Соглашение", "Бағдарлама / Программа"
"""Titles of papers, as such papers are headed in Kazakhstan; for every reader the same."""
OF_CANDIDATE: dict[str, tuple[Any, str, str]] = {
    "IDENTITY": (_("identity document"), Paper.Kind.IDENTITY, ""),
    "CONVICTIONS": (
        _("certificate on convictions"), Paper.Kind.OTHER, "Соттылық туралы анықтама / Справка о судимости",
    ),
    "DISPENSARY": (
        _("certificate of a dispensary"), Paper.Kind.OTHER, "Диспансер анықтамасы / Справка из диспансера",
    ),
    "HEALTH": (
        _("medical conclusion"), Paper.Kind.OTHER, "Медициналық қорытынды / Медицинское заключение",
    ),
    "INCOME": (_("certificate of income"), Paper.Kind.OTHER, "Табыс туралы анықтама / Справка о доходах"),
    "RESIDENCE": (
        _("certificate of residence"), Paper.Kind.OTHER, "Тұрғылықты жер туралы анықтама / Справка о месте жительства",
    ),
    "COURT": (_("certificate of a court"), Paper.Kind.OTHER, "Сот анықтамасы / Справка суда"),
    "OTHER": (_("other document"), Paper.Kind.OTHER, ""),
}  # fmt: skip
"""What a candidate brings: its name, the kind under which it is stored, and its title when nobody gives another. None
is of the kinds of a child's file; a medical conclusion lies open to the organisation that collects it."""

T = TypeVar("T")


def organisations_seen(user: User) -> QuerySet:
    """Ids of the organisations whose charter the person may see."""
    return Organisation.objects.visible_to(user).values("pk")


def agreements_seen(user: User) -> QuerySet:
    """Ids of the agreements whose text the person may see."""
    return Agreement.objects.visible_to(user).values("pk")


def programmes_seen(user: User) -> QuerySet:
    """Ids of the programmes whose text the person may see."""
    return Programme.objects.visible_to(user).values("pk")


def candidates_seen(user: User) -> QuerySet:
    """Ids of the candidates whose papers the person may see."""
    return Candidate.objects.visible_to(user).values("pk")


def own_papers(progress: Progress) -> QuerySet[Paper]:
    """What the candidate reads of the own application: the papers he or she brought on which the newest answers rest.
    Not what the body drew up, nor a paper that an answer about anybody else rests on."""
    candidate = progress.candidate
    mine = {line.paper_id for line in progress.lines if line.member is None and line.paper_id}
    others = candidate.ground_checks.filter(member__isnull=False, paper__isnull=False).values("paper")
    brought = Paper.objects.about(candidate.subject).standing().filter(agency=candidate.organisation.agency_id)
    return brought.filter(pk__in=mine).exclude(pk__in=others)


def add_paper_of_candidate(
    candidate: Candidate, *, upload: Any, data: Mapping[str, Any], by: User, at: datetime
) -> Paper:
    """A paper on a ground, of an income or of a survey. Raises Refused."""
    check_open(candidate)
    policies.check_can_report_reason(by, candidate)
    return _add(candidate, taken=take(upload), data=data, by=by, at=at)


def record_with_paper(
    candidate: Candidate, record: Callable[[Paper | None], T], *, upload: Any, data: Mapping[str, Any], by: User,
    at: datetime,
) -> T:  # fmt: skip
    """Store a paper and call `record` with it: both are kept, or neither. Without an upload `record` gets None.

    Raises Refused, at `file` for a file that is not taken.
    """
    if not upload:
        return record(None)
    check_open(candidate)
    policies.check_can_report_reason(by, candidate)
    return _record_with(candidate, record, taken=take(upload), data=data, by=by, at=at)


def file_charter(organisation: Organisation, *, upload: Any, by: User, at: datetime) -> Organisation:
    """The charter, or a new version of it. Raises Refused at `file`."""
    return _file_charter(organisation, taken=take(upload), by=by, at=at)


def file_text(agreement: Agreement, *, upload: Any, by: User, at: datetime) -> Agreement:
    """The signed text of an agreement; another one only until the other side confirms. Raises Refused at `file`."""
    return _file_text(agreement, taken=take(upload), by=by, at=at)


def file_programme(programme: Programme, *, upload: Any, by: User, at: datetime) -> Programme:
    """The approved text of a training programme, or a new version of it. Raises Refused at `file`."""
    return _file_programme(programme, taken=take(upload), by=by, at=at)


@action
def open_paper(version: PaperVersion, *, verb: str = "paper.downloaded", by: User, at: datetime) -> Document:
    """The file of a paper the person may see; noted in the ledger."""
    return documents.hand_out(version, verb=verb, by=by, at=at)


@action
def _add(candidate: Candidate, *, taken: Taken, data: Mapping[str, Any], by: User, at: datetime) -> Paper:
    return documents.add_paper(candidate.subject, taken=taken, data=data, by=by, at=at)


@action
def _file_charter(organisation: Organisation, *, taken: Taken, by: User, at: datetime) -> Organisation:
    held = organisations.lock(organisation)
    policies.check_can_file_charter(by, held)
    held.charter = store_version(held.subject, held.charter, taken=taken, data={"title": CHARTER}, by=by, at=at)
    held.version += 1
    held.save(update_fields=["charter", "version"])
    return held


@action
def _file_text(agreement: Agreement, *, taken: Taken, by: User, at: datetime) -> Agreement:
    policies.side_of(by, agreement.organisation, agreement.body)
    held = agreements.lock(agreement)
    refuse = Collector()
    check_text_open(held, refuse)
    refuse.done()
    data = {"title": AGREEMENT, "number": held.paper_number, "issued_on": held.signed_on}
    held.document = store_version(held.subject, held.document, taken=taken, data=data, by=by, at=at)
    held.version += 1
    held.save(update_fields=["document", "version"])
    return held


@action
def _file_programme(programme: Programme, *, taken: Taken, by: User, at: datetime) -> Programme:
    policies.check_can_train(by, programme.agency)
    held = Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)
    held.paper = store_version(held.subject, held.paper, taken=taken, data={"title": PROGRAMME}, by=by, at=at)
    held.save(update_fields=["paper"])
    return held


def store_version(
    about: Subject, paper: Paper | None, *, taken: Taken, data: Mapping[str, Any], by: User, at: datetime
) -> Paper:  # fmt: skip
    """The first file becomes a paper of the record, a later one its new version: none is lost."""
    if paper is None:
        return documents.add_paper(about, taken=taken, data={"kind": Paper.Kind.OTHER, **data}, by=by, at=at)
    documents.add_version(paper, taken=taken, note="", data={}, version=paper.version, by=by, at=at)
    return paper


@action
def _record_with(
    candidate: Candidate, record: Callable[[Paper | None], T], *, taken: Taken, data: Mapping[str, Any], by: User,
    at: datetime,
) -> T:  # fmt: skip
    return record(documents.add_paper(candidate.subject, taken=taken, data=data, by=by, at=at))

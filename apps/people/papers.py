"""The documents of a child's file: who sees them, who adds and withdraws them, and the duty to renew them.

They are seen by the responsible body and the organisation the child lives in; an emergency opening shows who the
child is, and no documents. Closed compartments need their own permission besides; whoever lacks it
does not learn that a paper exists. A paper under the secrecy of adoption opens no duty: its clock would tell.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows
from apps.accounts.models import User
from apps.accounts.permissions import Perm
from apps.audit.acting import action
from apps.core.errors import NotAllowed, Refused
from apps.core.localtime import day_start, local_day
from apps.documents import actions as documents
from apps.documents.contents import Taken, take
from apps.documents.models import Compartment, Document, Paper, PaperVersion
from apps.obligations import engine
from apps.obligations.events import Event
from apps.obligations.models import Obligation
from apps.people.models import Child, Ground, access_rows
from apps.people.opening import pass_the_door
from apps.people.policies import is_responsible

EVENTS = frozenset({Event.PAPER_EXPIRES})
GROUNDS = (Ground.RESPONSIBLE, Ground.PLACEMENT)


def children_seen(user: User) -> QuerySet:
    """Ids of the children whose documents the person may see."""
    return access_rows(user).filter(ground__in=GROUNDS).values("child_id")


def papers_of(child: Child, reader: User) -> Any:
    """The papers of a file that this reader may see, withdrawn ones too."""
    return Paper.objects.visible_to(reader).about(child.subject)


def sees_papers(user: User, child: Child) -> bool:
    """Whether the documents of this file are shown at all."""
    return children_seen(user).filter(child=child).exists()


def may_add(user: User, child: Child) -> bool:
    """The responsible body, and the organisation the child lives in."""
    lives_there = access_rows(user).filter(child=child, ground=Ground.PLACEMENT)
    return is_responsible(user, child) or (allows(user, Perm.VIEW_CHILDREN) and lives_there.exists())


def may_change(user: User, paper: Paper, child: Child) -> bool:
    """The responsible body every paper; the organisation those that its own people added."""
    mine = user.agency is not None and paper.agency_id == user.agency.pk
    return is_responsible(user, child) or (mine and may_add(user, child))


def check_may_change(user: User, paper: Paper, child: Child) -> None:
    _check(may_change(user, paper, child))


def add_papers(child: Child, *, uploads: Sequence[Any], data: Mapping[str, Any], by: User, at: datetime) -> list[Paper]:
    """Each file becomes a paper with the same particulars; all of them or none. Raises Refused."""
    _check(may_add(by, child))
    if not uploads:
        raise Refused(_("Choose a file, or photograph the document."), field="file")
    taken = [_take(upload, named=len(uploads) > 1) for upload in uploads]
    return _add(child, taken=taken, data=data, by=by, at=at)


def add_version(
    paper: Paper, child: Child, *, upload: Any, note: str, data: Mapping[str, Any], version: int, by: User, at: datetime
) -> PaperVersion:  # fmt: skip
    """The paper anew. A longer validity meets the duty to renew it. Raises Refused, Stale."""
    _check(may_change(by, paper, child))
    return _renew(paper, child, taken=take(upload), note=note, data=data, version=version, by=by, at=at)


@action
def correct_paper(
    paper: Paper, child: Child, *, data: Mapping[str, Any], version: int, by: User, at: datetime
) -> Paper:  # fmt: skip
    """Change what is said about the paper; a corrected last day moves the clock and keeps the old one visible."""
    _check(may_change(by, paper, child))
    stored = documents.correct_paper(paper, data=data, version=version, by=by, at=at)
    follow(stored, child, by=by, at=at)
    return stored


@action
def withdraw_paper(paper: Paper, child: Child, *, reason: str, version: int, by: User, at: datetime) -> Paper:
    """Take the paper out of use; the duty to renew it ends."""
    _check(may_change(by, paper, child))
    stored = documents.withdraw_paper(paper, reason=reason, version=version, by=by, at=at)
    follow(stored, child, by=by, at=at)
    return stored


@action
def restore_paper(paper: Paper, child: Child, *, version: int, by: User, at: datetime) -> Paper:
    """Put a withdrawn paper back; the duty to renew it runs again."""
    _check(may_change(by, paper, child))
    stored = documents.restore_paper(paper, version=version, by=by, at=at)
    follow(stored, child, by=by, at=at)
    return stored


@action
def open_paper(
    version: PaperVersion, child: Child, *, verb: str = "paper.downloaded", by: User, at: datetime
) -> Document:
    """The file of a paper the person may see, for downloading or (`paper.looked_at`) looking at; noted.

    Raises PurposeRequired like opening the file itself.
    """
    grounds = sorted(set(access_rows(by).filter(child=child).values_list("ground", flat=True)))
    noted = pass_the_door(child, by, grounds, at)
    return documents.hand_out(version, verb=verb, by=by, at=at, grounds=grounds, **noted)


def follow(paper: Paper, child: Child, *, by: User | None, at: datetime) -> None:
    """Make the duty to renew a paper what the paper asks for now, owed by the child's present guardianship body.

    Call inside an action; also when the file was handed over to another body.
    """
    newest = paper.versions.latest("no")
    asked = _ends(paper)
    facts = [engine.Fact(Event.PAPER_EXPIRES, asked, child.guardianship, author=paper.added_by)] if asked else []
    engine.reconcile(newest.subject, facts, events=EVENTS, by=by, at=at)
    for older in _with_open_duty(paper).exclude(pk=newest.pk):
        engine.reconcile(older.subject, [], events=EVENTS, by=by, at=at)


def follow_all(child: Child, *, by: User | None, at: datetime) -> None:
    """The same for every paper with an end, after the file was handed over to another guardianship body."""
    for paper in Paper.objects.about(child.subject).standing().filter(expires_on__isnull=False):
        follow(paper, child, by=by, at=at)


def _take(upload: Any, *, named: bool) -> Taken:
    """The file looked through; one of several is named when it is refused."""
    try:
        return take(upload)
    except Refused as refused:
        if not named:
            raise
        raise Refused(f"{upload.name}: {refused.message}", field=refused.field, rule=refused.rule) from None


@action
def _add(child: Child, *, taken: Sequence[Taken], data: Mapping[str, Any], by: User, at: datetime) -> list[Paper]:
    made = [documents.add_paper(child.subject, taken=one, data=data, by=by, at=at) for one in taken]
    for paper in made:
        follow(paper, child, by=by, at=at)
    return made


@action
def _renew(
    paper: Paper, child: Child, *, taken: Taken, note: str, data: Mapping[str, Any], version: int, by: User,
    at: datetime,
) -> PaperVersion:  # fmt: skip
    made = documents.add_version(paper, taken=taken, note=note, data=data, version=version, by=by, at=at)
    before, now = paper.expires_on, made.paper.expires_on
    if before and (now is None or now > before):
        for older in _with_open_duty(paper):
            engine.meet(Event.PAPER_RENEWED, older.subject, by=by, at=at)
    follow(made.paper, child, by=by, at=at)
    return made


def _ends(paper: Paper) -> datetime | None:
    """The instant at which a paper stops being valid, when somebody has to renew it."""
    last = paper.expires_on
    had_ended = last is not None and last < local_day(paper.added_at)
    if last is None or had_ended or paper.withdrawn_at or paper.compartment == Compartment.ADOPTION:
        return None
    return day_start(last + timedelta(days=1))


def _with_open_duty(paper: Paper) -> QuerySet[PaperVersion]:
    open_ = Obligation.objects.open().filter(subject_kind="paper", subject_id__in=paper.versions.values("pk"))
    return paper.versions.select_related("paper").filter(pk__in=open_.values("subject_id"))


def _check(may: bool) -> None:
    if not may:
        raise NotAllowed(_("Only the responsible body and the organisation the child lives in keep its documents."))

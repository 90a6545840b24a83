"""What an ombudsman asks of bodies, and their answers: information, the opening of a file, recommendations.

A body reads what it is asked under a number of its own, never the appeal or its sender. A late answer is taken and
stays late; a refusal to open a file is recorded as obstruction (Article 7-12(5)).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, User
from apps.audit import log
from apps.audit.acting import action
from apps.audit.transitions import check_move, move
from apps.complaints import clocks, files, policies
from apps.complaints.acts.locking import lock, lock_request, saved
from apps.complaints.checks import plain
from apps.complaints.models import Appeal, BodyRequest, ChildLink, WorkNote
from apps.complaints.states import WORKED_ON, RequestKind, RequestState, State
from apps.complaints.vaults import vault_of
from apps.core.errors import Collector, Refused
from apps.core.models import live
from apps.core.numbers import next_number
from apps.mentoring.checks.common import check_choice, reason_given, required
from apps.notices import actions as notices
from apps.notices.models import Message
from apps.people.access import access_row
from apps.people.models import Child, ChildAccess, Ground

LONGEST = 8000
NEVER_ASKED = frozenset({
    AgencyKind.REGIONAL_OMBUDSMAN, AgencyKind.REPUBLIC_OMBUDSMAN, AgencyKind.HR_COMMISSIONER, AgencyKind.OPERATIONS,
})  # fmt: skip
"""Nobody there has the right to answer."""
STATES: dict[str, str] = {
    RequestKind.INFORMATION: State.INFORMATION_REQUESTED, RequestKind.FILE: State.INFORMATION_REQUESTED,
    RequestKind.RECOMMENDATION: State.RECOMMENDATION_SENT,
}  # fmt: skip


@action
def ask(
    appeal: Appeal, *, kind: str, body: Agency | None, text: str, child: Child | None = None, is_urgent: bool = False,
    version: int | None = None, by: User, at: datetime,
) -> BodyRequest:  # fmt: skip
    """Ask a body; its clock starts. The republic's Commissioner opens files without asking (Article 7-2(5)):
    `open_file` does that."""
    appeal = lock(appeal, version)
    policies.check_can_work(by, appeal)
    if appeal.state not in WORKED_ON:
        raise Refused(_("Begin the work on the appeal first."), field="state")
    refuse = Collector()
    check_choice(kind, RequestKind.values, "kind", refuse)
    kept = required(plain(text), "text", LONGEST, refuse, _("Write what you ask, without naming who wrote to you."))
    if body is None or not body.is_active:
        refuse(_("Choose the body."), field="body")
    elif not body.on_platform:
        refuse(_("This body does not work in the system: write a letter, and record its answer as evidence."),
               field="body")  # fmt: skip
    elif body.pk == by.agency.pk:
        refuse(_("This is your own office."), field="body")
    elif body.kind in NEVER_ASKED:
        refuse(_("An office of this kind is written to, not asked: it owes no answer here."), field="body")
    if kind == RequestKind.FILE and child is None:
        refuse(_("Say which child's file: its number."), field="child")
    elif kind == RequestKind.FILE and body is not None and not _keeps(body, child):
        refuse(_("This body does not keep this child's file: ask the one that does."), field="child")
    refuse.done()
    return send(appeal, kind, body, kept, child, is_urgent or appeal.is_urgent, by=by, at=at)


def answer(
    request: BodyRequest, *, text: str, uploads: Sequence[Any] = (), version: int | None = None, by: User, at: datetime
) -> BodyRequest:
    """The body answers; for a file it grants access for as long as the appeal is considered."""
    refuse = Collector()
    kept = required(plain(text), "text", LONGEST, refuse, _("Write the answer."))
    refuse.done()
    return _answer(request, kept, files.take_all(uploads), version, by=by, at=at)


@action
def _answer(
    request: BodyRequest, text: str, taken: list, version: int | None, *, by: User, at: datetime
) -> BodyRequest:  # fmt: skip
    request = lock_request(request, version)
    policies.check_can_answer(by, request)
    _settle(request, RequestState.ANSWERED, by=by, at=at)
    vault = vault_of(request.appeal)
    request.answer = vault.seal(text, f"request:{request.pk}:answer")
    request.save(update_fields=["answer"])
    if taken:
        note = WorkNote.objects.create(
            appeal=request.appeal, kind=WorkNote.Kind.EVIDENCE, body=vault.seal(request.number, "note"), by=by,
            place=request.body, happened_at=at, at=at,
        )  # fmt: skip
        files.keep(taken, request.appeal, vault, note=note, at=at)
    if request.kind == RequestKind.FILE:
        _grant(request, by=by, at=at)
    return request


@action
def refuse_file(
    request: BodyRequest, *, reason: str, version: int | None = None, by: User, at: datetime
) -> BodyRequest:
    """The body does not open the file, and says why: counted as obstruction in the reports."""
    request = lock_request(request, version)
    policies.check_can_refuse(by, request)
    kept = reason_given(reason, LONGEST)
    request.refusal = vault_of(request.appeal).seal(kept, f"request:{request.pk}:refusal")
    request.is_obstruction = True
    request.save(update_fields=["refusal", "is_obstruction"])
    _settle(request, RequestState.REFUSED, by=by, at=at)
    return request


@action
def withdraw(request: BodyRequest, *, reason: str, version: int | None = None, by: User, at: datetime) -> BodyRequest:
    """The office needs it no more."""
    request = lock_request(request, version)
    policies.check_can_withdraw_request(by, request)
    reason = reason_given(reason, 500)
    check_move(request, RequestState.WITHDRAWN, BodyRequest.TRANSITIONS)
    move(request, RequestState.WITHDRAWN, by=by, at=at)
    request.withdrawn_at, request.why_withdrawn, request.version = at, reason, request.version + 1
    request.save(update_fields=["withdrawn_at", "why_withdrawn", "version"])
    clocks.cancel_request(request, by=by, at=at)
    notices.tell(request.body, Message.Kind.ASKED, request.subject, at=at, key=f"request:{request.pk}:withdrawn")
    return request


@action
def open_file(appeal: Appeal, *, child: Child, by: User, at: datetime) -> None:
    """The republic's ombudsman opens a child's file without asking the body (Article 7-2(5)); on record, and until the
    consideration ends."""
    appeal = lock(appeal)
    policies.check_can_work(by, appeal)
    if by.agency.kind != AgencyKind.REPUBLIC_OMBUDSMAN:
        raise Refused(
            _("A regional ombudsman opens a file at the request to its body (Article 7-12(5))."),
            rule="kz345.a7-12.s5", field="child",
        )  # fmt: skip
    _open(appeal, child, by.agency, by=by, at=at)
    ChildLink.objects.get_or_create(appeal=appeal, child=child, defaults={"by": by, "at": at})


def pass_on(appeal: Appeal, to: Agency, *, at: datetime) -> None:
    """Another office considers the appeal: files close to this one at once, and what is still asked is answered to
    that one. Call inside the action, before the office changes."""
    close_files(appeal, at=at)
    appeal.requests.filter(state__in=[RequestState.SENT, RequestState.REFUSED]).update(office=to)


def close_files(appeal: Appeal, *, at: datetime) -> None:
    """Files that were opened for an appeal close with it."""
    grants = ChildAccess.objects.filter(ground=Ground.APPEAL, agency=appeal.office, valid_to__isnull=True)
    children = {*appeal.requests.exclude(child=None).values_list("child", flat=True),
                *appeal.children.values_list("child", flat=True)}  # fmt: skip
    still = _needed_elsewhere(appeal, children)
    grants.filter(child__in=children - still).update(valid_to=at)


def _needed_elsewhere(appeal: Appeal, children: set[int]) -> set[int]:
    """Children whose file another open appeal of the office was given."""
    others = Appeal.objects.filter(office=appeal.office, closed_at__isnull=True, replied_at__isnull=True).exclude(
        pk=appeal.pk
    )
    granted = BodyRequest.objects.filter(
        appeal__in=others, office=appeal.office, kind=RequestKind.FILE, state=RequestState.ANSWERED, child__in=children
    )
    needed = set(granted.values_list("child", flat=True))
    if appeal.office.kind == AgencyKind.REPUBLIC_OMBUDSMAN:
        needed |= set(ChildLink.objects.filter(appeal__in=others, child__in=children).values_list("child", flat=True))
    return needed


def send(
    appeal: Appeal, kind: str, body: Agency, text: str, child: Child | None, is_urgent: bool, *, by: User, at: datetime
) -> BodyRequest:  # fmt: skip
    """Put a checked request before a body. Call inside an action, with the appeal locked."""
    request = BodyRequest(
        number=next_number("Z", at), appeal=appeal, kind=kind, office=by.agency, body=body, asked=b"", due_at=at,
        child=child if kind == RequestKind.FILE else None, is_urgent=is_urgent, sent_at=at, sent_by=by,
    )  # fmt: skip
    request.save()
    request.asked = vault_of(appeal).seal(text, f"request:{request.pk}:asked")
    request.due_at = clocks.ask_body(request, by=by, at=at).due_at
    request.save(update_fields=["asked", "due_at"])
    log.record("body_request.sent", request.subject, by=by, at=at, kind=kind, to=body.pk)
    if appeal.state in WORKED_ON and appeal.state != STATES[kind] and STATES[kind] in Appeal.TRANSITIONS[appeal.state]:
        move(appeal, STATES[kind], by=by, at=at)
    saved(appeal)
    notices.tell(body, Message.Kind.ASKED, request.subject, at=at, key=f"request:{request.pk}:sent")
    return request


def _settle(request: BodyRequest, state: str, *, by: User, at: datetime) -> None:
    check_move(request, state, BodyRequest.TRANSITIONS)
    request.answered_at, request.answered_by, request.version = at, by, request.version + 1
    request.save(update_fields=["answered_at", "answered_by", "version"])
    move(request, state, by=by, at=at, late=at > request.due_at)
    clocks.body_answered(request, by=by, at=at)
    notices.tell(request.appeal.office, Message.Kind.ANSWERED, request.appeal.subject, at=at,
                 key=f"request:{request.pk}:{state.lower()}")  # fmt: skip


def _keeps(body: Agency, child: Child) -> bool:
    """Whether it is this body's to open the file: it answers for the child, or the child lives there."""
    theirs = ChildAccess.objects.filter(live(), child=child, agency=body, user=None)
    return theirs.filter(ground__in=[Ground.RESPONSIBLE, Ground.PLACEMENT]).exists()


def _grant(request: BodyRequest, *, by: User, at: datetime) -> None:
    """The file opens for the office that considers the appeal, as long as it does; an answer after that opens
    nothing."""
    appeal = request.appeal
    if appeal.is_open and appeal.office_id == request.office_id:
        if not _keeps(request.body, request.child):
            raise Refused(_("Your body does not keep this child's file any more."), field="text")
        _open(appeal, request.child, request.office, by=by, at=at)


def _open(appeal: Appeal, child: Child, office: Agency, *, by: User, at: datetime) -> None:
    held = ChildAccess.objects.filter(child=child, agency=office, ground=Ground.APPEAL, valid_to__isnull=True)
    if not held.exists():
        access_row(child, office, Ground.APPEAL, valid_from=at, by=by).save()
    log.record("child.opened_for_appeal", child.subject, by=by, at=at, appeal=appeal.number, office=office.pk)

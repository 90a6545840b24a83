"""The writers of what one body asks of another: help, or to take a child over.

A transfer changes nothing until it is accepted. With the acceptance the old body's ground to see the file ends
and it keeps no row to read on: access ends when the work ends. What it did itself stays its own, in its closed case
and in the referral, both without the child's file behind them; for an inspection that is its part to answer for.
The new body, responsible now, reads the earlier cases of the child.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, Area, User
from apps.audit import log
from apps.audit.acting import action
from apps.audit.transitions import check_move, move
from apps.casework import actions, passing, policies
from apps.casework.checks import reason_given, required
from apps.casework.clocks import cancel, escalation_of
from apps.casework.models import Case, Referral
from apps.casework.states import ReferralState
from apps.core.errors import Collector, Refused
from apps.core.localtime import day_end, local_day
from apps.core.models import live
from apps.core.numbers import next_number
from apps.notices import actions as notices
from apps.notices.actions import Addressee
from apps.notices.models import Message, Notice
from apps.obligations import engine
from apps.obligations.engine import Fact, Party
from apps.obligations.events import Event
from apps.people.access import access_row
from apps.people.models import Child, ChildAccess, Ground

ONE = "caseflow.referral.one_transfer"
LONGEST_DAYS = 366


@dataclass(frozen=True)
class Card:
    """All that is told of a child before the body that was asked accepts."""

    age: int
    sex: str
    district: str
    asked: str


def card_of(referral: Referral, on: date) -> Card:
    """The masked card: age, sex, district and what is asked; no name, no number, no story."""
    child = referral.child
    return Card(child.age(on), child.get_sex_display(), child.area.name, referral.asked)


def sees_reason(user: User, referral: Referral) -> bool:
    """Why help is asked is read by the sender, and by the recipient once it accepted."""
    if user.agency.pk == referral.sender_id:
        return True
    accepted = referral.state in (ReferralState.ACCEPTED, ReferralState.ANSWERED)
    return user.agency.pk == referral.recipient_id and accepted


@action
def send(
    child: Child, *, kind: str, recipient: Agency | None, asked: str, reason: str, until: date | None = None, by: User,
    at: datetime,
) -> Referral:  # fmt: skip
    """Ask another body. It is told by an official notice, and its clock to reply starts."""
    child = Child.objects.select_for_update(of=("self",)).select_related("guardianship", "area").get(pk=child.pk)
    policies.check_can_refer(by, child)
    asked, reason = _checked(kind, recipient, asked, reason, until, by, at)
    is_transfer = kind == Referral.Kind.TRANSFER
    referral = Referral(
        number=next_number("R", at), kind=kind, child=child, sender=by.agency, recipient=recipient, asked=asked,
        reason=reason, until=None if is_transfer else until, sent_at=at, sent_by=by,
        case=Case.objects.open().filter(child=child, agency=by.agency).first(),
    )  # fmt: skip
    _save_one(referral)
    log.record("referral.sent", referral.subject, by=by, at=at, kind=kind, child=child.pk, to=recipient.pk)
    notices.send(referral.subject, [Addressee(role=recipient.kind, agency=recipient)], sender=by.agency, by=by, at=at)
    _open(referral, Event.REFERRAL_SENT, by=by, at=at)
    return referral


@action
def accept(referral: Referral, *, area: Area | None = None, by: User, at: datetime) -> Referral:
    """Help is promised, and the file opens; or the child is taken over, `area` being the district of residence
    from now on (as before when not given)."""
    Child.objects.select_for_update(of=("self",)).get(pk=referral.child_id)
    referral = _lock(referral)
    policies.check_can_reply(by, referral)
    check_move(referral, ReferralState.ACCEPTED, Referral.TRANSITIONS)
    policies.check_sender_answers(referral)
    _reply(referral, ReferralState.ACCEPTED, by=by, at=at)
    if referral.is_transfer:
        _take_over(referral, area, by=by, at=at)
    else:
        valid_to = day_end(referral.until) if referral.until else None
        access_row(referral.child, referral.recipient, Ground.REFERRAL, valid_from=at, valid_to=valid_to, by=by).save()
        _open(referral, Event.REFERRAL_ACCEPTED, by=by, at=at)
    return referral


@action
def refuse(referral: Referral, *, reason: str, by: User, at: datetime) -> Referral:
    """The body that was asked says no, and why. Responsibility stays where it was."""
    referral = _lock(referral)
    policies.check_can_reply(by, referral)
    referral.refusal = reason_given(reason)[:1000]
    referral.save(update_fields=["refusal"])
    _reply(referral, ReferralState.REFUSED, by=by, at=at)
    return referral


@action
def answer(referral: Referral, *, text: str, by: User, at: datetime) -> Referral:
    """Help was given: what was done goes back to the sender, and the file closes for the helper."""
    referral = _lock(referral)
    policies.check_can_reply(by, referral)
    refuse_ = Collector()
    text = required(text, "text", refuse_, _("Write in a few words what was done, by whom and when."))
    refuse_.done()
    if referral.is_transfer:
        raise Refused(_("A transfer is done with its acceptance."), field="state")
    referral.answer = text
    _end(referral, ReferralState.ANSWERED, by=by, at=at)
    engine.meet(Event.REFERRAL_ANSWERED, referral.subject, by=by, at=at)
    return referral


@action
def withdraw(referral: Referral, *, reason: str, by: User, at: datetime) -> Referral:
    """The sender needs it no more; an opened file closes."""
    referral = _lock(referral)
    policies.check_can_withdraw(by, referral)
    if referral.is_transfer and referral.state == ReferralState.ACCEPTED:
        raise Refused(_("A transfer is done with its acceptance."), field="state")
    _call_off(referral, reason_given(reason)[:500], by=by, at=at)
    return referral


@action
def open_referral(referral: Referral, *, by: User, at: datetime) -> None:
    """Note that a person looked at it; its notice counts as opened by the recipient."""
    log.record("referral.opened", referral.subject, by=by, at=at)
    for notice in _notices(referral, by):
        if notice.opened_at is None:
            notices.open_notice(notice, by=by, at=at)


def terms_breached(rows: list[tuple[int, list[int]]], at: datetime) -> None:
    """A regional body told of silence may read the referral from then on."""
    for referral_id, agencies in rows:
        above = Agency.objects.filter(
            pk__in=agencies, kind__in=[AgencyKind.REGIONAL_OMBUDSMAN, AgencyKind.REPUBLIC_OMBUDSMAN]
        )
        found = above.order_by("pk").first()
        if found:
            Referral.objects.filter(pk=referral_id, escalated_to=None).update(escalated_to=found)


def _checked(
    kind: str, recipient: Agency | None, asked: str, reason: str, until: date | None, by: User, at: datetime
) -> tuple[str, str]:
    refuse = Collector()
    if kind not in Referral.Kind.values:
        refuse(_("Choose what is asked: help, or to take the child over."), field="kind")
    asked = required(asked, "asked", refuse, _("Write what is asked, without names."))
    reason = required(reason, "reason", refuse, _("Give the reason: it stays on record."))
    if recipient is None:
        refuse(_("Choose the body."), field="recipient")
    else:
        _check_recipient(kind, recipient, by, refuse)
    if kind == Referral.Kind.REFERRAL:
        today = local_day(at)
        if until is None or not today <= until or (until - today).days > LONGEST_DAYS:
            refuse(_("Name the last day, at most a year ahead: until then the file is open to the helper."),
                   field="until")  # fmt: skip
    refuse.done()
    return asked[:1000], reason[:4000]


def _check_recipient(kind: str, recipient: Agency, by: User, refuse: Collector) -> None:
    if recipient.pk == by.agency.pk:
        refuse(_("This is your own body."), field="recipient")
    elif not recipient.is_active or not recipient.on_platform:
        refuse(_("This body does not work in the system: write or telephone."), field="recipient")
    elif kind == Referral.Kind.TRANSFER and recipient.kind != AgencyKind.GUARDIANSHIP:
        refuse(_("Only another guardianship body takes a child over."), field="recipient")


def _save_one(referral: Referral) -> None:
    try:
        with transaction.atomic():
            referral.save()
    except IntegrityError:
        if not referral.is_transfer:
            raise
        raise Refused(_("A transfer of this child was asked for already and waits for a reply."), rule=ONE) from None


def _lock(referral: Referral) -> Referral:
    return (
        Referral.objects.select_for_update(of=("self",))
        .select_related("child__area", "child__guardianship", "case", "sender", "recipient__area__parent", "sent_by")
        .get(pk=referral.pk)
    )


def _open(referral: Referral, event: Event, *, by: User, at: datetime) -> None:
    """The recipient's clock: its head, then the regional body learn of silence, and the sender's duty officer."""
    fact = Fact(
        event, at, referral.recipient, parties=(Party(str(AgencyKind.GUARDIANSHIP), referral.sender_id),),
        escalation=escalation_of(referral.recipient),
    )  # fmt: skip
    engine.open_duties(referral.subject, [fact], by=by, at=at)


def _reply(referral: Referral, state: str, *, by: User, at: datetime) -> None:
    check_move(referral, state, Referral.TRANSITIONS)
    referral.replied_at, referral.replied_by, referral.version = at, by, referral.version + 1
    referral.save(update_fields=["replied_at", "replied_by", "version"])
    move(referral, state, by=by, at=at)
    engine.meet(Event.REFERRAL_REPLIED, referral.subject, by=by, at=at)
    for notice in _notices(referral, by):
        if notice.acknowledged_at is None:
            notices.acknowledge(notice, by=by, at=at)


def _call_off(referral: Referral, reason: str, *, by: User, at: datetime) -> None:
    """Withdrawn, with its notices; an opened file closes, and the body that was asked hears of it."""
    referral.withdrawal = reason
    _end(referral, ReferralState.WITHDRAWN, by=by, at=at)
    cancel(referral.subject, by=by, at=at)
    waiting = Notice.objects.filter(
        subject_kind="referral", subject_id=referral.pk, withdrawn_at=None, acknowledged_at=None
    )
    for notice in waiting.order_by("pk"):
        notice.withdrawn_at, notice.withdraw_reason = at, referral.withdrawal
        notice.save(update_fields=["withdrawn_at", "withdraw_reason"])
        log.record("notice.withdrawn", notice.about, by=by, at=at, notice=notice.pk, number=notice.number)
    word = Message.Kind.WITHDRAWN
    notices.tell(referral.recipient, word, referral.subject, at=at, key=f"referral:{referral.pk}:withdrawn")


def _end(referral: Referral, state: str, *, by: User, at: datetime) -> None:
    move(referral, state, by=by, at=at)
    referral.ended_at, referral.ended_by, referral.version = at, by, referral.version + 1
    referral.save(update_fields=["ended_at", "ended_by", "version", "answer", "withdrawal"])
    opened = ChildAccess.objects.filter(
        live(), child=referral.child_id, agency=referral.recipient_id, ground=Ground.REFERRAL,
        valid_from=referral.replied_at,
    )  # fmt: skip
    opened.update(valid_to=at)


def _take_over(referral: Referral, area: Area | None, *, by: User, at: datetime) -> None:
    """The responsibility passes in one commit: at no instant is it nobody's, or two bodies'."""
    old, new = referral.sender, referral.recipient
    files = passing.pass_files(referral.child, old=old, new=new, area=area, by=by, at=at)
    child = files[0]
    log.record("child.transferred", child.subject, by=by, at=at, old=old.pk, new=new.pk, referral=referral.number)
    _hand_case_on(referral, child, by=by, at=at)
    for one in passing.asked_by(old, files, ReferralState.SENT):
        _call_off(one, passing.why_withdrawn(), by=by, at=at)
    case = Case.objects.open().filter(child=child, agency=new).first()
    for one in passing.asked_by(old, files, ReferralState.ACCEPTED):
        if one.is_transfer:
            continue
        if one.recipient_id == new.pk:
            _call_off(one, passing.why_withdrawn(), by=by, at=at)
        else:
            passing.pass_help(one, new, case=case, by=by, at=at)


def _hand_case_on(referral: Referral, child: Child, *, by: User, at: datetime) -> None:
    """The old body's open case is closed; the new body's begins where it can be read on."""
    old = Case.objects.open().filter(child=child, agency=referral.sender_id).first()
    if old is None:
        return
    old = actions.lock(old)
    old.approvals.filter(outcome="").update(outcome="RETURNED", decided_at=at, reason=referral.number)
    actions.end(old, reason=Case.Closing.TRANSFERRED, text=referral.number, by=by, at=at)
    case = Case(
        number=next_number("K", at), child=child, agency=referral.recipient, reason=old.reason,
        reason_text=old.reason_text, risk=old.risk, officer=by, previous=old, opened_at=at, opened_by=by,
    )  # fmt: skip
    actions.begin(case, by=by, at=at)
    referral.case = referral.case or old
    referral.save(update_fields=["case"])


def _notices(referral: Referral, by: User) -> list[Notice]:
    mine = Notice.objects.visible_to(by).filter(subject_kind="referral", subject_id=referral.pk)
    return list(mine.order_by("pk"))

"""The only writers of notices and messages: sending, delivery, opening, acknowledging, withdrawing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Agency, Membership, User
from apps.audit import log
from apps.audit.acting import action
from apps.core.errors import Refused
from apps.core.localtime import local_day
from apps.core.numbers import next_numbers
from apps.core.subjects import SUBJECTS, Subject
from apps.notices import policies
from apps.notices.models import Message, MessageRead, Notice

Channel = Notice.Channel


EARLIEST_TELLING = timedelta(days=30)
"""A call may precede its record; more than this before the notice is a mistyped date."""


@dataclass(frozen=True)
class Addressee:
    """Whom a notice goes to: an agency, or a name outside the system."""

    role: str
    agency: Agency | None = None
    name: str = ""

    @property
    def is_on_platform(self) -> bool:
        return self.agency is not None and self.agency.on_platform


def send(
    about: Subject, addressees: Sequence[Addressee], *, sender: Agency, by: User | None, at: datetime
) -> list[Notice]:
    """Send one notice to each addressee: into the inbox and the outbox, or, outside, a task for the telephone.

    Call inside an action. A notice outside the platform is delivered only when somebody records having told.
    """
    numbers = next_numbers("N", len(addressees), at)
    notices = Notice.objects.bulk_create(
        Notice(
            number=number, subject_kind=about.kind, subject_id=about.id, subject_no=about.no, sender=sender,
            recipient=a.agency, recipient_name=a.name, role=a.role, sent_at=at, sent_by=by,
            channel=Channel.PLATFORM if a.is_on_platform else Channel.PHONE,
        )
        for number, a in zip(numbers, addressees, strict=True)
    )  # fmt: skip
    announce([n for n in notices if n.channel == Channel.PLATFORM], Message.Kind.NOTICE, at=at, key="notice")
    log.record_many(
        log.entry("notice.sent", about, by=by, at=at, notice=n.pk, number=n.number, to=n.recipient_id) for n in notices
    )
    return notices


def announce(notices: Sequence[Notice], kind: str, *, at: datetime, key: str) -> None:
    """Queue word of notices to each recipient agency and to its duty officers."""
    on_duty = duty_officers([n.recipient_id for n in notices if n.recipient_id], at)
    messages = []
    for notice in notices:
        base = {"kind": kind, "notice": notice, "created_at": at, "next_try_at": at, **_about(notice.about)}
        messages.append(
            Message(key=f"{key}:{notice.pk}:a{notice.recipient_id}", to_agency_id=notice.recipient_id, **base)
        )
        for user in on_duty.get(notice.recipient_id, ()):
            state = Message.Email.QUEUED if user.email_notices and user.email else Message.Email.NONE
            messages.append(Message(key=f"{key}:{notice.pk}:u{user.pk}", to_user=user, email_state=state, **base))
    Message.objects.bulk_create(messages, ignore_conflicts=True)


def tell(agency: Agency, kind: str, about: Subject, *, at: datetime, key: str) -> None:
    """Queue word of a subject to an agency and to its duty officers; no name in it. `key` says of which event."""
    base = {"kind": kind, "created_at": at, "next_try_at": at, **_about(about)}
    messages = [Message(key=f"{key}:a{agency.pk}", to_agency=agency, **base)]
    for user in duty_officers([agency.pk], at).get(agency.pk, ()):
        state = Message.Email.QUEUED if user.email_notices and user.email else Message.Email.NONE
        messages.append(Message(key=f"{key}:u{user.pk}", to_user=user, email_state=state, **base))
    Message.objects.bulk_create(messages, ignore_conflicts=True)


def duty_officers(agencies: Iterable[int], at: datetime) -> dict[int, list[User]]:
    """Who is on duty at each of these agencies today."""
    posts = Membership.objects.in_force(local_day(at)).duty_officers().filter(agency__in=set(agencies))
    found: dict[int, list[User]] = {}
    for post in posts.select_related("user"):
        found.setdefault(post.agency_id, []).append(post.user)
    return found


def mark_delivered(notice: Notice, *, at: datetime) -> bool:
    """The recipient's mail server took it, or the recipient saw it. Tells the domain once. True if it was news."""
    if not Notice.objects.filter(pk=notice.pk, delivered_at__isnull=True, withdrawn_at__isnull=True).update(
        delivered_at=at
    ):
        return False
    notice.delivered_at = at
    log.record("notice.delivered", notice.about, by=None, at=at, notice=notice.pk, number=notice.number)
    kind = SUBJECTS.get(notice.subject_kind)
    if kind and kind.delivered:
        kind.delivered(notice, at)
    return True


@action
def open_notice(notice: Notice, *, by: User, at: datetime) -> Notice:
    """The recipient opened it in the platform; the first one counts."""
    policies.check_can_open(by, notice)
    if Notice.objects.filter(pk=notice.pk, opened_at__isnull=True).update(opened_at=at, opened_by=by):
        notice.opened_at, notice.opened_by = at, by
        log.record("notice.opened", notice.about, by=by, at=at, notice=notice.pk, number=notice.number)
    mark_delivered(notice, at=at)
    return notice


@action
def acknowledge(notice: Notice, *, by: User, at: datetime) -> Notice:
    """The recipient confirms having been told. A second time changes nothing."""
    policies.check_can_acknowledge(by, notice)
    open_notice(notice, by=by, at=at)
    changed = Notice.objects.filter(pk=notice.pk, acknowledged_at__isnull=True).update(
        acknowledged_at=at, acknowledged_by=by
    )
    notice.refresh_from_db()
    if changed:
        log.record("notice.acknowledged", notice.about, by=by, at=at, notice=notice.pk, number=notice.number)
        _tell_domain("acknowledged", notice, at)
    return notice


@action
def record_told(
    notice: Notice, *, channel: str, person: str, told_at: datetime, proof=None, by: User, at: datetime
) -> Notice:  # fmt: skip
    """Somebody told the recipient by telephone or letter: who, when, whom, with proof if there is one."""
    policies.check_can_record_told(by, notice)
    if channel not in (Channel.PHONE, Channel.LETTER):
        raise Refused(_("Say whether by telephone or by letter."), field="channel")
    if not person.strip():
        raise Refused(_("Name the person who was told."), field="person")
    if told_at > at:
        raise Refused(_("This time is in the future."), field="told_at")
    if Notice.objects.select_for_update(of=("self",)).get(pk=notice.pk).told_at:
        raise Refused(_("This has ended already and stays as it was recorded."), field="told_at")
    if notice.acknowledged_at:
        raise Refused(_("The recipient has acknowledged this notice already."), field="told_at")
    if told_at < notice.sent_at - EARLIEST_TELLING:
        raise Refused(_("This is long before the notice was made: check the day."), field="told_at")
    notice.channel, notice.told_person, notice.told_by, notice.told_at = channel, person.strip(), by, told_at
    notice.proof = proof or notice.proof
    notice.save(update_fields=["channel", "told_person", "told_by", "told_at", "proof"])
    log.record("notice.told", notice.about, by=by, at=at, notice=notice.pk, number=notice.number, told_at=told_at)
    mark_delivered(notice, at=told_at)
    _tell_domain("told", notice, at)
    return notice


@action
def attach_proof(notice: Notice, *, proof, by: User, at: datetime) -> Notice:
    """Add the proof of a call or letter afterwards."""
    policies.check_can_record_told(by, notice)
    notice.proof = proof
    notice.save(update_fields=["proof"])
    log.record("notice.proof_added", notice.about, by=by, at=at, notice=notice.pk, number=notice.number)
    return notice


@action
def resend(notice: Notice, *, by: User, at: datetime) -> Notice:
    """Send word of the notice once more."""
    policies.check_can_manage(by, notice)
    if notice.withdrawn_at:
        raise Refused(_("This notice was withdrawn already."))
    if notice.acknowledged_at:
        raise Refused(_("The recipient has acknowledged this notice already."))
    if notice.channel != Channel.PLATFORM:
        raise Refused(_("This recipient is outside the system: telephone or write."))
    announce([notice], Message.Kind.NOTICE_AGAIN, at=at, key=f"again:{at.timestamp():.0f}")
    log.record("notice.resent", notice.about, by=by, at=at, notice=notice.pk, number=notice.number)
    return notice


@action
def withdraw(notice: Notice, *, reason: str, replaced_by: Notice | None = None, by: User, at: datetime) -> Notice:
    """The recipient was wrong. The notice stays on record; the recipient sees it no more."""
    policies.check_can_manage(by, notice)
    if not reason.strip():
        raise Refused(_("Give the reason: it stays on record."), field="reason")
    if notice.withdrawn_at:
        raise Refused(_("This notice was withdrawn already."))
    notice.withdrawn_at, notice.withdraw_reason, notice.replaced_by = at, reason.strip(), replaced_by
    notice.save(update_fields=["withdrawn_at", "withdraw_reason", "replaced_by"])
    log.record("notice.withdrawn", notice.about, by=by, at=at, notice=notice.pk, number=notice.number)
    return notice


@action
def mark_read(messages: Sequence[Message], *, by: User, at: datetime) -> None:
    """The person has seen these messages; a second time changes nothing."""
    rows = [MessageRead(message=message, user=by, at=at) for message in messages]
    MessageRead.objects.bulk_create(rows, ignore_conflicts=True)


def tell_returned(notice: Notice, *, at: datetime) -> None:
    """Word to the sender's agency and the person who sent it: by this channel it does not arrive."""
    base = {
        "kind": Message.Kind.RETURNED,
        "notice": notice,
        "created_at": at,
        "next_try_at": at,
        **_about(notice.about),
    }
    stamp = f"returned:{notice.pk}:{at.timestamp():.0f}"
    messages = [Message(key=f"{stamp}:a", to_agency=notice.sender, **base)]
    if notice.sent_by_id:
        messages.append(Message(key=f"{stamp}:u", to_user=notice.sent_by, **base))
    Message.objects.bulk_create(messages, ignore_conflicts=True)


def _tell_domain(what: str, notice: Notice, at: datetime) -> None:
    kind = SUBJECTS.get(notice.subject_kind)
    hook = getattr(kind, what, None) if kind else None
    if hook:
        hook(notice, at)


def _about(subject: Subject) -> dict:
    return {"subject_kind": subject.kind, "subject_id": subject.id, "subject_no": subject.no}

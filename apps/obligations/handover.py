"""Duties that go along when another body takes over what they are about: same clock, same due instant.

Whatever was late before stays on record with the body that was late; the other body owes the act all the same.
"""

from datetime import datetime

from apps.accounts.models import Agency, User
from apps.audit import log
from apps.core.subjects import Subject
from apps.obligations import engine
from apps.obligations.models import Obligation

_CLOCK = ("rule", "subject_kind", "subject_id", "subject_no", "role", "party_id", "started_at", "due_at", "arithmetic",
          "step_times")  # fmt: skip


def hand_over(
    subject: Subject, *, old: Agency, new: Agency, escalation: dict[str, int], by: User, at: datetime,
    owner_kind: str = "",
) -> list[Obligation]:  # fmt: skip
    """Every open duty about the subject that `old` owes is owed by `new` from now on, with `by` as its author.

    `escalation` names the agencies that rungs of the ladder address for the new owner. `owner_kind`: only duties
    whose rule names this kind of body as the one that owes. Call inside an action.
    """
    about = Obligation.objects.about(subject)
    if owner_kind:
        about = about.filter(rule__owner_kind=owner_kind)
    held = about.open().filter(owner=old).select_for_update(of=("self",)).select_related("rule").order_by("pk")
    theirs = about.filter(owner=new).exclude(state=Obligation.State.CANCELLED)
    taken = set(theirs.values_list("rule_id", "role", "party_id"))
    moved = []
    for duty in held:
        if (duty.rule_id, duty.role, duty.party_id) in taken:
            engine.cancel([duty], Obligation.CancelReason.FACTS_CHANGED, by=by, at=at)
        elif duty.breached_at or duty.due_at < at:
            moved.append(_late(duty, new, escalation, by=by, at=at))
        else:
            duty.owner, duty.author, duty.escalation = new, by, escalation
            duty.save(update_fields=["owner", "author", "escalation"])
            moved.append(duty)
    for duty in moved:
        log.record("duty.handed_over", duty.about, by=by, at=at, duty=duty.pk, rule=duty.rule.code, old=old.pk,
                   new=new.pk, due_at=duty.due_at)  # fmt: skip
    return moved


def _late(duty: Obligation, new: Agency, escalation: dict[str, int], *, by: User, at: datetime) -> Obligation:
    """The breach stays with the old owner; the new one owes the same by the same clock, whose ladder was climbed."""
    engine.cancel([duty], Obligation.CancelReason.FACTS_CHANGED, by=by, at=at)
    return Obligation.objects.create(
        **{name: getattr(duty, name) for name in _CLOCK}, owner=new, author=by, escalation=escalation, opened_at=at,
        steps_taken=len(duty.step_times),
    )  # fmt: skip

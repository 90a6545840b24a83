"""The archive and legal hold: the only writers of both. Erasure is in `erasing`."""

from datetime import date, datetime, timedelta

from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit import log
from apps.audit.acting import action
from apps.audit.transitions import check_move
from apps.core.errors import Refused
from apps.core.localtime import local_day
from apps.people.access import access_row
from apps.people.models import Child, ChildAccess, Ground
from apps.retention import policies
from apps.retention.models import Erasure, Hold, Retention
from apps.retention.standing import against_person
from apps.retention.states import ErasureState, State
from apps.retention.terms import terms_on, years_after

AT_ONCE = 1000
LONGEST = 500


@action
def propose_due(*, by: User | None = None, at: datetime) -> int:
    """Put the files that are due before the heads of their bodies; returns how many. At most `AT_ONCE` a call."""
    today = local_day(at)
    due = policies.due_on(today)
    fresh = list(due.filter(retention__isnull=True).order_by("pk")[:AT_ONCE])
    Retention.objects.bulk_create(
        Retention(child=child, number=child.number, agency_id=child.guardianship_id, changed_at=at) for child in fresh
    )
    waiting = [State.POSTPONED, State.REOPENED]
    again = list(
        Retention.objects.select_related("child").filter(state__in=waiting, not_before__lte=today, child__in=due)
        .order_by("pk")[: AT_ONCE - len(fresh)]
    )  # fmt: skip
    asked = Retention.objects.filter(pk__in=[one.pk for one in again])
    asked.update(state=State.PROPOSED, changed_at=at, changed_by=None, reason="", not_before=None)
    subjects = [child.subject for child in fresh] + [one.child.subject for one in again]
    log.record_each("retention.proposed", subjects, by=by, at=at)
    return len(subjects)


@action
def follow_bodies(*, by: User | None = None, at: datetime) -> int:
    """Files in daily use that another body took over are put before that body; returns how many."""
    moved = Retention.objects.filter(child__isnull=False).exclude(agency=F("child__guardianship"))
    rows = list(moved.select_related("child")[:AT_ONCE])
    for one in rows:
        one.agency_id = one.child.guardianship_id
    return Retention.objects.bulk_update(rows, ["agency"])


@action
def archive(child: Child, *, by: User, at: datetime) -> Retention:
    """Put the file into the archive: every ground to see it ends, the body stays responsible. Raises Refused."""
    kept, today = _locked(child, by), local_day(at)
    check_move(kept, State.ARCHIVED, Retention.TRANSITIONS)
    policies.check_due(child, today)
    policies.check_nothing_stands(against_person(child.pk, at))
    lasting = Q(valid_to__isnull=True) | Q(valid_to__gt=at)
    ChildAccess.objects.filter(lasting, child=child).update(valid_to=Greatest(F("valid_from"), at))
    until = years_after(today, terms_on(today).keep_years)
    _move(kept, State.ARCHIVED, by=by, at=at, keep_until=until)
    log.record("retention.archived", child.subject, by=by, at=at, keep_until=until)
    return kept


@action
def postpone(child: Child, *, reason: str, by: User, at: datetime) -> Retention:
    """Leave a file open that is due for the archive; it is asked about again after the days of the policy."""
    kept = _locked(child, by)
    check_move(kept, State.POSTPONED, Retention.TRANSITIONS)
    _move(kept, State.POSTPONED, by=by, at=at, reason=checked_text(reason, "reason"), not_before=_ask_again(at))
    log.record("retention.postponed", child.subject, by=by, at=at)
    return kept


@action
def reopen(child: Child, *, reason: str, by: User, at: datetime) -> Retention:
    """Take a file out of the archive: the responsible body sees it again. Withdraw an erasure first."""
    kept = _locked(child, by)
    check_move(kept, State.REOPENED, Retention.TRANSITIONS)
    if Erasure.objects.filter(retention=kept, state__in=[ErasureState.PROPOSED, ErasureState.CONFIRMED]).exists():
        raise Refused(_("An erasure of this file is under way. Withdraw it first."))
    _move(kept, State.REOPENED, by=by, at=at, reason=checked_text(reason, "reason"), not_before=_ask_again(at))
    access_row(child, child.guardianship, Ground.RESPONSIBLE, valid_from=at, by=by).save()
    log.record("retention.reopened", child.subject, by=by, at=at)
    return kept


@action
def place_hold(
    child: Child, *, reason: str, ordered_by: str, starts_on: date, ends_on: date | None, by: User, at: datetime
) -> Hold:
    """Forbid archiving and erasing until the hold ends or is lifted. An erasure under way waits for that."""
    policies.check_can_keep(by, Child.objects.select_for_update().get(pk=child.pk))
    if ends_on and ends_on < max(starts_on, local_day(at)):
        raise Refused(_("The last day is before the first, or past."), field="ends_on")
    hold = Hold.objects.create(
        child=child, agency=by.agency, reason=checked_text(reason, "reason"),
        ordered_by=checked_text(ordered_by, "ordered_by", 250), starts_on=starts_on, ends_on=ends_on, placed_by=by,
        placed_at=at,
    )  # fmt: skip
    log.record("retention.held", child.subject, by=by, at=at, hold=hold.pk, ends_on=ends_on)
    return hold


@action
def release_hold(hold: Hold, *, reason: str, by: User, at: datetime) -> Hold:
    """Lift a hold, with the reason."""
    stored = Hold.objects.select_for_update(of=("self",)).select_related("child").get(pk=hold.pk)
    policies.check_can_keep(by, stored.child)
    if stored.released_at:
        raise Refused(_("This hold is lifted already."))
    stored.released_by, stored.released_at, stored.release_reason = by, at, checked_text(reason, "reason")
    stored.save()
    log.record("retention.released", stored.child.subject, by=by, at=at, hold=stored.pk)
    return stored


def _locked(child: Child, by: User) -> Retention:
    """The row of a file, locked together with the file. Raises NotAllowed, or Refused for a file in daily use."""
    policies.check_can_keep(by, Child.objects.select_for_update().get(pk=child.pk))
    kept = Retention.objects.select_for_update().filter(child=child).first()
    if kept is None:
        raise Refused(_("This file is in daily use and not due for the archive."))
    return kept


def _move(kept: Retention, state: str, *, by: User, at: datetime, **values: object) -> None:
    blank = {"reason": "", "not_before": None, "keep_until": None}
    for name, value in {**blank, **values, "state": state, "changed_by": by, "changed_at": at}.items():
        setattr(kept, name, value)
    kept.agency = kept.child.guardianship
    kept.save()


def _ask_again(at: datetime) -> date:
    today = local_day(at)
    return today + timedelta(days=terms_on(today).ask_again_days)


def checked_text(value: str, field: str, longest: int = LONGEST) -> str:
    """A reason that says something. Raises Refused at `field`."""
    text = " ".join((value or "").split())
    if not text or len(text) > longest:
        raise Refused(_("Write it in a sentence or two, at most %(n)s characters.") % {"n": longest}, field=field)
    return text

"""Who answers for which case: handing over, absence and substitutes, and cases that nobody answers for."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Membership, User
from apps.audit import log
from apps.audit.acting import action
from apps.casework import clocks, policies
from apps.casework.checks import KEEPERS, check_keeper, reason_given
from apps.casework.models import Absence, Case, Handover, HandoverCase, Matter
from apps.casework.states import State
from apps.core.errors import Collector, Refused
from apps.core.localtime import day_start, local_day
from apps.notices.models import Message

MOST_AT_ONCE = 1000
"""Cases handed over in one act; more are handed over in several."""
Kind = Matter.Kind


@action
def hand_over(cases: Sequence[int], *, to: User, reason: str, by: User, at: datetime) -> Handover:
    """Give cases of the own body (ids) to another officer of it. Rights are checked for each case again; one row of
    the ledger for each. A case that has this officer already stays as it is."""
    policies.check_can_supervise(by)
    reason = reason_given(reason)
    check_keeper(to, by.agency, local_day(at), "officer")
    if not cases:
        raise Refused(_("Choose at least one case."), field="cases")
    if len(cases) > MOST_AT_ONCE:
        raise Refused(_("At most 1000 cases are handed over at once."), field="cases")
    held = list(_locked(cases).filter(agency=by.agency))  # of another body: the same answer as for none
    if len(held) != len(set(cases)):
        raise Refused(_("Somebody else changed a case meanwhile: look at the list again."), field="cases")
    for case in held:
        policies.check_can_assign(by, case)
    moved = [case for case in held if case.officer_id != to.pk]
    if not moved:
        raise Refused(_("These cases have this officer already."), field="officer")
    handover = Handover.objects.create(agency=by.agency, officer=to, reason=reason, by=by, at=at)
    HandoverCase.objects.bulk_create(
        HandoverCase(handover=handover, case=case, old_officer_id=case.officer_id) for case in moved
    )
    _give(moved, to, by=by, at=at, handover=handover.pk)
    return handover


@action
def undo_handover(handover: Handover, *, by: User, at: datetime) -> int:
    """Give back what was handed over: every case that is open and still with the new officer, to an old officer
    who can take it. Returns how many went back."""
    handover = Handover.objects.select_for_update(of=("self",)).get(pk=handover.pk)
    policies.check_can_supervise(by)
    if handover.agency_id != by.agency.pk or handover.undone_at:
        raise Refused(_("This was given back already."))
    back: dict[int, list[int]] = {}
    for row in handover.cases.filter(case__officer=handover.officer).exclude(case__state=State.CLOSED):
        if row.old_officer_id:
            back.setdefault(row.old_officer_id, []).append(row.case_id)
    able = keepers_at(handover.agency_id, local_day(at))
    given = 0
    for officer in User.objects.filter(pk__in=back).order_by("pk"):
        if officer.pk in able:
            cases = list(_locked(back[officer.pk]))
            _give(cases, officer, by=by, at=at, handover=handover.pk)
            given += len(cases)
    handover.undone_at, handover.undone_by = at, by
    handover.save(update_fields=["undone_at", "undone_by"])
    log.record("handover.undone", handover.subject, by=by, at=at, cases=given)
    return given


@action
def say_absent(
    person: User, *, substitute: User, starts_on: date, ends_on: date, by: User, at: datetime
) -> Absence:  # fmt: skip
    """A person of the body is away; the substitute sees the person's work and gets the reminders."""
    policies.check_can_say_absent(by, person)
    refuse = Collector()
    if ends_on < starts_on:
        refuse(_("The last day cannot be before the first."), field="ends_on")
    elif ends_on < local_day(at):
        refuse(_("This day is past: name today or a later day."), field="ends_on")
    if substitute.pk == person.pk:
        refuse(_("Nobody stands in for oneself."), field="substitute")
    mine = Absence.objects.filter(agency=by.agency, starts_on__lte=ends_on, ends_on__gte=starts_on)
    if mine.filter(user=person).exists():
        refuse(_("An absence in these days is recorded already."), field="starts_on")
    if mine.filter(user=substitute).exists():
        refuse(_("The substitute is away oneself in these days."), field="substitute")
    refuse.done()
    check_keeper(person, by.agency, local_day(at), "user")
    check_keeper(substitute, by.agency, local_day(at), "substitute")
    absence = Absence.objects.create(
        agency=by.agency, user=person, substitute=substitute, starts_on=starts_on, ends_on=ends_on, by=by, at=at
    )
    log.record("absence.recorded", absence.subject, by=by, at=at, user=person.pk, substitute=substitute.pk,
               starts_on=starts_on, ends_on=ends_on)  # fmt: skip
    return absence


@action
def end_absence(absence: Absence, *, by: User, at: datetime) -> None:
    """The person is back: the absence ends yesterday, or never was when it has not begun."""
    policies.check_can_say_absent(by, absence.user)
    absence = Absence.objects.select_for_update(of=("self",)).get(pk=absence.pk)
    yesterday = local_day(at) - timedelta(days=1)
    if absence.agency_id != by.agency.pk or absence.ends_on <= yesterday:
        raise Refused(_("This has ended already and stays as it was recorded."))
    log.record("absence.ended", absence.subject, by=by, at=at, user=absence.user_id)
    if absence.starts_on > yesterday:
        absence.delete()
        return
    absence.ends_on = yesterday
    absence.save(update_fields=["ends_on"])


def stands_in_for(user: User, on: date) -> set[int]:
    """Ids of the people whose work is this person's on that day."""
    if user.agency is None:
        return set()
    return set(Absence.objects.on(on).filter(substitute=user, agency=user.agency).values_list("user_id", flat=True))


def keepers_at(agency_id: int, on: date) -> set[int]:
    """Ids of those who may keep cases at a body on a day."""
    posts = Membership.objects.in_force(on).filter(agency=agency_id, role__in=KEEPERS)
    return set(posts.values_list("user_id", flat=True))


def without_officer(cases: QuerySet[Case], on: date) -> QuerySet[Case]:
    """Open cases that nobody with a post at the body answers for."""
    post = Membership.objects.in_force(on).filter(user=OuterRef("officer"), agency=OuterRef("agency"), role__in=KEEPERS)
    return cases.exclude(state=State.CLOSED).filter(~Exists(post))


@action
def find_orphaned(*, by: None = None, at: datetime) -> int:
    """Start the clock of the head for every open case whose officer's post has ended; returns how many were new.

    The clock counts from the end of the post, whenever this is found.
    """
    lost = without_officer(Case.objects.all(), local_day(at))
    known = Matter.objects.filter(case=OuterRef("pk"), kind=Kind.OFFICER, ended_at=None)
    cases = list(lost.filter(~Exists(known)).select_related("agency__area__parent", "officer").order_by("pk")[:500])
    for case in cases:
        since = min(_left_at(case), at)
        clocks.start(case, Kind.OFFICER, by=None, at=at, since=since)
        log.record("case.without_officer", case.subject, by=None, at=at, since=since)
    return len(cases)


@action
def tell_substitutes(*, by: None = None, at: datetime) -> int:
    """Reminders and breaches of cases that went to somebody who is away, to the substitute too, once each."""
    away = {row.user_id: row for row in Absence.objects.on(local_day(at)).select_related("substitute")}
    if not away:
        return 0
    began = min(day_start(row.starts_on) for row in away.values())
    sent = Message.objects.filter(
        to_user__in=away, subject_kind__in=clocks.SUBJECTS, created_at__gte=max(began, at - timedelta(days=2))
    )
    copies = [_copy(message, away[message.to_user_id], at) for message in sent.order_by("pk")]
    fresh = [one for one in copies if one is not None]
    known = set(Message.objects.filter(key__in=[one.key for one in fresh]).values_list("key", flat=True))
    new = [one for one in fresh if one.key not in known]
    Message.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def _copy(message: Message, absence: Absence, at: datetime) -> Message | None:
    if message.created_at < day_start(absence.starts_on):
        return None
    person = absence.substitute
    wanted = person.email_reminders if message.kind == Message.Kind.REMINDER else person.email_escalations
    return Message(
        key=f"instead:{message.pk}:u{person.pk}", kind=message.kind, to_user=person,
        subject_kind=message.subject_kind, subject_id=message.subject_id, subject_no=message.subject_no,
        duty_id=message.duty_id, due_at=message.due_at, ripe_at=message.ripe_at, created_at=at, next_try_at=at,
        email_state=Message.Email.QUEUED if wanted and person.email else Message.Email.NONE,
    )  # fmt: skip


def _locked(cases: Iterable[int]) -> QuerySet[Case]:
    return (
        Case.objects.select_for_update(of=("self",)).filter(pk__in=cases)
        .select_related("agency__area__parent").order_by("pk")
    )  # fmt: skip


def _give(cases: Sequence[Case], to: User, *, by: User, at: datetime, handover: int) -> None:
    """Change the officer of these cases, with their open duties and, where nobody answered, the head's duty met."""
    log.record_many(
        log.entry("case.reassigned", case.subject, by=by, at=at, old=case.officer_id, new=to.pk, handover=handover)
        for case in cases
    )
    for case in cases:
        case.officer, case.version = to, case.version + 1
    Case.objects.bulk_update(cases, ["officer", "version"], batch_size=500)
    clocks.give_duties_to(cases, to)
    orphaned = Matter.objects.filter(case__in=cases, kind=Kind.OFFICER, ended_at=None).values_list("case_id", flat=True)
    by_id = {case.pk: case for case in cases}
    for pk in orphaned:
        clocks.finish(by_id[pk], Kind.OFFICER, by=by, at=at)


def _left_at(case: Case) -> datetime:
    """The end of the officer's last post at the body; the opening for a case that never had one."""
    last = (
        Membership.objects.filter(user=case.officer, agency=case.agency_id, ends_on__isnull=False)
        .order_by("-ends_on").values_list("ends_on", flat=True).first()
    )  # fmt: skip
    return day_start(last + timedelta(days=1)) if last else case.opened_at

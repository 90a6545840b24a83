"""What a meeting of mentor and child may be (Article 28-2(4), (5)); rows 12 and 13 of the domain's bad inputs."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Agency, User
from apps.accounts.roles import HEAD_ROLES
from apps.core.errors import Collector
from apps.core.localtime import local, local_day
from apps.mentoring.checks.assignments import home_of, is_too_young
from apps.mentoring.checks.common import check_choice, optional
from apps.mentoring.models import Assignment, Meeting, NonStudyPeriod
from apps.mentoring.policies import RULE as MENTORED
from apps.mentoring.states import MENTORS
from apps.obligations.calendar import stored_calendar

CONSENTS, SERVICES, ABROAD, THIRD = (f"kz345.a28-2.{part}" for part in ("p4.s1", "p4.s2", "p5.s1", "p5.s2"))
RULES: dict[str, str] = {
    Meeting.Breach.NO_HEAD_CONSENT: CONSENTS,
    Meeting.Breach.NO_CHILD_CONSENT: CONSENTS,
    Meeting.Breach.ABROAD: ABROAD,
    Meeting.Breach.THIRD_PARTY: THIRD,
    Meeting.Breach.STUDY_DAY: SERVICES,
    Meeting.Breach.NOT_RUNNING: MENTORED,
}
"""Which rule each breach breaks."""
LONGEST = timedelta(days=92)
"""Longer than the summer vacation is a mistyped month."""
FURTHEST = timedelta(days=366)
MINUTE = "%d.%m.%Y %H:%M"
ALLOWED_THIRD = ("NONE", "MEDICAL", "POLICE")
PLANNED = ("kind", "planned_from", "planned_to", "area", "place", "is_abroad", "purpose", "service")
HAPPENED = ("left_at", "returned_at", "third_party", "third_party_text", "is_abroad")


def checked_plan(assignment: Assignment, data: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """The values of a meeting to come. What the Law forbids is refused. Raises Refusals."""
    refuse = Collector()
    values = _plain(data, refuse)
    check_choice(values["kind"], Meeting.Kind.values, "kind", refuse, _("Choose the kind of meeting."))
    check_choice(values["service"], Meeting.Service.values, "service", refuse)
    _check_span(values["planned_from"], values["planned_to"], refuse)
    if values["planned_from"] and values["planned_from"] < at:
        refuse(_("This time is past: record the meeting as held."), field="planned_from")
    elif values["planned_from"] and values["planned_from"] > at + FURTHEST:
        refuse(_("This is more than a year ahead: check the year."), field="planned_from")
    if values["is_abroad"]:
        refuse(_("A mentor does not take the child outside Kazakhstan."), field="is_abroad", rule=ABROAD)
    if str(data.get("third_party") or "NONE") not in ALLOWED_THIRD:
        refuse(
            _("The child is not left with third parties, except a medical organisation or the police."),
            field="third_party", rule=THIRD,
        )  # fmt: skip
    if values["kind"] == Meeting.Kind.OUTING:
        _check_whither(values, refuse)
    refuse.done()
    check_service_days(assignment, values, refuse)
    refuse.done()
    return values


def checked_past(assignment: Assignment, data: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """The values of a meeting nobody had planned: when and where it was. Before the pair's first day there was none of
    this pair. Raises Refusals."""
    refuse = Collector()
    values = _plain(data, refuse)
    check_choice(values["kind"], Meeting.Kind.values, "kind", refuse, _("Choose the kind of meeting."))
    check_choice(values["service"], Meeting.Service.values, "service", refuse)
    _check_span(values["planned_from"], values["planned_to"], refuse)
    if values["planned_to"] and values["planned_to"] > at:
        refuse(_("This time is in the future."), field="planned_to")
    if values["planned_from"] and local_day(values["planned_from"]) < assignment.starts_on:
        refuse(_("The mentoring does not run at that time."), field="planned_from")
    refuse.done()
    return values


def checked_course(meeting: Meeting, data: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """How a meeting went. Nothing that happened is refused, only what cannot be. Raises Refusals."""
    refuse = Collector()
    values: dict[str, Any] = {name: data.get(name, getattr(meeting, name)) for name in HAPPENED}
    values["third_party"] = values["third_party"] or Meeting.ThirdParty.NONE
    values["third_party_text"] = optional(values["third_party_text"], "third_party_text", 1000, refuse)
    values["is_abroad"] = bool(values["is_abroad"])
    check_choice(values["third_party"], Meeting.ThirdParty.values, "third_party", refuse)
    if values["third_party"] != Meeting.ThirdParty.NONE and not values["third_party_text"]:
        refuse(_("Say with whom the child was left, when and why."), field="third_party_text")
    if meeting.is_outing and not values["left_at"]:
        refuse(_("Enter when the child left the organisation."), field="left_at")
    if meeting.is_outing and not values["returned_at"]:
        refuse(_("Enter when the child came back."), field="returned_at")
    if values["left_at"] or values["returned_at"]:
        _check_out(meeting, values, at, refuse)
    if meeting.planned_from > at:
        refuse(_("This meeting is still ahead."), field="planned_from")
    refuse.done()
    return values


def check_times(left_at: datetime | None, returned_at: datetime | None, at: datetime, refuse: Collector) -> None:
    """Out before in, and neither ahead."""
    for field, instant in (("left_at", left_at), ("returned_at", returned_at)):
        if instant and instant > at:
            refuse(_("This time is in the future."), field=field)
    if left_at and returned_at and returned_at < left_at:
        refuse(_("The child cannot come back before leaving."), field="returned_at")


def check_left(meeting: Meeting, left_at: datetime, refuse: Collector) -> None:
    """Once, and on the day of the meeting: the head and the child agreed to that day."""
    check_once(meeting.left_at, left_at, "left_at", refuse)
    if meeting.left_at is None and local_day(left_at) != local_day(meeting.planned_from):
        refuse(
            _("The meeting was for %(day)s: what took place on another day is recorded as a meeting of its own.")
            % {"day": f"{local_day(meeting.planned_from):%d.%m.%Y}"},
            field="left_at",
        )  # fmt: skip


def check_once(stored: datetime | None, given: datetime | None, field: str, refuse: Collector) -> None:
    """An instant that is stored stays; given again to the same minute, it is no other one."""
    if stored and given and f"{local(stored):{MINUTE}}" != f"{local(given):{MINUTE}}":
        refuse(_("This time is recorded already: %(time)s.") % {"time": f"{local(stored):{MINUTE}}"}, field=field)


def check_agreed(head: User | None, head_at: datetime | None, child_at: datetime | None, home: Agency | None,
                 starts: datetime, at: datetime, refuse: Collector) -> None:  # fmt: skip
    """Row 13: an outing needs the consents of the head and of the child, both before it starts."""
    if head is None or head_at is None or home is None or not is_head_of(head, home, local_day(head_at)):
        refuse(
            _("An outing needs the consent of the head of the organisation the child lives in."),
            field="head_consent", rule=CONSENTS,
        )  # fmt: skip
    if child_at is None:
        refuse(_("An outing needs the consent of the child."), field="child_consent", rule=CONSENTS)
    for field, instant in (("head_consent", head_at), ("child_consent", child_at)):
        if instant and (instant > starts or instant > at):
            refuse(_("A consent is given before the outing, and not in the future."), field=field, rule=CONSENTS)


def is_head_of(person: User, home: Agency, on: date) -> bool:
    return person.memberships.in_force(on).filter(agency=home, role__in=HEAD_ROLES).exists()


def check_service_days(assignment: Assignment, values: Mapping[str, Any], refuse: Collector) -> None:
    """Educational and medical help besides: in vacations, on weekends and holidays only."""
    starts, ends = values["planned_from"], values["planned_to"]
    if not values["service"]:
        return
    school = study_days(home_of(assignment, local_day(starts)), local_day(starts), local_day(ends))
    if school:
        refuse(
            _("%(day)s is a day of school: such services are for vacations, weekends and holidays.")
            % {"day": f"{school[0]:%d.%m.%Y}"},
            field="service", rule=SERVICES,
        )  # fmt: skip


def study_days(home: Agency | None, first: date, last: date) -> list[date]:
    """The days of school between two days, both included: working days outside the vacations of the organisation."""
    calendar = stored_calendar()
    vacations = list(
        NonStudyPeriod.objects.filter(organisation=home, starts_on__lte=last, ends_on__gte=first).values_list(
            "starts_on", "ends_on"
        )
    )
    return [
        day for day in _days(first, last)
        if calendar.is_working(day) and not any(start <= day <= end for start, end in vacations)
    ]  # fmt: skip


def breaches_of(meeting: Meeting, assignment: Assignment) -> list[str]:
    """What of a meeting that took place was against the Law, as codes."""
    found: list[str] = []
    breach = Meeting.Breach
    starts, ends = meeting.left_at or meeting.planned_from, meeting.returned_at or meeting.planned_to
    if meeting.is_outing and not _agreed_by(meeting.head_consent_at, starts):
        found.append(breach.NO_HEAD_CONSENT)
    if meeting.is_outing and not _agreed_by(meeting.child_consent_at, starts):
        found.append(breach.NO_CHILD_CONSENT)
    if meeting.is_abroad:
        found.append(breach.ABROAD)
    if meeting.third_party == Meeting.ThirdParty.OTHER:
        found.append(breach.THIRD_PARTY)
    if meeting.service:
        first = local_day(starts)
        if study_days(home_of(assignment, first), first, local_day(ends)):
            found.append(breach.STUDY_DAY)
    if not ran_at(assignment, starts):
        found.append(breach.NOT_RUNNING)
    return [str(one) for one in found]


def ran_at(assignment: Assignment, instant: datetime) -> bool:
    """Whether the mentor might begin to meet the child at that instant: not before the first day, not at rest, the last
    day not past, and on that day the pair not ended yet."""
    if local_day(instant) < assignment.starts_on:
        return False
    if assignment.ends_on and local_day(instant) > assignment.ends_on:
        return False
    if assignment.ended_at and instant >= assignment.ended_at:
        return False
    rests = assignment.suspensions.filter(Q(until=None) | Q(until__gt=instant), since__lte=instant)
    return not rests.exists()


def check_runs(assignment: Assignment, at: datetime, refuse: Collector) -> None:
    """The mentor meets the child now: the pair is not at rest or ended, and the child ten or older by its file."""
    if assignment.state not in MENTORS:
        refuse(
            _("This is not possible in the state “%(state)s”.") % {"state": assignment.get_state_display()},
            field="state",
        )
    elif is_too_young(assignment, local_day(at)):
        refuse(_("By its date of birth the child is under ten: a mentor is for a child of ten or older."),
               field="state", rule=MENTORED)  # fmt: skip


def _check_out(meeting: Meeting, values: dict[str, Any], at: datetime, refuse: Collector) -> None:
    """Out and in of an outing. What was recorded when it happened stays, to the second."""
    left_at, returned_at = values["left_at"], values["returned_at"]
    if not meeting.is_outing:
        field = "left_at" if left_at else "returned_at"
        refuse(_("Only for an outing does the child leave the organisation."), field=field)
        return
    if left_at:
        check_left(meeting, left_at, refuse)
    check_once(meeting.returned_at, returned_at, "returned_at", refuse)
    values["left_at"], values["returned_at"] = meeting.left_at or left_at, meeting.returned_at or returned_at
    check_times(values["left_at"], values["returned_at"], at, refuse)


def _agreed_by(consent_at: datetime | None, starts: datetime) -> bool:
    """Agreed to before it began: a consent that came later opens nothing."""
    return consent_at is not None and consent_at <= starts


def _plain(data: Mapping[str, Any], refuse: Collector) -> dict[str, Any]:
    values: dict[str, Any] = {name: data.get(name) for name in PLANNED}
    values["place"] = optional(values["place"], "place", 250, refuse)
    values["purpose"] = optional(values["purpose"], "purpose", 1000, refuse)
    values["service"] = values["service"] or ""
    values["is_abroad"] = bool(values["is_abroad"])
    return values


def _check_span(starts: datetime | None, ends: datetime | None, refuse: Collector) -> None:
    if starts is None:
        refuse(_("Say when it begins."), field="planned_from")
    if ends is None:
        refuse(_("Say when it ends."), field="planned_to")
    if starts and ends and ends <= starts:
        refuse(_("The end comes after the beginning."), field="planned_to")
    elif starts and ends and ends - starts > LONGEST:
        refuse(_("This lasts longer than a vacation: check the dates."), field="planned_to")


def _check_whither(values: Mapping[str, Any], refuse: Collector) -> None:
    if values["area"] is None:
        refuse(_("Choose the district to which the child goes: it lies in Kazakhstan."), field="area", rule=ABROAD)
    if not values["place"]:
        refuse(_("Say where the child goes."), field="place")
    if not values["purpose"]:
        refuse(_("Say what the outing is for."), field="purpose")


def _days(first: date, last: date) -> Iterator[date]:
    for n in range((last - first).days + 1):
        yield first + timedelta(days=n)

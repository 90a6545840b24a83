"""Training and its certificate (Article 28-2(3)(14), (7))."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.core.errors import Collector, Refused
from apps.core.localtime import local_day
from apps.mentoring import dated
from apps.mentoring.checks.common import check_end, check_past, optional, required
from apps.mentoring.models import Attendance, Candidate, Certificate, Ground, Programme, TestResult
from apps.mentoring.states import CLOSED

TRAINING_RULE = "kz345.a28-2.p7"


def checked_programme(data: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The values of a programme. Raises Refusals."""
    refuse = Collector()
    values = {name: data.get(name) for name in ("title", "hours", "topics", "pass_mark", "approved_on")}
    values["title"] = required(values["title"], "title", 250, refuse)
    values["topics"] = optional(values["topics"], "topics", 4000, refuse)
    _check_number(values["hours"], 1, 500, "hours", refuse)
    values["pass_mark"] = 70 if values["pass_mark"] is None else values["pass_mark"]
    _check_number(values["pass_mark"], 1, 100, "pass_mark", refuse)
    check_past(values["approved_on"], "approved_on", today, refuse)
    refuse.done()
    return values


def mark_of(programme: Programme) -> str:
    """Changes whenever what is said of a programme does: it counts no versions."""
    said = [programme.title, programme.hours, programme.topics, programme.pass_mark, programme.approved_on,
            programme.is_active]  # fmt: skip
    return hashlib.sha256(repr(said).encode()).hexdigest()[:12]


def checked_session(data: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a session. Raises Refusals."""
    refuse = Collector()
    values = {name: data.get(name) for name in ("starts_at", "ends_at", "hours", "place", "trainer", "topic")}
    values["place"] = required(values["place"], "place", 250, refuse)
    values["trainer"] = required(values["trainer"], "trainer", 150, refuse)
    values["topic"] = optional(values["topic"], "topic", 250, refuse)
    _check_number(values["hours"], 1, 24, "hours", refuse)
    if values["starts_at"] is None or values["ends_at"] is None:
        refuse(_("Say from when until when."), field="starts_at")
    elif values["ends_at"] <= values["starts_at"]:
        refuse(_("It cannot end before it begins."), field="ends_at")
    refuse.done()
    return values


def check_may_be_trained(candidate: Candidate) -> None:
    """Whoever applied may be trained at any stage. Raises Refused."""
    refuse = Collector()
    if candidate.state in CLOSED:
        refuse(_("This application is closed."), field="candidate")
    refuse.done()


def check_score(
    candidate: Candidate, programme: Programme, taken_on: date | None, score: int | None, today: date
) -> None:  # fmt: skip
    """The result of a test that followed the training. Raises Refusals."""
    refuse = Collector()
    days = attended_on(candidate, programme)
    if check_past(taken_on, "taken_on", today, refuse) and days and taken_on < days[0]:
        refuse(_("The test comes after the first session: %(day)s.") % {"day": f"{days[0]:%d.%m.%Y}"},
               field="taken_on", rule=TRAINING_RULE)  # fmt: skip
    _check_number(score, 0, 100, "score", refuse)
    refuse.done()


def checked_certificate(
    candidate: Candidate, programme: Programme, data: Mapping[str, Any], today: date
) -> dict[str, Any]:
    """A certificate follows the training and its passed test. Raises Refusals."""
    refuse = Collector()
    issued_on, valid_until = data.get("issued_on"), data.get("valid_until")
    days = attended_on(candidate, programme)
    result = passed_test(candidate, programme, since=days[0] if days else None)
    if result is None:
        refuse(_("The candidate has not passed the test of this programme."), field="result", rule=TRAINING_RULE)
    _check_not_given(candidate, programme, result, today, refuse)
    if not days:
        refuse(_("The candidate has attended no session of this programme."), field="programme", rule=TRAINING_RULE)
    if check_past(issued_on, "issued_on", today, refuse):
        _check_not_before(issued_on, result, days, refuse)
        check_end(valid_until, issued_on, today, refuse)
        valid_until = dated.shortened(Ground.TRAINING, issued_on, valid_until)
    refuse.done()
    return {"issued_on": issued_on, "valid_until": valid_until, "result": result}


def _check_not_given(
    candidate: Candidate, programme: Programme, result: TestResult | None, today: date, refuse: Collector
) -> None:  # fmt: skip
    """One certificate of one training: while it stands, another follows a test that was taken after it."""
    given = Certificate.objects.filter(candidate=candidate, programme=programme).standing(today)
    held = given.order_by("-issued_on", "-pk").first()
    if held and (result is None or result.taken_on <= held.issued_on):
        refuse(_("The candidate has a certificate of this programme: %(number)s. Another follows a later test.")
               % {"number": held.number}, field="programme", rule=TRAINING_RULE)  # fmt: skip


def check_not_certified(attendance: Attendance, today: date) -> None:
    """Attendance on which a certificate rests is not taken back behind it. Raises Refused with its number."""
    given = Certificate.objects.filter(candidate=attendance.candidate_id, programme=attendance.session.programme_id)
    day = local_day(attendance.session.starts_at)
    held = given.standing(today).filter(issued_on__gte=day).order_by("-issued_on", "-pk").first()
    if held:
        raise Refused(
            _("The certificate %(number)s rests on this attendance: revoke the certificate first.")
            % {"number": held.number}, field="was_there", rule=TRAINING_RULE,
        )  # fmt: skip


def _check_not_before(issued_on: date, result: TestResult | None, days: Sequence[date], refuse: Collector) -> None:
    if result and issued_on < result.taken_on:
        refuse(_("The certificate is not older than the test."), field="issued_on", rule=TRAINING_RULE)
    if days and issued_on < days[-1]:
        refuse(_("The certificate is not older than the last session: %(day)s.") % {"day": f"{days[-1]:%d.%m.%Y}"},
               field="issued_on", rule=TRAINING_RULE)  # fmt: skip


def passed_test(candidate: Candidate, programme: Programme, *, since: date | None = None) -> TestResult | None:
    """The newest passed test of a programme, from the first session on."""
    passed = TestResult.objects.filter(candidate=candidate, programme=programme, is_passed=True)
    passed = passed.filter(taken_on__gte=since) if since else passed
    return passed.order_by("-taken_on", "-pk").first()


def attended_on(candidate: Candidate, programme: Programme) -> list[date]:
    """The days of the sessions of a programme that the candidate attended, the first one first."""
    there = Attendance.objects.filter(candidate=candidate, session__programme=programme, was_there=True)
    return [local_day(at) for at in there.order_by("session__starts_at").values_list("session__starts_at", flat=True)]


def _check_number(value: Any, least: int, most: int, field: str, refuse: Collector) -> None:
    if not isinstance(value, int) or not least <= value <= most:
        refuse(_("A whole number from %(least)s to %(most)s.") % {"least": least, "most": most}, field=field)

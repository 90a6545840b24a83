"""The writers of quarterly reports: drawing up, correcting, submitting, accepting, returning."""

import hashlib
import json
import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, User
from apps.audit import log
from apps.audit.acting import action
from apps.audit.transitions import move
from apps.core.errors import Refused
from apps.core.localtime import local_day
from apps.core.numbers import next_number
from apps.mentoring import policies
from apps.mentoring.checks import reports as checks
from apps.mentoring.checks.common import check_version, reason_given
from apps.mentoring.figures import BY_CODE, FIGURES, computed, scope_of
from apps.mentoring.models import QuarterlyReport, ReportFigure, ReportVersion
from apps.mentoring.owed import CATCH_UP, Pair, last_quarters, owed_pairs, pairs_of, unopened_pairs
from apps.mentoring.quarters import Quarter, quarter_of
from apps.mentoring.states import ReportState
from apps.notices import actions as notices
from apps.notices.actions import Addressee
from apps.obligations import engine
from apps.obligations.engine import Fact, Party
from apps.obligations.events import Event
from apps.obligations.models import Obligation

logger = logging.getLogger(__name__)
BODY, ORGANISATION = AgencyKind.GUARDIANSHIP, AgencyKind.MENTORING_ORG


@action
def draw_up(*, organisation: Agency, body: Agency, year: int, quarter: int, by: User, at: datetime) -> QuarterlyReport:
    """Begin the report of a quarter, or find the one that is being written; its figures are counted from the records.
    Raises Refused for a quarter not begun, a body nothing is owed to, and one that has its report already."""
    policies.check_can_report(by, organisation)
    period = Quarter(year, quarter)
    checks.check_begun(period, at)
    checks.check_owed(organisation, body, period)
    report = _begun(organisation, body, period, by=by, at=at)
    checks.check_not_yet_submitted(report)
    if period.has_ended(local_day(at)):
        _start_clock(report, by=by, at=at)
    return report


@action
def count_again(report: QuarterlyReport, *, by: User, at: datetime) -> QuarterlyReport:
    """Count the figures anew. One that was changed by hand stays as it was reported, with its reason."""
    report = _being_written(report, by)
    _count(report, at)
    log.record("mentoring_report.counted", report.subject, by=by, at=at)
    return report


@action
def save_texts(report: QuarterlyReport, *, data: Mapping[str, Any], version: int, by: User, at: datetime):
    """Write `help_given`, `problems`, `proposals`; what is left out stays. Raises Stale."""
    report = _being_written(report, by, version)
    texts = checks.checked_texts(data)
    for name, text in texts.items():
        setattr(report, name, text)
    report.save(update_fields=list(texts))
    log.record("mentoring_report.saved", report.subject, by=by, at=at, fields=sorted(texts))
    return report


@action
def change_figure(
    report: QuarterlyReport, *, code: str, value: int | None, reason: str = "", version: int, by: User, at: datetime
) -> ReportFigure:  # fmt: skip
    """Report another figure than was counted, with the reason; None goes back to what was counted. Raises Stale."""
    report = _being_written(report, by, version)
    if code not in BY_CODE:
        raise Refused(_("There is no such figure."), field="code")
    figure = report.figures.select_for_update().get(code=code)
    if value is None:
        figure.value, figure.reason = figure.computed, ""
    else:
        figure.reason = checks.checked_figure(value, reason)
        figure.value = value
    figure.save(update_fields=["value", "reason"])
    log.record("mentoring_report.figure_changed", report.subject, by=by, at=at, figure=code, value=figure.value)
    return figure


@action
def submit(report: QuarterlyReport, *, version: int, by: User, at: datetime) -> ReportVersion:
    """Sign and hand in: after the quarter, once; a returned report again, its first day staying. The duty is met in
    time or late, and the body is told. Raises Refused, Stale."""
    report = _locked(report)
    policies.check_can_report(by, report.organisation)
    checks.check_not_yet_submitted(report)
    check_version(report, version)
    checks.check_ended(report.period, at)
    checks.check_whole(report)
    checks.check_seen(report, computed(scope_of(report)))
    _start_clock(report, by=by, at=at)
    signed = _signed(report, by=by, at=at)
    old, report.state = report.state, ReportState.SUBMITTED
    report.first_submitted_at = report.first_submitted_at or at
    report.save(update_fields=["state", "first_submitted_at"])
    log.record(
        "mentoring_report.submitted", report.subject, by=by, at=at, old=old, version=signed.no, digest=signed.digest
    )
    engine.meet(Event.QUARTERLY_REPORT_SUBMITTED, report.subject, by=by, at=at)
    engine.open_duties(signed.subject, [Fact(Event.QUARTERLY_REPORT_SUBMITTED, at, report.body)], by=by, at=at)
    _tell(signed, report.body, BODY, sender=report.organisation, by=by, at=at)
    _kept(report)
    return signed


@action
def accept(report: QuarterlyReport, *, version: int | None = None, by: User, at: datetime) -> QuarterlyReport:
    """The guardianship body takes the report: it stays as it is. `version`: what was read. Raises Refused, Stale."""
    report = _lying(report, by, version)
    _decide(report, ReportVersion.Outcome.ACCEPTED, "", by=by, at=at)
    move(report, ReportState.ACCEPTED, by=by, at=at)
    return _kept(report)


@action
def send_back(
    report: QuarterlyReport, *, reason: str, version: int | None = None, by: User, at: datetime
) -> QuarterlyReport:  # fmt: skip
    """The body returns the report, saying why; a term to correct it begins. Raises Refused, Stale."""
    report = _lying(report, by, version)
    signed = _decide(report, ReportVersion.Outcome.RETURNED, reason_given(reason), by=by, at=at)
    move(report, ReportState.RETURNED, by=by, at=at)
    fact = Fact(Event.QUARTERLY_REPORT_RETURNED, at, report.organisation, author=signed.submitted_by)
    engine.open_duties(report.subject, [fact], by=by, at=at)
    _tell(signed, report.organisation, ORGANISATION, sender=report.body, by=by, at=at)
    return _kept(report)


@action
def note_reading(report: QuarterlyReport, what: str, *, by: User, at: datetime, **data: Any) -> None:
    """The rows behind a figure were read, or the report taken away as a file: `what` is `rows_read` or `taken`."""
    log.record(f"mentoring_report.{what}", report.subject, by=by, at=at, **data)


def open_due(at: datetime) -> int:
    """Each night: a draft with its figures and its clock for everybody who owes a report for the quarter that ended
    last, and for the quarters of a year back that were forgotten. Returns how many were new. Harmless a second time."""
    today = local_day(at)
    last = quarter_of(today).before
    wanted = unopened_pairs(last_quarters(last, CATCH_UP), today)
    wanted[last] = (owed_pairs(last) | pairs_of(last)) - _with_clock(last)
    agencies = Agency.objects.in_bulk({pk for pairs in wanted.values() for pair in pairs for pk in pair})
    return sum(
        _tried(agencies[one], agencies[body], period, at)
        for period, pairs in sorted(wanted.items())
        for one, body in sorted(pairs)
    )


def _with_clock(period: Quarter) -> set[Pair]:
    """Whose report of the quarter stands with its clock."""
    begun = QuarterlyReport.objects.of(period)
    clocks = Obligation.objects.filter(subject_kind="mentoring_report", subject_id__in=begun.values("pk"))
    with_clock = begun.filter(pk__in=clocks.values("subject_id"))
    return set(with_clock.values_list("organisation_id", "body_id"))


def _tried(organisation: Agency, body: Agency, period: Quarter, at: datetime) -> bool:
    """Each in a transaction of its own: one that fails is logged and tried again the next night."""
    try:
        _open_one(organisation, body, period, by=None, at=at)
    except Exception:
        logger.exception("the report of agency %s to %s could not be begun", organisation.pk, body.pk)
        return False
    return True


@action
def _open_one(organisation: Agency, body: Agency, period: Quarter, *, by: None, at: datetime) -> None:
    report = _begun(organisation, body, period, by=by, at=at)
    if report.state == ReportState.DRAFT:
        _count(report, at)
        _kept(report)
    _start_clock(report, by=by, at=at)


def _begun(organisation: Agency, body: Agency, period: Quarter, *, by: User | None, at: datetime) -> QuarterlyReport:
    """The report of a quarter, made if there is none. Two at once are one: the pair and quarter are unique."""
    found = QuarterlyReport.objects.of(period).filter(organisation=organisation, body=body).first()
    if found:
        return found
    report, new = QuarterlyReport.objects.get_or_create(
        organisation=organisation, body=body, year=period.year, quarter=period.no,
        defaults={"number": next_number("Q", at), "created_at": at, "figures_at": at},
    )  # fmt: skip
    if new:
        _count(report, at)
        log.record(
            "mentoring_report.begun", report.subject, by=by, at=at, body=body.pk, year=period.year, quarter=period.no
        )
    return report


def _count(report: QuarterlyReport, at: datetime) -> None:
    now = computed(scope_of(report))
    held = {figure.code: figure for figure in report.figures.select_for_update()}
    for code, number in now.items():
        figure = held.get(code) or ReportFigure(report=report, code=code)
        figure.computed = number
        figure.value = figure.value if figure.reason else number
        figure.save()
    report.figures_at = at
    report.save(update_fields=["figures_at"])


def _start_clock(report: QuarterlyReport, *, by: User | None, at: datetime) -> None:
    """The duty of Article 28-2(10)(5), once; its term counts from the end of the quarter."""
    if Obligation.objects.about(report.subject).filter(rule__opens_on=Event.QUARTER_ENDED).exists():
        return
    body = report.body_id
    fact = Fact(
        Event.QUARTER_ENDED, report.period.ends_at, report.organisation, parties=(Party(str(BODY), body),),
        escalation={str(BODY): body},
    )  # fmt: skip
    engine.open_duties(report.subject, [fact], by=by, at=at)


def _signed(report: QuarterlyReport, *, by: User, at: datetime) -> ReportVersion:
    """The content as it is handed in, with a digest over it."""
    held = {figure.code: figure for figure in report.figures.all()}
    figures = [
        {"code": one.code, "computed": held[one.code].computed, "value": held[one.code].value,
         "reason": held[one.code].reason}
        for one in FIGURES
    ]  # fmt: skip
    texts = {name: getattr(report, name) for name in checks.TEXTS}
    content = json.dumps([report.number, figures, texts], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return ReportVersion.objects.create(
        report=report, no=report.versions.count() + 1, figures=figures, texts=texts, submitted_by=by, submitted_at=at,
        digest=hashlib.sha256(content.encode()).hexdigest(),
    )  # fmt: skip


def _decide(report: QuarterlyReport, outcome: str, reason: str, *, by: User, at: datetime) -> ReportVersion:
    signed = report.versions.latest("no")
    signed.report = report
    signed.outcome, signed.reason, signed.decided_by, signed.decided_at = outcome, reason, by, at
    signed.save(update_fields=["outcome", "reason", "decided_by", "decided_at"])
    engine.meet(Event.QUARTERLY_REPORT_DECIDED, signed.subject, by=by, at=at)
    return signed


def _tell(signed: ReportVersion, to: Agency, role: str, *, sender: Agency, by: User, at: datetime) -> None:
    notices.send(signed.subject, [Addressee(role=str(role), agency=to)], sender=sender, by=by, at=at)


def _being_written(report: QuarterlyReport, by: User, version: int | None = None) -> QuarterlyReport:
    """The report locked, and a new version of it: what is changed next belongs to that one."""
    stored = _locked(report)
    policies.check_can_report(by, stored.organisation)
    checks.check_not_yet_submitted(stored)
    check_version(stored, version)
    return _kept(stored)


def _lying(report: QuarterlyReport, by: User, version: int | None) -> QuarterlyReport:
    stored = _locked(report)
    policies.check_can_judge(by, stored)
    check_version(stored, version)
    checks.check_lies(stored)
    return stored


def _locked(report: QuarterlyReport) -> QuarterlyReport:
    rows = QuarterlyReport.objects.select_for_update(of=("self",)).select_related("organisation", "body")
    return rows.get(pk=report.pk)


def _kept(report: QuarterlyReport) -> QuarterlyReport:
    report.version += 1
    report.save(update_fields=["version"])
    return report

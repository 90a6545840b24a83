"""What a quarterly report must be (Article 28-2(10)(5)); rows 34 and 35 of the domain's bad inputs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Agency
from apps.core.errors import Collector, Refused
from apps.core.localtime import local_day
from apps.core.texts import said
from apps.mentoring.models import Agreement, Assignment, QuarterlyReport
from apps.mentoring.models.reports import RULE
from apps.mentoring.quarters import Quarter
from apps.mentoring.states import BEING_WRITTEN, AgreementState, ReportState

TEXTS = ("help_given", "problems", "proposals")
LONGEST = 8000
LARGEST = 1_000_000
SEEN = "caseflow.mentoring.figures_seen"


def check_begun(quarter: Quarter, at: datetime) -> None:
    """A report is drawn up from the first day of its quarter on."""
    if not 1 <= quarter.no <= 4:
        raise Refused(_("A year has four quarters."), field="quarter", rule=RULE)
    if quarter.first > local_day(at):
        raise Refused(_("This quarter has not begun."), field="quarter", rule=RULE)


def check_ended(quarter: Quarter, at: datetime) -> None:
    """Row 34: no report is submitted before its quarter has ended."""
    if not quarter.has_ended(local_day(at)):
        raise Refused(
            _("The quarter ends on %(day)s. A report is submitted after that day.")
            % {"day": f"{quarter.last:%d.%m.%Y}"},
            field="quarter", rule=RULE,
        )  # fmt: skip


def check_not_yet_submitted(report: QuarterlyReport) -> None:
    """Row 35: one report for one body and quarter; only a returned one is submitted again."""
    if report.state not in BEING_WRITTEN:
        raise Refused(
            _("The report for this body and quarter was submitted already. There is one for each."),
            field="quarter", rule=RULE,
        )  # fmt: skip


def check_lies(report: QuarterlyReport) -> None:
    """Only what lies with the body is accepted or returned, once."""
    if report.state != ReportState.SUBMITTED:
        raise Refused(_("There is nothing to decide: the report does not lie with the body."), field="state")


def check_owed(organisation: Agency, body: Agency, quarter: Quarter) -> None:
    """A report goes to a body with which the organisation worked in the quarter."""
    if not owes(organisation, body, quarter):
        raise Refused(
            _("In that quarter there was no agreement with this guardianship body, and no child with a mentor there."),
            field="body", rule=RULE,
        )  # fmt: skip


def owes(organisation: Agency, body: Agency, quarter: Quarter) -> bool:
    """Whether an agreement was in force, or an assignment ran, on any day of the quarter."""
    agreed = agreements_of(quarter).filter(organisation__agency=organisation, body=body)
    return agreed.exists() or assignments_of(quarter).filter(organisation=organisation, body=body).exists()


def agreements_of(quarter: Quarter) -> Any:
    """Agreements in force on any day of a quarter."""
    lasted = Q(ends_on__isnull=True) | Q(ends_on__gte=quarter.first)
    not_ended = Q(ended_on__isnull=True) | Q(ended_on__gte=quarter.first)
    return Agreement.objects.filter(
        lasted, not_ended, starts_on__lte=quarter.last, state__in=[AgreementState.IN_FORCE, AgreementState.ENDED]
    )


def assignments_of(quarter: Quarter) -> Any:
    """Assignments that a body made and that ran on any day of a quarter."""
    ran = Q(ends_on__isnull=True) | Q(ends_on__gte=quarter.first)
    return Assignment.objects.filter(ran, starts_on__lte=quarter.last, body__isnull=False)


def checked_texts(data: Mapping[str, Any]) -> dict[str, str]:
    """The texts that are given, without spaces around."""
    refuse = Collector()
    texts = {name: said(data[name]) for name in TEXTS if name in data}
    for name, text in texts.items():
        if len(text) > LONGEST:
            refuse(_("At most %(longest)s characters.") % {"longest": LONGEST}, field=name)
    refuse.done()
    return texts


def check_whole(report: QuarterlyReport) -> None:
    """A report that is signed says what help was given."""
    if not report.help_given:
        raise Refused(_("Write what help was given: a report is more than figures."), field="help_given", rule=RULE)


def checked_figure(value: Any, reason: str) -> str:
    """The reason for reporting another figure than was counted."""
    refuse = Collector()
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= LARGEST:
        refuse(_("Enter a whole number that is not below zero."), field="value")
    reason = said(reason)
    if not reason:
        refuse(_("Give the reason: it stays on record."), field="reason")
    elif len(reason) > 500:
        refuse(_("At most %(longest)s characters.") % {"longest": 500}, field="reason")
    refuse.done()
    return reason


def check_seen(report: QuarterlyReport, now: Mapping[str, int]) -> None:
    """Nobody signs figures that are not those of the records any more."""
    if {figure.code: figure.computed for figure in report.figures.all()} != dict(now):
        raise Refused(
            _("The records have changed since the figures were counted. Count them again and look at them."),
            field="figures", rule=SEEN,
        )  # fmt: skip

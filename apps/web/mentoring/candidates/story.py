"""What happened with a candidate, newest on top."""

from typing import Any

from django.utils.html import format_html
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.mentoring.models import Candidate, Ground, Reopening, Review
from apps.mentoring.states import CandidateState
from apps.web import wording
from apps.web.formats import numeric_date
from apps.web.mentoring.candidates.words import row_of

MOST = 60
OUTCOME_LOOKS = {
    Review.Outcome.APPROVED: ("check", "met"), Review.Outcome.RETURNED: ("back", "soon"),
    Review.Outcome.REFUSED: ("off", "over"), Review.Outcome.WITHDRAWN: ("off", "off"),
}  # fmt: skip


def line_of(candidate: Candidate) -> list[dict[str, Any]]:
    """Application, advice, answers, visits, reviews, clearances and what opened them again; a query for each kind."""
    rows = [_applied(candidate), *_advice(candidate), *_members(candidate), *_answers(candidate), *_visits(candidate)]
    rows += [*_reviews(candidate), *_clearances(candidate), *_reopenings(candidate), *_certificates(candidate)]
    if candidate.state in (CandidateState.REFUSED, CandidateState.WITHDRAWN) and candidate.closing_reason:
        said = format_html("<b>{}</b> {}", candidate.get_state_display(), candidate.closing_reason)
        rows.append(row_of(_closed_at(rows, candidate), "lock", "off", said))
    return sorted(rows, key=_order, reverse=True)[:MOST]


def said(head: Any, text: str = "", who: User | None = None) -> Any:
    """`Head text` and who recorded it."""
    name = wording.short_name(who) if who else ""
    return format_html('<b>{}</b> {} <span class="muted small">{}</span>', head, text, name)


def _order(row: dict[str, Any]) -> tuple[Any, bool, Any]:
    """By day; what has a time stands within its day by that."""
    return row["day"], "at" in row, row.get("at")


def _closed_at(rows: list[dict[str, Any]], candidate: Candidate) -> Any:
    return max((row["at"] for row in rows if "at" in row), default=candidate.applied_at)


def _applied(candidate: Candidate) -> dict[str, Any]:
    text = said(_("Applied"), str(candidate.get_source_display()), candidate.applied_by)
    return row_of(candidate.applied_at, "inbox", "run", text)


def _advice(candidate: Candidate) -> list[dict[str, Any]]:
    held = candidate.consultations.select_related("by")
    return [row_of(one.at, "phone", "run", said(_("Advised"), one.note, one.by)) for one in held]


def _members(candidate: Candidate) -> list[dict[str, Any]]:
    rows = []
    for one in candidate.household.select_related("recorded_by"):
        head = _("%(relation)s recorded") % {"relation": str(one.get_relation_display()).capitalize()}
        rows.append(row_of(one.recorded_at, "people", "run", said(head, one.name, one.recorded_by)))
        if one.ends_on:
            head = _("%(relation)s: until this day") % {"relation": str(one.get_relation_display()).capitalize()}
            rows.append(row_of(one.ends_on, "people", "off", said(head, one.name)))
    return rows


def _answers(candidate: Candidate) -> list[dict[str, Any]]:
    rows = []
    for one in candidate.ground_checks.select_related("by", "member").order_by("-pk")[:MOST]:
        whose = f", {one.member.get_relation_display()}" if one.member else ""
        head = _("Ground %(no)s%(whose)s: %(answer)s") % {
            "no": one.ground, "whose": whose, "answer": one.get_answer_display(),
        }  # fmt: skip
        passed = one.answer == "PASSED"
        rows.append(row_of(one.at, "check" if passed else "alert", "met" if passed else "over",
                           said(head, one.note, one.by)))  # fmt: skip
    for one in candidate.incomes.select_related("by").order_by("-pk")[:MOST]:
        head = _("Ground %(no)s: income %(tenge)s tenge a month") % {
            "no": int(Ground.INCOME), "tenge": wording.number(one.monthly),
        }  # fmt: skip
        rows.append(row_of(one.at, "doc", "run", said(head, "", one.by)))
    return rows


def _visits(candidate: Candidate) -> list[dict[str, Any]]:
    rows = []
    for one in candidate.interviews.select_related("by"):
        text = said(_("Interview"), one.findings, one.by)
        rows.append(row_of(one.at, "phone", "met" if one.is_favourable else "over", text))
    for one in candidate.surveys.select_related("by"):
        text = said(_("Dwelling"), f"{one.address}. {one.findings}", one.by)
        rows.append(row_of(one.at, "home", "met" if one.is_favourable else "over", text))
    return rows


def _reviews(candidate: Candidate) -> list[dict[str, Any]]:
    rows = []
    for one in candidate.reviews.select_related("asked_by", "decided_by"):
        rows.append(row_of(one.asked_at, "send", "run", said(_("Put before the body"), "", one.asked_by)))
        if one.outcome:
            icon, state = OUTCOME_LOOKS[Review.Outcome(one.outcome)]
            head = str(one.get_outcome_display()).capitalize()
            rows.append(row_of(one.decided_at, icon, state, said(head, one.reason, one.decided_by)))
    return rows


def _clearances(candidate: Candidate) -> list[dict[str, Any]]:
    rows = []
    for one in candidate.clearances.select_related("given_by"):
        until = _("until %(day)s") % {"day": numeric_date(one.valid_until)} if one.valid_until else ""
        rows.append(row_of(one.given_at, "shield", "met", said(_("Clearance given"), until, one.given_by)))
    return rows


def _reopenings(candidate: Candidate) -> list[dict[str, Any]]:
    rows = []
    for one in candidate.reopenings.select_related("by", "member"):
        head = _("Suspended: %(why)s") % {"why": Reopening.Cause(one.cause).label}
        whose = one.member.name if one.member else ""
        rows.append(row_of(one.at, "alert", "over", said(head, " ".join(filter(None, [whose, one.text])), one.by)))
    return rows


def _certificates(candidate: Candidate) -> list[dict[str, Any]]:
    rows = []
    for one in candidate.certificates.select_related("issued_by", "revoked_by"):
        rows.append(row_of(one.issued_at, "book", "met", said(_("Certificate"), one.number, one.issued_by)))
        if one.revoked_at:
            head = _("Certificate revoked")
            rows.append(row_of(one.revoked_at, "off", "over", said(head, one.revoke_reason, one.revoked_by)))
    return rows

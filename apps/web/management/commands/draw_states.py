"""`./run manage draw_states`: the transition tables as drawings in docs/states, for people to read."""

from collections.abc import Mapping
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from apps.casework import states as casework
from apps.complaints import states as complaints
from apps.incidents.states import TRANSITIONS, State
from apps.mentoring import states as mentoring
from apps.retention import states as retention

TABLES = {
    "incident": (State, TRANSITIONS),
    "case": (casework.State, casework.TRANSITIONS),
    "plan": (casework.PlanState, casework.PLAN_TRANSITIONS),
    "referral": (casework.ReferralState, casework.REFERRAL_TRANSITIONS),
    "mentoring_organisation": (mentoring.OrganisationState, mentoring.ORGANISATION_TRANSITIONS),
    "mentoring_agreement": (mentoring.AgreementState, mentoring.AGREEMENT_TRANSITIONS),
    "candidate": (mentoring.CandidateState, mentoring.CANDIDATE_TRANSITIONS),
    "mentor_proposal": (mentoring.ProposalState, mentoring.PROPOSAL_TRANSITIONS),
    "assignment": (mentoring.AssignmentState, mentoring.ASSIGNMENT_TRANSITIONS),
    "meeting": (mentoring.MeetingState, mentoring.MEETING_TRANSITIONS),
    "quarterly_report": (mentoring.ReportState, mentoring.REPORT_TRANSITIONS),
    "appeal": (complaints.State, complaints.TRANSITIONS),
    "body_request": (complaints.RequestState, complaints.REQUEST_TRANSITIONS),
    "archive": (retention.State, retention.TRANSITIONS),
    "erasure": (retention.ErasureState, retention.ERASURE_TRANSITIONS),
}


def drawing(name: str, states, table: Mapping[str, set]) -> str:
    """A Mermaid state diagram of one table, with the words of each state in three languages."""
    lines = [
        f"# States of {'an' if name[0] in 'aeiou' else 'a'} {name}",
        "",
        "Drawn from the table by `./run manage draw_states`.",
        "",
        "```mermaid",
        "stateDiagram-v2",
    ]
    lines += [f"    [*] --> {states.values[0]}"]
    for old, following in table.items():
        lines += [f"    {old} --> {new}" for new in sorted(following)] or [f"    {old} --> [*]"]
    lines += ["```", "", "| state | қазақша | русский | English |", "| --- | --- | --- | --- |"]
    for state in states:
        lines.append(
            "| " + " | ".join([f"`{state.value}`", *(_said(state, code) for code in ("kk", "ru", "en"))]) + " |"
        )
    return "\n".join(lines) + "\n"


def _said(state, language: str) -> str:
    with translation.override(language):
        return str(state.label)


class Command(BaseCommand):
    help = "Draw every transition table into docs/states."

    def handle(self, *args, **options):
        for name, (states, table) in TABLES.items():
            path = Path(settings.BASE_DIR) / "docs" / "states" / f"{name}.md"
            path.write_text(drawing(name, states, table))
            self.stdout.write(str(path.relative_to(settings.BASE_DIR)))

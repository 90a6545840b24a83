"""Duties of mentoring on My day: whose day each is, what it is about, and the act that meets it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows
from apps.accounts.permissions import Perm
from apps.mentoring.models import Candidate, Meeting, NoteQuestion, Proposal, QuarterlyReport
from apps.mentoring.states import MENTORS
from apps.obligations.models import Obligation
from apps.web import formats, wording

OF_CANDIDATES = ("candidate", "mentor_review", "mentor_reopening", "clearance")
OF_MEETINGS = ("meeting", "note_question")
OF_REPORTS = ("mentoring_report", "report_version")
KINDS = (*OF_CANDIDATES, *OF_MEETINGS, *OF_REPORTS, "mentor_proposal")
ACTS: dict[str, tuple[Any, str]] = {
    "CANDIDATE_ADVISED": (_("Record"), "candidate_consult"),
    "CANDIDATE_DECIDED": (_("Decide"), "candidate"),
    "CLEARANCE_RENEWED": (_("Renew"), "candidate"),
    "CLEARANCE_SETTLED": (_("Look into it"), "candidate"),
    "QUARTERLY_REPORT_SUBMITTED": (_("Open the report"), "report"),
    "QUARTERLY_REPORT_DECIDED": (_("Look into it"), "report"),
    "MENTOR_PROPOSAL_ANSWERED": (_("Give an answer"), "proposal"),
    "MENTOR_MEETING_RECORDED": (_("Record"), "meeting"),
    "MENTOR_OUTING_ANSWERED": (_("Give an answer"), "meeting"),
    "NOTE_QUESTION_ANSWERED": (_("Give an answer"), "meeting"),
}
"""Of an event that meets a duty: the word on the button, and the page of `mentoring:` with the number of the record."""


def of_person(user: Any, now: datetime) -> Q:
    """Duties of mentoring that stand on this person's day.

    What a mentor has to record or to answer is the mentor's own while the assignment runs; those who keep the mentors
    of the organisation get it when it is late, and when no mentor is left who could do it.
    """
    personal = Q(subject_kind__in=OF_MEETINGS, rule__met_on__in=["MENTOR_MEETING_RECORDED", "NOTE_QUESTION_ANSWERED"])
    meeting = Meeting.objects.filter(pk=OuterRef("subject_id"), assignment__state__in=MENTORS)
    question = NoteQuestion.objects.filter(pk=OuterRef("subject_id"), note__meeting__assignment__state__in=MENTORS)
    runs = Q(Exists(meeting), subject_kind="meeting") | Q(Exists(question), subject_kind="note_question")
    if allows(user, Perm.KEEP_MENTORS):
        return ~personal | ~runs | Q(author=user) | Q(author=None) | Q(due_at__lt=now)
    return ~personal | runs if allows(user, Perm.VIEW_OWN_CHILDREN) else Q()


def act_of(duty: Obligation) -> tuple[str, str]:
    """The word and the address of the act that meets the duty."""
    word, name = ACTS[duty.rule.met_on]
    return str(word), reverse(f"mentoring:{name}", args=[duty.subject_no])


def abouts(duties: Iterable[Obligation], user: Any) -> dict[tuple[str, str], list[str]]:
    """A few words on what each duty is about, by kind and number: one query for each kind there is."""
    numbers: dict[str, set[str]] = {}
    for duty in duties:
        if duty.subject_kind in KINDS:
            numbers.setdefault(duty.subject_kind, set()).add(duty.subject_no)
    found: dict[tuple[str, str], list[str]] = {}
    for kinds, words in ((OF_CANDIDATES, _candidates), (OF_MEETINGS, _meetings), (OF_REPORTS, _reports),
                         (("mentor_proposal",), _proposals)):  # fmt: skip
        wanted = set().union(*(numbers.get(kind, set()) for kind in kinds))
        told = words(wanted, user) if wanted else {}
        found |= {(kind, number): said for kind in kinds for number, said in told.items()}
    return found


def _candidates(numbers: set[str], user: Any) -> dict[str, list[str]]:
    seen = Candidate.objects.visible_to(user).filter(number__in=numbers)
    return {one.number: [wording.full_name(one)] for one in seen}


def _meetings(numbers: set[str], user: Any) -> dict[str, list[str]]:
    seen = Meeting.objects.visible_to(user).filter(number__in=numbers).select_related("assignment__child")
    return {one.number: [one.assignment.child.number, formats.instant(one.planned_from)] for one in seen}


def _reports(numbers: set[str], user: Any) -> dict[str, list[str]]:
    seen = QuarterlyReport.objects.visible_to(user).filter(number__in=numbers).select_related("organisation", "body")
    side = "body" if allows(user, Perm.KEEP_MENTORS) else "organisation"
    return {one.number: [str(one.period), getattr(one, side).name] for one in seen}


def _proposals(numbers: set[str], user: Any) -> dict[str, list[str]]:
    seen = Proposal.objects.visible_to(user).filter(number__in=numbers).select_related("body", "candidate")
    return {one.number: [wording.full_name(one.candidate), one.body.name] for one in seen}

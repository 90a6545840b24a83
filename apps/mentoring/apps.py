from typing import Any

from django.apps import AppConfig

LIFE_PATHS = {
    "assignment": "/mentoring/assignments/{}/", "assignment_end": "/mentoring/assignments/{}/",
    "suspension": "/mentoring/assignments/{}/", "suspension_end": "/mentoring/assignments/{}/",
    "mentor_proposal": "/mentoring/proposals/{}/", "mentor_proposal_end": "/mentoring/proposals/{}/",
    "meeting": "/mentoring/meetings/{}/", "note_question": "/mentoring/meetings/{}/",
    "mentoring_report": "/mentoring/reports/{}/", "report_version": "/mentoring/reports/{}/",
}  # fmt: skip
"""Pages of what is spoken of by number: the parts of an assignment or a report open the page of the whole."""


def _path_of_session(number: str) -> str:
    """The page of a session of training, named MS-12 in messages."""
    return f"/mentoring/training/sessions/{number.removeprefix('MS-')}/"


def _meetings_open_to(user: Any) -> Any:
    from apps.mentoring.models import Meeting

    return Meeting.objects.visible_to(user).values("pk")


def _questions_open_to(user: Any) -> Any:
    from apps.mentoring.models import NoteQuestion

    return NoteQuestion.objects.filter(note__meeting__in=_meetings_open_to(user)).values("pk")


class MentoringConfig(AppConfig):
    name = "apps.mentoring"
    label = "mentoring"

    def ready(self):
        from apps.care.actions import AFTER_A_STAY
        from apps.core.subjects import SUBJECTS, SubjectKind
        from apps.matching.relations import moved_by_merge
        from apps.mentoring.acts import papers
        from apps.mentoring.acts.assignments import follow_correction, follow_stay
        from apps.mentoring.acts.contracts import contracts_seen
        from apps.people.actions import AFTER_A_CORRECTION

        AFTER_A_CORRECTION.append(follow_correction)
        AFTER_A_STAY.append(follow_stay)
        open_to = {"meeting": _meetings_open_to, "note_question": _questions_open_to}
        seen_of = {"assignment": contracts_seen}
        for kind, path in LIFE_PATHS.items():
            SUBJECTS.register(
                SubjectKind(kind=kind, path=path.format, open_to=open_to.get(kind), papers_seen=seen_of.get(kind))
            )
        for model in ("Assignment", "Proposal", "Wish"):
            moved_by_merge(f"mentoring.{model}")
        for kind, path, seen in (
            ("candidate", "candidates", papers.candidates_seen),
            ("mentor_agreement", "agreements", papers.agreements_seen),
            ("mentoring_org", "organisations", papers.organisations_seen),
            ("programme", "training", papers.programmes_seen),
        ):
            SUBJECTS.register(SubjectKind(kind=kind, path=f"/mentoring/{path}/{{}}/".format, papers_seen=seen))
        SUBJECTS.register(SubjectKind(kind="mentor_session", path=_path_of_session))
        for kind in ("candidate_end", "clearance", "mentor_reopening", "mentor_review"):
            SUBJECTS.register(SubjectKind(kind=kind, path="/mentoring/candidates/{}/".format))
        for kind, path in (("agreement_end", "agreements"), ("certificate", "certificates")):
            SUBJECTS.register(SubjectKind(kind=kind, path=f"/mentoring/{path}/{{}}/".format))

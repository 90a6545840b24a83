"""What a notice of mentoring tells its recipient: in a sentence, what follows from it, and which record to open."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.accounts.kinds import AgencyKind
from apps.core.subjects import SUBJECTS
from apps.mentoring.models import Agreement, Assignment, Candidate, Meeting, Proposal, QuarterlyReport, Session
from apps.mentoring.states import AgreementState
from apps.notices.models import Notice

BODY, ORGANISATION = AgencyKind.GUARDIANSHIP, AgencyKind.MENTORING_ORG
SHOWN = 50


@dataclass(frozen=True)
class Said:
    """`title` is the notice in a sentence, `text` what follows from it, `act` the word on the link to the record."""

    title: Any
    text: Any = ""
    act: Any = ""


@dataclass
class Told:
    """A notice as its recipient reads it. `url` is empty where the record is not for the recipient; `pairs` are the
    recipient's own children whose mentoring it is about."""

    said: Said
    url: str = ""
    pairs: list[Assignment] = field(default_factory=list)


TO_DECIDE = Said(
    _("A candidate for mentor waits for your decision"),
    _("Talk with the candidate, look at the dwelling, and approve, return or refuse."),
    _("Open the candidate"),
)
CLEARED_AGAIN = Said(
    _("A mentor is cleared again"), _("The mentoring of the children named here goes on."), _("Open the candidate")
)
TO_CONFIRM = Said(
    _("A mentoring agreement waits for your confirmation"),
    _("Compare it with the signed paper. It is in force once you confirm it."), _("Open the agreement"),
)  # fmt: skip
IN_FORCE = Said(
    _("A mentoring agreement is confirmed"), _("It is in force from its first day."), _("Open the agreement")
)
NOT_CONCLUDED = Said(_("A mentoring agreement was not concluded"), "", _("Open the agreement"))
SAYINGS: dict[str, Said] = {
    "candidate": Said(
        _("A person applied to become a mentor"),
        _("The application came from the public page. Advise the person and record it: a term runs."),
        _("Open the candidate"),
    ),
    "candidate_end": Said(
        _("A mentor was refused or withdrew"),
        _("The person meets no child and opens no file any more. The mentoring of the children named here has ended."),
        _("Open the candidate"),
    ),
    "mentor_review": Said(_("The guardianship body decided about a candidate"), "", _("Open the candidate")),
    "mentor_reopening": Said(
        _("A mentor's clearance is suspended"),
        _("From this moment the mentor meets no child and opens no file, until the guardianship body has decided."),
        _("Open the candidate"),
    ),
    "agreement_end": Said(
        _("A mentoring agreement has ended"),
        _("The mentoring under it ended at the same moment, and so did the access to the children's files."),
        _("Open the agreement"),
    ),
    "mentor_proposal": Said(
        _("You are asked for a mentor for a child"),
        _("You see age, sex, district and languages; the name only once you accept and consent is there."),
        _("Answer the proposal"),
    ),
    "mentor_proposal_end": Said(_("A proposal was taken back"), "", _("Open the proposal")),
    "assignment": Said(
        _("The mentoring of a child begins"), _("The three-party agreement is signed."), _("Open the pair")
    ),
    "assignment_end": Said(
        _("The mentoring of a child has ended"),
        _("Meetings that were ahead are called off; the mentor's access to the file is closed."), _("Open the pair"),
    ),
    "suspension": Said(
        _("The mentoring of a child is suspended"),
        _("Until the guardianship body lets it go on, the mentor does not meet the child."), _("Open the pair"),
    ),
    "suspension_end": Said(
        _("The mentoring of a child goes on"), _("The mentor may meet the child again."), _("Open the pair")
    ),
    "meeting": Said(
        _("A meeting of a mentor and a child was against the Law"),
        _("What happened is recorded as a breach. Look at it, and decide what follows."), _("Open the meeting"),
    ),
    "report_version": Said(
        _("A quarterly report was handed in"), _("Accept it, or return it with reasons."), _("Open the report")
    ),
    "mentor_session": Said(
        _("A session of training was called off"), _("Tell your candidates who were enrolled."), _("Open the session")
    ),
}  # fmt: skip
FOR_BODY = {"mentor_proposal": Said(_("The organisation answered your proposal"), "", _("Open the proposal"))}
FOR_ORGANISATION = {
    "report_version": Said(_("The guardianship body decided on your report"), "", _("Open the report"))
}  # fmt: skip
OF_PAIRS = {
    "mentor_review": "candidate__number", "mentor_reopening": "candidate__number",
    "candidate_end": "candidate__number", "agreement_end": "agreement__number", "assignment": "number",
    "assignment_end": "number", "suspension": "number", "suspension_end": "number", "meeting": "meetings__number",
}  # fmt: skip
"""Notices about children's mentoring, and how the pair is named by the number of what they are about."""
RECORDS: dict[str, Any] = {
    **dict.fromkeys(("candidate", "candidate_end", "mentor_review", "mentor_reopening"), Candidate),
    **dict.fromkeys(("mentor_agreement", "agreement_end"), Agreement),
    **dict.fromkeys(("mentor_proposal", "mentor_proposal_end"), Proposal),
    **dict.fromkeys(("assignment", "assignment_end", "suspension", "suspension_end"), Assignment),
    "meeting": Meeting, "report_version": QuarterlyReport, "mentor_session": Session,
}  # fmt: skip


def sayings(notices: Iterable[Notice]) -> dict[int, Said]:
    """What each notice of mentoring says, by its id. One query however many there are."""
    mine = [notice for notice in notices if notice.subject_kind in RECORDS]
    ids = [notice.subject_id for notice in mine if notice.subject_kind in ("mentor_agreement", "agreement_end")]
    agreements = Agreement.objects.only("proposed_agency", "state").in_bulk(ids) if ids else {}
    return {notice.pk: _said(notice, agreements.get(notice.subject_id)) for notice in mine}


def told_of(notice: Notice, reader: Any) -> Told | None:
    """A notice of mentoring in full; None for one about something else."""
    said = sayings([notice]).get(notice.pk)
    if said is None:
        return None
    seen = RECORDS[notice.subject_kind].objects.visible_to(reader)
    may_open = seen.filter(**_named(notice)).exists()
    path = SUBJECTS.path(notice.subject_kind, notice.subject_no) if may_open else ""
    return Told(said, path, list(_pairs(notice, reader)))


def _said(notice: Notice, agreement: Agreement | None) -> Said:
    kind, role = notice.subject_kind, notice.role
    if kind == "mentor_agreement":
        is_asked = agreement is not None and agreement.proposed_agency_id == notice.sender_id
        return TO_CONFIRM if is_asked else IN_FORCE
    if kind == "agreement_end" and agreement is not None and agreement.state == AgreementState.WITHDRAWN:
        return NOT_CONCLUDED
    if kind == "mentor_review" and role != ORGANISATION:
        return TO_DECIDE if notice.sender.kind == ORGANISATION else CLEARED_AGAIN
    own = {BODY: FOR_BODY, ORGANISATION: FOR_ORGANISATION}.get(role, {})
    return own.get(kind, SAYINGS[kind])


def _named(notice: Notice) -> dict[str, Any]:
    if notice.subject_kind == "mentor_session":
        return {"pk": notice.subject_id}
    return {"number": notice.subject_no}


def _pairs(notice: Notice, reader: Any) -> QuerySet[Assignment] | list[Assignment]:
    path = OF_PAIRS.get(notice.subject_kind)
    if path is None:
        return []
    mine = Assignment.objects.visible_to(reader).filter(**{path: notice.subject_no})
    return mine.select_related("child", "organisation").order_by("pk")[:SHOWN]

"""The lives of everything in mentoring: organisation, agreement, candidate, proposal, assignment, meeting, report."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class OrganisationState(TextChoices):
    REGISTERED = "REGISTERED", _("registered, without an agreement in force")
    ACTIVE = "ACTIVE", _("works under an agreement")
    ENDED = "ENDED", _("work ended")


ORGANISATION_TRANSITIONS: dict[str, set[str]] = {
    OrganisationState.REGISTERED: {OrganisationState.ACTIVE, OrganisationState.ENDED},
    OrganisationState.ACTIVE: {OrganisationState.REGISTERED, OrganisationState.ENDED},
    OrganisationState.ENDED: {OrganisationState.REGISTERED},
}
"""The agreements move an organisation between the first two; only its own end is an act about itself."""


class AgreementState(TextChoices):
    PROPOSED = "PROPOSED", _("waits for the other side")
    IN_FORCE = "IN_FORCE", _("in force")
    ENDED = "ENDED", _("ended")
    WITHDRAWN = "WITHDRAWN", _("not concluded")


AGREEMENT_TRANSITIONS: dict[str, set[str]] = {
    AgreementState.PROPOSED: {AgreementState.IN_FORCE, AgreementState.WITHDRAWN},
    AgreementState.IN_FORCE: {AgreementState.ENDED},
    AgreementState.ENDED: set(),
    AgreementState.WITHDRAWN: set(),
}


class CandidateState(TextChoices):
    APPLIED = "APPLIED", _("applied")
    ADVISED = "ADVISED", _("advised")
    CHECKING = "CHECKING", _("being checked")
    REVIEW = "REVIEW", _("waits for the decision of the guardianship body")
    RETURNED = "RETURNED", _("returned for completion")
    CLEARED = "CLEARED", _("cleared")
    SUSPENDED = "SUSPENDED", _("clearance suspended")
    REFUSED = "REFUSED", _("refused")
    WITHDRAWN = "WITHDRAWN", _("withdrawn")


_C = CandidateState
CANDIDATE_TRANSITIONS: dict[str, set[str]] = {
    _C.APPLIED: {_C.ADVISED, _C.WITHDRAWN},
    _C.ADVISED: {_C.CHECKING, _C.WITHDRAWN},
    _C.CHECKING: {_C.REVIEW, _C.WITHDRAWN},
    _C.REVIEW: {_C.CLEARED, _C.RETURNED, _C.REFUSED, _C.WITHDRAWN},
    _C.RETURNED: {_C.REVIEW, _C.WITHDRAWN},
    _C.CLEARED: {_C.SUSPENDED, _C.WITHDRAWN},
    _C.SUSPENDED: {_C.REVIEW, _C.REFUSED, _C.WITHDRAWN},
    _C.REFUSED: set(),
    _C.WITHDRAWN: set(),
}
"""A suspended clearance leads to CLEARED only through a new review. Who was refused or withdrew applies anew: the old
application stays as it was."""

BEING_CHECKED = frozenset({_C.CHECKING, _C.RETURNED, _C.SUSPENDED, _C.REVIEW, _C.CLEARED})
"""States in which answers, papers and training are recorded: a fact that became known is never turned away."""
CLOSED = frozenset({_C.REFUSED, _C.WITHDRAWN})

STAGES: tuple[tuple[str, frozenset[str]], ...] = (
    ("apply", frozenset({_C.APPLIED})),
    ("advise", frozenset({_C.ADVISED})),
    ("check", frozenset({_C.CHECKING, _C.RETURNED})),
    ("review", frozenset({_C.REVIEW})),
    ("cleared", frozenset({_C.CLEARED, _C.SUSPENDED})),
)
"""The way of a candidate in five steps, for pictures of it."""


class ProposalState(TextChoices):
    PROPOSED = "PROPOSED", _("proposed")
    ACCEPTED = "ACCEPTED", _("accepted")
    DECLINED = "DECLINED", _("declined")
    WITHDRAWN = "WITHDRAWN", _("withdrawn")


PROPOSAL_TRANSITIONS: dict[str, set[str]] = {
    ProposalState.PROPOSED: {ProposalState.ACCEPTED, ProposalState.DECLINED, ProposalState.WITHDRAWN},
    ProposalState.ACCEPTED: set(),
    ProposalState.DECLINED: set(),
    ProposalState.WITHDRAWN: set(),
}


class AssignmentState(TextChoices):
    TRIAL = "TRIAL", _("trial meetings")
    ACTIVE = "ACTIVE", _("active")
    SUSPENDED = "SUSPENDED", _("suspended")
    ENDED = "ENDED", pgettext_lazy("assignment", "ended")


ASSIGNMENT_TRANSITIONS: dict[str, set[str]] = {
    AssignmentState.TRIAL: {AssignmentState.ACTIVE, AssignmentState.SUSPENDED, AssignmentState.ENDED},
    AssignmentState.ACTIVE: {AssignmentState.SUSPENDED, AssignmentState.ENDED},
    AssignmentState.SUSPENDED: {AssignmentState.TRIAL, AssignmentState.ACTIVE, AssignmentState.ENDED},
    AssignmentState.ENDED: set(),
}
"""What was suspended goes on where it stood; what ended stays ended: the next pair is a new assignment."""

MENTORS = frozenset({AssignmentState.TRIAL, AssignmentState.ACTIVE})
"""States in which the mentor may meet the child."""


class MeetingState(TextChoices):
    ASKED = "ASKED", _("waits for consent")
    PLANNED = "PLANNED", _("planned")
    HELD = "HELD", _("held")
    MISSED = "MISSED", _("missed")
    CANCELLED = "CANCELLED", _("called off")


MEETING_TRANSITIONS: dict[str, set[str]] = {
    MeetingState.ASKED: {MeetingState.PLANNED, MeetingState.HELD, MeetingState.MISSED, MeetingState.CANCELLED},
    MeetingState.PLANNED: {MeetingState.HELD, MeetingState.MISSED, MeetingState.CANCELLED},
    MeetingState.HELD: set(),
    MeetingState.MISSED: set(),
    MeetingState.CANCELLED: set(),
}
"""An outing waits for the consents of the child and the head. One that took place without them is recorded as held,
and the breach with it: what happened is never refused."""

AHEAD = frozenset({MeetingState.ASKED, MeetingState.PLANNED})


class ReportState(TextChoices):
    DRAFT = "DRAFT", pgettext_lazy("report", "draft")
    SUBMITTED = "SUBMITTED", pgettext_lazy("report", "submitted")
    RETURNED = "RETURNED", pgettext_lazy("report", "returned")
    ACCEPTED = "ACCEPTED", pgettext_lazy("report", "accepted")


REPORT_TRANSITIONS: dict[str, set[str]] = {
    ReportState.DRAFT: {ReportState.SUBMITTED},
    ReportState.SUBMITTED: {ReportState.ACCEPTED, ReportState.RETURNED},
    ReportState.RETURNED: {ReportState.SUBMITTED},
    ReportState.ACCEPTED: set(),
}

BEING_WRITTEN = frozenset({ReportState.DRAFT, ReportState.RETURNED})
"""States in which the organisation works on a report."""

"""The life of a mentoring organisation, of an agreement and of a candidate, and nothing else."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


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

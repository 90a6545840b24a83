"""The life of a case, of its plan and of a referral, and nothing else."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    OPENED = "OPENED", _("opened")
    ASSESSED = "ASSESSED", _("needs assessed")
    PLAN_DRAFTED = "PLAN_DRAFTED", _("plan being drawn up")
    PLAN_SUBMITTED = "PLAN_SUBMITTED", _("plan waits for approval")
    ACTIVE = "ACTIVE", _("plan being carried out")
    CLOSING_SUBMITTED = "CLOSING_SUBMITTED", _("closing waits for approval")
    CLOSED = "CLOSED", _("case closed")


TRANSITIONS: dict[str, set[str]] = {
    State.OPENED: {State.ASSESSED, State.CLOSING_SUBMITTED, State.CLOSED},
    State.ASSESSED: {State.PLAN_DRAFTED, State.CLOSING_SUBMITTED, State.CLOSED},
    State.PLAN_DRAFTED: {State.PLAN_SUBMITTED, State.CLOSING_SUBMITTED, State.CLOSED},
    State.PLAN_SUBMITTED: {State.ACTIVE, State.PLAN_DRAFTED, State.CLOSED},
    State.ACTIVE: {State.PLAN_DRAFTED, State.CLOSING_SUBMITTED, State.CLOSED},
    State.CLOSING_SUBMITTED: {State.OPENED, State.ASSESSED, State.PLAN_DRAFTED, State.ACTIVE, State.CLOSED},
    State.CLOSED: {State.OPENED},
}
"""A closing that is returned leads back to where the case stood. From any state a transfer closes the case of the
body that hands over. A case that is opened again starts with a fresh assessment: what was known has aged."""

WORKED_ON = frozenset({State.OPENED, State.ASSESSED, State.PLAN_DRAFTED, State.ACTIVE})
"""States in which the officer works; in the two others the case lies with the supervisor."""

STAGES: tuple[tuple[str, frozenset[str]], ...] = (
    ("assess", frozenset({State.OPENED})),
    ("plan", frozenset({State.ASSESSED, State.PLAN_DRAFTED})),
    ("approve", frozenset({State.PLAN_SUBMITTED})),
    ("work", frozenset({State.ACTIVE})),
    ("close", frozenset({State.CLOSING_SUBMITTED, State.CLOSED})),
)
"""The way of a case in five steps, for pictures of it."""


class PlanState(TextChoices):
    DRAFT = "DRAFT", _("draft")
    SUBMITTED = "SUBMITTED", _("waits for approval")
    APPROVED = "APPROVED", _("approved")
    REPLACED = "REPLACED", _("replaced by a later version")


PLAN_TRANSITIONS: dict[str, set[str]] = {
    PlanState.DRAFT: {PlanState.SUBMITTED},
    PlanState.SUBMITTED: {PlanState.APPROVED, PlanState.DRAFT},
    PlanState.APPROVED: {PlanState.REPLACED},
    PlanState.REPLACED: set(),
}


class ReferralState(TextChoices):
    SENT = "SENT", _("waits for a reply")
    ACCEPTED = "ACCEPTED", _("accepted")
    REFUSED = "REFUSED", _("refused")
    WITHDRAWN = "WITHDRAWN", _("withdrawn")
    ANSWERED = "ANSWERED", _("answered")


REFERRAL_TRANSITIONS: dict[str, set[str]] = {
    ReferralState.SENT: {ReferralState.ACCEPTED, ReferralState.REFUSED, ReferralState.WITHDRAWN},
    ReferralState.ACCEPTED: {ReferralState.ANSWERED, ReferralState.WITHDRAWN},
    ReferralState.REFUSED: set(),
    ReferralState.WITHDRAWN: set(),
    ReferralState.ANSWERED: set(),
}
"""Silence ends nothing: a referral nobody replied to stays sent, and its term escalates. A transfer is done with its
acceptance."""

"""Choices that live inside a model, under names the schema can be told of."""

from apps.documents.models import Paper
from apps.incidents.models import FollowUp
from apps.obligations.models import Change, Obligation

CHANGE_CAUSES = Change.Cause.choices
DUTY_STATES = Obligation.State.choices
FOLLOW_UP_KINDS = FollowUp.Kind.choices
PAPER_KINDS = Paper.Kind.choices

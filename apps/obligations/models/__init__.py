"""The law as data, and the duties it opens."""

from apps.obligations.models.calendar import CalendarDay
from apps.obligations.models.duties import Change, Obligation, Step
from apps.obligations.models.rules import Basis, Rule

__all__ = ["Basis", "CalendarDay", "Change", "Obligation", "Rule", "Step"]

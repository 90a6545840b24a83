"""Cases on children's files, their plans, the people who keep them, and what bodies ask of each other."""

from apps.casework.models.cases import Approval, Assessment, Case, Matter, RiskChange
from apps.casework.models.plans import Goal, Plan, Step, Visit
from apps.casework.models.referrals import Referral
from apps.casework.models.staff import Absence, Handover, HandoverCase

__all__ = [
    "Absence", "Approval", "Assessment", "Case", "Goal", "Handover", "HandoverCase", "Matter", "Plan", "Referral",
    "RiskChange", "Step", "Visit",
]  # fmt: skip

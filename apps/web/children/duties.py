"""Duties that concern a child: about the file itself, its documents, its incidents, its cases, what was asked
of other bodies about it, and openings in an emergency."""

from typing import Any

from django.db.models import Q

from apps.accounts.models import User
from apps.casework.clocks import about as about_cases
from apps.casework.models import Case, Referral
from apps.disclosure.models import EmergencyOpening
from apps.documents.models import PaperVersion
from apps.incidents.models import Incident
from apps.obligations.models import Obligation
from apps.people.models import Child
from apps.people.papers import papers_of


def duties_of(child: Child, reader: User) -> Any:
    """Those the reader sees, of records the reader sees."""
    papers = PaperVersion.objects.filter(paper__in=papers_of(child, reader).values("pk"))
    incidents = Incident.objects.visible_to(reader).filter(concerned__child=child)
    cases = Case.objects.visible_to(reader).filter(child=child)
    referrals = Referral.objects.visible_to(reader).filter(child=child)
    openings = EmergencyOpening.objects.visible_to(reader).filter(child=child)
    about = (
        Q(subject_kind="child", subject_id=child.pk)
        | Q(subject_kind="paper", subject_id__in=papers.values("pk"))
        | Q(subject_kind="incident", subject_id__in=incidents.values("pk"))
        | Q(subject_kind="referral", subject_id__in=referrals.values("pk"))
        | Q(subject_kind="emergency", subject_id__in=openings.values("pk"))
        | about_cases(cases.values_list("pk", flat=True))
    )
    return Obligation.objects.visible_to(reader).filter(about)

"""Whether a candidate is cleared, and whose clearance runs out soon."""

from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Agency
from apps.core.errors import Collector
from apps.mentoring import dated
from apps.mentoring.models import Candidate, Clearance
from apps.mentoring.states import CandidateState

RULE = "kz345.a28-2.p3"


def clearance_on(candidate: Candidate, on: date) -> Clearance | None:
    """The clearance in force on a day, or None."""
    if candidate.state != CandidateState.CLEARED:
        return None
    return candidate.clearances.on(on).first()


def cleared(on: date) -> QuerySet[Candidate]:
    """Every candidate whose clearance is in force on a day."""
    return Candidate.objects.filter(state=CandidateState.CLEARED, clearances__in=Clearance.objects.on(on))


def check_cleared(candidate: Candidate, on: date, refuse: Collector, *, field: str = "candidate") -> None:
    """Only who is cleared on that day mentors a child (Article 28-2(3))."""
    if clearance_on(candidate, on) is None:
        refuse(_why_not(candidate, on), field=field, rule=RULE)


def _why_not(candidate: Candidate, on: date) -> str:
    """Who is cleared, and not on that day, is told from when or until when the clearance lasts."""
    held = candidate.clearances.filter(ended_at=None).first() if candidate.state == CandidateState.CLEARED else None
    if held and on < held.given_on:
        return _("This candidate is cleared from %(day)s on, not before.") % {"day": f"{held.given_on:%d.%m.%Y}"}
    if held and held.valid_until and held.valid_until < on:
        return _("The clearance of this candidate lasts until %(day)s.") % {"day": f"{held.valid_until:%d.%m.%Y}"}
    return _("This candidate is not cleared on that day: %(state)s.") % {"state": candidate.get_state_display()}


def expiring(agency: Agency, on: date, *, within: int | None = None) -> QuerySet[Clearance]:
    """Clearances of an organisation's or a body's mentors that run out within so many days, the next one first, each
    with `due_at`, by when it is to be renewed.

    `within` None: as many days as the dated configuration says.
    """
    days = dated.validity_on(on).expiring_days if within is None else within
    ours = Q(candidate__organisation__agency=agency) | Q(candidate__body=agency)
    soon = Clearance.objects.filter(ours, candidate__state=CandidateState.CLEARED, ended_at=None)
    soon = soon.filter(valid_until__lte=on + timedelta(days=days))
    return soon.with_due().select_related("candidate__organisation__agency").order_by("valid_until", "pk")

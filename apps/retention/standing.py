"""What stands against archiving or erasing a file: whatever is still open about it."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.care.models import Placement
from apps.casework.models import Case, Referral
from apps.casework.states import ReferralState
from apps.core import wall
from apps.core.localtime import local_day
from apps.disclosure.models import EmergencyOpening
from apps.documents.models import PaperVersion
from apps.incidents.models import IncidentChild
from apps.incidents.states import LIVE, State
from apps.matching.models import files_of_person
from apps.mentoring.models import Assignment
from apps.obligations.models import Obligation
from apps.retention.models import Hold

Ids = Collection[int]


@dataclass(frozen=True)
class Against:
    """Something open about a file, and how many of it."""

    kind: str
    label: Any
    count: int


@wall.lifted("counts of what is open about a file that the archive may have closed already")
def against(children: Ids, at: datetime) -> dict[int, list[Against]]:
    """What stands against archiving these children's files (ids), by child; the same few queries for any number."""
    found: dict[int, list[Against]] = {pk: [] for pk in children}
    for kind, (label, count) in STANDING.items():
        for pk, times in count(children, at).items():
            found[pk].append(Against(kind, label, times))
    return found


def against_person(child: int, at: datetime) -> list[Against]:
    """What stands against archiving or erasing the file with all that was merged into it."""
    total: dict[str, Against] = {}
    for found in against(files_of_person(child), at).values():
        for one in found:
            before = total[one.kind].count if one.kind in total else 0
            total[one.kind] = Against(one.kind, one.label, before + one.count)
    return list(total.values())


def _counted(rows: QuerySet) -> Counter[int]:
    return Counter(rows.values_list("child_id", flat=True))


def _holds(children: Ids, at: datetime) -> Counter[int]:
    return _counted(Hold.objects.on(local_day(at)).filter(child__in=children))


def _incidents(children: Ids, at: datetime) -> Counter[int]:
    return _counted(IncidentChild.objects.filter(child__in=children, incident__state__in=[*LIVE, State.DRAFT]))


def _cases(children: Ids, at: datetime) -> Counter[int]:
    return _counted(Case.objects.open().filter(child__in=children))


def _referrals(children: Ids, at: datetime) -> Counter[int]:
    waiting = [ReferralState.SENT, ReferralState.ACCEPTED]
    return _counted(Referral.objects.filter(child__in=children, state__in=waiting))


def _stays(children: Ids, at: datetime) -> Counter[int]:
    return _counted(_lasting(Placement.objects, at).filter(child__in=children))


def _mentors(children: Ids, at: datetime) -> Counter[int]:
    return _counted(_lasting(Assignment.objects, at).filter(child__in=children))


def _openings(children: Ids, at: datetime) -> Counter[int]:
    unsettled = EmergencyOpening.objects.filter(Q(verdict="") | Q(ended_at__isnull=True, ends_at__gt=at))
    return _counted(unsettled.filter(child__in=children))


def _duties(children: Ids, at: datetime) -> Counter[int]:
    """Those about the file itself and its documents; those of cases and incidents are counted there."""
    papers = PaperVersion.objects.filter(paper__subject_kind="child", paper__subject_id__in=children)
    of_paper = dict(papers.values_list("pk", "paper__subject_id"))
    mine = Q(subject_kind="child", subject_id__in=children) | Q(subject_kind="paper", subject_id__in=of_paper)
    rows: Iterable[tuple[str, int]] = Obligation.objects.open().filter(mine).values_list("subject_kind", "subject_id")
    return Counter(pk if kind == "child" else of_paper[pk] for kind, pk in rows)


def _lasting(periods: Any, at: datetime) -> QuerySet:
    """Those that have not ended by today."""
    return periods.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=local_day(at)))


STANDING: dict[str, tuple[Any, Callable[[Ids, datetime], Counter[int]]]] = {
    "hold": (_("legal hold"), _holds),
    "duties": (_("open duties"), _duties),
    "incidents": (_("open incidents"), _incidents),
    "cases": (_("open cases"), _cases),
    "referrals": (_("requests to other bodies without an answer"), _referrals),
    "stays": (_("lives in an organisation"), _stays),
    "mentors": (_("has a mentor"), _mentors),
    "openings": (_("emergency openings not reviewed"), _openings),
}

"""Which quarterly reports are owed (Article 28-2(10)(5)), whether or not anybody has begun them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q

from apps.accounts.models import Agency
from apps.core import wall
from apps.core.localtime import day_start
from apps.mentoring.checks.reports import agreements_of, assignments_of
from apps.mentoring.models import QuarterlyReport
from apps.mentoring.quarters import Quarter

OWED = "who owes a body a report is no secret to the body, and to who oversees it; nothing of its content"
CATCH_UP = 4
"""So many quarters back a report that nobody began is opened still: a system that stood for months forgets none."""
Pair = tuple[int, int]
"""An organisation (agency) and a guardianship body, by their ids."""


@dataclass(frozen=True)
class Unopened:
    """A report that is owed and not even begun: it has no number and no text."""

    organisation: Agency
    body: Agency
    quarter: Quarter


def owed_pairs(quarter: Quarter, among: Q | None = None) -> set[Pair]:
    """Who owes whom by an agreement: it was in force in the quarter, and confirmed while its report could be drawn up
    in time. One that is confirmed a year later, with an older first day, makes nobody late. `among`: a filter
    of the agreements."""
    known = agreements_of(quarter).filter(among or Q())
    known = known.filter(confirmed_at__lt=day_start(quarter.after.after.first))
    return set(known.values_list("organisation__agency_id", "body_id"))


def pairs_of(quarter: Quarter) -> set[Pair]:
    """Who owes whom by a mentor: a child had one in the quarter."""
    return set(assignments_of(quarter).values_list("organisation_id", "body_id"))


@wall.lifted(OWED)
def unopened_pairs(quarters: Collection[Quarter], on: date, among: Q | None = None) -> dict[Quarter, set[Pair]]:
    """Reports of quarters over by this day that are owed and have no row, by quarter; those without any are left out.
    One query for the rows, and one for each quarter."""
    over = [one for one in quarters if one.has_ended(on)]
    begun = _begun(over)
    found = {one: owed_pairs(one, among) - begun.get(one, set()) for one in over}
    return {quarter: pairs for quarter, pairs in found.items() if pairs}


def unopened(quarters: Collection[Quarter], on: date, among: Q | None = None) -> list[Unopened]:
    """The same with the agencies, the oldest quarter first."""
    found = unopened_pairs(quarters, on, among)
    agencies = Agency.objects.in_bulk({pk for pairs in found.values() for pair in pairs for pk in pair})
    return [
        Unopened(agencies[organisation], agencies[body], quarter)
        for quarter, pairs in sorted(found.items())
        for organisation, body in sorted(pairs)
    ]


def last_quarters(last: Quarter, count: int) -> list[Quarter]:
    """This one and those before it, the oldest first."""
    quarters = [last]
    while len(quarters) < count:
        quarters.insert(0, quarters[0].before)
    return quarters


def _begun(quarters: Iterable[Quarter]) -> dict[Quarter, set[Pair]]:
    wanted = Q(pk__in=[])
    for one in quarters:
        wanted |= Q(year=one.year, quarter=one.no)
    found: dict[Quarter, set[Pair]] = {}
    rows: Any = QuarterlyReport.objects.filter(wanted).values_list("year", "quarter", "organisation_id", "body_id")
    for year, no, organisation, body in rows:
        found.setdefault(Quarter(year, no), set()).add((organisation, body))
    return found

"""Figures of appeals: sums over a period for one office or the country, counted from rows, naming nobody.

A fixed number of queries over indexed columns, whatever the number of appeals. The wall is lifted for them; an appeal
that the reader, or the reader's body, is shut out of is not counted for that reader. Small numbers never leave here.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows
from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, Area, User
from apps.accounts.permissions import Perm
from apps.complaints import figure_queries as queries
from apps.complaints.masking import Cell, masked, shown
from apps.complaints.periods import Period
from apps.complaints.states import Outcome
from apps.core import wall
from apps.core.errors import NotAllowed, Refused
from apps.core.localtime import local_day

COUNTED = (AgencyKind.REGIONAL_OMBUDSMAN, AgencyKind.REPUBLIC_OMBUDSMAN)
"""Offices whose appeals are the country's figures."""
MOST_BODIES = 12


@dataclass(frozen=True)
class Scope:
    """Whose appeals are counted: `office` alone, or, without one, all of the country. `reader` counts none that he or
    she is shut out of."""

    reader: User
    offices: tuple[Agency, ...]
    is_country: bool

    @property
    def office(self) -> Agency | None:
        return None if self.is_country else self.offices[0]


@dataclass(frozen=True)
class Terms:
    """Terms of replies: `late` are those answered after the term and those that run on after it."""

    in_term: int = 0
    late: int = 0
    running: int = 0

    @property
    def ended(self) -> int:
        return self.in_term + self.late


@dataclass(frozen=True)
class Requests:
    """What bodies were asked in the period. `late` are answers after the term, `overdue` those still owed after it."""

    kind: str
    sent: int
    answered: int
    late: int
    overdue: int
    refused: int


@dataclass(frozen=True)
class Owing:
    """A body that owes answers now: how many, since when the first, by how many days they are over their terms."""

    body: Agency
    count: int
    since: datetime
    ages: tuple[int, int, int]


@dataclass(frozen=True)
class Line:
    """One office in the country's figures; nothing is said of one whose number of appeals is hidden."""

    office: Agency
    received: Cell
    restored: Cell
    terms: Terms | None


@dataclass(frozen=True)
class Figures:
    """Everything of a period. Groups are masked: their cells may hide their numbers."""

    scope: Scope
    period: Period
    at: datetime
    received: Cell
    groups: dict[str, list[Cell]]
    terms: Terms
    months: list[tuple[date, Terms]]
    bodies: list[tuple[Agency, Cell]]
    requests: list[Requests]
    obstruction: list[tuple[Agency, int]]
    owing: list[Owing]
    lines: list[Line] = field(default_factory=list)
    calls: dict[str, list[Cell]] = field(default_factory=dict)
    names: dict[int, Any] = field(default_factory=dict)

    def group(self, name: str) -> list[Cell]:
        return self.groups[name]


def scope_of(user: User, office_id: int | None = None) -> Scope:
    """The own office; the country for whoever oversees it, or one office of it. Raises NotAllowed."""
    if not allows(user, Perm.VIEW_APPEALS):
        raise NotAllowed(_("Your present post does not allow this."))
    if not allows(user, Perm.OVERSEE_APPEALS):
        if office_id not in (None, user.agency.pk):
            raise NotAllowed(_("Another office considers these appeals."))
        return Scope(user, (user.agency,), is_country=False)
    offices = Agency.objects.filter(kind__in=COUNTED).select_related("area").order_by("area__code", "pk")
    if office_id is None:
        return Scope(user, tuple(offices), is_country=True)
    found = offices.filter(pk=office_id).first()
    if found is None:
        raise Refused(_("Choose the office of an ombudsman."), field="office")
    return Scope(user, (found,), is_country=False)


@wall.lifted("sums of appeals name no child, no sender and no body below five")
def figures_of(scope: Scope, period: Period, *, at: datetime) -> Figures:
    """Count. Eight queries for an office, ten for the country."""
    ask = queries.Asked(
        [one.pk for one in scope.offices], *period.bounds, reader=scope.reader.pk, agency=scope.reader.agency.pk, at=at
    )
    sums = queries.sums(ask)
    about, terms = queries.respondents(ask), queries.terms(ask)
    names = _agencies({pk for pk, _kind in about["body"]})
    return Figures(
        scope=scope, period=period, at=at, received=shown(sums["all"].get((), 0)),
        groups=_groups(sums, about, scope), terms=_sum(terms.values()), months=_months(ask, period),
        bodies=_bodies(about, names), requests=[Requests(*row) for row in queries.requests(ask)],
        **_of_bodies(ask), lines=_lines(scope, sums, terms) if scope.is_country else [],
        calls=_calls(ask) if scope.is_country else {}, names=_areas(sums["area"]) if not scope.is_country else {},
    )  # fmt: skip


def _groups(sums: dict[str, dict], about: dict[str, dict], scope: Scope) -> dict[str, list[Cell]]:
    """Districts are an office's own figure: for the country its offices are the parts, and two ways of cutting one
    sum would give small numbers away."""
    single = ("kind", "channel", "right", "sender", "named", "outcome") + (() if scope.is_country else ("area",))
    found = {name: masked({key[0]: n for key, n in sums[name].items()}) for name in single}
    found["level"] = masked({key[0]: n for key, n in about["level"].items()})
    found["respondent"] = masked({key[0]: n for key, n in about["kind"].items()})
    return found


def _bodies(about: dict[str, dict], names: dict[int, Agency]) -> list[tuple[Agency, Cell]]:
    """Bodies complained about, by name. Those of a kind are a group of their own, so that none can be computed; where
    the number of the kind is hidden, so are they."""
    known = {cell.key for cell in masked({key[0]: n for key, n in about["kind"].items()}) if cell.value is not None}
    kinds: dict[str, dict[int, int]] = defaultdict(dict)
    for (pk, kind), n in about["body"].items():
        if kind in known:
            kinds[kind][pk] = n
    cells = [cell for group in kinds.values() for cell in masked(group) if cell.value is not None]
    cells.sort(key=lambda cell: -(cell.value or 0))
    return [(names[cell.key], cell) for cell in cells[:MOST_BODIES]]


def _months(ask: queries.Asked, period: Period) -> list[tuple[date, Terms]]:
    months = period.year_to_it(local_day(ask.at))
    counted = queries.terms_by_month(ask, months[0])
    return [(first, Terms(*counted.get(first, (0, 0, 0)))) for first in months]


def _of_bodies(ask: queries.Asked) -> dict[str, Any]:
    """Who refused to open a file in the period, and who owes answers now."""
    refused, owed = queries.obstruction(ask), queries.owing(ask)
    names = _agencies({pk for pk, _n in refused} | {row[0] for row in owed})
    return {
        "obstruction": [(names[pk], n) for pk, n in refused],
        "owing": [Owing(names[pk], n, since, (few, some, many)) for pk, n, since, few, some, many in owed],
    }


def _lines(scope: Scope, sums: dict[str, dict], terms: dict[int, tuple]) -> list[Line]:
    restored = {pk: sums["restored"].get((pk, Outcome.RESTORED), 0) for pk in (one.pk for one in scope.offices)}
    received = {one.pk: sums["office"].get((one.pk,), 0) for one in scope.offices}
    known = {cell.key: cell for cell in masked(received)}
    right = {cell.key: cell for cell in masked(restored)}
    return [
        Line(one, known[one.pk], right[one.pk] if known[one.pk].value is not None else Cell(one.pk, None),
             Terms(*terms.get(one.pk, (0, 0, 0))) if known[one.pk].value is not None else None)
        for one in scope.offices
    ]  # fmt: skip


def _calls(ask: queries.Asked) -> dict[str, list[Cell]]:
    return {
        name: masked({key[0]: n for key, n in counted.items()}) for name, counted in queries.calls(ask).items()
    }  # fmt: skip


def _sum(rows: Any) -> Terms:
    whole = [sum(column) for column in zip(*rows, strict=True)]
    return Terms(*whole) if whole else Terms()


def _agencies(ids: set[int]) -> dict[int, Agency]:
    return {one.pk: one for one in Agency.objects.filter(pk__in=ids)}


def _areas(counted: dict[tuple, int]) -> dict[int, Area]:
    return {one.pk: one for one in Area.objects.filter(pk__in=[key[0] for key in counted if key[0]])}

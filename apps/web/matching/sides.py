"""Two files side by side; of a file one may not see, only that there is one, where, and a little that is masked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from secrets import token_hex
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import User
from apps.core import wall
from apps.matching.actions import Likely
from apps.matching.birth import DIGIT, SAME, SWAPPED, VAGUE
from apps.matching.comparing import COMPARED
from apps.matching.handles import handle_of
from apps.matching.merging import CHOSEN
from apps.matching.models import Enquiry, SuspectedPair
from apps.matching.own import own_of
from apps.people.models import Child
from apps.web.births import Born
from apps.web.children.file import masked
from apps.web.matching.forms import AskForm

SHOWN = 5
REASONS = {
    SAME: gettext_lazy("same birth date"),
    SWAPPED: gettext_lazy("day and month swapped"),
    DIGIT: gettext_lazy("one digit of the birth date differs"),
    VAGUE: gettext_lazy("birth date estimated"),
    "two": gettext_lazy("two parts of the name sound alike"),
    "three": gettext_lazy("all parts of the name sound alike"),
}


@dataclass(frozen=True)
class Line:
    """One field of both: what is there, what is here, whether they differ, and whether one may choose."""

    name: str
    label: str
    theirs: str
    yours: str
    differs: bool
    choice: bool = False


@dataclass
class Side:
    """A file that may be the child's. `child` is None when the reader may not see it."""

    number: str
    body: str
    reasons: list[str]
    lines: list[Line] = field(default_factory=list)
    hint: str = ""
    token: str = ""
    asked: bool = False
    asking: AskForm | None = None


def sides(likely: Iterable[Likely], typed: Mapping[str, Any], reader: User, today: date) -> list[Side]:
    """What to compare the typed values with, the likeliest first, at most five.

    Only files of the reader's own body stand open: another ground would ask for a purpose, and shows less.
    """
    likely = list(likely)[:SHOWN]
    with wall.lifted("files one may not see are shown masked"):
        held = Child.objects.select_related("guardianship", "area").in_bulk([one.child for one in likely])
    seen = own_of(reader, held.values())
    asked = asked_by(reader, held)
    return [
        side(held[one.child], reader, today, seen=one.child in seen, asked=one.child in asked, typed=typed,
             reasons=one.reasons)
        for one in likely
    ]  # fmt: skip


def side(
    child: Child, reader: User, today: date, *, seen: bool, asked: bool, reasons: Iterable[str],
    typed: Mapping[str, Any] | None = None,
) -> Side:  # fmt: skip
    """One file as this reader may see it."""
    words = [str(REASONS[code]) for code in reasons if code in REASONS]
    if seen:
        return Side(child.number, child.guardianship.name, words, lines=lines(values(child), typed or {}))
    token = handle_of(child, reader)
    return Side("", child.guardianship.name, words, hint=hint(child, today), token=token, asked=asked,
                asking=AskForm(auto_id=f"ask{token_hex(4)}_%s"))  # fmt: skip


def lines(theirs: Mapping[str, Any], yours: Mapping[str, Any], *, choosing: bool = False) -> list[Line]:
    """The fields of COMPARED that either has."""
    found = []
    for name in COMPARED:
        one, other = shown(name, theirs.get(name)), shown(name, yours.get(name))
        if one or other:
            label = str(Child._meta.get_field(name).verbose_name)
            found.append(
                Line(name, label, one or "—", other or "—", one != other, choosing and one != other and name in CHOSEN)
            )
    return found


def values(child: Child) -> dict[str, Any]:
    return {name: getattr(child, name) for name in COMPARED} | {"birth_date": Born.of_child(child)}


def shown(name: str, value: Any) -> str:
    """A value as the page writes it; an IIN masked."""
    if value in (None, ""):
        return ""
    if name == "iin":
        return masked(value)
    if name == "sex":
        return str(Child.Sex(value).label)
    if isinstance(value, Born):
        return value.numeric
    return f"{value:%d.%m.%Y}" if isinstance(value, date) else str(value)


def hint(child: Child, today: date) -> str:
    """`А. Б., 12, Район`: enough to ask about, not to know."""
    letters = " ".join(f"{name[0]}." for name in (child.surname, child.given_name) if name)
    age = _("age %(n)s") % {"n": child.age(today)}
    return ", ".join([letters, age, child.area.name])


def briefs(pairs: Iterable[SuspectedPair], reader: User, today: date) -> list[tuple[Any, ...]]:
    """Each pair, and both its files in a line: named when the reader's body may open them, else masked."""
    pairs = list(pairs)
    own = own_of(reader, [child for pair in pairs for child in pair.children])
    return [(pair, *(_brief(child, today, own=child.pk in own) for child in pair.children)) for pair in pairs]


def _brief(child: Child, today: date, *, own: bool) -> dict[str, str]:
    if own:
        return {"number": child.number, "name": child.full_name, "body": ""}
    return {"number": "", "name": hint(child, today), "body": child.guardianship.name}


def asked_by(reader: User, children: Iterable[int]) -> set[int]:
    """Those about which the reader's body waits for an answer."""
    waiting = Enquiry.objects.waiting().filter(asker=reader.agency, child__in=list(children))
    return set(waiting.values_list("child", flat=True))

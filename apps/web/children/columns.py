"""The columns of the list of children, on the page and in an export: what each shows, and to whom."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Agency
from apps.core.localtime import local_day
from apps.disclosure.mask import EVERYTHING
from apps.mentoring.models import Assignment
from apps.people.models import IDENTITY_GROUNDS, Child
from apps.web.births import Born, exported
from apps.web.children.file import masked


@dataclass
class Listed:
    """One line of the list: the child, what is known of it today, and on what grounds the reader sees it."""

    child: Child
    home: Agency | None
    mentor: Assignment | None
    categories: list[str] = field(default_factory=list)
    grounds: frozenset[str] = frozenset()
    cells: list[Any] = field(default_factory=list)

    @property
    def shows_identity(self) -> bool:
        """By the ground; a consent that masks the file hides it whatever the ground."""
        return bool(self.grounds & IDENTITY_GROUNDS) and self.child.visible == EVERYTHING


@dataclass(frozen=True)
class Column:
    """One column. `shown` is its text on the page, `told` the value in an export; `needs` names what is fetched
    for it; `closed` columns are empty where the reader may not see who the child is."""

    key: str
    label: Any
    shown: Callable[[Listed, date], str]
    told: Callable[[Listed, date], Any] | None = None
    needs: str = ""
    closed: bool = False
    css: str = "wide"

    def text(self, line: Listed, today: date) -> str:
        return "" if self.closed and not line.shows_identity else self.shown(line, today)

    def value(self, line: Listed, today: date) -> Any:
        if self.closed and not line.shows_identity:
            return ""
        return (self.told or self.shown)(line, today)


def _representative(line: Listed, _today: date) -> str:
    child = line.child
    return ": ".join(filter(None, [str(child.get_representative_kind_display()), child.representative_name]))


def _age(line: Listed, today: date) -> str:
    years, born = line.child.age(today), Born.of_child(line.child)
    return str(years) if born.precision == Child.Precision.DAY else str(_("about %(n)s") % {"n": years})


COLUMNS = (
    Column("age", _("Age"), _age, lambda line, today: line.child.age(today),
           css="no"),
    Column("born", _("Birth date"), lambda line, _t: Born.of_child(line.child).numeric,
           lambda line, _t: exported(line.child), closed=True, css="no"),
    Column("sex", _("Sex"), lambda line, _t: str(line.child.get_sex_display())),
    Column("home", _("Lives in"), lambda line, _t: line.home.name if line.home else "", needs="stays"),
    Column("mentor", _("Mentor"), lambda line, _t: line.mentor.mentor_name if line.mentor else "", needs="mentors"),
    Column("category", _("Categories"), lambda line, _t: ", ".join(line.categories), needs="categories"),
    Column("district", _("District of residence"), lambda line, _t: line.child.area.name),
    Column("body", _("Guardianship body"), lambda line, _t: line.child.guardianship.name),
    Column("iin", _("IIN"), lambda line, _t: masked(line.child.iin), lambda line, _t: line.child.iin, closed=True,
           css="no"),
    Column("no_iin", _("Why there is no IIN"), lambda line, _t: str(line.child.get_no_iin_reason_display())),
    Column("address", _("Address"), lambda line, _t: line.child.address, closed=True),
    Column("representative", _("Legal representative"), _representative, closed=True),
    Column("registered", _("Registered on"), lambda line, _t: f"{local_day(line.child.registered_at):%d.%m.%Y}",
           lambda line, _t: local_day(line.child.registered_at), css="no"),
)  # fmt: skip
BY_KEY = {column.key: column for column in COLUMNS}
USUAL = ["age", "home", "mentor"]
NAMED = (
    ("number", _("Number"), lambda child: child.number), ("surname", _("Surname"), lambda child: child.surname),
    ("given_name", _("Given name"), lambda child: child.given_name),
    ("patronymic", _("Patronymic"), lambda child: child.patronymic),
)  # fmt: skip
"""What every export begins with, as the page begins with name and number."""


def chosen(keys: list[str]) -> list[Column]:
    """The known columns among `keys`, in the order of the page; the usual ones when there are none."""
    return [column for column in COLUMNS if column.key in keys] or [BY_KEY[key] for key in USUAL]

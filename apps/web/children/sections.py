"""What the parts of a child's file show: sections of rows, each with its period, its document and what may be done."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.documents.models import Paper
from apps.people.models import Child
from apps.web.formats import numeric_date


@dataclass(frozen=True)
class Act:
    """A link to a form."""

    label: Any
    url: str


@dataclass
class Row:
    """One record. `under`: rows that belong to it, like the grounds of a parent."""

    title: Any
    lines: list[Any] = field(default_factory=list)
    period: str = ""
    pill: tuple[str, Any] | None = None
    url: str = ""
    paper: Act | None = None
    acts: list[Act] = field(default_factory=list)
    under: list["Row"] = field(default_factory=list)
    is_past: bool = False
    withdrawn: str = ""


@dataclass
class Section:
    key: str
    heading: Any
    rows: list[Row]
    empty: Any = ""
    add: list[Act] = field(default_factory=list)
    more: Any = ""
    rule: str = ""


class Shown:
    """Rows of one child for one reader: papers that the reader may see are asked for once."""

    def __init__(self, child: Child, reader: User, today: date) -> None:
        self.child, self.reader, self.today = child, reader, today
        self._papers: dict[int, Paper] = {}

    def of(self, records: QuerySet) -> list[Any]:
        """The child's records that the reader may see, with their papers fetched; withdrawn ones last."""
        found = list(records.visible_to(self.reader).filter(child=self.child))
        self.fetch_papers(found)
        return sorted(found, key=lambda one: one.withdrawn_at is not None)

    def fetch_papers(self, records: Iterable[Any]) -> None:
        ids = {one.paper_id for one in records if getattr(one, "paper_id", None)} - set(self._papers)
        if ids:
            self._papers |= Paper.objects.visible_to(self.reader).in_bulk(ids)

    def row(self, part: Any, title: Any, lines: Iterable[Any] = (), *, slug: str = "", acts: bool = False) -> Row:
        """`slug` names the pages of this kind of record; `acts` whether this reader may write it."""
        ends = getattr(part, "ends_on", None)
        past = bool(ends and ends < self.today)
        row = Row(
            title, [line for line in lines if line], period=period(part), paper=self.paper(part), is_past=past,
            withdrawn=part.withdraw_reason,
        )  # fmt: skip
        if acts and not part.withdrawn_at:
            row.acts = self.acts(part, slug, can_end=not past and ends is None)
        return row

    def paper(self, part: Any) -> Act | None:
        """The document, when the reader may see it."""
        paper = self._papers.get(getattr(part, "paper_id", None) or 0)
        if paper is None:
            return None
        name = " ".join(filter(None, [paper.title or str(paper.get_kind_display()), paper.number]))
        return Act(name, reverse("children:document", args=[self.child.number, paper.pk]))

    def acts(self, part: Any, slug: str, *, can_end: bool) -> list[Act]:
        words = [("edit", _("Correct")), ("end", _("End")), ("withdraw", _("Withdraw"))]
        return [
            Act(label, reverse(f"children:{slug}_{what}", args=[self.child.number, part.pk]))
            for what, label in words
            if can_end or what != "end"
        ]

    def add(self, slug: str, label: Any) -> list[Act]:
        return [Act(label, reverse(f"children:{slug}_new", args=[self.child.number]))]


def period(part: Any) -> str:
    """`01.02.2024 – 05.06.2025`, `since 01.02.2024`; empty for what has no period."""
    starts, ends = getattr(part, "starts_on", None), getattr(part, "ends_on", None)
    if starts and ends:
        return f"{numeric_date(starts)} – {numeric_date(ends)}"
    if ends:
        return _("until %(day)s") % {"day": numeric_date(ends)}
    return _("since %(day)s") % {"day": numeric_date(starts)} if starts else ""

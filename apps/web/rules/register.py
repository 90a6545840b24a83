"""The register of rules as its pages read it: one row per code, with counts of duties of the whole system.

Counts are figures only; no duty, child or agency can be told from them.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count

from apps.obligations.models import Obligation, Rule
from apps.obligations.parties import party_name
from apps.web.rules import words
from apps.web.wording import rule_article

State = Obligation.State


@dataclass
class Tally:
    """How many duties run, are overdue, were met in time or late."""

    run: int = 0
    over: int = 0
    met: int = 0
    late: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.run + other.run, self.over + other.over, self.met + other.met, self.late + other.late)

    @property
    def total(self) -> int:
        return self.run + self.over + self.met + self.late

    def share(self, state: str) -> str:
        """The width of the bar of a state."""
        return f"{100 * getattr(self, state) / self.total:.1f}%" if self.total else "0%"


def tallies(at: datetime, rules: Iterable[Rule] | None = None) -> dict[int, Tally]:
    """Counts by rule (version). States come from an index alone; only overdue rows are looked at."""
    duties = Obligation.objects.all() if rules is None else Obligation.objects.filter(rule__in=list(rules))
    found: dict[int, Tally] = {}
    for rule_id, state, count in _grouped(duties, "rule_id", "state"):
        tally = found.setdefault(rule_id, Tally())
        if name := {State.OPEN: "run", State.MET: "met", State.MET_LATE: "late"}.get(state):
            setattr(tally, name, count)
    for rule_id, count in _grouped(duties.overdue(at), "rule_id"):
        tally = found.setdefault(rule_id, Tally())
        tally.over, tally.run = count, max(tally.run - count, 0)
    return found


def _grouped(duties: Any, *fields: str) -> Any:
    return duties.order_by().values_list(*fields).annotate(count=Count("pk"))


@dataclass
class Row:
    """One code: the version to show, all versions, and its counts."""

    rule: Rule
    versions: list[Rule]
    in_force: bool
    tally: Tally = field(default_factory=Tally)

    @property
    def term(self) -> str:
        return words.term_words(self.rule)

    @property
    def owner(self) -> str:
        return party_name(self.rule.owner_kind)

    @property
    def recipients(self) -> str:
        return words.parties(self.rule.recipients)


def rows(on: date, at: datetime) -> list[Row]:
    """Every rule once, by article: the version in force on the day, else the last one."""
    by_code: dict[str, list[Rule]] = {}
    for rule in Rule.objects.order_by("code", "version"):
        by_code.setdefault(rule.code, []).append(rule)
    counts = tallies(at)
    found = [_row(versions, on, counts) for versions in by_code.values()]
    return sorted(found, key=lambda row: _order(row.rule))


def _row(versions: list[Rule], on: date, counts: dict[int, Tally]) -> Row:
    live = [rule for rule in versions if is_in_force(rule, on)]
    tally = sum((counts.get(rule.pk, Tally()) for rule in versions), Tally())
    return Row((live or versions)[-1], versions, bool(live), tally)


def is_in_force(rule: Rule, on: date) -> bool:
    return rule.in_force_from <= on and (rule.in_force_to is None or on <= rule.in_force_to)


def _order(rule: Rule) -> tuple:
    """Law first, by article; then by-laws and rules of the system."""
    article = str(rule.article.get("article", ""))
    numbers = [int(part) for part in article.split("-") if part.isdigit()]
    return ({"LAW": 0, "BYLAW": 1}.get(rule.basis, 2), numbers or [999], rule.code)


def matching(found: list[Row], wanted: dict[str, Any]) -> list[Row]:
    """The rows that a filter leaves."""
    text = (wanted.get("q") or "").casefold().strip()
    return [
        row
        for row in found
        if (not text or text in _text(row.rule))
        and wanted.get("basis", "") in ("", row.rule.basis)
        and wanted.get("owner", "") in ("", row.rule.owner_kind)
        and (not wanted.get("recipient") or wanted["recipient"] in row.rule.recipients)
        and {"now": row.in_force, "past": not row.in_force}.get(wanted.get("force", ""), True)
    ]


def _text(rule: Rule) -> str:
    said = [rule.code, rule.title_kk, rule.title_ru, rule.title_en, rule.duty_kk, rule.duty_ru, rule.duty_en]
    said += [rule_article(rule, lang) for lang in ("kk", "ru", "en")]
    return " ".join(said).replace("\u00a0", " ").casefold()


def owners(found: list[Row]) -> list[tuple[str, str]]:
    return _named(row.rule.owner_kind for row in found)


def recipients(found: list[Row]) -> list[tuple[str, str]]:
    return _named(code for row in found for code in row.rule.recipients)


def _named(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Codes with their names, the most frequent first."""
    return [(code, party_name(code)) for code, _count in Counter(codes).most_common()]

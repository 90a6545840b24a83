"""«From when?»: one computation for the page, the API and the command `due`."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils.translation import gettext as _

from apps.core.localtime import from_local, local_day
from apps.obligations.calendar import WorkCalendar, stored_calendar
from apps.obligations.law import unsaved_versions, versions
from apps.obligations.lawfiles import files_calendar
from apps.obligations.models import Rule
from apps.obligations.terms import Computation, Term, compute


class UnknownRule(Exception):
    """Nobody knows a rule of this code, or not this version of it."""


class NotInForce(Exception):
    """No version of the rule is in force on the day of the start; the message lists the periods."""


@dataclass(frozen=True)
class Answer:
    """The version that was applied and how its term runs."""

    rule: Rule
    computation: Computation


def parse_start(text: str) -> datetime:
    """An instant typed by a person: ISO 8601; a day alone is that day, without an offset the clock in Almaty.

    Raises ValueError for anything else and Refused for an hour that happened twice.
    """
    text = text.strip().replace(" ", "T", 1)
    if "T" not in text:
        return from_local(datetime.combine(date.fromisoformat(text), time(0)))
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else from_local(at)


def calculate(
    code: str,
    start: datetime,
    *,
    version: int | None = None,
    birth_date: date | None = None,
    calendar: WorkCalendar | None = None,
    from_files: bool = False,
) -> Answer:
    """Apply the version in force on the local day of `start`. Raises UnknownRule, NotInForce.

    Where no such rule is stored, and with `from_files`, the files of the law answer.
    """
    known = [] if from_files else versions(code)
    rule = _pick(known or unsaved_versions(code), code, local_day(start), version)
    calendar = calendar or (stored_calendar() if rule.pk else files_calendar())
    return Answer(rule, compute(Term.parse(rule.term), start, calendar, birth_date=birth_date))


def _pick(rules: list[Rule], code: str, on: date, version: int | None) -> Rule:
    known = [rule for rule in rules if version in (None, rule.version)]
    if not known:
        raise UnknownRule(_unknown(code, version))
    for rule in reversed(known):
        if rule.in_force_from <= on and (rule.in_force_to is None or on <= rule.in_force_to):
            return rule
    raise NotInForce(_not_in_force(code, on, known))


def _unknown(code: str, version: int | None) -> str:
    if version is None:
        return _("There is no rule %(code)s.") % {"code": code}
    return _("Rule %(code)s has no version %(version)s.") % {"code": code, "version": version}


def _not_in_force(code: str, on: date, known: list[Rule]) -> str:
    periods = "; ".join(
        f"{rule.version}: {rule.in_force_from:%d.%m.%Y}–{rule.in_force_to:%d.%m.%Y}"
        if rule.in_force_to
        else f"{rule.version}: {rule.in_force_from:%d.%m.%Y}–"
        for rule in known
    )
    return _("Rule %(code)s is not in force on %(day)s: no duty arises. Versions: %(periods)s.") % {
        "code": code,
        "day": f"{on:%d.%m.%Y}",
        "periods": periods,
    }

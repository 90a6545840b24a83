"""Says the arithmetic of a term in sentences, a line a step, in the reader's language."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext_lazy as _

from apps.core.dates import day_in_words, instant_in_words
from apps.obligations.terms import Computation, Kind, Line

LANGUAGES = ("kk", "ru", "en")

SENTENCES: dict[str, str | Promise] = {
    "START": _("Start: %(at)s."),
    "START_DAY": _("Start: %(date)s."),
    "ANCHOR": _("Planned for: %(at)s. The term is counted backward from then."),
    "ANCHOR_DAY": _("Planned for: %(date)s. The term is counted backward from then."),
    "WORDING_IMMEDIATELY": _("The wording is «immediately», without a number; the number is a rule of the system."),
    "RUNS_THROUGH": _("%(date)s (%(reason)s): the hours run on."),
    "ZONE_CHANGED": _("The clock in Almaty moved from UTC+%(before)s to UTC+%(after)s; elapsed hours are counted."),
    "DAY_START_EXCLUDED": _("%(date)s is the day of the event and is not counted."),
    "DAY_FOLLOWING": _("%(date)s is not counted: the term runs from the day following."),
    "DAY_START_COUNTED": _("%(date)s is counted as the first day if it is worked."),
    "DAY_COUNTED": _("%(date)s: working day %(n)s."),
    "DAY_SKIPPED": _("%(date)s: not counted (%(reason)s)."),
    "BACK_EXCLUDED": _("%(date)s itself is not counted."),
    "BACK_COUNTED": _("%(date)s: working day %(n)s, backward."),
    "BACK_SKIPPED": _("%(date)s: not counted (%(reason)s)."),
    "MONTH_CLAMPED": _("That month has no day %(wanted)s: the term ends on its last day, %(date)s."),
    "QUARTER_END": _("Quarter %(quarter)s of %(year)s ends on %(date)s."),
    "ANCHOR_DATE": _("The term ends on %(date)s, this day included."),
    "ANCHOR_BEFORE": _("The act must happen before %(date)s, this day not included."),
    "ANCHOR_PASSED": _("On %(date)s the day of this period had passed: the next one is taken."),
    "SAFE_DAY": _("The wording is unsure: aim at %(date)s."),
    "ONCE_A_MONTH": _("Not more than once a month."),
    "NEXT_LIST": _("The current half-year ends on %(date)s: the next list must be made by then."),
    "BORN": _("Date of birth: %(date)s."),
    "AGE_REACHED": _("Age %(age)s is reached on %(date)s."),
    "BIRTH_DATE_NEEDED": _("The date of birth is needed to say when age %(age)s is reached."),
    "CALENDAR_UNKNOWN": _("No holidays are entered for %(year)s: the day may still move."),
    "END_OF_DAY": _("A term in days ends with the day in Almaty, at 23:59:59 (rule of the system)."),
    "EXTENDED_UNTIL": _("Extended until %(date)s by a reasoned decision."),
    "DUE": _("Due: %(at)s."),
    "DUE_EARLIEST": _("Not earlier than: %(date)s."),
}
WORKED = _("%(date)s: working day %(n)s (%(reason)s).")
INSIDE = _("%(at)s lies between %(opens)s and %(closes)s.")
OUTSIDE = _("%(at)s does not lie between %(opens)s and %(closes)s.")


def explain(computation: Computation, lang: str | None = None) -> list[str]:
    """One sentence per line, in `lang` (kk, ru, en) or the active language."""
    code = (lang or get_language() or "ru").split("-")[0]
    code = code if code in LANGUAGES else "ru"
    with override(code):
        return [_sentence(line, computation, code) for line in computation.lines]


def _sentence(line: Line, computation: Computation, lang: str) -> str:
    if plural := PLURALS.get(line.code):
        return plural(line.params["n"]) % {"n": line.params["n"], **_worded(line.params, lang)}
    if line.code == "EXTENDED":
        return _extended(line.params)
    values = _worded(line.params, lang)
    if line.code == "WINDOW":
        values["at"] = instant_in_words(computation.started_at, lang)
        return str(INSIDE if line.params["inside"] else OUTSIDE) % values
    if line.code == "DUE_EARLIEST":
        values["date"] = day_in_words(datetime.fromisoformat(line.params["at"]).date(), lang)
    if line.code == "DAY_COUNTED" and "reason" in line.params:
        return str(WORKED) % values
    return str(SENTENCES[line.code]) % values


def _worded(params: dict[str, Any], lang: str) -> dict[str, Any]:
    """Dates, instants and texts of a line as this reader says them."""
    words = dict(params)
    if "date" in params:
        words["date"] = day_in_words(date.fromisoformat(params["date"]), lang)
    if "at" in params:
        words["at"] = instant_in_words(datetime.fromisoformat(params["at"]), lang)
    if "reason" in params:
        words["reason"] = (params["reason"] or {}).get(lang, "")
    return words


def _extended(params: dict[str, Any]) -> str:
    n = params["n"]
    if params["kind"] == Kind.HOURS:
        return ngettext("Extended by %(n)s hour.", "Extended by %(n)s hours.", n) % {"n": n}
    if params["kind"] == Kind.MONTHS:
        return ngettext("Extended by %(n)s month.", "Extended by %(n)s months.", n) % {"n": n}
    return ngettext("Extended by %(n)s day.", "Extended by %(n)s days.", n) % {"n": n}


def _hours(n: int) -> str:
    return ngettext(
        "Plus %(n)s hour; nights, week-ends and holidays count.",
        "Plus %(n)s hours; nights, week-ends and holidays count.",
        n,
    )


def _minutes(n: int) -> str:
    return ngettext("Plus %(n)s minute.", "Plus %(n)s minutes.", n)


def _days(n: int) -> str:
    return ngettext(
        "Plus %(n)s calendar day: %(date)s.",
        "Plus %(n)s calendar days: %(date)s.",
        n,
    )


def _months(n: int) -> str:
    return ngettext("Plus %(n)s month: %(date)s.", "Plus %(n)s months: %(date)s.", n)


def _years(n: int) -> str:
    return ngettext("Plus %(n)s year: %(date)s.", "Plus %(n)s years: %(date)s.", n)


def _hours_before(n: int) -> str:
    return ngettext("Minus %(n)s hour.", "Minus %(n)s hours.", n)


PLURALS: dict[str, Callable[[int], str]] = {
    "ADD_HOURS": _hours,
    "ADD_MINUTES": _minutes,
    "ADD_DAYS": _days,
    "ADD_MONTHS": _months,
    "ADD_YEARS": _years,
    "SUBTRACT_HOURS": _hours_before,
}

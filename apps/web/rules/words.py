"""What a rule says, in words of the page's language: its term, its ladder, who and when."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.obligations.events import Event
from apps.obligations.models import Rule
from apps.obligations.parties import Audience, party_name
from apps.obligations.terms import Bound, CountFrom, Kind, Term
from apps.web import formats

PRECISIONS = {
    "stated": gettext_lazy("the Law states this date"),
    "corroborated": gettext_lazy("confirmed by an outside source"),
    "not_before": gettext_lazy("not earlier than this date: the day of publication is not known"),
    "unknown": gettext_lazy("the date is not known exactly and must be checked"),
}
"""How sure the date is from which a version is in force."""
RUNG_KINDS = {
    "REMINDER": gettext_lazy("reminder"),
    "BREACH": gettext_lazy("breach"),
    "ESCALATION": gettext_lazy("escalation"),
}
RECIPIENT_RULES = {
    Rule.Recipients.ALL: gettext_lazy("all of them must be told"),
    Rule.Recipients.ANY: gettext_lazy("telling any one of them is enough"),
}


def term_words(rule: Rule) -> str:
    """`5 working days from the day following`, `24 hours without a break`."""
    term = Term.parse(rule.term)
    text = _LENGTHS[term.kind](term)
    if term.bound == Bound.EARLIEST:
        return _("not earlier than %(term)s") % {"term": text}
    return text


def event_words(code: str) -> str:
    """What opens or meets a duty: `the recommendation was delivered`."""
    return str(Event(code).label) if code in Event.values else ""


def parties(codes: list[str]) -> str:
    """Recipients by name, in the order the rule has them."""
    return ", ".join(party_name(code) for code in codes)


def audiences(codes: list[str]) -> str:
    """Whom a rung of the ladder tells."""
    known = dict(Audience.choices)
    return ", ".join(str(known.get(code, code)) for code in codes)


def precision(rule: Rule) -> str:
    return str(PRECISIONS.get(rule.in_force_precision, rule.in_force_precision))


def extension_words(rule: Rule) -> str:
    """`once, by up to 5 working days, by the head of the agency`."""
    raw = rule.extension
    if not raw:
        return _("not provided for")
    length = _working_days(raw["up_to"]) if raw.get("unit") == "WORKING_DAYS" else formats.days(raw["up_to"])
    times = ngettext("%(n)d time", "%(n)d times", raw["times"]) % {"n": raw["times"]}
    who = audiences([raw["by"]]) if raw.get("by") else ""
    words = _("%(times)s, by up to %(length)s") % {"times": times, "length": length}
    return f"{words}; {who}" if who else words


def rung_words(at: dict[str, Any]) -> str:
    """When a rung of the ladder falls: `12 hours after the start`."""
    ((name, value),) = at.items()
    return _RUNGS[name](value)


def _hours(n: int) -> str:
    return ngettext("%(n)d hour", "%(n)d hours", n) % {"n": n}


def _minutes(n: int) -> str:
    return ngettext("%(n)d minute", "%(n)d minutes", n) % {"n": n}


def _working_days(n: int) -> str:
    return ngettext("%(n)d working day", "%(n)d working days", n) % {"n": n}


def _calendar_days(n: int) -> str:
    return ngettext("%(n)d calendar day", "%(n)d calendar days", n) % {"n": n}


def _months(n: int) -> str:
    return ngettext("%(n)d month", "%(n)d months", n) % {"n": n}


def _years(n: int) -> str:
    return ngettext("%(n)d year", "%(n)d years", n) % {"n": n}


def _elapsed(term: Term) -> str:
    length = _hours(term.amount) if term.kind == Kind.HOURS else _minutes(term.amount)
    if term.wording == "IMMEDIATELY":
        return _("immediately; the system counts %(length)s") % {"length": length}
    return _("%(length)s without a break") % {"length": length}


def _from_day(length: str, term: Term) -> str:
    tails = {
        CountFrom.DAY: _("%(length)s, the first day not counted"),
        CountFrom.DAY_FOLLOWING: _("%(length)s from the day following"),
        CountFrom.FIRST_DAY: _("%(length)s, the first day counted"),
        CountFrom.INSTANT: "%(length)s",
    }
    return tails[term.count_from] % {"length": length}


def _yearly(term: Term) -> str:
    day = formats.day_and_month(date(2023, term.month, term.day))
    if term.inclusive:
        return _("every year, not later than %(day)s") % {"day": day}
    return _("every year, before %(day)s") % {"day": day}


_LENGTHS = {
    Kind.MINUTES: _elapsed,
    Kind.HOURS: _elapsed,
    Kind.WORKING_DAYS: lambda term: _from_day(_working_days(term.amount), term),
    Kind.CALENDAR_DAYS: lambda term: _from_day(_calendar_days(term.amount), term),
    Kind.MONTHS: lambda term: _months(term.amount),
    Kind.YEARS: lambda term: _years(term.amount),
    Kind.QUARTER_END: lambda term: _("%(length)s after the quarter ends") % {"length": _working_days(term.amount)},
    Kind.YEARLY: _yearly,
    Kind.MONTHLY: lambda term: _("every month, not later than day %(day)d") % {"day": term.day},
    Kind.SEMIANNUAL_LIST: lambda _term: _("with the next half-yearly list"),
    Kind.HOURS_BEFORE: lambda term: _("at least %(length)s before") % {"length": _hours(term.amount)},
    Kind.WORKING_DAYS_BEFORE: lambda term: _("at least %(length)s before") % {"length": _working_days(term.amount)},
    Kind.UNTIL_AGE: lambda term: _("until the age of %(age)d") % {"age": term.amount},
    Kind.CLOCK_WINDOW: lambda term: (
        _("from %(opens)s to %(closes)s, local time") % {"opens": term.opens, "closes": term.closes}
    ),
}


def _before_due_days(n: int) -> str:
    if not n:
        return _("in the morning of the last day")
    return _("%(length)s before the end, in the morning") % {"length": _working_days(n)}


_RUNGS = {
    "minutes": lambda n: _("%(length)s after the start") % {"length": _minutes(n)},
    "hours": lambda n: _("%(length)s after the start") % {"length": _hours(n)},
    "share": lambda part: _("when %(share)d%% of the term has gone") % {"share": round(100 * part)},
    "before_due_minutes": lambda n: _("%(length)s before the end") % {"length": _minutes(n)},
    "before_due_hours": lambda n: _("%(length)s before the end") % {"length": _hours(n)},
    "before_due_working_days": _before_due_days,
    "due": lambda _value: _("when the term ends"),
    "after_due_hours": lambda n: _("%(length)s after the end") % {"length": _hours(n)},
    "after_due_working_days": lambda n: _("%(length)s after the end, in the morning") % {"length": _working_days(n)},
}

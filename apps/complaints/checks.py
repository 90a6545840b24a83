"""What is asked of an appeal when it comes in: the same for the page, the register of an office and the API."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Agency, Area
from apps.complaints.states import Channel, Kind, Level, Right, Safety
from apps.core.errors import Collector
from apps.core.identifiers import is_valid
from apps.core.texts import said
from apps.mentoring.checks.common import check_choice, optional, required
from apps.people.particulars import checked_phone

LANGUAGES = ("kk", "ru", "en")
LONGEST = 20_000
MOST_RESPONDENTS = 5
IDENTITY: dict[str, int] = {
    "name": 150, "relation": 100, "iin": 12, "phone": 40, "email": 150, "address": 250, "safe": 500,
}  # fmt: skip
"""The fields of an identity and how long each may be; `safe`: how and when it is safe to answer."""
WAYS = ("CODE", "PHONE", "EMAIL", "LETTER")
EARLIEST = timedelta(days=366)
UNSEEN = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u0000"))
"""Marks that turn the direction of the text after them: taken out, so that no sender rearranges a page."""


def checked_entry(entry: Mapping[str, Any], *, field: str = "text") -> dict[str, Any]:
    """What was said, as it is stored. Raises Refusals at the names of the fields."""
    refuse = Collector()
    kept: dict[str, Any] = {
        "text": required(plain(entry.get("text")), field, LONGEST, refuse, _("Write what happened, in your own words."))
    }
    for name, known, default in (
        ("language", LANGUAGES, "ru"), ("kind", Kind.values, Kind.MESSAGE), ("right", ["", *Right.values], ""),
        ("safety", Safety.values, Safety.UNKNOWN),
    ):  # fmt: skip
        kept[name] = entry.get(name) or default
        check_choice(kept[name], known, name, refuse)
    kept["by_child"] = bool(entry.get("by_child"))
    kept["is_ill_treatment"] = bool(entry.get("is_ill_treatment"))
    kept["is_urgent"] = bool(entry.get("is_urgent")) or kept["safety"] == Safety.IN_DANGER
    kept["area"] = _area(entry.get("area"), refuse)
    kept["respondents"] = _respondents(entry.get("respondents") or [], refuse)
    kept["identity"] = checked_identity(entry.get("identity") or {}, refuse)
    refuse.done()
    return kept


def checked_identity(identity: Mapping[str, Any], refuse: Collector) -> dict[str, str]:
    """Only what was filled in. Nobody must name anybody; what is given must make sense."""
    kept = {name: optional(plain(identity.get(name)), name, longest, refuse) for name, longest in IDENTITY.items()}
    if kept["iin"] and not is_valid(kept["iin"]):
        refuse(_("This is not an IIN: check the twelve digits, or leave it out."), field="iin")
    kept["phone"] = checked_phone(kept["phone"], refuse)
    if kept["email"]:
        try:
            validate_email(kept["email"])
        except ValidationError:
            refuse(_("This is not an e-mail address: check it, or leave it out."), field="email")
    way = identity.get("way") or "CODE"
    check_choice(way, WAYS, "way", refuse)
    needed = {"PHONE": "phone", "EMAIL": "email", "LETTER": "address"}.get(way)
    if needed and not kept[needed]:
        refuse(_("You asked for an answer this way: say where to."), field=needed)
    filled = {name: text for name, text in kept.items() if text}
    return filled | ({"way": way} if filled or way != "CODE" else {})


def checked_receipt_of_letter(
    channel: str, received_at: datetime | None, at: datetime, refuse: Collector
) -> datetime:  # fmt: skip
    """When an office received what it registers: nothing is refused because it comes late."""
    check_choice(channel, [c for c in Channel.values if c != Channel.SITE], "channel", refuse)
    if received_at is None:
        return at
    if received_at > at:
        refuse(_("This time is in the future."), field="received_at")
    elif received_at < at - EARLIEST:
        refuse(_("This is more than a year ago: check the year."), field="received_at")
    return received_at


def checked_extension(until: date | None, first: date, longest: date, refuse: Collector) -> None:
    """A later day, at most two months after the first term (APPC Article 76)."""
    if until is None:
        refuse(_("Name the last day."), field="until")
    elif until <= first:
        refuse(_("Name a day after the present term."), field="until", rule="appc.a76.extension")
    elif until > longest:
        refuse(
            _("At most two months: not after %(day)s.") % {"day": f"{longest:%d.%m.%Y}"},
            field="until", rule="appc.a76.extension",
        )  # fmt: skip


def plain(text: Any) -> str:
    """A text without marks that would rearrange the page around it."""
    return said(str(text or "").translate(UNSEEN))


def _area(area: Any, refuse: Collector) -> Area | None:
    if area is not None and (not isinstance(area, Area) or area.level == Area.Level.COUNTRY):
        refuse(_("Choose a region or a district of the list."), field="area")
        return None
    return area


def _respondents(wanted: Any, refuse: Collector) -> list[dict[str, Any]]:
    """Each a body of the register, or one that is not in it: then what kind, in words."""
    if len(wanted) > MOST_RESPONDENTS:
        refuse(_("At most five bodies."), field="respondents")
        return []
    found: list[dict[str, Any]] = []
    for one in wanted:
        agency, described = one.get("agency"), optional(plain(one.get("described")), "described", 500, refuse)
        level = one.get("level") or Level.UNKNOWN
        check_choice(level, Level.values, "level", refuse)
        if agency is not None and not isinstance(agency, Agency):
            refuse(_("This body is not in the register. Leave it out and describe it in words."), field="respondents")
        elif agency is not None or described or level != Level.UNKNOWN:
            if agency is None or all(agency != other["agency"] for other in found):
                found.append({"agency": agency, "level": level, "described": described})
    return found

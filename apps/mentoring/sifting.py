"""What the lists of organisations, agreements and certificates may be narrowed to; the same for pages and API."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from apps.mentoring.models import Agreement, Certificate, Organisation

NAMES = ("name_kk", "name_ru", "name_en")
ENDS_SOON = timedelta(days=30)
"""Before its last day, from which a certificate counts as ending soon."""


def organisations(rows: QuerySet[Organisation], wanted: Mapping[str, Any]) -> QuerySet[Organisation]:
    """By `q` (name or BIN), `state`, `region`: one that works in a district of a region works in the region."""
    if text := (wanted.get("q") or "").strip():
        rows = rows.filter(_named(text, "agency"))
    if wanted.get("state"):
        rows = rows.filter(state=wanted["state"])
    if region := wanted.get("region"):
        there = Organisation.objects.filter(Q(regions__area=region) | Q(regions__area__parent=region))
        rows = rows.filter(pk__in=there.values("pk"))
    return rows


def agreements(rows: QuerySet[Agreement], wanted: Mapping[str, Any]) -> QuerySet[Agreement]:
    """By `q` (a number, a side's name or BIN), `state`, and `on`: in force on that day, also one that ended later."""
    if text := (wanted.get("q") or "").strip():
        numbers = Q(number__iexact=text) | Q(paper_number__iexact=text)
        rows = rows.filter(numbers | _named(text, "organisation__agency") | _named(text, "body"))
    if wanted.get("state"):
        rows = rows.filter(state=wanted["state"])
    return rows.in_force_on(wanted["on"]) if wanted.get("on") else rows  # type: ignore[attr-defined]


def certificates(rows: QuerySet[Certificate], wanted: Mapping[str, Any], today: date) -> QuerySet[Certificate]:
    """By `q` (number of the certificate or the candidate, or the beginning of a surname), `programme`, `state`."""
    if text := (wanted.get("q") or "").strip():
        numbers = Q(number__iexact=text) | Q(candidate__number__iexact=text)
        rows = rows.filter(numbers | Q(candidate__surname__istartswith=text))
    if wanted.get("programme"):
        rows = rows.filter(programme=wanted["programme"])
    return rows.filter(_of_state(wanted.get("state") or "", today))


def _of_state(state: str, today: date) -> Q:
    """valid, soon, ended, revoked; anything else: all."""
    standing = Q(revoked_at=None)
    return {
        "revoked": ~standing,
        "ended": standing & Q(valid_until__lt=today),
        "soon": standing & Q(valid_until__gte=today, valid_until__lte=today + ENDS_SOON),
        "valid": standing & (Q(valid_until=None) | Q(valid_until__gte=today)),
    }.get(state, Q())


def _named(text: str, agency: str) -> Q:
    """Whose BIN this is, or whose name in one of the languages holds the words."""
    fits = Q(**{f"{agency}__bin": text})
    for name in NAMES:
        fits |= Q(**{f"{agency}__{name}__icontains": text})
    return fits

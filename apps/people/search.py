"""Finding a child by number, IIN or any spelling of the names."""

import re

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Case, F, FloatField, Q, QuerySet, Value, When

from apps.core.names import match_key

_NUMBER = re.compile(r"^[CС]?[-\s]?(\d[\d\s]*)$", re.IGNORECASE)
"""A number as people say it: C-104512, c 104 512, 104512; С may be Cyrillic."""
IIN_PART = 6


def search(children: QuerySet, text: str) -> QuerySet:
    """The children that fit `text`, best first; all of them, unordered, when there is nothing to look for."""
    text = " ".join(text.split())
    if not text:
        return children
    if number := _NUMBER.match(text):
        return _by_digits(children, re.sub(r"\D", "", number.group(1)))
    key = match_key(text).strip()
    return _by_name(children, key) if key else children.none()


def _by_digits(children: QuerySet, digits: str) -> QuerySet:
    fits = Q(number=f"C-{digits}") | Q(number__endswith=digits)
    if len(digits) >= IIN_PART:
        fits |= Q(iin__startswith=digits)
    exact = When(Q(number=f"C-{digits}") | Q(iin=digits), then=Value(1.0))
    return children.filter(fits).annotate(rank=_rank(exact)).order_by("-rank", "-pk")


def _by_name(children: QuerySet, key: str) -> QuerySet:
    """Every word somewhere in the names, or, for a slip of the hand, words much alike."""
    words = key.split()
    within = Q(*(Q(name_key__contains=word) for word in words))
    whole = Q(*(Q(name_key__regex=rf"(^| ){re.escape(word)}") for word in words))
    alike = TrigramWordSimilarity(key, "name_key")
    return (
        children.filter(within | Q(name_key__trigram_word_similar=key))
        .annotate(rank=_rank(When(whole, then=Value(2.0)), When(within, then=Value(1.0))) + alike)
        .order_by("-rank", F("registered_at").desc(), "-pk")
    )


def _rank(*cases: When) -> Case:
    return Case(*cases, default=Value(0.0), output_field=FloatField())

"""Telephone numbers as they are stored: `+77011234567`, however they were typed."""

import re

_LOCAL = re.compile(r"^(?:[87])?([0-9]{10})$")
_WHOLE = re.compile(r"^[0-9]{10,15}$")


def clean_phone(text: str) -> str:
    """`8 701 123-45-67` and `+7 (701) 123 45 67` give `+77011234567`; empty stays empty.

    Raises ValueError for what is no telephone number.
    """
    text = text.strip()
    if not text:
        return ""
    digits = re.sub(r"[\s().\-\u2010-\u2015]", "", text)
    plus, digits = digits.startswith("+"), digits.removeprefix("+")
    if not plus and (local := _LOCAL.match(digits)):
        return f"+7{local.group(1)}"
    if not _WHOLE.match(digits):
        raise ValueError(text)
    return f"+{digits}"

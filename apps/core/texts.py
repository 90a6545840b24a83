"""What people type, as it is stored."""

import unicodedata
from typing import Any

_SEEN = frozenset("LNPS")
"""The first letters of the Unicode categories of what leaves a mark on paper: letters, figures, punctuation, signs."""
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Fillers and the empty Braille cell: by their category letters and signs, to the eye nothing."""


def said(text: Any) -> str:
    """The text without spaces around; empty when nothing of it can be seen, such as a zero-width space alone."""
    text = str(text or "").strip()
    return text if any(unicodedata.category(one)[0] in _SEEN and one not in _BLANK for one in text) else ""

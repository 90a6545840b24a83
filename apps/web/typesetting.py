"""Every PDF is set here: archival, tagged, in one typeface, from a template of `templates/pdf` and plain texts."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import normalize

import fontpkg_pt_serif
import typst
from django.conf import settings

STANDARDS = ["a-2a"]
MISSING = "□"
KEPT = (
    "\n\x20-\x7e\xa0-\u024f\u02b0-\u02ff\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03ff"
    "\u0400-\u0482\u048a-\u04ff\u0510-\u0513\u051a-\u051d\u0524-\u0527\u1e00-\u1eff"
    "\u2010-\u2027\u202f-\u2040\u2042\u2044-\u2052\u2054-\u205e\u2070\u2071\u2074-\u208e\u2090-\u209c"
    "\u20a0-\u20c0\u2100-\u211e\u2120\u2122\u2124\u2126-\u214f\u2150\u2151\u2153-\u2184\u2190-\u22ff\u25a0-\u25ff"
)
"""Latin, Greek, Cyrillic, punctuation and common signs, as far as there are letters for them: an archival PDF with a
character that cannot be drawn is no PDF at all."""
_UNSEEN = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]"
)
_UNPRINTABLE = re.compile(f"[^{KEPT}]")


def typeset(template: str, data: dict[str, Any]) -> bytes:
    """The PDF; data travel as JSON, so that nothing typed by people is markup."""
    return typst.compile(
        _source(template), format="pdf", sys_inputs={"data": json.dumps(printable(data), ensure_ascii=False)},
        pdf_standards=STANDARDS, font_paths=[fonts()], ignore_system_fonts=True,
    )  # fmt: skip


def printable(value: Any) -> Any:
    """The same with `□` for every character there is no letter for (a smiley, Han, a control character); what is not
    seen anyway (joiners, marks of direction), and an accent that belongs to no letter, goes."""
    if isinstance(value, str):
        return _UNPRINTABLE.sub(MISSING, _UNSEEN.sub("", normalize("NFC", value.replace("\r", "").replace("\t", " "))))
    if isinstance(value, dict):
        return {name: printable(held) for name, held in value.items()}
    if isinstance(value, list | tuple):
        return [printable(held) for held in value]
    return value


@cache
def fonts() -> str:
    """The folder of the typeface."""
    return str(Path(fontpkg_pt_serif.__file__).parent)


@cache
def _source(template: str) -> bytes:
    return (settings.BASE_DIR / "templates" / "pdf" / template).read_bytes()

"""PDFs: whatever people typed is set, and what has no letter stands as a box."""

import re
from io import BytesIO

import pytest
from pypdf import PdfReader

from apps.web import typesetting


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> str:
    """A template that shows what it is given, plain and bold."""
    source = (
        '#set document(title: "x", date: datetime(year: 2026, month: 1, day: 1))\n#set text(font: "PT Serif")\n'
        "#let data = json(bytes(sys.inputs.data))\n#for one in data.texts [#one *#one* ]\n"
    )
    monkeypatch.setattr(typesetting, "_source", lambda name: source.encode())
    return "page.typ"


def test_every_character_that_is_kept_can_be_drawn(page: str) -> None:
    kept = [chr(code) for code in range(0x3000) if re.match(f"[{typesetting.KEPT}]", chr(code))]
    assert typesetting.typeset(page, {"texts": [*kept, "".join(kept), "\t.\r\n"]}).startswith(b"%PDF")


@pytest.mark.parametrize(
    "typed",
    ["😀", "汉", "\x07", "\x00", "\ue000", "\ufeff", "\u0378", "👨\u200d👩\u200d👧", "Ԥ", "\ud83d", "\u2028", "ﷺ"],
)
def test_no_character_stops_the_paper(page: str, typed: str) -> None:
    text = PdfReader(BytesIO(typesetting.typeset(page, {"texts": [f"Өтебай {typed} Әсел"]}))).pages[0].extract_text()
    assert "Өтебай" in text
    assert "Әсел" in text


def test_a_box_stands_for_what_has_no_letter() -> None:
    given = {"name": "Ұлан 😀 № 5 «—» ₸", "rows": [("汉", 3, None)], "joined": "а\u200dб и\u0306 я\u0335"}
    assert typesetting.printable(given) == {"name": "Ұлан □ № 5 «—» ₸", "rows": [["□", 3, None]], "joined": "аб й я"}

"""A child at a telephone: writes in Kazakh, leaves by the quick exit, comes back with the code, reads the answer, adds
a photo. Every screen is looked at, with script and without."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from apps.complaints.models import Appeal, Attachment
from apps.obligations.law import load_law
from apps.web.shared import now
from tests.browser.visitor import PHONE, WIDE, Visitor
from tests.factories.appeals import replied
from tests.factories.offices import Offices, make_offices
from tests.factories.papers import picture

pytestmark = pytest.mark.browser

TEXT = "Мектепте мені күнде ұрады. Мұғалім көрсе де ештеңе демейді."
PHOTO = {"name": "sinip.jpg", "mimeType": "image/jpeg", "buffer": picture("JPEG", (300, 200))}


@pytest.fixture
def offices(transactional_db: None, settings: Any, tmp_path: Any) -> Offices:
    settings.MEDIA_ROOT = tmp_path / "files"
    load_law()
    return make_offices()


class Child(Visitor):
    """Presses the buttons of the intake and waits for what they bring."""

    def on(self, button: str = "button.btn-primary", *, to: str = "h1") -> None:
        before = self.page.content()
        self.press(f"main {button}")
        expect(self.find(to).first).to_be_visible()
        self.page.wait_for_function("before => document.documentElement.outerHTML !== before", arg=before)
        expect(self.find("[aria-busy]")).to_have_count(0)
        self.page.wait_for_load_state()

    def look(self) -> None:
        """A refused form is no fault of the page, though the browser reports it."""
        self.page.wait_for_load_state("networkidle")
        self.said = [word for word in self.said if "status of 422" not in word]
        super().look()
        assert not self.zoomed()

    def leaves(self, act: Callable[[], Any]) -> None:
        """It ends elsewhere, without a cookie of ours left behind; no network is needed to see it."""
        with self.page.expect_request(lambda request: request.url.startswith("https://www.google.com/")):
            act()
        assert self.page.context.cookies(self.url) == []
        self.page.wait_for_timeout(500)


@pytest.fixture
def telephone(window: Any) -> Any:
    def open_one(width: int = PHONE, **how: Any) -> Child:
        visitor = window(width, **how)
        visitor.__class__ = Child
        return visitor

    return open_one


def write(child: Child, region: str, *, look: bool = False) -> str:
    """From the first page to the receipt, which is not noted yet; gives the code."""
    child.go("/help/")
    steps = (
        ("button[value=child]", lambda: None), ("button.btn-primary", lambda: child.page.check("[value=IN_DANGER]")),
        ("button.btn-primary", lambda: None), ("button.btn-primary", lambda: child.page.fill("[name=text]", TEXT)),
        ("button.btn-primary", lambda: child.page.check("[value=school]")),
        ("button.btn-primary", lambda: child.page.select_option("[name=region]", region)),
        ("button.btn-primary", lambda: None), ("button.btn-primary", lambda: child.page.check("[value=PHONE]")),
        ("button.btn-primary", lambda: child.page.fill("[name=phone]", "8 701 123 45 67")),
        ("button.btn-primary", lambda: None), ("button.btn-primary", lambda: None),
    )  # fmt: skip
    for button, answer in steps:
        if look:
            child.look()
        answer()
        child.on(button)
    if look:
        child.look()
    child.on("button[value=send]", to=".code")
    if look:
        child.look()
    return child.text(".code").replace(" ", "")


def test_a_child_writes_leaves_and_comes_back(offices, telephone):
    child = telephone(locale="kk-KZ")
    code = write(child, str(offices.region.pk), look=True)
    expect(child.find("html")).to_have_attribute("lang", "kk")
    assert len(code) == 16
    child.on("button[value=noted]")
    child.look()
    length = child.page.evaluate("history.length")
    child.leaves(lambda: child.press(".exit"))
    assert length <= 3  # about:blank, the address and one entry more, however many screens were seen
    child.page.go_back()
    assert child.page.url == "about:blank"
    replied(Appeal.objects.get(), by=offices.head, at=now())
    child.go("/help/")
    child.on("button[value=code]")
    child.look()
    child.page.fill("[name=code]", code[:8] + " 00000000")
    child.on()
    expect(child.find(".field-error")).to_be_visible()
    child.look()
    child.page.fill("[name=code]", f"{code[:4]} {code[4:8]} {code[8:12]} {code[12:]}")
    child.on()
    expect(child.find(".told").filter(has_text="Мектепте тексеру болды.")).to_be_visible()
    child.page.set_input_files("[type=file]", PHOTO)
    child.on("button[value=write]")
    expect(child.find(".added img")).to_be_visible()
    child.look()
    assert Attachment.objects.get().kind == "PHOTO"
    child.on("button[value=proof]")
    child.look()


def test_without_script(offices, telephone):
    child = telephone(locale="ru-RU", java_script_enabled=False)
    child.go("/help/")
    for button in ("button[value=child]", "button.btn-primary"):
        if button != "button[value=child]":
            child.page.check("[value=SAFE]")
        child.page.click(f"main {button}")
    child.page.fill("[name=text]", "В школе")
    child.page.click(".langs [value=kk]")
    assert child.page.input_value("[name=text]") == "В школе"
    child.page.click("main button.btn-primary")
    child.page.fill("[name=described]", "№ 5")
    child.page.press("[name=described]", "Enter")  # goes on, in the same language
    expect(child.find("html")).to_have_attribute("lang", "kk")
    child.page.click("main button.btn-primary")
    child.page.check("[value=CODE]")
    for _turn in range(3):
        child.page.click("main button.btn-primary")
    child.page.click("main button[value=send]")
    expect(child.find(".code")).to_be_visible()
    child.page.reload()
    expect(child.find(".code")).to_be_visible()
    child.page.click("main button[value=noted]")
    child.page.set_input_files("[type=file]", PHOTO)
    child.page.click("main button[value=write]")
    expect(child.find(".added img")).to_be_visible()
    child.leaves(lambda: child.page.click(".exit"))
    child.go("/help/")
    expect(child.find("button[value=child]")).to_be_visible()


def test_the_telephones_own_back_goes_one_question_back(offices, telephone):
    child = telephone(locale="kk-KZ")
    child.go("/help/")
    child.on("button[value=child]")
    child.page.check("[value=SAFE]")
    child.on()
    child.page.fill("[name=text]", TEXT)
    child.on()
    for field, held in (("[name=text]", TEXT), ("[value=SAFE]", "SAFE")):
        child.page.evaluate("history.back()")
        expect(child.find(field)).to_have_value(held)
        expect(child.find("[aria-busy]")).to_have_count(0)
    expect(child.find("[value=SAFE]")).to_be_checked()
    child.page.evaluate("history.back()")
    expect(child.find("button[value=child]")).to_be_visible()
    child.page.wait_for_function("history.length === 3")
    child.page.evaluate("history.back()")
    child.page.wait_for_url("about:blank")


def test_back_while_an_answer_is_on_its_way_stays_and_twice_leaves(offices, telephone):
    child = telephone(locale="kk-KZ")
    child.go("/help/")
    child.on("button[value=child]")
    child.page.check("[value=SAFE]")
    child.on()
    child.page.fill("[name=text]", TEXT)
    held: list[Any] = []
    child.page.route("**/help/", lambda route: held.append(route))
    child.press("main button.btn-primary")
    expect(child.find("[aria-busy]")).to_have_count(1)
    child.page.evaluate("history.back()")
    child.page.wait_for_timeout(300)
    assert child.page.input_value("[name=text]") == TEXT
    held.pop().continue_()
    expect(child.find("[value=school]")).to_be_visible()
    child.page.evaluate("history.back()")
    expect(child.find("[aria-busy]")).to_have_count(1)
    child.page.evaluate("setTimeout(() => history.back())")
    child.page.wait_for_url("about:blank")


def test_a_broken_line_loses_nothing(offices, telephone):
    child = telephone(locale="kk-KZ")
    child.go("/help/")
    child.on("button[value=child]")
    child.page.check("[value=SAFE]")
    child.on()
    child.page.fill("[name=text]", TEXT)
    answers: dict[str, Callable[[Any], None]] = {
        "lost": lambda route: route.abort("internetdisconnected"),
        "large": lambda route: route.fulfill(status=413, body="<h1>413</h1>"),
    }
    for why, answer in (*answers.items(), ("lost", lambda route: route.fulfill(status=502, body="<h1>502</h1>"))):
        child.page.route("**/help/", answer)
        child.press("main button.btn-primary")
        expect(child.find(f"[data-why={why}]")).to_be_focused()
        expect(child.find("[role=alert]")).to_have_count(1)
        assert child.page.input_value("[name=text]") == TEXT
        child.page.unroute("**/help/")
    child.said.clear()  # the browser itself reports such answers
    child.look()
    child.on()
    expect(child.find("[value=school]")).to_be_visible()


def test_escape_twice_leaves_and_once_does_not(offices, telephone):
    child = telephone(locale="kk-KZ")
    child.go("/help/")
    child.on("button[value=child]")
    child.page.keyboard.press("Escape")
    child.page.wait_for_timeout(1700)
    child.page.keyboard.press("Escape")
    expect(child.find("h1")).to_be_visible()
    child.leaves(lambda: child.page.keyboard.press("Escape"))


@pytest.mark.parametrize(("locale", "scheme"), [("kk-KZ", "light"), ("ru-RU", "dark")])
def test_the_form_of_adults_is_accessible(offices, telephone, locale, scheme):
    adult = telephone(WIDE, locale=locale, color_scheme=scheme)
    adult.go("/help/")
    adult.look()
    adult.on("button[value=adult]")
    adult.look()
    adult.on()
    expect(adult.find(".errors")).to_be_visible()
    adult.look()
    for choice in ("SAFE", "COMPLAINT", "CODE"):
        adult.page.check(f"[value={choice}]")
    adult.page.fill("[name=text]", "Мектеп баланы қабылдамайды.")
    adult.on()
    adult.look()
    adult.on("button[value=send]", to=".code")
    adult.look()
    adult.on("button[value=noted]")
    adult.page.click("main details >> nth=1")
    adult.look()

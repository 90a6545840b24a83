"""From a child's telephone to a restored right, in a real browser: the child writes without an account, the ombudsman
asks the school department, which answers late and never learns who wrote, and the child reads the answer."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.complaints.models import Appeal, BodyRequest
from tests.browser.visitor import PHONE, WIDE, Visitor
from tests.cast import Cast
from tests.factories.accounts import fresh, make_agency, make_user
from tests.factories.papers import picture

pytestmark = pytest.mark.browser

STORY = "Мектепте мені күнде ұрады. Мұғалім көрсе де ештеңе демейді."
FOUND = "Мектепте тексеру болды. Енді сынып жетекшісі сені қорғайды."
ASKED = "Мектептегі қауіпсіздік шаралары туралы хабарлаңыз."
PHOTO = {"name": "сурет.png", "mimeType": "image/png", "buffer": picture()}


class Clock:
    """The clock of the application, in a past that is over whatever the database thinks of the time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._real, self._ahead = timezone.now, -timedelta(days=60)
        monkeypatch.setattr(timezone, "now", lambda: self._real() + self._ahead)

    def go_on_to(self, instant: datetime) -> None:
        self._ahead += instant - timezone.now()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def official(cast: Cast) -> User:
    """An official of the school department of the child's region."""
    region = cast.district.parent
    make_agency(AgencyKind.REPUBLIC_OMBUDSMAN, region.parent)
    department = make_agency(
        AgencyKind.EDU_MANAGEMENT, region, name_kk="Астана қаласының білім басқармасы",
        name_ru="Управление образования города Астаны",
    )  # fmt: skip
    return make_user(department, Role.OFFICIAL, language=cast.ombudsman.language, is_duty_officer=True)


@pytest.mark.parametrize(("language", "width"), [("kk", PHONE), ("ru", WIDE)])
def test_from_a_childs_word_to_a_restored_right(cast, official, window, as_person, clock, width):
    child = window(PHONE, locale="kk-KZ")
    code = writes(child, cast)
    ombudsman = as_person(cast.ombudsman, width)
    appeal = taken_over(ombudsman)
    asked = asks(ombudsman, appeal)
    clock.go_on_to(asked.due_at + timedelta(days=1))
    answers_late(as_person(official, width), asked)
    ombudsman = as_person(cast.ombudsman, width)  # weeks later: the first session is over
    sees_that_it_was_late(ombudsman, appeal, asked)
    recommends(ombudsman, appeal, official, as_person, width)
    restored_and_replied(ombudsman, appeal)
    comes_back(window(PHONE, locale="kk-KZ"), code)
    ombudsman.go(f"/appeals/{appeal.number}/")
    expect(ombudsman.find("#said img, #said a[href*='/files/']").first).to_be_visible()


def writes(child: Visitor, cast: Cast) -> str:
    """One question at a time, no account, no cookie; then the code, and away by the quick exit."""
    child.go("/help/")
    child.look()
    press(child, "child")
    child.page.check("input[name=safety][value=SAFE]")
    onward(child)
    child.page.fill("textarea[name=text]", STORY)
    onward(child)
    child.page.check("input[name=who][value=school]")
    onward(child)
    child.page.select_option("select[name=region]", label=cast.district.parent.name_kk)
    onward(child)
    child.page.select_option("select[name=district]", label=cast.district.name_kk)
    onward(child)
    child.page.check("input[name=way][value=CODE]")
    onward(child, times=3)
    expect(child.find("main")).to_contain_text(STORY)
    assert not child.page.context.cookies()
    child.look()
    press(child, "send")
    code = re.sub(r"\D", "", child.find(".code").inner_text())
    assert len(code) == 16
    child.look()
    leave(child)
    return code


def taken_over(ombudsman: Visitor) -> Appeal:
    """My day shows it; the office says which right it is about, and begins."""
    appeal = Appeal.objects.get()
    ombudsman.go("/")
    expect(ombudsman.find("main")).to_contain_text(appeal.number)
    ombudsman.go(f"/appeals/{appeal.number}/")
    expect(ombudsman.find("main")).to_contain_text(STORY)
    ombudsman.look()
    if ombudsman.width == WIDE:
        assert not ombudsman.zoomed()
    ombudsman.go(f"/appeals/{appeal.number}/take-over/")
    ombudsman.page.select_option("select[name=right]", "BULLYING")
    submit(ombudsman)
    with ombudsman.page.expect_navigation():
        ombudsman.press(f"form[action='/appeals/{appeal.number}/begin/'] button")
    appeal.refresh_from_db()
    assert appeal.state == "UNDER_REVIEW"
    return appeal


def asks(ombudsman: Visitor, appeal: Appeal) -> BodyRequest:
    ask(ombudsman, appeal, "INFORMATION", ASKED)
    asked = BodyRequest.objects.get()
    assert asked.body.kind == AgencyKind.EDU_MANAGEMENT
    return asked


def ask(ombudsman: Visitor, appeal: Appeal, kind: str, text: str) -> None:
    """The body is found in the register by its name."""
    ombudsman.go(f"/appeals/{appeal.number}/ask/")
    ombudsman.page.check(f"input[name=kind][value={kind}]")
    ombudsman.page.fill("input[name=find_words]", "білім басқармасы")
    ombudsman.press("button[name=find]")
    ombudsman.page.check("input[name=body]")
    ombudsman.page.fill("textarea[name=text]", text)
    submit(ombudsman)


def answers_late(official: Visitor, asked: BodyRequest) -> None:
    """The department reads the question, and nowhere the appeal or the child's words."""
    official.go("/")
    expect(official.find("main")).to_contain_text(asked.number)
    for path in ("/requests/", f"/requests/{asked.number}/", "/notices/"):
        official.go(path)
        told = official.page.content()
        assert asked.appeal.number not in told
        assert STORY not in told
    official.go(f"/requests/{asked.number}/")
    expect(official.find("main")).to_contain_text(ASKED)
    official.look()
    official.go(f"/requests/{asked.number}/answer/")
    official.page.fill("textarea[name=text]", "Кезекшілік ұйымдастырылды.")
    submit(official)
    official.go(f"/appeals/{asked.appeal.number}/", status=404)


def sees_that_it_was_late(ombudsman: Visitor, appeal: Appeal, asked: BodyRequest) -> None:
    asked.refresh_from_db()
    assert asked.is_late
    ombudsman.go(f"/appeals/{appeal.number}/")
    expect(ombudsman.find("main")).to_contain_text("Кезекшілік ұйымдастырылды.")
    expect(ombudsman.find(f"[id='{asked.number}'], li:has-text('{asked.number}')").first).to_contain_text(
        re.compile("кеш|опозд", re.IGNORECASE)
    )


def recommends(ombudsman: Visitor, appeal: Appeal, official: User, as_person: Any, width: int) -> None:
    ask(ombudsman, appeal, "RECOMMENDATION", "Мұғалімдерді оқытыңыз.")
    made = BodyRequest.objects.get(kind="RECOMMENDATION")
    body = as_person(fresh(official), width)
    body.go(f"/requests/{made.number}/answer/")
    body.page.fill("textarea[name=text]", "Оқыту өткізілді.")
    submit(body)


def restored_and_replied(ombudsman: Visitor, appeal: Appeal) -> None:
    """The head decides, looks at the whole letter in the child's language, and sends it."""
    ombudsman.go(f"/appeals/{appeal.number}/decide/")
    ombudsman.page.check("input[name=outcome][value=RESTORED]")
    ombudsman.page.fill("textarea[name=evidence]", "Басқарманың жауабы.")
    submit(ombudsman)
    ombudsman.go(f"/appeals/{appeal.number}/reply/")
    ombudsman.page.fill("textarea[name=text]", FOUND)
    ombudsman.press("button[value=look]")
    letter = ombudsman.find("article.letter")
    expect(letter).to_contain_text("Сәлем!")
    expect(letter).to_contain_text("111")
    ombudsman.look()
    ombudsman.press("button[value=send]")
    expect(ombudsman.find("[role=status], .messages").first).to_be_visible()
    appeal.refresh_from_db()
    assert appeal.state == "REPLIED"


def comes_back(child: Visitor, code: str) -> None:
    """With nothing but the sixteen digits: reads the answer, adds a photo."""
    child.go("/help/")
    press(child, "code")
    child.page.fill("input[name=code]", code)
    child.press("main form button.btn-primary")
    expect(child.find("main")).to_contain_text(FOUND)
    child.look()
    child.page.set_input_files("input[type=file]", PHOTO)
    child.press("button[name=do][value=write]:not(.unseen)")
    expect(child.find("[role=status]").first).to_be_visible()
    expect(child.find("main img, main a[href*='file']").first).to_be_visible()
    child.look()


def press(child: Visitor, go: str) -> None:
    """The answer takes the place of the page, with the script or without it."""
    child.page.evaluate("document.body.classList.add('before')")
    child.press(f"button[name=go][value={go}]:not(.unseen)")
    expect(child.find("body.before")).to_have_count(0)


def onward(child: Visitor, times: int = 1) -> None:
    for _turn in range(times):
        press(child, "next")


def leave(child: Visitor) -> None:
    """Away at once: the visit ends, what the browser holds goes, and the page shown is somebody else's."""
    child.page.route("https://www.google.com/**", lambda route: route.fulfill(body="ауа райы"))
    child.press("#exit")
    expect(child.page).to_have_url(re.compile("google"))
    assert not child.page.context.cookies()


def submit(visitor: Visitor) -> None:
    with visitor.page.expect_navigation():
        visitor.press("main form .savebar button[type=submit].btn-primary")
    expect(visitor.find(".field-error")).to_have_count(0)

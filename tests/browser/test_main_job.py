"""The main job in a real browser, as the README tells it: from an incident about a child to the acknowledgements."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Route, expect

from apps.accounts.models import User
from apps.core.localtime import local
from apps.incidents.models import Incident
from apps.notices.delivery import deliver
from apps.notices.models import Notice
from apps.obligations.models import Obligation
from apps.obligations.sweep import sweep
from tests.browser.visitor import PASSWORD, PHONE, WIDE, Visitor
from tests.cast import Cast, log_harm

pytestmark = pytest.mark.browser

LAW = "kz345.a28-2.p10.s7"
HOUR = timedelta(hours=1)
ACKNOWLEDGE = "form[action$='/acknowledge/'] button"


@pytest.mark.parametrize(("language", "width"), [("kk", PHONE), ("ru", WIDE)])
def test_from_an_incident_to_its_acknowledgements(cast, window, width):
    coordinator = window(width).sign_in(cast.coordinator, look=True)
    coordinator.look()
    incident = write_incident(coordinator, cast, look=coordinator.look)
    see_three_clocks(coordinator, cast, incident)
    coordinator.look()
    deliver(timezone.now)
    acts: list[tuple[User, Callable[[Visitor, Notice], None]]] = [
        (cast.orphanage, from_my_day), (cast.officer, from_the_inbox), (cast.police, from_the_notice),
    ]  # fmt: skip
    for person, acknowledge in acts:
        recipient = window(width).sign_in(person)
        recipient.look()
        acknowledge(recipient, Notice.objects.get(recipient=person.agency))
        expect(recipient.find("#messages .is-met")).to_be_visible()
        recipient.look()
        recipient.page.context.close()
    coordinator.go(f"/incidents/{incident.number}/")
    for card in law_cards(coordinator, cast):
        expect(card.locator(".track .done")).to_have_count(4)
    coordinator.look()


def write_incident(visitor: Visitor, cast: Cast, *, look: Callable[[], None] = lambda: None) -> Incident:
    """The three steps, as the coordinator goes through them."""
    visitor.press("a[href='/incidents/new/']")
    look()
    visitor.press("label:has([value=CRUEL_PHYSICAL])")
    visitor.press("[data-minutes-ago='60']")
    visitor.press("[name=go][value=next]")
    visitor.find("#id_q").press_sequentially(cast.child.surname[:4].lower())
    visitor.press(f"label:has([value='{cast.child.number}'])")
    visitor.find("#id_place").fill("Жатын бөлме")
    visitor.press("label:has([value=SAFE])")
    expect(visitor.find("#running .running .basis-law")).to_be_visible()
    look()
    visitor.press("[name=go][value=next]")
    visitor.find("#id_description").fill("Көкірегінде көгерген жер бар, дәрігер қарады.")
    for agency in cast.told():
        expect(visitor.find("main")).to_contain_text(agency.name)
    look()
    visitor.press("[name=go][value=send]")
    expect(visitor.find("#messages .is-met")).to_be_visible()
    return Incident.objects.latest("pk")


def see_three_clocks(visitor: Visitor, cast: Cast, incident: Incident) -> None:
    """Each recipient of the Law has a card with its clock, the article's tag and the instant it ends."""
    due = incident.established_at + 24 * HOUR
    duties = Obligation.objects.about(incident.subject).filter(rule__code=LAW)
    assert len(duties) == 3
    assert {(duty.party, duty.due_at) for duty in duties} == {(agency, due) for agency in cast.told()}
    for card in law_cards(visitor, cast):
        expect(card.locator(".two .basis-law")).to_have_attribute("href", f"/rules/{LAW}/")
        expect(card.locator(".two dd").first).to_contain_text(f"{local(due):%H:%M}")
        expect(card.locator(".clock")).to_have_attribute("data-due", due.isoformat())


def law_cards(visitor: Visitor, cast: Cast) -> list:
    """The cards of the three recipients of the Law."""
    return [visitor.find("article.notice", has_text=agency.name) for agency in cast.told()]


def from_my_day(visitor: Visitor, notice: Notice) -> None:
    visitor.press(f".duties li:has-text('{notice.subject_no}') {ACKNOWLEDGE}")


def from_the_inbox(visitor: Visitor, notice: Notice) -> None:
    visitor.enter("/notices/")
    visitor.look()
    visitor.press(f".duties li:has-text('{notice.number}') {ACKNOWLEDGE}")


def from_the_notice(visitor: Visitor, notice: Notice) -> None:
    visitor.enter("/notices/")
    visitor.press(f"a[href='/notices/{notice.number}/']")
    visitor.look()
    visitor.press(ACKNOWLEDGE)


def test_outsiders_see_nothing(cast, as_person):
    incident = log_at_once(cast)
    notice = Notice.objects.get(recipient=cast.department)
    for person in cast.outsiders:
        stranger = as_person(person)
        for path in ("/", "/incidents/", "/notices/", "/notices/?show=all", "/notices/messages/", "/children/"):
            written = stranger.go(path).text()
            for number in (incident.number, notice.number, cast.child.number, cast.child.surname):
                assert number not in written, path
        for path in (f"/incidents/{incident.number}/", f"/notices/{notice.number}/", f"/children/{cast.child.number}/"):
            stranger.go(path, status=404)
        stranger.go("/").page.fill("#find", incident.number)
        stranger.page.press("#find", "Enter")
        expect(stranger.page).to_have_url(f"{stranger.url}/search/")
        expect(stranger.find(f"main a[href='/incidents/{incident.number}/']")).to_have_count(0)
        stranger.page.context.close()


def test_without_scripts(cast, window):
    visitor = window(PHONE, java_script_enabled=False).sign_in(cast.coordinator)
    visitor.go("/incidents/new/")
    at = local(timezone.now() - HOUR)
    visitor.page.check("[value=CRUEL_PHYSICAL]")
    visitor.page.fill("#id_established_at_0", f"{at:%d.%m.%Y}")
    visitor.page.fill("#id_established_at_1", f"{at:%H:%M}")
    visitor.press("[name=go][value=next]")
    visitor.page.fill("#id_q", cast.child.surname)
    visitor.press("[name=find]")
    visitor.page.check(f"[value='{cast.child.number}']")
    visitor.page.fill("#id_place", "Жатын бөлме")
    visitor.page.check("[value=SAFE]")
    visitor.press("[name=go][value=next]")
    visitor.page.fill("#id_description", "Көкірегінде көгерген жер бар.")
    visitor.press("[name=go][value=send]")
    assert [card.count() for card in law_cards(visitor, cast)] == [1, 1, 1]
    deliver(timezone.now)
    recipient = window(PHONE, java_script_enabled=False).sign_in(cast.police)
    from_my_day(recipient, Notice.objects.get(recipient=cast.department))
    assert Notice.objects.get(recipient=cast.department).acknowledged_by == cast.police
    assert recipient.find("#messages .is-met").is_visible()


def test_by_keyboard_alone(cast, window):
    log_at_once(cast)
    visitor = window()
    visitor.go("/accounts/login/")
    for name, typed in (("login", "police"), ("password", PASSWORD)):
        tab_to(visitor, f"[name={name}]")
        visitor.page.keyboard.type(typed)
    tab_to(visitor, "main form [type=submit]")
    visitor.page.keyboard.press("Enter")
    expect(visitor.page).to_have_url(visitor.url + "/")
    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.press("Enter")
    assert visitor.page.evaluate("document.activeElement.id") == "main"
    tab_to(visitor, ACKNOWLEDGE)
    visitor.page.keyboard.press("Enter")
    expect(visitor.find("#messages .is-met")).to_be_visible()
    assert Notice.objects.get(recipient=cast.department).acknowledged_by == cast.police


def tab_to(visitor: Visitor, selector: str) -> None:
    """Go on with the Tab key until this has the focus, and see that the focus can be seen."""
    for _ in range(60):
        visitor.page.keyboard.press("Tab")
        focused = visitor.page.evaluate_handle("document.activeElement").as_element()
        if focused.evaluate("(one, selector) => one.matches(selector)", selector):
            assert focused.evaluate("one => getComputedStyle(one).outlineStyle") == "solid", selector
            return
    pytest.fail(f"the Tab key does not reach {selector}")


def test_in_the_dark(cast, as_person):
    incident = log_at_once(cast)
    sweep(timezone.now())
    visitor = as_person(cast.coordinator, color_scheme="dark")
    for path in ("/", f"/incidents/{incident.number}/", "/incidents/new/"):
        visitor.go(path).look()


def test_a_button_pressed_while_the_draft_is_being_saved(cast, as_person):
    visitor = as_person(cast.coordinator).go("/incidents/new/")
    visitor.press("label:has([value=CRUEL_PHYSICAL])")
    expect(visitor.find("#draft-line .no")).to_be_visible()
    held: list[Route] = []
    visitor.page.route("**/incidents/new/", lambda route: held.append(route), times=1)
    visitor.press("[data-minutes-ago='60']")
    visitor.press("[name=go][value=next]")
    expect(visitor.find("form.htmx-request")).to_be_visible()
    held.pop().continue_()
    expect(visitor.find("#id_q")).to_be_visible()
    assert Incident.objects.get().established_at


def test_a_search_for_a_child_is_not_a_save(cast, as_person):
    visitor = as_person(cast.coordinator).go("/incidents/new/")
    visitor.press("label:has([value=CRUEL_PHYSICAL])")
    visitor.press("[name=go][value=next]")
    visitor.find("#id_q").press_sequentially(cast.child.surname[:4])
    expect(visitor.find("#found label")).to_be_visible()
    expect(visitor.find("#draft")).not_to_have_text(visitor.find("#draft").get_attribute("data-saving"))


def log_at_once(cast: Cast) -> Incident:
    """An incident sent and delivered an hour after its establishing, by the real actions."""
    now = timezone.now()
    incident = log_harm(cast, at=now, established_at=now - HOUR)
    deliver(lambda: now)
    return incident

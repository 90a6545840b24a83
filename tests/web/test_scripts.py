"""The small scripts in a real browser: countdown, keys, dialogs, quick times. Pages are right without them."""

import os
from datetime import datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.template import engines
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation

from apps.web.widgets import WhenWidget
from tests.factories.accounts import make_officer

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

NOON = datetime(2026, 3, 20, 12, 0, tzinfo=ZoneInfo("Asia/Almaty"))
RULE = SimpleNamespace(
    code="caseflow.ack", basis="POLICY", term_basis="POLICY", article={}, term={"kind": "HOURS"}, title="Растау"
)


def row(hours_left):
    """A duty's row as the server writes it at noon, in Kazakh."""
    duty = SimpleNamespace(
        rule=RULE, state="OPEN", started_at=NOON - timedelta(hours=10), due_at=NOON + timedelta(hours=hours_left),
        met_at=None, breached_at=None, step_times=[], steps_taken=0, cancel_reason="", subject_no="I-26-000415",
    )  # fmt: skip
    source = '{% load caseflow %}<ul class="bare card duties">{% duty_row duty url="/x/" act="Растау" %}</ul>'
    return put(source, duty=duty)


def put(source, **context):
    with translation.override("kk"):
        return (
            engines["django"].from_string(source).render({"now": NOON, "request": RequestFactory().get("/"), **context})
        )


@pytest.fixture
def office(page, client, live_server):
    """The register of rules, signed in, with the clock at noon."""
    client.force_login(make_officer(language="kk"))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page.clock.install(time=NOON)
    page.goto(live_server.url + reverse("rules:index"))
    return page


def show(page, html):
    """Put a part into the page, as a fragment that has just arrived."""
    page.evaluate(
        "html => { const main = document.querySelector('main'); main.insertAdjacentHTML('beforeend', html);"
        " document.dispatchEvent(new Event('htmx:afterSettle')); }",
        html,
    )


def said(page, selector):
    return page.inner_text(selector).replace("\xa0", " ").replace("\n", " ")


def test_the_countdown_says_what_the_server_would_say(office):
    show(office, row(3))
    assert said(office, ".duties .say") in ("3 сағ қалды", "2 сағ 59 мин қалды")
    office.clock.fast_forward("01:30:00")
    assert said(office, ".duties .say") == "1 сағ 29 мин қалды"
    assert said(office, ".duties .clock b") == "1:29 сағ"
    assert "is-soon" in office.get_attribute(".duties .clock", "class")
    assert "is-soon" in office.get_attribute(".duties .say", "class")


def test_a_term_that_runs_out_is_shown_and_told_once(office):
    show(office, row(1))
    office.clock.fast_forward("01:02:00")
    assert said(office, ".duties .say") == "2 мин кешікті"
    assert "is-over" in office.get_attribute(".duties .clock", "class")
    assert office.locator(".duties .clock use[href$='#alert']").count() == 1
    assert said(office, "#live") == "Растау: 2 мин кешікті"


def test_keys_work_in_a_cyrillic_layout_and_not_while_typing(office):
    office.keyboard.press("Slash")
    assert office.evaluate("document.activeElement.id") == "find"
    office.keyboard.press("Shift+Slash")
    assert office.locator("dialog[open]").count() == 0
    office.evaluate("document.activeElement.blur()")
    office.evaluate("document.dispatchEvent(new KeyboardEvent('keydown', {key: ',', code: 'Slash', shiftKey: true}))")
    assert office.get_attribute("dialog[open]", "id") == "keys"
    office.keyboard.press("Escape")
    assert office.locator("dialog[open]").count() == 0


def test_an_act_is_asked_about_in_a_dialog(office):
    source = '{% load caseflow_forms %}{% confirm "close" "Жабу" "/x/close/" "Жабасыз ба?" "Оқиғаны жабу" %}'
    show(office, put(source))
    office.click("a[data-dialog=close]")
    assert office.evaluate("document.activeElement.hasAttribute('data-close')")
    office.click("dialog[open] [data-close]")
    assert office.locator("dialog[open]").count() == 0
    assert "/x/close/" not in office.url


def test_a_quick_time_is_the_time_in_almaty(office):
    widget = WhenWidget(quick=True)
    fields = widget.render("est", None, {"id": "id_est"})
    show(
        office,
        f'<fieldset class="when-field"><button type="button" data-minutes-ago="10">10</button>{fields}</fieldset>',
    )
    office.click("[data-minutes-ago]")
    assert (office.input_value("#id_est_0"), office.input_value("#id_est_1")) == ("20.03.2026", "11:50")


@pytest.fixture
def form(office, live_server):
    """The form of a new child with a name typed."""
    office.goto(live_server.url + reverse("children:new"))
    office.fill("#id_surname", "Бекетова")
    return office


def test_text_outlives_the_end_of_the_session(form, client):
    cookies = form.context.cookies()
    form.context.clear_cookies()
    form.click(".savebar button[type=submit]")
    form.wait_for_selector("#signed-out[open]")
    assert form.input_value("#id_surname") == "Бекетова"
    form.click("#signed-out [data-close]")
    form.context.add_cookies([one for one in cookies if one["name"] == settings.SESSION_COOKIE_NAME])
    form.click(".savebar button[type=submit]")
    form.wait_for_selector("#errors")
    assert form.input_value("#id_surname") == "Бекетова"


def test_another_language_is_asked_about_before_typed_text_goes(form):
    asked = []
    form.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    form.click(".find .langs button[value=ru]")
    assert asked
    assert form.input_value("#id_surname") == "Бекетова"
    form.once("dialog", lambda dialog: dialog.accept())
    form.click(".find .langs button[value=ru]")
    form.wait_for_selector("html[lang=ru]")


def test_leaving_typed_text_is_asked_about_and_sending_is_not(form):
    asked = []
    form.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    form.click(".savebar button[type=submit]")
    form.wait_for_selector("#errors")
    assert not asked
    form.fill("#id_surname", "Бекет")
    form.click("a[href='/incidents/']")
    form.wait_for_url("**/incidents/")
    assert asked == ["beforeunload"]

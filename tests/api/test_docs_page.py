"""The page of the schema in a real browser, under the strict content policy."""

import os

import pytest

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_page_shows_the_operations_without_a_word_of_the_console(live_server, page):
    said = []
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{live_server.url}/api/docs/")
    page.wait_for_selector("#operations-incidents-incidents_create", timeout=20_000)
    assert page.locator(".opblock").count() > 40
    assert page.evaluate("getComputedStyle(document.querySelector('.swagger-ui .info .title')).fontSize") != "16px"
    assert said == []

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
    page.wait_for_selector(".opblock", timeout=20_000)
    for _step in range(100):  # so long a page holds only the operations in sight
        if page.locator("#operations-incidents-incidents_create").count():
            break
        page.mouse.wheel(0, 600)
        page.wait_for_timeout(50)
    assert page.locator("#operations-incidents-incidents_create").is_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.swagger-ui .info .title')).fontSize") != "16px"
    assert said == []

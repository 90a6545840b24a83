"""The receipt: shown until it is noted, sent once, guessed in vain; and what no log and no table may hold."""

import logging
import threading

import pytest
from django.core.cache import cache
from django.db import connection

from apps.complaints import codes
from apps.complaints.models import Appeal, Receipt, SenderVisit
from tests.web.intake.writer import TEXT, Writer, child, sent

pytestmark = pytest.mark.django_db
SAID = "Қасқырдың сыбыры жетпіс жеті"


def test_the_code_is_shown_again_until_it_is_noted(client, offices):
    writer = sent(client)
    code = writer.code
    assert len(codes.typed(code)) == 16
    assert [len(part) for part in code.split()] == [4, 4, 4, 4]
    assert writer.open().code == code
    writer.do("noted")
    assert code not in writer.page
    assert writer.open().code == ""
    assert Receipt.objects.get().noted_at


def test_the_code_opens_the_room_again_and_ends_the_visit_before(client, client_factory, offices):
    code = sent(client).code
    other = Writer(client_factory()).press("code").press("next", code=code)
    assert TEXT in other.page
    assert SenderVisit.objects.count() == 1
    assert TEXT not in Writer(client).page


@pytest.fixture
def client_factory():
    from django.test import Client

    return Client


@pytest.mark.parametrize("code", ["", "1", "0" * 16, "9" * 17, "код", "1234 5678 9012 345x", "1" * 5000])
def test_whatever_is_wrong_with_a_code_the_answer_is_the_same(client, offices, code):
    sent(client)
    client.cookies.clear()
    wrong = Writer(client).press("code").press("next", code=code)
    ended = Writer(client).press("code").press("next", code="4" * 16)
    assert wrong.status == ended.status == 422

    def bare(writer: Writer) -> str:
        return writer.page.replace(writer.hidden("ticket"), "")

    assert bare(wrong) == bare(ended)
    assert not wrong.response.cookies


def test_an_ended_code_opens_nothing(client, offices):
    writer = sent(client)
    old = writer.code
    writer.do("noted").do("renew")
    new = writer.code
    assert new
    assert new != old
    assert "The code of before ends" in writer.speak("en").page
    writer.do("noted")
    client.cookies.clear()
    assert Writer(client).press("code").press("next", code=old).status == 422
    assert Writer(client).press("code").press("next", code=new).status == 200


def test_guessing_is_stopped_for_one_address_and_for_nobody_else(client, offices):
    code = sent(client).code
    client.cookies.clear()
    writer = Writer(client).press("code")
    for _turn in range(10):
        assert writer.press("next", code="5" * 16).status == 422
    writer.press("next", code=code)
    assert writer.status == 429
    assert writer.response.headers["Retry-After"] == "3600"
    assert 'href="tel:111"' in writer.page
    elsewhere = Writer(client).press("code")
    answer = client.post(
        "/help/", {"ticket": elsewhere.hidden("ticket"), "go": "next", "code": code}, REMOTE_ADDR="10.9.8.7"
    )
    assert answer.status_code == 303


def test_right_codes_do_not_count(client, offices):
    code = sent(client).code
    for _turn in range(12):
        client.cookies.clear()
        assert Writer(client).press("code").press("next", code=code).status == 200


def test_the_eleventh_letter_of_an_hour_waits_and_is_not_lost(client, offices):
    for n in range(10):
        client.cookies.clear()
        assert sent(client, text=f"{TEXT} {n}").code
    client.cookies.clear()
    writer = sent(client, text="Он бірінші хат")
    assert writer.status == 429
    assert Appeal.objects.count() == 10
    cache.clear()
    assert writer.press("send").code
    assert Appeal.objects.count() == 11


def test_the_same_page_sent_again_files_nothing(client, offices):
    writer = child(client)
    ticket = writer.hidden("ticket")
    code = writer.press("send").code
    answer = client.post("/help/", {"ticket": ticket, "go": "send"})
    assert answer.status_code == 303
    assert writer.open().code == code
    writer.do("noted")
    answer = client.post("/help/", {"ticket": ticket, "go": "send"})
    assert answer.status_code == 200
    assert codes.in_groups(codes.typed(code)) not in answer.content.decode()
    assert Appeal.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_are_one_letter(client, offices, client_factory):
    ticket, seen = child(client).hidden("ticket"), []

    def press() -> None:
        one = client_factory()
        one.post("/help/", {"ticket": ticket, "go": "send"})
        seen.append(one.get("/help/").content.decode())
        connection.close()

    threads = [threading.Thread(target=press) for _turn in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Appeal.objects.count() == 1
    assert any('class="code"' in page for page in seen)


def test_nothing_told_is_in_a_log_or_in_plain_in_the_database(client, offices, caplog):
    caplog.set_level(logging.DEBUG)
    writer = sent(client, text=SAID)
    code = codes.typed(writer.code)
    writer.do("noted").do("write", text=f"{SAID} тағы").do("name", **{"me-name": "Қыдыр Жалғыз", "me-way": "CODE"})
    client.cookies.clear()
    Writer(client).press("code").press("next", code=code)
    for secret in (SAID, code, codes.in_groups(code), "Қыдыр Жалғыз", "127.0.0.1"):
        assert secret not in caplog.text, secret
    for secret in (SAID, code, codes.in_groups(code), "Қыдыр"):
        assert not _tables_with(secret), secret


def _tables_with(secret: str) -> list[str]:
    """Every table of the database that holds a text, read as text, and as bytes."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(
                f'SELECT count(*) FROM "{table}" AS t WHERE t::text LIKE %s OR t::text LIKE %s',
                [f"%{secret}%", f"%{secret.encode().hex()}%"],
            )
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def test_a_press_that_came_to_nothing_does_not_stop_the_next(client, offices, monkeypatch):
    writer = child(client)
    client.raise_request_exception = False
    with monkeypatch.context() as broken:
        broken.setattr("apps.web.intake.sending.waiting.take", lambda _files: 1 / 0)
        answer = client.post("/help/", {"ticket": writer.hidden("ticket"), "go": "send"})
        assert answer.status_code == 500
        assert answer.headers["Cache-Control"] == "no-store, private"
    assert writer.press("send").code
    assert Appeal.objects.count() == 1

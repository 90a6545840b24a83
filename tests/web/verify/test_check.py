"""Anybody may check a notice by its code: valid or not and the head of the paper, never its content."""

import re
from datetime import datetime

import pytest
from django.conf import settings
from django.test import override_settings
from django.urls import reverse

from apps.core.localtime import ALMATY
from apps.notices.models import Notice, new_code
from apps.web.verify import limits
from tests.factories.accounts import make_agency
from tests.factories.obligations import make_duty, make_rule

pytestmark = pytest.mark.django_db

SENT = datetime(2026, 3, 20, 23, 10, tzinfo=ALMATY)
WRONG = "2" * 16


@pytest.fixture
def notice():
    found = Notice.objects.create(
        number="N-26-000123", subject_kind="incident", subject_id=1, subject_no="I-26-000415",
        sender=make_agency(name="Центр наставников"), recipient=make_agency(name="Дом детства"), role="ORPHAN_ORG",
        sent_at=SENT, told_person="Сериков С.",
    )  # fmt: skip
    make_duty(make_rule(code="kz345.a28-2.p10.s7"), SENT, notice=found)
    return found


@pytest.fixture(autouse=True)
def in_english(client):
    client.cookies["django_language"] = "en"


def check(client, code: str, status: int = 200) -> str:
    answer = client.get(reverse("verify:check", args=[code]))
    assert answer.status_code == status
    return re.sub(r"[\s\u00a0]+", " ", answer.content.decode())


def test_genuine_notice_shows_its_head_and_no_content(client, notice):
    text = check(client, notice.code)
    for said in ("The notice is valid", "N-26-000123", "Fri 20 March 2026, 23:10", "Art. 28-2(10)(7)",
                 "Центр наставников", "Дом детства"):  # fmt: skip
        assert said in text
    assert "I-26-000415" not in text
    assert "Сериков" not in text


def test_code_as_people_type_it(client, notice):
    code = notice.code
    typed = f" {code[:4].lower()}-{code[4:8]} {code[8:12]}–{code[12:]} "
    answer = client.post(reverse("verify:index"), {"code": typed})
    assert answer.status_code == 302
    assert answer.url == reverse("verify:check", args=[code])
    assert "The notice is valid" in check(client, typed.strip())


def test_withdrawn_notice_is_said_to_be_so(client, notice):
    Notice.objects.filter(pk=notice.pk).update(withdrawn_at=SENT)
    text = check(client, notice.code)
    assert "no longer valid" in text
    assert "The notice is valid" not in text


@pytest.mark.parametrize("code", [WRONG, "short", "0" * 16, "Ы" * 16, "2" * 500])
def test_wrong_code(client, notice, code):
    assert "No notice has this code." in check(client, code, status=404)


@pytest.mark.parametrize("code", ["", "123", "O" * 16, "<script>alert(1)</script>"])
def test_form_refuses_what_is_no_code(client, code):
    answer = client.post(reverse("verify:index"), {"code": code})
    assert answer.status_code == 422
    assert b"<script>alert" not in answer.content


def test_robots_are_told_to_stay_away(client, notice):
    answer = client.get(reverse("verify:check", args=[notice.code]))
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in answer.headers["Cache-Control"]


def test_too_many_wrong_codes_from_one_address(client, notice):
    for _ in range(limits.TRIES):
        check(client, new_code(), status=404)
    text = check(client, notice.code, status=429)
    assert "Too many wrong codes" in text
    assert "N-26-000123" not in text
    elsewhere = client.get(reverse("verify:check", args=[notice.code]), REMOTE_ADDR="203.0.113.9")
    assert elsewhere.status_code == 200


def test_genuine_codes_are_never_counted(client, notice):
    for _ in range(limits.TRIES + 5):
        check(client, notice.code)


def test_works_without_the_cache(client, notice):
    dead = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    with override_settings(CACHES=dead):
        assert "The notice is valid" in check(client, notice.code)
        check(client, WRONG, status=404)


def test_asks_little_of_the_database(client, notice, django_assert_max_num_queries):
    """The second wall, the notice, its sender."""
    with django_assert_max_num_queries(3):
        client.get(reverse("verify:check", args=[notice.code]))

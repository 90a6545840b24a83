"""Who sees which page of an appeal, and what stands on it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.audit.models import LedgerEntry
from apps.complaints.acts import requests, sender, triage, work
from apps.complaints.acts.filing import admit
from apps.complaints.models import Appeal, Exclusion
from tests.factories.accounts import fresh
from tests.factories.appeals import against, decided, file_appeal, replied, under_review

pytestmark = pytest.mark.django_db
PAGES = (
    "detail", "ticket", "ledger", "take_over", "describe", "forward", "join", "withdraw_self", "write", "note",
    "assign", "link_child", "link_incident", "ask", "police", "settle",
)  # fmt: skip
OF_THE_HEAD = ("exclude", "extend", "decide", "take_up_again", "reply", "reopen", "pass_outside")
SCRIPT = "<script>alert(1)</script>"


def now():
    return timezone.now()


def page(client, name, *args, **query):
    return client.get(reverse(f"appeals:{name}", args=args), query)


def signed(client, user):
    client.force_login(fresh(user))
    return client


@pytest.fixture
def appeal(offices) -> Appeal:
    filed = file_appeal(at=now(), area=offices.district, respondents=against(offices.education))
    return filed.appeal


def test_the_head_sees_every_page(client, offices, appeal):
    signed(client, offices.head)
    for name in (*PAGES, *OF_THE_HEAD):
        assert page(client, name, appeal.number).status_code == 200, name
    for name in ("index", "new", "hand_over", "proposals", "proposal_new"):
        assert page(client, name).status_code == 200, name


def test_a_specialist_works_and_does_not_decide(client, offices, appeal):
    signed(client, offices.staff)
    for name in PAGES:
        assert page(client, name, appeal.number).status_code == 200, name
    for name in OF_THE_HEAD:
        answer = page(client, name, appeal.number)
        assert answer.status_code == 403, name
    assert page(client, "hand_over").status_code == 403


@pytest.mark.parametrize("who", ["official", "officer", "head2", "operator", "commissioner"])
def test_outsiders_find_nothing(client, offices, appeal, who):
    signed(client, getattr(offices, who))
    for name in (*PAGES, *OF_THE_HEAD):
        assert page(client, name, appeal.number).status_code == 404, name
    for name in ("sender", "begin", "close"):
        assert client.post(reverse(f"appeals:{name}", args=[appeal.number])).status_code == 404, name


def test_an_excluded_specialist_finds_nothing(client, offices, appeal):
    triage.exclude(appeal, person=offices.staff, reason="Туысы", by=fresh(offices.head), at=now())
    signed(client, offices.staff)
    for name in PAGES:
        assert page(client, name, appeal.number).status_code == 404, name
    assert appeal.number not in page(client, "index").content.decode()
    signed(client, offices.head)
    shown = page(client, "detail", appeal.number)
    exclusion = Exclusion.objects.get(user=offices.staff)
    assert reverse("appeals:admit", args=[appeal.number, exclusion.pk]) in shown.content.decode()
    answer = client.post(reverse("appeals:admit", args=[appeal.number, exclusion.pk]), {"reason": "Қате болды"})
    assert answer.status_code == 302
    signed(client, offices.staff)
    assert page(client, "detail", appeal.number).status_code == 200


def test_the_body_complained_about_never_sees_it(client, offices, appeal):
    """Neither its page, nor a list, nor a number, nor the count in the menu."""
    signed(client, offices.official)
    assert page(client, "index").status_code == 403
    for address in ("/", "/notices/", "/incidents/"):
        assert appeal.number not in client.get(address).content.decode()
    under_review(appeal, by=offices.head, at=now(), respondents=against(offices.education))
    requests.ask(
        appeal, kind="INFORMATION", body=offices.education, text="Хабарлаңыз", by=fresh(offices.head), at=now()
    )
    assert page(client, "detail", appeal.number).status_code == 404
    assert appeal.number not in client.get("/").content.decode()


def test_opening_is_noted_and_the_identity_is_not_on_the_page(client, offices):
    filed = file_appeal(at=now(), area=offices.district, identity={"name": "Сапарова Аружан"})
    signed(client, offices.staff)
    shown = page(client, "detail", filed.appeal.number).content.decode()
    assert "Сапарова" not in shown
    assert "Сапарова" not in page(client, "index").content.decode()
    assert LedgerEntry.objects.filter(verb="appeal.opened", subject_id=filed.appeal.pk).count() == 1
    assert page(client, "sender", filed.appeal.number).status_code == 405
    answer = client.post(reverse("appeals:sender", args=[filed.appeal.number]))
    assert "Сапарова Аружан" in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert LedgerEntry.objects.filter(verb="appeal.identity_opened", subject_id=filed.appeal.pk).count() == 1


def test_script_in_the_text_is_text(client, offices):
    filed = file_appeal(at=now(), area=offices.district, text=f"Бірінші жол\n{SCRIPT}\n\u202eқайтты")
    signed(client, offices.head)
    work.write_note(filed.appeal, kind="PLAN", text=SCRIPT, by=fresh(offices.head), at=now())
    shown = page(client, "detail", filed.appeal.number).content.decode()
    assert SCRIPT not in shown
    assert shown.count("&lt;script&gt;") == 2
    assert "Бірінші жол<br>" in shown
    assert "\u202e" not in shown


def test_every_state_has_a_page(client, offices):
    signed(client, offices.head)
    for made in (under_review, decided, replied):
        appeal = made(file_appeal(at=now(), area=offices.district).appeal, by=offices.head, at=now())
        assert page(client, "detail", appeal.number).status_code == 200
        assert page(client, "index", tab="ended").status_code == 200


def test_the_sender_wrote(client, offices, appeal):
    signed(client, offices.staff)
    sender.write_more(appeal, text="Тағы болды", at=now())
    assert appeal.number in page(client, "index", tab="wrote").content.decode()
    assert reverse("appeals:note_read", args=[appeal.number]) in page(client, "detail", appeal.number).content.decode()
    client.post(reverse("appeals:note_read", args=[appeal.number]))
    assert appeal.number not in page(client, "index", tab="wrote").content.decode()


def test_the_republic_only_looks_at_what_was_breached(client, offices, appeal):
    """After a breach the Commissioner sees the appeal, and does not work on it."""
    admit(appeal, offices.republic, "BREACH", by=None, at=now())
    signed(client, offices.commissioner)
    assert page(client, "detail", appeal.number).status_code == 200
    assert page(client, "decide", appeal.number).status_code == 403

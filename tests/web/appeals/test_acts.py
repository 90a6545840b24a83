"""The acts on an appeal, each through its page, by those who may; and what is refused at its field."""

from datetime import datetime, timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation

from apps.accounts.kinds import AgencyKind
from apps.complaints.acts import requests, triage
from apps.complaints.models import Appeal, Attachment, BodyRequest, LegislativeProposal, Receipt, WorkNote
from apps.complaints.states import State
from apps.core.localtime import ALMATY, local_day
from apps.obligations.models import Obligation
from apps.web.appeals.letters import build
from tests.factories.accounts import fresh, make_agency
from tests.factories.appeals import decided, file_appeal, replied, taken_over, under_review

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def now():
    return timezone.now()


def make(offices, **changes) -> Appeal:
    return file_appeal(at=now(), area=offices.district, **changes).appeal


def post(client, name, appeal, *args, **data):
    return client.post(reverse(f"appeals:{name}", args=[appeal.number, *args]), data)


def state(appeal) -> str:
    return Appeal.objects.get(pk=appeal.pk).state


@pytest.fixture
def head(client, offices):
    client.force_login(fresh(offices.head))
    return client


def test_from_taking_over_to_the_reply(head, offices):
    appeal = make(offices)
    data = {"kind": "COMPLAINT", "right": "BULLYING", "bodies": [offices.education.pk], "version": appeal.version}
    assert post(head, "take_over", appeal, **data).status_code == 302
    assert post(head, "begin", appeal).status_code == 302
    answer = post(head, "ask", appeal, kind="INFORMATION", body=offices.education.pk, text="Хабарлаңыз")
    assert answer.status_code == 302
    asked = BodyRequest.objects.get()
    assert state(appeal) == State.INFORMATION_REQUESTED
    shown = head.get(reverse("appeals:detail", args=[appeal.number])).content.decode()
    assert asked.number in shown
    requests.answer(asked, text="Тексерілді", by=fresh(offices.official), at=now())
    assert post(head, "decide", appeal, outcome="RESTORED", evidence="Жауап").status_code == 302
    looked = post(head, "reply", appeal, step="look", text="Мектепте тексеру болды.")
    assert "Мектепте тексеру болды." in looked.content.decode()
    assert "111" in looked.content.decode()
    assert state(appeal) == State.RESTORED
    version = looked.context["form"]["version"].value()
    assert post(head, "reply", appeal, step="send", text="Тексеру болды.", version=version or "").status_code == 302
    assert state(appeal) == State.REPLIED
    assert post(head, "close", appeal).status_code == 302
    assert state(appeal) == State.CLOSED
    assert post(head, "reopen", appeal, reason="Жаңа дерек").status_code == 302
    assert Appeal.objects.get(pk=appeal.pk).rounds.count() == 2


def test_no_reply_without_the_rights_of_appeal(head, offices):
    """An outcome decides on the letter, and every letter holds them; without an outcome there is no letter."""
    appeal = under_review(make(offices), by=offices.head, at=now())
    assert post(head, "reply", appeal, step="send", text="Бәрі жақсы").status_code == 422
    assert post(head, "reply", appeal, step="look", text="Бәрі жақсы").context["letters"] == []
    assert state(appeal) == State.UNDER_REVIEW
    decided_ = decided(make(offices), by=offices.head, at=now())
    post(head, "reply", decided_, step="send", text="Бәрі жақсы")
    letter = head.get(reverse("appeals:detail", args=[decided_.number])).content.decode()
    assert "сотқа" in letter


def test_a_complaint_on_a_ministry_is_refused_at_the_field(head, offices):
    """Bad input 56."""
    ministry = make_agency(AgencyKind.CENTRAL_AUTHORITY, offices.republic.area)
    appeal = make(offices)
    answer = post(head, "take_over", appeal, kind="COMPLAINT", right="EDUCATION", bodies=[ministry.pk])
    assert answer.status_code == 422
    error = answer.context["form"].errors.as_data()["bodies"][0]
    assert error.params["rule"] == "kz345.a7-2.s1"
    assert reverse("appeals:forward", args=[appeal.number]) in answer.content.decode()
    assert state(appeal) == State.REGISTERED
    sent = post(head, "forward", appeal, to=offices.republic.pk, reason="Құзыреті бойынша")
    assert sent.status_code == 302
    assert head.get(reverse("appeals:detail", args=[appeal.number])).status_code == 404


def test_extension_once_by_the_head(head, client, offices):
    appeal = under_review(make(offices), by=offices.head, at=now())
    term = local_day(Obligation.objects.get(rule__code="appc.a76.application").due_at)
    until = f"{term + timedelta(days=30):%d.%m.%Y}"
    far = post(head, "extend", appeal, until=f"{term + timedelta(days=90):%d.%m.%Y}", reason="Сараптама")
    assert "until" in far.context["form"].errors
    assert post(head, "extend", appeal, until=until, reason="Сараптама").status_code == 302
    twice = post(head, "extend", appeal, until=until, reason="Тағы")
    assert twice.status_code == 422
    assert twice.context["form"].errors.as_data()["until"][0].params["rule"] == "appc.a76.extension"
    client.force_login(fresh(offices.staff))
    with translation.override("en"):
        refused = client.get(reverse("appeals:extend", args=[appeal.number]))
    assert refused.status_code == 403


def test_the_body_is_found_by_words_and_nothing_is_lost(head, offices):
    appeal = under_review(make(offices), by=offices.head, at=now())
    for turn in range(30):
        make_agency(AgencyKind.SCHOOL, offices.region, name_ru=f"Школа № {turn}", name_kk=f"№ {turn} мектеп")
    sent = post(head, "ask", appeal, kind="INFORMATION", text="Сұрақ", find_words="школа 17", find="1")
    assert sent.status_code == 200
    offered = [label for _pk, label in sent.context["form"].fields["body"].choices]
    assert len(offered) == 1
    assert "17" in offered[0]
    assert "Сұрақ" in sent.content.decode()
    assert not BodyRequest.objects.exists()
    nothing = post(head, "ask", appeal, kind="INFORMATION", text="Сұрақ", find_words="жоқжоқ", find="1")
    assert nothing.context["form"].nothing_found


def test_danger_is_told_to_the_police_or_explained(head, offices):
    one, other = make(offices, safety="IN_DANGER"), make(offices, safety="IN_DANGER")
    shown = head.get(reverse("appeals:detail", args=[one.number])).content.decode()
    assert reverse("appeals:settle", args=[one.number]) in shown
    assert post(head, "police", one, body=offices.police.pk, text="Мекенжайы").status_code == 302
    assert post(head, "settle", other, reason="102-ге қоңырау шалдым").status_code == 302
    assert not Obligation.objects.open().filter(rule__code="caseflow.appeal.urgent").exists()
    page = head.get(reverse("appeals:police", args=[one.number]))
    assert offices.police.pk in [pk for pk, _label in page.context["form"].fields["body"].choices]


def test_somebody_else_acted_meanwhile(head, offices):
    """What was typed stays, and goes with the next press."""
    appeal = under_review(make(offices), by=offices.head, at=now())
    version = Appeal.objects.get(pk=appeal.pk).version
    assert post(head, "write", appeal, text="Бірінші", version=version).status_code == 302
    late = post(head, "write", appeal, text="Екінші", version=version)
    assert late.status_code == 422
    assert "Екінші" in late.content.decode()
    assert appeal.posts.filter(author="OFFICE").count() == 1
    again = late.context["form"]["version"].value()
    assert post(head, "write", appeal, text="Екінші", version=again).status_code == 302


def test_corrections_by_two_people_are_compared(head, offices):
    appeal = taken_over(make(offices), by=offices.head, at=now())
    version = Appeal.objects.get(pk=appeal.pk).version
    data = {"kind": "MESSAGE", "right": "HEALTH", "area": offices.district.pk, "version": version}
    assert post(head, "describe", appeal, **data).status_code == 302
    answer = post(head, "describe", appeal, **{**data, "right": "EDUCATION"})
    assert answer.status_code == 422
    assert [one.name for one in answer.context["form"].comparison.conflicts] == ["right"]


def test_joining_what_looks_alike(head, offices):
    one, two = make(offices), make(offices)
    page = head.get(reverse("appeals:join", args=[two.number]))
    assert [row["appeal"].number for row in page.context["rows"]] == [one.number]
    missing = post(head, "join", two, into="E-26-999999")
    assert "into" in missing.context["form"].errors
    assert post(head, "join", two, into=one.number.lower()).status_code == 302
    assert state(two) == State.JOINED
    assert post(head, "separate", two, reason="Басқа мәселе").status_code == 302
    assert state(two) == State.UNDER_REVIEW


def test_joined_senders_of_another_language_are_answered_in_it(head, offices):
    one, two = make(offices), make(offices, language="ru", text="Меня бьют в школе каждый день")
    triage.join(two, into=one, by=fresh(offices.head), at=now())
    decided(one, by=offices.head, at=now())
    assert "text_ru" in post(head, "reply", one, step="look", text="Тексерілді").context["form"].errors
    looked = post(head, "reply", one, step="look", text="Тексерілді", text_ru="Проверили")
    assert [letter["number"] for letter in looked.context["letters"]] == [one.number, two.number]
    assert post(head, "reply", one, step="send", text="Тексерілді", text_ru="Проверили").status_code == 302


def test_registering_a_letter(head, offices):
    data = {
        "channel": "LETTER", "language": "ru", "kind": "COMPLAINT", "text": "Не дают место в детском саду",
        "safety": "SAFE", "way": "LETTER", "name": "Сапарова Аружан", "address": "Астана", "area": offices.district.pk,
        "received_at_0": "20.11.2026", "received_at_1": "10:00", "described_0": "Сосед", "level_0": "PERSON",
    }  # fmt: skip
    answer = head.post(reverse("appeals:new"), data)
    appeal = Appeal.objects.get()
    assert answer.status_code == 200
    code = answer.context["code"]
    assert code[:4] in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert Receipt.objects.get().must_renew
    assert not appeal.is_anonymous
    assert appeal.received_by == offices.head
    again = head.get(reverse("appeals:ticket", args=[appeal.number])).content.decode()
    assert code[:4] + " " + code[4:8] not in again
    assert appeal.number in again
    empty = head.post(reverse("appeals:new"), {"channel": "LETTER", "language": "ru"})
    assert "text" in empty.context["form"].errors


def test_a_letter_sent_twice_is_registered_once(head, offices):
    data = {
        "channel": "LETTER", "language": "kk", "kind": "MESSAGE", "text": "Орын бермейді", "safety": "UNKNOWN",
        "way": "CODE", "received_at_0": "20.11.2026", "received_at_1": "10:00",
    }  # fmt: skip
    data["once"] = head.get(reverse("appeals:new")).context["once"]
    assert head.post(reverse("appeals:new"), data | {"text": ""}).status_code == 422
    assert head.post(reverse("appeals:new"), data).status_code == 200
    again = head.post(reverse("appeals:new"), data)
    appeal = Appeal.objects.get()
    assert again["Location"] == reverse("appeals:ticket", args=[appeal.number])
    data["once"] = head.get(reverse("appeals:new")).context["once"]
    assert head.post(reverse("appeals:new"), data).status_code == 200
    assert Appeal.objects.count() == 2


def test_a_form_at_work_elsewhere_is_not_taken_again(head, offices):
    once = head.get(reverse("appeals:new")).context["once"]
    path = reverse("appeals:new")
    cache.set(f"once:{offices.head.pk}:{path}:{once}", "begun", 60)
    data = {
        "channel": "LETTER",
        "language": "kk",
        "kind": "MESSAGE",
        "text": "Орын",
        "safety": "UNKNOWN",
        "way": "CODE",
    }
    answer = head.post(path, data | {"once": once})
    assert answer.status_code == 422
    assert not Appeal.objects.exists()


def test_a_note_of_a_visit_with_a_photo(head, offices):
    appeal = under_review(make(offices), by=offices.head, at=now())
    address = reverse("appeals:note", args=[appeal.number])
    data = {"kind": "VISIT", "text": "Бөлмелер суық", "happened_at_0": "", "happened_at_1": ""}
    assert "body" in head.post(address, data).context["form"].errors
    data |= {"body": offices.education.pk, "files": SimpleUploadedFile("акт.pdf", PDF)}
    assert head.post(address, data).status_code == 302
    assert WorkNote.objects.get(kind="VISIT").place == offices.education
    kept = Attachment.objects.get()
    shown = head.get(reverse("appeals:file", args=[appeal.number, kept.pk]))
    assert shown.content == PDF
    assert shown["Content-Disposition"].startswith("attachment")
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in shown["Content-Security-Policy"]
    whole = reverse("appeals:file", args=[appeal.number, kept.pk]) + "?whole=1"
    asked = head.get(whole)
    assert asked["Content-Type"].startswith("text/html")
    assert head.post(whole).content == PDF
    head.force_login(fresh(offices.official))
    assert head.get(whole).status_code == 404


def test_a_withdrawal_closes_the_page(client, offices):
    appeal = under_review(make(offices), by=offices.head, at=now())
    client.force_login(fresh(offices.staff))
    assert post(client, "withdraw_self", appeal, reason="Туысым").status_code == 302
    assert client.get(reverse("appeals:detail", args=[appeal.number])).status_code == 404


def test_who_works_on_it(head, client, offices):
    appeal = make(offices)
    assert post(head, "assign", appeal, officer=offices.staff.pk).status_code == 302
    handed = head.post(reverse("appeals:hand_over"), {"old": offices.staff.pk, "new": offices.head.pk})
    assert handed.status_code == 302
    assert Appeal.objects.get().officer == offices.head
    client.force_login(fresh(offices.staff))
    assert post(client, "assign", appeal, officer=offices.staff.pk).status_code == 403


def test_what_was_pressed_twice_is_made_once(head, offices):
    appeal = under_review(make(offices), by=offices.head, at=now())
    note = reverse("appeals:note", args=[appeal.number])
    for address, data, made in (
        (note, {"kind": "REMARK", "text": "Сөйлестім", "happened_at_0": "", "happened_at_1": ""}, WorkNote),
        (reverse("appeals:proposal_new"), {"title": "Т", "text": "Ұ", "appeals": appeal.number}, LegislativeProposal),
    ):
        data |= {"once": head.get(address).context["once"]}
        first, second = head.post(address, data), head.post(address, data)
        assert first.status_code == second.status_code == 302
        assert first.url == second.url
        assert made.objects.count() == 1


def test_a_proposal_goes_to_the_commissioner(head, client, offices):
    appeal = make(offices)
    data = {"title": "Түзету", "text": "Мәтін", "appeals": "E-26-999999"}
    assert "appeals" in head.post(reverse("appeals:proposal_new"), data).context["form"].errors
    assert head.post(reverse("appeals:proposal_new"), data | {"appeals": appeal.number}).status_code == 302
    made = LegislativeProposal.objects.get()
    client.force_login(fresh(offices.commissioner))
    page = client.get(reverse("appeals:proposal", args=[made.pk])).content.decode()
    assert "Түзету" in page
    assert appeal.number not in page
    client.force_login(fresh(offices.head2))
    assert client.get(reverse("appeals:proposal", args=[made.pk])).status_code == 404


def test_the_letter_as_pdf(head, offices):
    appeal = replied(make(offices), by=offices.head, at=now())
    reply = appeal.posts.get(what="REPLY")
    answer = head.get(reverse("appeals:letter", args=[appeal.number, reply.pk]))
    assert answer.content.startswith(b"%PDF")
    assert build(appeal, reply).startswith(b"%PDF")
    statement = appeal.posts.get(what="STATEMENT")
    assert head.get(reverse("appeals:letter", args=[appeal.number, statement.pk])).status_code == 404


def test_the_republic_opens_a_file_itself(client, offices):
    appeal = file_appeal(at=datetime(2026, 10, 5, 10, tzinfo=ALMATY)).appeal
    client.force_login(fresh(offices.commissioner))
    assert appeal.office == offices.republic
    answer = post(client, "open_file", appeal, number="C-26-999999")
    assert "number" in answer.context["form"].errors

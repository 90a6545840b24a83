"""What bodies are asked and answer, and what they must never learn."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from apps.complaints.acts import requests
from apps.complaints.models import Attachment, BodyRequest
from apps.complaints.states import RequestState
from apps.disclosure.actions import state_purpose
from apps.notices.delivery import deliver
from apps.notices.models import Message
from apps.people.actions import open_child
from apps.people.models import ChildAccess, Ground
from apps.web import wording
from tests.factories.accounts import fresh
from tests.web.requests.desk import SENDER, ask, ask_for_file, now, page, send

pytestmark = pytest.mark.django_db


def test_a_body_reads_what_is_asked_and_answers(client, offices):
    asked = ask(offices)
    listed = page(client, offices.official, "index").content.decode()
    assert asked.number in listed
    shown = page(client, offices.official, "detail", asked.number).content.decode()
    assert "Тексеріп, жазыңыз." in shown
    assert reverse("requests:answer", args=[asked.number]) in shown
    assert page(client, offices.official, "answer", asked.number).status_code == 200
    pdf = SimpleUploadedFile("акт.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")
    answer = send(client, offices.official, "answer", asked, text="Тексеру өтті.", files=[pdf])
    assert answer.status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.is_late) == (RequestState.ANSWERED, False)
    assert Attachment.objects.count() == 1
    assert asked.number not in page(client, offices.official, "index").content.decode()
    assert asked.number in page(client, offices.official, "index", tab="done").content.decode()


def test_the_body_never_meets_the_appeal_or_its_sender(client, offices):
    asked = ask(offices)
    before = [page(client, offices.official, "index"), page(client, offices.official, "detail", asked.number),
              page(client, offices.official, "answer", asked.number),
              send(client, offices.official, "answer", asked, text="")]  # fmt: skip
    send(client, offices.official, "answer", asked, text="Жауап")
    after = [
        page(client, offices.official, "index", tab="done"),
        page(client, offices.official, "detail", asked.number),
    ]
    for each in (*before, *after, client.get("/"), client.get(reverse("notices:messages"))):
        html = each.content.decode()
        assert each.status_code in (200, 422)
        for secret in (asked.appeal.number, "E-", SENDER, "Мені ұрады", offices.head.last_name):
            assert secret not in html, (each.request["PATH_INFO"], secret)


def test_an_empty_answer_is_refused_at_its_field(client, offices):
    asked = ask(offices)
    answer = send(client, offices.official, "answer", asked, text=" ")
    assert answer.status_code == 422
    assert answer.context["form"].errors["text"]
    assert BodyRequest.objects.get().state == RequestState.SENT


def test_a_late_answer_stays_late(client, offices):
    asked = ask(offices, at=now() - timedelta(days=120))
    send(client, offices.official, "answer", asked, text="Кешіктік")
    asked.refresh_from_db()
    assert asked.is_late
    for person, name in ((offices.official, "index"), (offices.head, "sent")):
        listed = page(client, person, name, tab="done").context["rows"]
        assert [row["request"].is_late for row in listed] == [True]
    assert "answered late" in english(client, offices.head, asked)


def english(client, person, asked) -> str:
    type(person).objects.filter(pk=person.pk).update(language="en")
    return page(client, person, "detail", asked.number).content.decode()


def test_information_cannot_be_refused(client, offices):
    asked = ask(offices)
    assert reverse("requests:refuse", args=[asked.number]) not in page(
        client, offices.official, "detail", asked.number
    ).content.decode()  # fmt: skip
    assert page(client, offices.official, "refuse", asked.number).status_code == 403
    assert send(client, offices.official, "refuse", asked, reason="Бермейміз").status_code == 403
    assert BodyRequest.objects.get().state == RequestState.SENT


def test_a_file_opens_with_the_answer(client, offices, keeper):
    asked = ask_for_file(offices, keeper)
    assert send(client, keeper, "answer", asked, text="Ашылды").status_code == 302
    assert ChildAccess.objects.filter(child=asked.child, agency=offices.regional, ground=Ground.APPEAL).exists()


def test_the_file_tells_its_keeper_neither_of_an_appeal_nor_that_an_ombudsman_looked(client, offices, keeper):
    asked = ask_for_file(offices, keeper)
    send(client, keeper, "answer", asked, text="Ашылды.")
    state_purpose(asked.child, kind="REQUEST", text="№ 12", by=fresh(offices.head), at=now())
    open_child(asked.child, by=fresh(offices.head), at=now())
    client.force_login(fresh(keeper))
    html = client.get(reverse("children:looks", args=[asked.child.number])).content.decode()
    with translation.override(keeper.language):
        assert str(Ground.APPEAL.label) not in html
    assert offices.regional.name not in html
    assert asked.appeal.number not in html
    client.force_login(fresh(offices.head))
    assert offices.regional.name in client.get(reverse("children:looks", args=[asked.child.number])).content.decode()
    with translation.override("en"):
        assert "appeal" not in Ground.APPEAL.label


def test_whoever_refuses_reads_the_rule_first(client, offices, keeper):
    asked = ask_for_file(offices, keeper)
    html = page(client, keeper, "refuse", asked.number).content.decode()
    assert f'href="{reverse("rules:detail", args=["kz345.a7-12.s5"])}"' in html
    with translation.override(keeper.language):
        assert "7-12" in wording.article("kz345.a7-12.s5")
        assert wording.article("kz345.a7-12.s5") in html
        assert gettext("Cancel") != gettext("Refuse to open the file")
        assert f'type="submit">{gettext("Refuse to open the file")}</button>' in html
    assert client.get(reverse("rules:detail", args=["kz345.a7-12.s5"])).status_code == 200
    assert BodyRequest.objects.get().state == RequestState.SENT


def test_refusing_a_file_is_obstruction_and_may_still_be_answered(client, offices, keeper):
    asked = ask_for_file(offices, keeper)
    assert send(client, keeper, "refuse", asked, reason="").status_code == 422
    assert send(client, keeper, "refuse", asked, reason="Құпия").status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.is_obstruction) == (RequestState.REFUSED, True)
    assert "7-12(5)" in english(client, offices.head, asked)
    assert send(client, keeper, "answer", asked, text="Ашылды").status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.is_obstruction) == (RequestState.ANSWERED, True)


def test_a_second_answer_is_refused(client, offices):
    asked = ask(offices)
    send(client, offices.official, "answer", asked, text="Бірінші")
    assert send(client, offices.official, "answer", asked, text="Екінші").status_code in (403, 422)
    assert "Екінші" not in page(client, offices.official, "detail", asked.number).content.decode()


def test_two_people_of_a_body_do_not_answer_over_each_other(client, offices, keeper):
    asked = ask_for_file(offices, keeper)
    requests.refuse_file(asked, reason="Құпия", by=fresh(keeper), at=now())
    assert send(client, keeper, "answer", asked, text="Ашылды", version=1).status_code == 422


@pytest.mark.parametrize("who", ["officer", "operator", "head2", "commissioner"])
def test_outsiders_find_nothing(client, offices, who):
    asked = ask(offices)
    for name in ("detail", "answer", "refuse"):
        assert page(client, getattr(offices, who), name, asked.number).status_code == 404
    assert send(client, getattr(offices, who), "answer", asked, text="Жауап").status_code == 404


def test_the_office_follows_what_it_asked(client, offices):
    asked = ask(offices)
    client.force_login(fresh(offices.staff))
    assert f'href="{reverse("requests:sent")}"' in client.get("/").content.decode()
    listed = page(client, offices.staff, "sent").content.decode()
    assert asked.number in listed
    assert offices.education.name in listed
    shown = page(client, offices.head, "detail", asked.number).content.decode()
    assert asked.appeal.number in shown
    assert reverse("requests:answer", args=[asked.number]) not in shown
    assert page(client, offices.head, "answer", asked.number).status_code in (403, 404)
    requests.withdraw(asked, reason="Керек емес", by=fresh(offices.head), at=now())
    assert asked.number not in page(client, offices.staff, "sent").content.decode()
    assert "Керек емес" in page(client, offices.head, "detail", asked.number).content.decode()
    assert "Керек емес" not in page(client, offices.official, "detail", asked.number).content.decode()


def test_what_was_typed_is_shown_as_text(client, offices):
    asked = ask(offices)
    send(client, offices.official, "answer", asked, text="<script>alert(1)</script>")
    shown = page(client, offices.head, "detail", asked.number).content.decode()
    assert "&lt;script&gt;alert(1)" in shown
    assert "<script>alert(1)" not in shown


def test_acts_need_somebody_signed_in(client, offices):
    asked = ask(offices)
    for name in ("detail", "answer", "refuse"):
        answer = client.get(reverse(f"requests:{name}", args=[asked.number]))
        assert answer.status_code == 302
        assert "login" in answer["Location"]


def test_both_sides_are_told_and_the_body_of_its_request_alone(client, offices):
    asked = ask(offices)
    send(client, offices.official, "answer", asked, text="Жауап")
    told = client.get(reverse("notices:messages")).content.decode()
    assert asked.number in told
    assert leads_to(client, Message.Kind.ASKED) == reverse("requests:detail", args=[asked.number])
    client.force_login(fresh(offices.head))
    told = client.get(reverse("notices:messages")).content.decode()
    assert asked.appeal.number in told
    assert leads_to(client, Message.Kind.ANSWERED) == reverse("appeals:detail", args=[asked.appeal.number])


def leads_to(client, kind) -> str:
    """Where the newest message of the kind takes the person who presses it."""
    message = Message.objects.filter(kind=kind).order_by("-pk").first()
    return client.get(reverse("notices:go", args=[message.pk]))["Location"]


def test_mails_hold_no_name_and_the_body_reads_no_number_of_the_appeal(client, offices):
    asked = ask(offices)
    send(client, offices.official, "answer", asked, text="Мұғалім жұмыстан шеттетілді")
    deliver(timezone.now)
    letters = [(one.to[0], f"{one.subject}\n{one.body}") for one in mail.outbox]
    to_body = [text for to, text in letters if to in (offices.official.email, offices.education.email)]
    assert any(asked.number in text for text in to_body)
    assert not any("E-" in text for text in to_body)
    assert any(asked.appeal.number in text for _to, text in letters)
    for _to, text in letters:
        assert SENDER not in text
        assert "шеттетілді" not in text

"""The outbox at the boundary of the mail server: taken, refused for good, refused for now, away."""

import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.template import TemplateDoesNotExist

from apps.accounts.models import User
from apps.notices import delivery
from apps.notices.delivery import ATTEMPTS, deliver
from apps.notices.models import Message, Notice
from apps.obligations.law import load_rules
from apps.obligations.models import Obligation
from tests.cast import FRIDAY, log_harm, make_cast

LATER = FRIDAY + timedelta(minutes=5)


@pytest.fixture
def cast(db):
    load_rules()
    cast = make_cast()
    log_harm(cast)
    return cast


class Server:
    """A connection that answers as told; `answer(to)` may raise."""

    def __init__(self, answer):
        self.answer = answer

    def send_messages(self, messages):
        for message in messages:
            self.answer(message.to[0])
        return len(messages)

    def close(self):
        pass


@pytest.fixture
def server(monkeypatch):
    def use(answer):
        monkeypatch.setattr(delivery, "get_connection", lambda **_: Server(answer))

    return use


def refuse(code, address):
    def answer(to):
        if to == address:
            raise smtplib.SMTPRecipientsRefused({to: (code, b"no")})

    return answer


def test_accepted_mail_is_delivery(cast):
    assert deliver(lambda: LATER) == Message.objects.count() == len(mail.outbox)
    assert set(Notice.objects.values_list("delivered_at", flat=True)) == {LATER}


def test_refused_for_good_leaves_the_clock_running_and_tells_the_sender(cast, server):
    server(refuse(550, cast.department.email))
    deliver(lambda: LATER)
    notice = Notice.objects.get(recipient=cast.department)
    assert (notice.returned_at, notice.delivered_at, notice.return_reason) == (LATER, None, "SMTP 550")
    duty = Obligation.objects.get(notice=notice, rule__code="kz345.a28-2.p10.s7")
    assert duty.state == "OPEN"
    assert Message.objects.filter(kind="RETURNED", to_agency=cast.organisation).count() == 1
    assert Message.objects.filter(kind="RETURNED", to_user=cast.coordinator).count() == 1


def test_refused_for_now_is_tried_again_with_longer_pauses(cast, server):
    server(refuse(451, cast.department.email))
    deliver(lambda: LATER)
    message = Message.objects.get(to_agency=cast.department)
    assert (message.email_state, message.next_try_at) == ("QUEUED", LATER + timedelta(seconds=15))
    deliver(lambda: LATER + timedelta(seconds=15))
    message.refresh_from_db()
    assert message.next_try_at == LATER + timedelta(seconds=45)
    assert message.error == "SMTP 451"


def test_given_up_after_many_attempts_where_a_person_sees_it(cast, server):
    server(refuse(451, cast.department.email))
    Message.objects.filter(to_agency=cast.department).update(attempts=ATTEMPTS - 1)
    deliver(lambda: LATER)
    assert Message.objects.get(to_agency=cast.department).email_state == "DEAD"


def test_server_away_counts_no_attempt_and_sends_later(cast, server, monkeypatch):
    def away(_to):
        raise ConnectionRefusedError

    server(away)
    assert deliver(lambda: LATER) == 0
    assert set(Message.objects.values_list("attempts", "error")) == {(0, "ConnectionRefusedError")}
    monkeypatch.undo()
    assert deliver(lambda: LATER + timedelta(seconds=15)) == Message.objects.count()


def test_a_message_that_cannot_be_written_holds_up_nobody_elses(cast, monkeypatch):
    first, *others = Message.objects.order_by("next_try_at", "pk")
    written = delivery.compose

    def compose(message):
        if message.pk == first.pk:
            raise TemplateDoesNotExist("emails/none.txt")
        return written(message)

    monkeypatch.setattr(delivery, "compose", compose)
    assert deliver(lambda: LATER) == len(others)
    first.refresh_from_db()
    assert (first.email_state, first.error) == ("QUEUED", "TemplateDoesNotExist")
    assert first.next_try_at > LATER


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("kind", Message.Kind.values)
def test_every_kind_of_message_has_a_mail_in_every_language(cast, kind, language):
    message = Message.objects.first()
    message.kind, message.to_user = kind, User(email="x@example.kz", language=language)
    letter = delivery.compose(message)
    assert letter.subject.startswith("caseflow: ")
    assert letter.body.count("http") == 1


def test_no_mail_holds_a_name(cast):
    deliver(lambda: LATER)
    child = cast.child
    for letter in mail.outbox:
        text = letter.subject + letter.body + str(letter.extra_headers)
        for word in (child.surname, child.given_name, child.iin, child.number):
            assert not word or word not in text


def test_lease_keeps_a_second_worker_away_until_it_ends(cast):
    claimed = delivery._claim(LATER, 100)
    assert claimed
    assert delivery._claim(LATER + timedelta(seconds=1), 100) == []
    assert len(delivery._claim(LATER + delivery.LEASE + timedelta(seconds=1), 100)) == len(claimed)

"""The mail catcher speaks real SMTP: takes, refuses and puts off."""

import os
import smtplib
import sys
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from tools.runner.servers import MailCatcher

pytestmark = pytest.mark.processes


@pytest.fixture
def catcher(tmp_path):
    catcher = MailCatcher(tmp_path, tmp_path / "log", first_port=0)
    catcher.argv[0] = sys.executable
    catcher.env = dict(os.environ)
    catcher.start()
    catcher.wait_ready(10)
    yield catcher
    catcher.stop()


def letter(to: str) -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "I-26-000415", "no-reply@caseflow.example", to
    message.set_content("Хабарлама келді")
    return message


def send(catcher: MailCatcher, to: str) -> None:
    with smtplib.SMTP("127.0.0.1", catcher.port, timeout=5) as line:
        line.send_message(letter(to))


def test_an_accepted_letter_is_a_file(catcher, tmp_path):
    send(catcher, "officer@almaty.example")
    (stored,) = (tmp_path / "mail").glob("*.eml")
    message = message_from_bytes(stored.read_bytes(), policy=policy.default)
    assert message["X-Envelope-To"] == "officer@almaty.example"
    assert message["Subject"] == "I-26-000415"
    assert message.get_content().strip() == "Хабарлама келді"


@pytest.mark.parametrize(("address", "code"), [("nobody@bounce.example", 550), ("busy@slow.example", 451)])
def test_some_addresses_are_refused(catcher, tmp_path, address, code):
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
        send(catcher, address)
    assert refusal.value.recipients[address][0] == code
    assert list((tmp_path / "mail").glob("*.eml")) == []

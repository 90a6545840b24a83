"""The mail catcher speaks real SMTP: takes, refuses and puts off."""

import os
import smtplib
import socket
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from tools.runner.servers import MailCatcher
from tools.runner.session import wait_or_move

pytestmark = pytest.mark.processes


@pytest.fixture
def catcher(tmp_path):
    catcher = MailCatcher(tmp_path, tmp_path / "log", first_port=0)
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


def test_a_port_taken_in_the_last_moment_is_left_to_its_owner(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        catcher = MailCatcher(tmp_path, tmp_path / "log", first_port=0)
        catcher.env = dict(os.environ)
        taken = catcher.port = other.getsockname()[1]
        catcher.start()
        wait_or_move(catcher)
        assert catcher.port != taken
        catcher.stop()

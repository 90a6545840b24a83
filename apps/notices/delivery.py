"""The outbox: claiming messages under a lease, sending them, and what follows from the mail server's answer.

Writing the message is exactly once; sending can only be at least once, so a mail repeats its Message-ID.
"""

import logging
import smtplib
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import connection, transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import translation

from apps.audit import log
from apps.core.subjects import SUBJECTS
from apps.notices import actions
from apps.notices.models import Message, Notice

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=45)
"""Longer than a batch takes; a killed worker's messages are sent again after it."""
PATIENCE = timedelta(seconds=30)
FIRST_RETRY = timedelta(seconds=15)
LONGEST_RETRY = timedelta(hours=1)
ATTEMPTS = 40
"""With these pauses about a day and a half, after which a person has to look."""

CLAIM = """
UPDATE notices_message SET leased_until = %(until)s, attempts = attempts + 1
WHERE id IN (
    SELECT id FROM notices_message
    WHERE email_state = 'QUEUED' AND next_try_at <= %(now)s AND (leased_until IS NULL OR leased_until < %(now)s)
    ORDER BY next_try_at, id LIMIT %(batch)s FOR UPDATE SKIP LOCKED
) RETURNING id
"""


class Unreachable(Exception):
    """The mail server does not answer: what was claimed goes back, and nobody's attempts are counted."""


def deliver(clock, *, batch: int = 20, patience: timedelta = PATIENCE) -> int:
    """Send what waits in the outbox, for at most `patience`; returns how many mails the server took.

    `clock()` gives the instant now.
    """
    started, sent = clock(), 0
    while clock() - started < patience:
        claimed = _claim(clock(), batch)
        mailer = get_connection(fail_silently=False)
        try:
            for message in claimed:
                sent += _send_alone(message, mailer, clock)
        except Unreachable as error:
            _give_back(claimed, clock(), str(error))
            break
        finally:
            mailer.close()
        if len(claimed) < batch:
            break
    return sent


def _claim(at: datetime, batch: int) -> list[Message]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CLAIM, {"now": at, "until": at + LEASE, "batch": batch})
        ids = [row[0] for row in cursor.fetchall()]
    messages = Message.objects.filter(pk__in=ids).select_related("to_user", "to_agency", "notice")
    return list(messages.order_by("next_try_at", "pk"))


def _give_back(claimed: list[Message], at: datetime, error: str) -> None:
    """Whatever of these was not sent may be claimed again in a moment."""
    waiting = Message.objects.filter(pk__in=[m.pk for m in claimed], email_state=Message.Email.QUEUED)
    waiting.update(leased_until=None, next_try_at=at + FIRST_RETRY, attempts=F("attempts") - 1, error=error)


def compose(message: Message) -> EmailMessage:
    """The mail for a message: kind, number and a link that asks to sign in; nothing else."""
    to = message.to_user.email if message.to_user else message.to_agency.email
    languages = [message.to_user.language] if message.to_user else ["kk", "ru"]
    context = {
        "message": message,
        "url": settings.SITE_URL.rstrip("/") + path_of(message),
        "number": message.notice.number if message.notice else message.subject_no,
    }
    parts = []
    for language in languages:
        with translation.override(language):
            parts.append(render_to_string(f"emails/{message.kind.lower()}.txt", context).strip())
    with translation.override(languages[0]):
        subject = f"caseflow: {message.get_kind_display()} {context['number']}"
    headers = {
        "Message-ID": f"<{message.key.replace(':', '.')}@caseflow>",
        "Auto-Submitted": "auto-generated",
    }
    return EmailMessage(subject, "\n\n---\n\n".join(parts) + "\n", to=[to], headers=headers)


def path_of(message: Message) -> str:
    """The page a message points to: the notice for its recipient, else the subject."""
    if message.notice and message.kind in (Message.Kind.NOTICE, Message.Kind.NOTICE_AGAIN):
        return f"/notices/{message.notice.number}/"
    return SUBJECTS.path(message.subject_kind, message.subject_no)


def _send_alone(message: Message, mailer, clock) -> int:
    """A message that cannot be written or sent for a reason of its own holds up nobody else's."""
    try:
        return _send(message, mailer, clock)
    except Unreachable:
        raise
    except Exception as error:
        logger.error("message %s was not sent: %s", message.pk, type(error).__name__)
        _retry(message, clock(), type(error).__name__)
        return 0


def _send(message: Message, mailer, clock) -> int:
    if message.to_user and not SUBJECTS.is_heard_by(message.to_user, message.subject_kind, message.subject_id):
        _finish(message, Message.Email.NONE, clock(), "not heard of by this person")
        return 0
    mail = compose(message)
    if not mail.to[0]:
        _finish(message, Message.Email.RETURNED, clock(), "no e-mail address")
        return 0
    mail.connection = mailer
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        mailer.close()
        if 500 <= code < 600:
            _finish(message, Message.Email.RETURNED, clock(), f"SMTP {code}")
        else:
            _retry(message, clock(), f"SMTP {code}")
        return 0
    except (smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError, OSError) as error:
        raise Unreachable(type(error).__name__) from error
    except smtplib.SMTPException as error:
        mailer.close()
        _retry(message, clock(), type(error).__name__)
        return 0
    _finish(message, Message.Email.SENT, clock(), "")
    return 1


@transaction.atomic
def _finish(message: Message, state: str, at: datetime, error: str) -> None:
    """The server's last word on a mail. For a notice it decides whether the recipient was reached."""
    log.act_as(None)
    emailed_at = at if state == Message.Email.SENT else None
    Message.objects.filter(pk=message.pk).update(
        email_state=state, emailed_at=emailed_at, leased_until=None, error=error
    )
    notice = message.notice
    if notice is None or message.kind not in (Message.Kind.NOTICE, Message.Kind.NOTICE_AGAIN):
        return
    if state == Message.Email.SENT:
        actions.mark_delivered(notice, at=at)
    elif message.to_agency_id:
        _mark_returned(notice, at, error)


def _mark_returned(notice: Notice, at: datetime, error: str) -> None:
    """The agency's own address refuses mail: the term goes on running, and the sender is told to telephone."""
    changed = Notice.objects.filter(pk=notice.pk, delivered_at__isnull=True, withdrawn_at__isnull=True).update(
        returned_at=at, return_reason=error
    )
    if changed:
        log.record("notice.returned", notice.about, by=None, at=at, notice=notice.pk, number=notice.number)
        actions.tell_returned(notice, at=at)


def _retry(message: Message, at: datetime, error: str) -> None:
    dead = message.attempts >= ATTEMPTS
    pause = min(FIRST_RETRY * 2 ** min(message.attempts - 1, 12), LONGEST_RETRY)
    Message.objects.filter(pk=message.pk).update(
        email_state=Message.Email.DEAD if dead else Message.Email.QUEUED, next_try_at=at + pause, leased_until=None,
        error=error,
    )  # fmt: skip
    if dead:
        logger.error("message %s given up after %s attempts: %s", message.pk, message.attempts, error)

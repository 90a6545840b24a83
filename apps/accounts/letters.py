"""Letters about one's own account: written in the transaction of the act, sent by a task."""

import logging
import smtplib
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from apps.accounts.entrance import Letter

logger = logging.getLogger(__name__)

ATTEMPTS = 30
FIRST_RETRY = timedelta(seconds=30)
LONGEST_RETRY = timedelta(hours=2)


def write_letter(user, kind: str, *, at: datetime, address: str = "") -> None:
    """A letter to the person, at `address` or the present one; nobody without an address gets any."""
    to = address or user.email
    if to:
        Letter.objects.create(user=user, kind=kind, address=to, created_at=at, next_try_at=at)


def send_letters(clock, *, batch: int = 50) -> int:
    """Send what waits, each letter locked while it is sent; returns how many the mail server took.

    `clock()` gives the instant now. A mail server that is away is tried again later.
    """
    sent = 0
    for _n in range(batch):
        with transaction.atomic():
            letter = (
                Letter.objects.select_for_update(skip_locked=True, of=("self",))
                .filter(sent_at__isnull=True, next_try_at__lte=clock(), attempts__lt=ATTEMPTS)
                .select_related("user").order_by("next_try_at", "pk").first()
            )  # fmt: skip
            if letter is None:
                break
            sent += _send(letter, clock())
    return sent


def compose(letter: Letter) -> EmailMessage:
    """Kind and link, in the person's language: no name, and nothing that was changed."""
    with translation.override(letter.user.language):
        text = str(letter.get_kind_display())
        page = "/doors/confirmations/" if letter.kind == Letter.Kind.PLEASE else "/doors/sign-ins/"
        url = settings.SITE_URL.rstrip("/") + page
        body = render_to_string("emails/account.txt", {"text": text, "letter": letter, "url": url}).strip()
    headers = {"Message-ID": f"<account.{letter.pk}@caseflow>", "Auto-Submitted": "auto-generated"}
    return EmailMessage(f"caseflow: {text}", body + "\n", to=[letter.address], headers=headers)


def _send(letter: Letter, at: datetime) -> int:
    letter.attempts += 1
    try:
        compose(letter).send()
    except (smtplib.SMTPException, OSError) as error:
        letter.next_try_at = at + min(FIRST_RETRY * 2 ** min(letter.attempts - 1, 10), LONGEST_RETRY)
        letter.save(update_fields=["attempts", "next_try_at"])
        if letter.attempts >= ATTEMPTS:
            logger.error("letter %s given up: %s", letter.pk, type(error).__name__)
        return 0
    letter.sent_at = at
    letter.save(update_fields=["attempts", "sent_at"])
    return 1

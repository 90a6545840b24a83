"""The sender comes back: the receipt opens one visit at a time, in which answers are read and more is written."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.audit import log
from apps.audit.acting import action
from apps.complaints import clocks, codes, files
from apps.complaints.acts.filing import issue
from apps.complaints.checks import LONGEST, checked_identity, plain
from apps.complaints.models import Appeal, Post, Receipt, SenderVisit
from apps.complaints.states import Safety, State
from apps.complaints.vaults import identity_of, index, keep_identity, post, vault_of
from apps.core import wall
from apps.core.errors import Collector, Refused
from apps.mentoring.checks.common import optional
from apps.notices import actions as notices
from apps.notices.models import Message

IDLE = timedelta(minutes=30)


@dataclass(frozen=True)
class Entered:
    """A visit that began: the token goes into the sender's cookie; `renewed`: a new code, to be noted down now."""

    appeal: Appeal
    token: str
    renewed: str = ""


@action
def enter(code: str, *, by: None = None, at: datetime) -> Entered | None:
    """Open a visit with a receipt. None for a code that opens nothing, whatever is wrong with it. A code that went
    through other hands is replaced at this first own use, and again until the new one is noted down."""
    receipt = codes.receipt_of(code)
    if receipt is None:
        return None
    if not receipt.must_renew and receipt.ended_at is None:
        return Entered(receipt.appeal, _begin(receipt, at))
    appeal = _locked(receipt.appeal)
    if not codes.opening().filter(pk=receipt.pk).exists():
        return None
    entered = _renewed(appeal, at)
    Receipt.objects.filter(pk=receipt.pk).update(ended_at=at)
    return entered


@action
def enter_own(appeal: Appeal, *, by: None = None, at: datetime) -> str:
    """The visit of whoever has just filed."""
    return _begin(Receipt.objects.get(appeal=appeal, ended_at__isnull=True), at)


@action
def present(token: str, *, by: None = None, at: datetime) -> SenderVisit | None:
    """The live visit of a token; it goes on for half an hour from now."""
    visit = (
        SenderVisit.objects.select_related("receipt__appeal__office")
        .filter(token=_kept(token), seen_at__gt=at - IDLE, receipt__ended_at__isnull=True)
        .first()
    )
    if visit is not None:
        SenderVisit.objects.filter(pk=visit.pk).update(seen_at=at)
    return visit


@action
def leave(token: str, *, by: None = None, at: datetime) -> None:
    """The visit ends at once."""
    SenderVisit.objects.filter(token=_kept(token)).delete()


@action
def note_code(appeal: Appeal, *, by: None = None, at: datetime) -> None:
    """The sender says that the code is noted down: from now on nobody is shown it again."""
    Receipt.objects.filter(appeal=appeal, ended_at__isnull=True, noted_at__isnull=True).update(noted_at=at)


@action
def renew(appeal: Appeal, *, by: None = None, at: datetime) -> Entered:
    """Another code in place of the one before, such as when somebody saw it. The visit goes on under the new one; the
    one before ends when the new one is noted down."""
    entered = _renewed(_locked(appeal), at)
    log.record("appeal.receipt_renewed", appeal.subject, by=None, at=at)
    return entered


def write_more(appeal: Appeal, *, text: str, uploads: Sequence[Any] = (), at: datetime) -> Post:
    """The sender writes more, or adds files. Nothing said is lost: an ended appeal takes it too, and its office is
    told."""
    refuse = Collector()
    kept = optional(plain(text), "text", LONGEST, refuse)
    refuse.done()
    if not kept and not uploads:
        raise Refused(_("Write something, or add a file."), field="text")
    with wall.lifted("how many files there are decides whether more are taken"):
        already = appeal.attachments.count()
    taken = files.take_all(uploads, already=already)
    return _write_more(appeal, kept, taken, by=None, at=at)


@action
def _write_more(appeal: Appeal, text: str, taken: Sequence[files.Taken], *, by: None, at: datetime) -> Post:
    appeal = _locked(appeal)
    vault = vault_of(appeal)
    written = post(appeal, vault, text, author=Post.Author.SENDER, at=at)
    files.keep(taken, appeal, vault, post=written, at=at)
    if text:
        index(appeal, text)
    _tell_office(appeal, written, at)
    return written


@action
def name_oneself(appeal: Appeal, *, identity: Mapping[str, Any], by: None = None, at: datetime) -> None:
    """Anonymity is given up by the sender alone, and never given back; what was told before and is left empty now
    stays."""
    refuse = Collector()
    given = checked_identity(identity, refuse)
    refuse.done()
    appeal = _locked(appeal)
    vault = vault_of(appeal)
    keep_identity(appeal, vault, {**identity_of(appeal, vault), **given}, at=at)
    said = post(appeal, vault, "", author=Post.Author.SENDER, what=Post.What.NAMED, at=at)
    _tell_office(appeal, said, at)
    log.record("appeal.sender_named", appeal.subject, by=None, at=at)


@action
def say_in_danger(appeal: Appeal, *, by: None = None, at: datetime) -> None:
    """The sender is in danger now: the appeal jumps every list."""
    appeal = _locked(appeal)
    said = post(appeal, vault_of(appeal), "", author=Post.Author.SENDER, what=Post.What.DANGER, at=at)
    appeal.is_urgent, appeal.safety = True, Safety.IN_DANGER
    appeal.save(update_fields=["is_urgent", "safety"])
    clocks.make_urgent(appeal, said.subject_in(appeal), by=None, at=at)
    _tell_office(appeal, said, at)
    notices.tell(appeal.office, Message.Kind.APPEAL_URGENT, appeal.subject, at=at, key=f"post:{said.pk}:danger")


@action
def read(appeal: Appeal, *, by: None = None, at: datetime) -> None:
    """What the office wrote was shown to the sender."""
    appeal.posts.exclude(author=Post.Author.SENDER).filter(seen_at__isnull=True).update(seen_at=at)


def _tell_office(appeal: Appeal, written: Post, at: datetime) -> None:
    appeal.wrote_at = appeal.wrote_at or at
    appeal.version += 1
    appeal.save(update_fields=["wrote_at", "version"])
    if appeal.state != State.JOINED:
        clocks.sender_wrote(written.subject_in(appeal), appeal, at=at)
    notices.tell(appeal.office, Message.Kind.SENDER_WROTE, appeal.subject, at=at, key=f"post:{written.pk}")


def _renewed(appeal: Appeal, at: datetime) -> Entered:
    code = issue(appeal, must_renew=False, at=at)
    receipt = Receipt.objects.select_related("appeal").get(appeal=appeal, ended_at__isnull=True)
    return Entered(receipt.appeal, _begin(receipt, at), code)


def _begin(receipt: Receipt, at: datetime) -> str:
    """One visit a receipt: the one before ends."""
    token = secrets.token_urlsafe(32)
    SenderVisit.objects.update_or_create(
        receipt=receipt, defaults={"token": _kept(token), "began_at": at, "seen_at": at}
    )
    return token


def _kept(token: str) -> str:
    return hashlib.sha256(str(token).encode()).hexdigest()


def _locked(appeal: Appeal) -> Appeal:
    Appeal.objects.select_for_update().only("pk").get(pk=appeal.pk)
    return Appeal.objects.select_related("office").get(pk=appeal.pk)

"""Papers of a notice: handing out its official text and the proof that somebody was told, each noted."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit import log
from apps.audit.acting import action
from apps.core.errors import NotAllowed
from apps.documents.actions import store
from apps.documents.models import Document
from apps.notices import actions as notices
from apps.notices.models import Notice


@action
def record_told(notice: Notice, *, upload=None, by: User, at: datetime, **told) -> Notice:
    """Record a call or letter, storing its proof first when there is one; both or neither."""
    proof = store(upload, by=by, at=at) if upload else None
    return notices.record_told(notice, proof=proof, by=by, at=at, **told)


@action
def add_proof(notice: Notice, *, upload, by: User, at: datetime) -> Notice:
    """Bring the proof of a call or letter afterwards."""
    return notices.attach_proof(notice, proof=store(upload, by=by, at=at), by=by, at=at)


@action
def open_proof(notice: Notice, *, by: User, at: datetime) -> Document:
    """The proof, for people of the agency that told."""
    if by.agency is None or by.agency.pk != notice.sender_id or notice.proof is None:
        raise NotAllowed(_("The proof belongs to the agency that sent the notice."))
    log.record("notice.proof_opened", notice.about, by=by, at=at, notice=notice.pk, number=notice.number)
    return notice.proof


@action
def hand_out(notice: Notice, *, by: User, at: datetime) -> Notice:
    """Note that the official text was downloaded: by its sender or its recipient alone."""
    mine = by.agency is not None and by.agency.pk in (notice.sender_id, notice.recipient_id)
    if not mine or (notice.withdrawn_at and by.agency.pk != notice.sender_id):
        raise NotAllowed(_("Only the sender and the recipient of a notice have its text."))
    log.record("notice.printed", notice.about, by=by, at=at, notice=notice.pk, number=notice.number)
    return notice

"""Storing files: what they are is told by their first bytes, not by their name."""

import hashlib
from datetime import datetime
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit.acting import action
from apps.core.errors import Refused
from apps.documents.models import Document

MAX_BYTES = 10 * 1024 * 1024
SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)


def type_of(content: bytes) -> str | None:
    """The media type told by the content, or None when it is not one we take."""
    for signature, media_type in SIGNATURES:
        if content.startswith(signature):
            return media_type
    return None


@action
def store(upload, *, by: User, at: datetime, field: str = "proof") -> Document:
    """Store an uploaded PDF, PNG or JPEG of at most 10 MB."""
    if upload.size > MAX_BYTES:
        raise Refused(_("The file is larger than 10 MB. Photograph or scan it smaller."), field=field)
    content = upload.read()
    media_type = type_of(content)
    if media_type is None:
        raise Refused(_("Only PDF, JPEG and PNG files are taken. Save the document as one of these."), field=field)
    digest = hashlib.sha256(content).hexdigest()
    document = Document(
        name=PurePath(upload.name).name[:200], content_type=media_type, size=len(content), sha256=digest,
        uploaded_by=by, uploaded_at=at,
    )  # fmt: skip
    document.file.save(digest, ContentFile(content), save=False)
    document.save()
    return document

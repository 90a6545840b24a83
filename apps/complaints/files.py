"""What a sender adds: looked through, cleaned of places and devices for showing, and sealed on the disk.

The original is kept sealed as evidence; people see the copy. Nothing plain touches the disk but in memory-backed
scratch space, where a picture is drawn anew in a process of its own.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from typing import Any

import mutagen
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext_lazy as _

from apps.complaints.models import Appeal, Attachment, Post, WorkNote
from apps.complaints.sealing import Vault
from apps.core.errors import Refused
from apps.documents import previews
from apps.documents.contents import JPEG, MAX_BYTES, PDF, PNG, REFUSALS, is_heic, type_of
from apps.documents.scanning import check_clean

MOST_AT_ONCE = 5
MOST_OF_AN_APPEAL = 30
Kind = Attachment.Kind
AUDIO = (
    (b"OggS", "audio/ogg", ".ogg"), (b"ID3", "audio/mpeg", ".mp3"), (b"\xff\xfb", "audio/mpeg", ".mp3"),
    (b"\xff\xf3", "audio/mpeg", ".mp3"), (b"RIFF", "audio/wav", ".wav"), (b"#!AMR", "audio/amr", ".amr"),
    (b"\x1aE\xdf\xa3", "audio/webm", ".webm"),
)  # fmt: skip
MP4_AUDIO = {b"M4A ", b"M4B ", b"mp42", b"isom", b"iso5", b"3gp4", b"3gp5", b"dash"}
ENDINGS = {JPEG: ".jpg", PNG: ".png", PDF: ".pdf", "audio/mp4": ".m4a", **{kind: end for _sign, kind, end in AUDIO}}


@dataclass(frozen=True)
class Taken:
    """A file that may be added: as it came, and the copy that is shown (empty where none can be made)."""

    kind: str
    name: str
    media_type: str
    content: bytes
    shown: bytes
    shown_type: str


def take_all(uploads: Sequence[Any], *, field: str = "files", already: int = 0) -> list[Taken]:
    """Look every upload through. Raises Refused at `field`. Touches no database: call it before the action."""
    if len(uploads) > MOST_AT_ONCE:
        raise Refused(_("At most five files at once."), field=field)
    if already + len(uploads) > MOST_OF_AN_APPEAL:
        raise Refused(_("There are thirty files already: that is the most for one appeal."), field=field)
    return [_take(one, field) for one in uploads]


def _take(upload: Any, field: str) -> Taken:
    if upload.size > MAX_BYTES:
        raise Refused(
            _("The file is larger than 10 MB. Take a smaller photo or a shorter recording."),
            field=field, rule="caseflow.appeal.file",
        )  # fmt: skip
    content = upload.read()
    if is_heic(content):
        raise Refused(
            _("This is a HEIC photo, which few computers open. Choose “Most compatible” in the camera's settings, or"
              " make a screenshot of the photo and send that."), field=field, rule="caseflow.appeal.file",
        )  # fmt: skip
    media_type = type_of(content) or _audio_type(content)
    if media_type not in ENDINGS:
        raise Refused(
            _("Only photos (JPEG, PNG), voice notes and PDF can be sent."), field=field, rule="caseflow.appeal.file"
        )
    check_clean(content, field=field)
    name = f"{_plain(upload.name)}{ENDINGS[media_type]}"
    if media_type in (JPEG, PNG):
        return Taken(Kind.PHOTO, name, media_type, content, _drawn(content, media_type, field), JPEG)
    if media_type == PDF:
        return Taken(Kind.DOCUMENT, name, media_type, content, b"", "")
    return Taken(Kind.VOICE, name, media_type, content, _without_tags(content), media_type)


def keep(
    taken: Sequence[Taken], appeal: Appeal, vault: Vault, *, at: datetime, post: Post | None = None,
    note: WorkNote | None = None,
) -> list[Attachment]:  # fmt: skip
    """Seal and store. Call inside an action."""
    made = []
    for one in taken:
        said = {"name": one.name, "type": one.media_type, "size": len(one.content), "shown_type": one.shown_type}
        row = Attachment(
            appeal=appeal, post=post, note=note, kind=one.kind, said=vault.seal_json(said, "file"), at=at,
            original=_stored(vault.seal(one.content, "original")),
            shown=_stored(vault.seal(one.shown, "shown")) if one.shown else "",
        )  # fmt: skip
        row.save()
        made.append(row)
    return made


def shown(attachment: Attachment, vault: Vault) -> tuple[str, str, bytes]:
    """Name, type and bytes of the copy that people see; of the file itself where there is no copy (PDF)."""
    said = vault.open_json(attachment.said, "file")
    if not attachment.shown:
        return said["name"], said["type"], original(attachment, vault)[2]
    with default_storage.open(attachment.shown.name) as stored:
        return said["name"], said["shown_type"], vault.open_bytes(stored.read(), "shown")


def original(attachment: Attachment, vault: Vault) -> tuple[str, str, bytes]:
    said = vault.open_json(attachment.said, "file")
    with default_storage.open(attachment.original.name) as stored:
        return said["name"], said["type"], vault.open_bytes(stored.read(), "original")


def _stored(sealed: bytes) -> str:
    name = secrets.token_hex(20)
    return default_storage.save(f"appeals/{name[:2]}/{name}", ContentFile(sealed))


def _audio_type(content: bytes) -> str | None:
    if content[4:8] == b"ftyp" and content[8:12] in MP4_AUDIO:
        return "audio/mp4"
    if content.startswith(b"RIFF") and content[8:12] != b"WAVE":
        return None
    return next((kind for sign, kind, _end in AUDIO if content.startswith(sign)), None)


def _plain(name: str | None) -> str:
    """The name without its ending and without what could mislead; the copy is shown under it."""
    stem = str(name or "").replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
    kept = "".join(one for one in stem if one.isalnum() or one in " -_()").strip()
    return kept[:60] or "file"


def _drawn(content: bytes, media_type: str, field: str) -> bytes:
    verdict, picture = previews.drawn(content, media_type)
    if verdict in REFUSALS or not picture:
        message = REFUSALS.get(verdict, _("This picture cannot be opened. Take the photo again."))
        raise Refused(message, field=field, rule="caseflow.appeal.file")
    return picture


def _without_tags(content: bytes) -> bytes:
    """A recording without its tags; as it is where the library knows no tags for its kind."""
    scratch = BytesIO(content)
    try:
        recording = mutagen.File(scratch)
        if recording is None or recording.tags is None:
            return content
        scratch.seek(0)
        recording.delete(scratch)
    except (mutagen.MutagenError, ValueError, KeyError, IndexError, OverflowError):
        return content
    return scratch.getvalue()

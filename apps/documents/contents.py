"""What an uploaded file is, told by its content alone, and whether it is taken."""

import hashlib
import zipfile
import zlib
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.ElementTree import fromstring
from django.utils.translation import gettext_lazy as _

from apps.core.errors import Refused
from apps.documents import previews
from apps.documents.scanning import check_clean

MAX_BYTES = 10 * 1024 * 1024
PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SIGNATURES = ((b"%PDF-", PDF), (b"\x89PNG\r\n\x1a\n", PNG), (b"\xff\xd8\xff", JPEG))
ENDINGS = {PDF: (".pdf",), PNG: (".png",), JPEG: (".jpg", ".jpeg"), DOCX: (".docx",)}
PROOFS = (PDF, JPEG, PNG)
PAPERS = (PDF, JPEG, PNG, DOCX)
IMAGES = (JPEG, PNG)
HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
CONTENT_TYPES = "[Content_Types].xml"
MOST_LISTED = 1_000_000
PROGRAMS = ("macroenabled", "vbaproject", "vbadata", "activex", "oleobject")
"""What a part that runs is called, by its name or by its type."""
MOST_PARTS = 2000
"""A written document of Word has some dozens of parts."""

REFUSALS = {
    previews.LOCKED: _("This PDF is closed with a password. Save it without one and send it again."),
    previews.BROKEN: _("This file is damaged and cannot be opened. Scan or save the document again."),
    previews.TOO_LARGE: _("This picture has more than 50 megapixels. Photograph or scan it smaller."),
}
LARGE_PNG = _("This PNG picture has more than 20 megapixels. Save it as JPEG, or scan it smaller.")


@dataclass(frozen=True)
class Taken:
    """A file that was looked through and may be stored."""

    name: str
    content: bytes
    media_type: str
    sha256: str


def take(upload: Any, *, kinds: Collection[str] = PAPERS, field: str = "file") -> Taken:
    """Look an upload through: size, type by content, sound and open, free of malware; draws its previews.

    Raises Refused at `field`. Touches no database, so it is called before a transaction begins.
    """
    taken = sniff(upload, kinds=kinds, field=field)
    verdict = previews.draw(taken.content, taken.media_type, taken.sha256)
    if verdict in REFUSALS:
        is_png = verdict == previews.TOO_LARGE and taken.media_type == PNG
        raise Refused(LARGE_PNG if is_png else REFUSALS[verdict], field=field, rule="caseflow.document.sound")
    return taken


def sniff(upload: Any, *, kinds: Collection[str], field: str) -> Taken:
    """Size, type by content and malware. Raises Refused at `field`."""
    if upload.size > MAX_BYTES:
        raise Refused(_("The file is larger than 10 MB. Photograph or scan it smaller."), field=field)
    content = upload.read()
    media_type = type_of(content)
    if media_type is None and is_heic(content):
        raise Refused(
            _(
                "This is a HEIC photo of an iPhone, which few computers open. In the camera's settings choose the"
                " format “Most compatible”, or send the picture as JPEG."
            ),
            field=field,
        )
    if media_type not in kinds or media_type is None:
        raise Refused(_said_kinds(kinds), field=field)
    check_clean(content, field=field)
    name = clean_name(upload.name or "", media_type)
    return Taken(name, content, media_type, hashlib.sha256(content).hexdigest())


def type_of(content: bytes) -> str | None:
    """The media type told by the content, or None when it is not one we take."""
    for signature, media_type in SIGNATURES:
        if content.startswith(signature):
            return media_type
    return DOCX if is_docx(content) else None


def is_heic(content: bytes) -> bool:
    return content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS


def is_docx(content: bytes) -> bool:
    """A Word document with nothing in it that runs: told by what the archive lists of its parts and their relations,
    all that is unpacked of it."""
    if not content.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = [part.filename.lower() for part in archive.infolist()]
            is_whole = {CONTENT_TYPES.lower(), "word/document.xml"} <= set(names)
            if not is_whole or len(names) > MOST_PARTS or len(set(names)) < len(names):
                return False
            told = [*names, *_listed(archive)]
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError, LookupError, zlib.error, ParseError):
        return False
    return not any(word in one for one in told for word in PROGRAMS)


def _listed(archive: zipfile.ZipFile) -> Iterator[str]:
    """Types and relations in lower case, as a reader of XML understands them. Raises ValueError for what is too long,
    brings definitions of its own, or takes anything but a hyperlink from outside the document."""
    for name in archive.namelist():
        if name.lower() != CONTENT_TYPES.lower() and not name.lower().endswith(".rels"):
            continue
        with archive.open(name) as part:
            text = part.read(MOST_LISTED + 1)
        if len(text) > MOST_LISTED:
            raise ValueError(name)
        for element in fromstring(text, forbid_dtd=True).iter():
            kind, mode = (element.get(key, "").strip().lower() for key in ("Type", "TargetMode"))
            if (mode == "external" and not kind.endswith("/hyperlink")) or kind.endswith("/attachedtemplate"):
                raise ValueError(name)
            yield f"{element.get('ContentType', '')} {kind}".lower()


def clean_name(name: str, media_type: str) -> str:
    """The last part of a name without characters that hide or turn text, with an ending that fits the content."""
    name = "".join(letter for letter in PurePath(name.replace("\\", "/")).name if letter.isprintable()).strip()
    endings = ENDINGS[media_type]
    stem = name[:190] or "document"
    return stem if stem.lower().endswith(endings) else stem + endings[0]


def _said_kinds(kinds: Collection[str]) -> Any:
    if DOCX in kinds:
        return _("Only PDF, JPEG, PNG and Word (DOCX) files are taken. Save the document as one of these.")
    return _("Only PDF, JPEG and PNG files are taken. Save the document as one of these.")

"""Small real files, and papers of a child made by the real actions."""

import zipfile
from datetime import datetime
from io import BytesIO
from itertools import count
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from apps.accounts.models import User
from apps.documents.models import Paper
from apps.people.models import Child
from apps.people.papers import add_papers

_shades = count(1)


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40), **options: Any) -> bytes:
    """A picture of one colour, another each time; `kind` may be PDF."""
    n = next(_shades)
    held = BytesIO()
    Image.new("RGB", size, (n % 256, n // 256 % 256, 120)).save(held, kind, **options)
    return held.getvalue()


def docx(*names: str, types: str = "<x/>", relations: str = "<x/>", listed: str = "[Content_Types].xml") -> bytes:
    """An archive with the parts a Word document has, and others; `types` lists what they are, in the part `listed`,
    `relations` what the document needs."""
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(listed, types)
        archive.writestr("word/_rels/document.xml.rels", relations)
        for name in ("word/document.xml", *names):
            archive.writestr(name, "<x/>")
    return held.getvalue()


def upload(name: str = "свидетельство.png", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture() if content is None else content)


def make_paper(
    child: Child, by: User, *, at: datetime | None = None, content: bytes | None = None, **data: Any
) -> Paper:
    """A birth certificate in the child's file, unless said otherwise."""
    data = {"kind": Paper.Kind.BIRTH_CERTIFICATE, **data}
    (paper,) = add_papers(child, uploads=[upload(content=content)], data=data, by=by, at=at or timezone.now())
    return paper

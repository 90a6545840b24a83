"""Invented documents for some children: certificates, decisions, photos drawn by code, each marked as a sample.

A few files serve everybody: they lie on disk by checksum, once. Duties to renew are opened by the real action.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import fontpkg_pt_serif
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image, ImageDraw, ImageFont

from apps.accounts.models import User
from apps.accounts.permissions import Perm
from apps.demo.world import Resident, World
from apps.documents.models import Document, Paper, PaperVersion, private_path
from apps.people import papers

CHILDREN = 60
FACES = 12
"""Different drawn faces."""
RENEWED_AFTER = 32
"""Days until the papers with an end stop being valid: their first reminder comes two days after loading."""

Kind = Paper.Kind
SHEETS = {
    Kind.BIRTH_CERTIFICATE: ("ТУУ ТУРАЛЫ КУӘЛІК", "СВИДЕТЕЛЬСТВО О РОЖДЕНИИ"),
    Kind.GUARDIANSHIP_DECISION: ("ҚОРҒАНШЫЛЫҚ ТУРАЛЫ ШЕШІМ", "РЕШЕНИЕ ОБ ОПЕКЕ"),
    Kind.MEDICAL: ("МЕДИЦИНАЛЫҚ ҚОРЫТЫНДЫ", "МЕДИЦИНСКОЕ ЗАКЛЮЧЕНИЕ"),
    Kind.SCHOOL: ("МЕКТЕП АНЫҚТАМАСЫ", "СПРАВКА ИЗ ШКОЛЫ"),
}
SAMPLE = "ҮЛГІ / ОБРАЗЕЦ"


def make_papers(world: World) -> int:
    """Documents of the children the logins know first; returns how many. Writes the waiting rows."""
    files = {kind: store(sheet(lines), "PDF") for kind, lines in SHEETS.items()}
    faces = [store(_face(n), "JPEG") for n in range(FACES)]
    ending: list[tuple[Resident, Paper]] = []
    made = 0
    for n, resident in enumerate(_chosen(world)):
        officer = world.worker(resident.child.guardianship, Perm.REGISTER_CHILDREN)
        wanted = [(Kind.BIRTH_CERTIFICATE, files[Kind.BIRTH_CERTIFICATE]), (Kind.PHOTO, faces[n % FACES])]
        wanted += [(kind, files[kind]) for kind in (Kind.GUARDIANSHIP_DECISION, Kind.MEDICAL, Kind.SCHOOL)[: n % 4]]
        for kind, held in wanted:
            paper = _paper(world, resident, kind, held, officer)
            made += 1
            if paper.expires_on:
                ending.append((resident, paper))
    world.flush()
    for resident, paper in ending:
        papers.follow(paper, resident.child, by=paper.added_by, at=world.now)
    return made


def _chosen(world: World) -> Iterator[Resident]:
    """The children of the logins' first home, then others of the same body, then anybody."""
    known = next(r.child for r in world.residents if any(a.mentor in world.logins.values() for a in r.assignments))
    near = [r for r in world.residents if r.child.guardianship_id == known.guardianship_id]
    far = [r for r in world.residents if r.child.guardianship_id != known.guardianship_id]
    yield from [*near, *far][:CHILDREN]


def _paper(world: World, resident: Resident, kind: str, held: Document, officer: User) -> Paper:
    child, at = resident.child, _added(world, resident)
    document = world.rows.add(
        Document(
            name=held.name, content_type=held.content_type, size=held.size, sha256=held.sha256, file=held.file.name,
            uploaded_by=officer, uploaded_at=at,
        )
    )  # fmt: skip
    is_medical = kind == Kind.MEDICAL
    paper = world.rows.add(
        Paper(
            subject_kind="child", subject_id=child.pk, subject_no=child.number, kind=kind,
            number="" if kind == Kind.PHOTO else f"{world.random.randint(100_000, 999_999)}",
            issued_on=None if kind == Kind.PHOTO else max(child.birth_date, at.date() - timedelta(days=30)),
            expires_on=world.today + timedelta(days=RENEWED_AFTER) if is_medical else None,
            compartment="HEALTH" if is_medical else "", agency=child.guardianship, added_by=officer, added_at=at,
        )
    )  # fmt: skip
    world.rows.add(PaperVersion(paper=paper, no=1, document=document, by=officer, at=at))
    world.record("paper.added", child.subject, by=officer, at=at, paper=paper.pk)
    return paper


def _added(world: World, resident: Resident) -> datetime:
    """Some time between the opening of the file and yesterday."""
    span = world.now - timedelta(days=1) - resident.child.registered_at
    return resident.child.registered_at + world.random.random() * max(span, timedelta(0))


def store(picture: Image.Image, kind: str) -> Document:
    """The file on disk, once, and what a stored document says of it; not saved."""
    held = BytesIO()
    picture.save(held, kind)
    content = held.getvalue()
    media_type, ending = {"PDF": ("application/pdf", "pdf"), "JPEG": ("image/jpeg", "jpg")}[kind]
    document = Document(
        name=f"sample.{ending}", content_type=media_type, size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )  # fmt: skip
    document.file = private_path(document, "")
    if not default_storage.exists(document.file.name):
        default_storage.save(document.file.name, ContentFile(content))
    return document


def sheet(lines: tuple[str, ...]) -> Image.Image:
    """A sheet of paper with a heading in both languages."""
    sheet = Image.new("RGB", (620, 877), "white")
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((30, 30, 590, 847), outline="#8aa", width=3)
    for n, line in enumerate((*lines, SAMPLE)):
        pen.text((310, 180 + n * 90), line, fill="#233", font=_font(30), anchor="mm")
    for y in range(480, 780, 40):
        pen.line((90, y, 530, y), fill="#bcc", width=2)
    return sheet


def _face(n: int) -> Image.Image:
    """A head and shoulders of plain shapes: nobody's photo."""
    face = Image.new("RGB", (360, 440), f"hsl({n * 30}, 35%, 82%)")
    pen = ImageDraw.Draw(face)
    tone = f"hsl({n * 30}, 30%, 45%)"
    pen.ellipse((110, 70, 250, 230), fill=tone)
    pen.ellipse((40, 260, 320, 620), fill=tone)
    return face


def _font(size: int) -> ImageFont.FreeTypeFont:
    folder = Path(fontpkg_pt_serif.__file__).parent
    return ImageFont.truetype(str(next(folder.rglob("*Regular*.ttf"))), size)

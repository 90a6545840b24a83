"""What is taken as a document: told by content, sound, open, of a sensible size; previews carry no secrets."""

import hashlib
import threading
from io import BytesIO

import pytest
from django.utils import translation
from PIL import Image
from pypdf import PdfReader, PdfWriter

from apps.core.errors import Refused
from apps.documents import contents, previews
from apps.documents.contents import DOCX, PROOFS, clean_name, take
from tests.factories.papers import docx, picture, upload

HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def locked_pdf() -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(picture("PDF"))))
    writer.encrypt("secret")
    held = BytesIO()
    writer.write(held)
    return held.getvalue()


@pytest.mark.parametrize(
    ("content", "media_type", "name"),
    [
        (picture("PNG"), "image/png", "скан.exe.png"),
        (picture("JPEG"), "image/jpeg", "скан.exe.jpg"),
        (picture("PDF"), "application/pdf", "скан.exe.pdf"),
        (docx(), DOCX, "скан.exe.docx"),
    ],
    ids=lambda value: value if isinstance(value, str) else "content",
)
def test_the_type_is_told_by_the_content_and_the_name_gets_its_ending(content, media_type, name):
    taken = take(upload("скан.exe", content))
    assert (taken.media_type, taken.name) == (media_type, name)
    assert len(taken.sha256) == 64


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (HEIC, "HEIC"),
        (b"MZ\x90\x00", "Only PDF"),
        (b"", "Only PDF"),
        (b"<html><script>alert(1)</script>", "Only PDF"),
        (docx("word/vbaProject.bin"), "Only PDF"),
        (docx("word/a.bin", types='<Override ContentType="application/vnd.ms-office.vbaProject"/>'), "Only PDF"),
        (docx("word/activeX/a.xml"), "Only PDF"),
        (
            docx(types='<Override ContentType="application/vnd.ms-word.document.macro&#69;nabled.main+xml"/>'),
            "Only PDF",
        ),
        (docx(types='<!DOCTYPE x [<!ENTITY e "E">]><x ContentType="macro&e;nabled"/>'), "Only PDF"),
        (docx(types="not at all"), "Only PDF"),
        (docx("word/Document.xml"), "Only PDF"),
        (docx(relations='<x Type="http://schemas/oleObject" Target="a.bin"/>'), "Only PDF"),
        (docx(relations='<x Type="http://schemas/attachedTemplate" Target="https://a.example/b"/>'), "Only PDF"),
        (docx(relations='<x Type="http://schemas/attachedTemplate" Target="file://a.example/b.dotm"/>'), "Only PDF"),
        (
            docx(relations='<x Type="http://schemas/frame" TargetMode=" External" Target="http://a.example"/>'),
            "Only PDF",
        ),
        (docx(relations='<?xml version="1.0" encoding="nonsense-9"?><x/>'), "Only PDF"),
        (
            docx(types='<x ContentType="macroEnabled.main"/>', listed="[content_types].xml"),
            "Only PDF",
        ),
        (docx()[:100], "Only PDF"),
        (b"%PDF-1.7 only the beginning", "damaged"),
        (picture("JPEG", (2000, 2000))[:900], "damaged"),
        (b"\x89PNG\r\n\x1a\n rest", "damaged"),
        (locked_pdf(), "password"),
    ],
    ids=[
        "heic",
        "program",
        "empty",
        "page",
        "macros",
        "renamed-macros",
        "activex",
        "letter-by-number",
        "definition",
        "no-list",
        "twice",
        "embedded",
        "template-from-afar",
        "template-from-a-share",
        "frame-from-afar",
        "unknown-letters",
        "list-in-small-letters",
        "half-docx",
        "half-pdf",
        "half-jpeg",
        "no-png",
        "locked",
    ],
)
def test_what_is_refused_says_why(content, said):
    with pytest.raises(Refused, match=said) as refused:
        take(upload("certificate.pdf", content))
    assert refused.value.field == "file"


def test_a_decompression_bomb_is_refused_before_it_is_unpacked():
    held = BytesIO()
    Image.new("L", (20_000, 20_000)).save(held, "PNG")
    with pytest.raises(Refused, match="megapixels"):
        take(upload(content=held.getvalue()))


def test_a_photograph_of_fifty_megapixels_is_taken_and_a_png_of_that_size_is_not():
    """A telephone's JPEG is read at a fraction of its size; a PNG would keep a worker for seconds."""
    photo = picture("JPEG", (8160, 6120))
    assert take(upload("photo.jpg", photo)).media_type == "image/jpeg"
    with pytest.raises(Refused, match="50 megapixels"):
        take(upload("photo.jpg", picture("JPEG", (8160, 6200))))
    with pytest.raises(Refused, match="20 megapixels") as refused:
        take(upload("scan.png", picture("PNG", (5000, 4001))))
    assert refused.value.field == "file"


def test_a_photograph_of_two_pictures_in_one_file_has_previews():
    held, one = BytesIO(), Image.new("RGB", (4000, 3000), "white")
    one.save(held, "MPO", save_all=True, append_images=[one.resize((400, 300))])
    taken = take(upload("photo.jpg", held.getvalue()))
    assert (taken.media_type, previews.path_of(taken.sha256, previews.LARGE).exists()) == ("image/jpeg", True)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_a_large_png_of_any_kind_has_previews(mode):
    held = BytesIO()
    Image.new(mode, (3508, 4961)).save(held, "PNG")
    taken = take(upload("scan.png", held.getvalue()))
    with Image.open(previews.path_of(taken.sha256, previews.LARGE)) as drawn:
        assert drawn.size == (990, 1400)


def test_a_file_of_more_than_ten_megabytes_is_refused():
    with pytest.raises(Refused, match="10 MB"):
        take(upload(content=b"%PDF-" + b"0" * contents.MAX_BYTES))


def test_word_is_no_proof_of_a_call():
    with pytest.raises(Refused, match="Only PDF"):
        contents.sniff(upload(content=docx()), kinds=PROOFS, field="proof")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd.png"),
        ("C:\\Users\\me\\туу туралы.PNG", "туу туралы.PNG"),
        ("a\u202egnp.exe", "agnp.exe.png"),
        ("", "document.png"),
        ("x" * 400, "x" * 190 + ".png"),
    ],
)
def test_a_name_hides_nothing(name, kept):
    assert clean_name(name, "image/png") == kept


def test_a_preview_stands_upright_and_knows_nothing_of_the_camera():
    exif = Image.Exif()
    exif[271], exif[274] = "Camera of Aigul", 6
    taken = take(upload(content=picture("JPEG", (3000, 2000), exif=exif, comment=b"home address")))
    for size, longest in (("small", 320), ("large", 1400)):
        path = previews.path_of(taken.sha256, size)
        drawn = Image.open(BytesIO(path.read_bytes()))
        assert drawn.size[1] == longest > drawn.size[0]
        assert not drawn.getexif()
        assert b"Aigul" not in path.read_bytes()
        assert b"home address" not in path.read_bytes()
    assert b"Aigul" in taken.content


def test_the_first_page_of_a_pdf_is_drawn():
    taken = take(upload(content=picture("PDF", (700, 900))))
    drawn = BytesIO(previews.path_of(taken.sha256, "large").read_bytes())
    assert Image.open(drawn).size == (1089, 1400)


def test_a_decoder_that_hangs_is_ended_and_the_file_kept_without_a_picture(monkeypatch, tmp_path):
    slow = tmp_path / "slow.py"
    slow.write_text("import time; time.sleep(60)")
    monkeypatch.setattr(previews, "PROGRAM", slow)
    monkeypatch.setattr(previews, "LONGEST", 0.2)
    taken = take(upload(content=picture(size=(61, 43))))
    assert not previews.path_of(taken.sha256, "small").exists()


def test_two_at_once_draw_the_same_file():
    content = picture("PNG", (500, 500))
    verdicts = []
    sha256 = hashlib.sha256(content).hexdigest()
    threads = [
        threading.Thread(target=lambda: verdicts.append(previews.draw(content, "image/png", sha256))) for _ in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert verdicts == [0, 0, 0]

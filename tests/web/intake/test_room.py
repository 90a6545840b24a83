"""The room of the sender: answers, more words, files, a name, danger, a new code, another language, the way out."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.cache import cache
from django.core.files.storage import default_storage
from PIL import Image

from apps.complaints import reading, waiting
from apps.complaints.acts import course
from apps.complaints.models import Appeal, Attachment, Post
from apps.complaints.vaults import identity_of, vault_of
from apps.web.intake import pages
from apps.web.limits import Limit
from apps.web.shared import now
from tests.documents.test_scanning import EICAR, Clamd, Tcp
from tests.factories.accounts import fresh
from tests.factories.appeals import replied
from tests.factories.papers import picture, upload
from tests.web.intake.writer import TEXT, Writer, child, sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def room(client, offices) -> Writer:
    return sent(client).do("noted")


def photo_with_a_place() -> bytes:
    exif = Image.Exif()
    exif[271] = "Camera of Aigul"
    exif[34853] = {1: "N", 2: (51.0, 9.0, 36.0), 3: "E", 4: (71.0, 26.0, 24.0)}
    return picture("JPEG", (300, 200), exif=exif)


def test_an_answer_is_read_and_nobody_of_the_office_is_named(room, offices):
    appeal = Appeal.objects.get()
    replied(appeal, by=offices.commissioner, at=now())
    page = room.open().page
    assert "Мектепте тексеру болды." in page
    for person in (offices.commissioner, offices.staff):
        for word in (person.first_name, person.last_name, person.username):
            assert not word or word not in page
    assert Post.objects.filter(what="REPLY", seen_at__isnull=False).exists()


def test_the_line_of_life(room, offices):
    assert (room.page.count('<li class="done"'), room.page.count('<li class="now"')) == (1, 0)
    replied(Appeal.objects.get(), by=offices.commissioner, at=now())
    assert room.open().page.count('<li class="done"') == 3
    course.close(Appeal.objects.get(), by=fresh(offices.commissioner), at=now())
    assert room.open().page.count('<li class="done"') == 3


def test_more_is_written_and_a_reload_writes_nothing(room):
    room.do("write", text="Тағы ұрды")
    assert room.redirected.status_code == 303
    assert "Тағы ұрды" in room.page
    room.open()
    assert Post.objects.filter(author="SENDER", what="TEXT").count() == 1


def test_a_second_press_of_the_same_page_says_nothing_twice(room):
    page = room.page
    for text in ("Тағы ұрды", "Тағы ұрды", "Және тағы"):
        room.page = page
        room.do("write", text=text)
    for _turn in range(2):
        room.page = page
        room.do("danger")
    said = Post.objects.filter(author="SENDER")
    assert said.filter(what="TEXT").count() == 1 + 1  # what is another text is another word
    assert said.filter(what="DANGER").count() == 1
    room.page = page
    assert room.do("write", text=" ").status == 422
    room.page = page
    assert room.do("write", text=" ").status == 422


def test_nothing_is_refused_at_its_place(room):
    assert room.do("write", text="  ").status == 422
    assert "field-error" in room.page


def test_a_photo_is_shown_without_its_place_and_kept_sealed_as_it_came(room, client):
    content = photo_with_a_place()
    room.do("write", text="", files=[upload("үй.jpg", content)])
    held = Attachment.objects.get()
    answer = client.get(f"/help/file/{held.pk}/")
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert not Image.open(BytesIO(answer.content)).getexif()
    assert b"Aigul" not in answer.content
    vault = vault_of(held.appeal)
    assert reading.files.original(held, vault)[2] == content
    with default_storage.open(held.original.name) as stored:
        raw = stored.read()
    assert b"Aigul" not in raw
    assert content[:20] not in raw


def test_files_of_others_do_not_exist(room, client, client_factory):
    room.do("write", text="", files=[upload("a.png", picture())])
    pk = Attachment.objects.get().pk
    assert client.get(f"/help/file/{pk}/").status_code == 200
    stranger = client_factory()
    assert stranger.get(f"/help/file/{pk}/").status_code == 404
    sent(stranger, text="Басқа хат").do("noted")
    assert stranger.get(f"/help/file/{pk}/").status_code == 404
    assert stranger.get("/help/file/999999/").status_code == 404


@pytest.fixture
def client_factory():
    from django.test import Client

    return Client


@pytest.mark.parametrize(("name", "content"), [
    ("photo.heic", b"\x00\x00\x00\x18ftypheic" + b"\x00" * 64), ("a.exe", b"MZ" + b"\x00" * 64), ("a.png", b""),
    ("a.jpg", b"\xff\xd8\xff\xe0" + b"\x00" * 32), ("big.jpg", b"\xff\xd8\xff\xe0" + b"\x00" * (10 * 1024 * 1024)),
])  # fmt: skip
def test_a_file_that_cannot_be_taken_is_refused_in_words(room, client, name, content):
    room.do("write", text="Міне", files=[upload(name, content)])
    assert room.status == 422
    assert "field-error" in room.page
    assert ">Міне</textarea>" in room.page.replace("\nМіне", "Міне")
    assert not Attachment.objects.exists()
    client.cookies.clear()
    writer = child(client, until="files").press("add", files=[upload(name, content)])
    assert writer.status == 422
    assert not default_storage.exists("waiting") or not default_storage.listdir("waiting")[1]


def test_a_virus_is_refused_on_both_ways(room, client, settings):
    with Tcp(("127.0.0.1", 0), Clamd) as server:
        import threading

        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.CLAMD_ADDRESS = f"127.0.0.1:{server.server_address[1]}"
        infected = b"%PDF-1.4\n" + EICAR
        assert room.do("write", text="", files=[upload("a.pdf", infected)]).status == 422
        client.cookies.clear()
        assert child(client, until="files").press("next", files=[upload("a.pdf", infected)]).status == 422
        server.shutdown()
    assert not Attachment.objects.exists()


def test_what_nobody_sent_is_removed_after_a_day(client, offices):
    child(client, until="files").press("add", files=[upload("бөлме.png", picture())])
    waiting.sweep(now() + timedelta(hours=23))
    assert len(default_storage.listdir("waiting")[1]) == 1
    waiting.sweep(now() + timedelta(hours=25))
    assert default_storage.listdir("waiting")[1] == []


def test_nobody_floods_a_room_and_other_rooms_stay_open(room, client, monkeypatch):
    monkeypatch.setattr(pages, "WRITINGS", Limit("help.writings", tries=1, window=60))
    assert room.do("write", text="Тағы ұрды").redirected.status_code == 303
    assert room.do("write", text="Және тағы").status == 422
    assert "111" in room.page
    assert ">Және тағы</textarea>" in room.page.replace("\nЖәне", "Және")
    client.cookies.clear()
    assert sent(client).do("noted").do("write", text="Басқа бала").redirected.status_code == 303


def test_files_wait_sealed_for_their_letter(client, offices):
    content = picture()
    writer = child(client, until="files").press("add", files=[upload("бөлме.png", content)])
    (name,) = default_storage.listdir("waiting")[1]
    with default_storage.open(f"waiting/{name}") as stored:
        assert content[:16] not in stored.read()
    writer.press("next").press("back").speak("ru")
    assert "бөлме.png" in writer.page
    writer.press("next").press("send")
    assert Attachment.objects.get().kind == "PHOTO"
    assert default_storage.listdir("waiting")[1] == []


def test_no_letter_goes_without_a_file_it_names(client, offices):
    """Sent, gone back to by an older page and changed: its files went with the first letter."""
    writer = child(client, until="files").press("add", files=[upload("бөлме.png", picture())]).press("next")
    older = writer.page
    writer.press("send")
    client.cookies.clear()
    writer.page = older
    writer.press("to:tell").press("next", text="Басқаша")
    while 'value="send"' not in writer.page:
        writer.press("next")
    assert writer.press("send").status == 422
    assert "бөлме.png" in writer.page
    assert Appeal.objects.count() == 1
    gone = writer.page.split('value="drop:')[1].split('"')[0]
    writer.press(f"drop:{gone}").press("next").press("send")
    assert Appeal.objects.count() == 2


def test_a_file_is_taken_out_again_and_six_are_too_many(client, offices):
    writer = child(client, until="files").press("add", files=[upload(f"{n}.png", picture()) for n in range(3)])
    assert writer.press("add", files=[upload("x.png", picture()) for _n in range(3)]).status == 422
    gone = writer.page.split('value="drop:')[1].split('"')[0]
    writer.press(f"drop:{gone}")
    assert len(default_storage.listdir("waiting")[1]) == 2


def test_thirty_files_an_hour_of_one_address(room):
    for _turn in range(6):
        assert room.do("write", text="", files=[upload("a.png", picture()) for _n in range(5)]).status == 200
    assert room.do("write", text="Тағы", files=[upload("a.png", picture())]).status == 422
    assert "Тағы" in room.page
    cache.clear()  # an hour later: thirty are the most of one letter, too
    assert room.do("write", text="Тағы", files=[upload("a.png", picture())]).status == 422
    assert room.do("write", text="Тағы").status == 200


def test_fifty_megabytes_are_refused_before_they_are_read(client, offices):
    answer = client.post("/help/", {"files": upload("a.jpg", b"\xff\xd8" + b"\x00" * 50_000_000)})
    assert answer.status_code == 413
    assert "24" in answer.content.decode()


def test_one_gives_a_name_later(room):
    assert room.do("name", **{"me-name": ""}).status == 422
    room.do("name", **{"me-name": "Айару", "me-way": "PHONE", "me-phone": "87012345678", "me-safe": "кешке"})
    appeal = Appeal.objects.get()
    assert not appeal.is_anonymous
    assert identity_of(appeal, vault_of(appeal))["phone"] == "+77012345678"
    assert "Айару" not in room.page


def test_danger_now(room):
    room.do("danger")
    appeal = Appeal.objects.get()
    assert appeal.is_urgent
    assert appeal.safety == "IN_DANGER"


def test_the_proof_has_a_number_and_neither_code_nor_words(client, offices):
    writer = sent(client)
    code = writer.code
    writer.do("proof")
    assert Appeal.objects.get().number in writer.page
    assert code not in writer.page
    assert TEXT not in writer.page


def test_another_language_in_the_room_keeps_what_is_being_typed(room):
    room.speak("ru", text="Жарты сөйлем")
    assert '<html lang="ru">' in room.page
    assert "Жарты сөйлем</textarea>" in room.page
    assert '<html lang="ru">' in room.open().page


def test_a_form_of_another_visit_does_nothing(room, client_factory):
    stranger = sent(client_factory(), text="Басқа").do("noted")
    answer = room.client.post("/help/", {"room": stranger.hidden("room"), "do": "danger"})
    assert "danger" not in answer.content.decode() or not Appeal.objects.filter(is_urgent=True).exists()
    assert not Appeal.objects.filter(is_urgent=True).exists()


def test_a_visit_left_alone_ends_and_the_code_opens_another(room, monkeypatch):
    from datetime import timedelta

    late = now() + timedelta(minutes=31)
    for module in ("visits", "room"):
        monkeypatch.setattr(f"apps.web.intake.{module}.now", lambda: late)
    assert TEXT not in room.open().page
    assert 'name="code"' in room.page


def test_leaving_by_the_button_and_by_the_quick_exit(room, client):
    room.do("leave")
    assert 'value="child"' in room.page
    sent(client, text="Тағы бір хат")
    answer = client.get("/help/exit/")
    assert answer.status_code == 302
    assert answer.url.startswith("https://www.google.com/search?q=")
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert answer.cookies["help"].value == ""
    assert 'value="child"' in Writer(client).page

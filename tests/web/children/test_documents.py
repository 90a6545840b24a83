"""The Documents tab: list, adding, versions, withdrawing, downloads, previews, the face; and who is kept out."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from apps.audit.models import LedgerEntry
from apps.core.localtime import local_day
from apps.disclosure.opened import newest_photo
from apps.documents.models import Paper
from apps.obligations.law import load_rules
from tests.cast import make_cast, withdraw_consents
from tests.factories.accounts import fresh
from tests.factories.papers import docx, make_paper, picture, upload
from tests.factories.people import make_child

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    load_rules()
    return make_cast()


@pytest.fixture
def sign_in():
    def sign(user) -> Client:
        type(user).objects.filter(pk=user.pk).update(language="en")
        client = Client()
        client.force_login(fresh(user))
        return client

    return sign


@pytest.fixture
def url(cast):
    return f"/children/{cast.child.number}/documents/"


def text(response) -> str:
    return response.content.decode()


def verbs(child, *wanted: str) -> list[str]:
    found = LedgerEntry.objects.filter(subject_kind="child", subject_id=child.pk, verb__in=wanted)
    return list(found.order_by("pk").values_list("verb", flat=True))


def test_chosen_and_photographed_files_are_added_and_listed(cast, sign_in, url):
    client = sign_in(cast.officer)
    answer = client.post(
        url,
        {
            "files": [upload("куәлік.pdf", picture("PDF")), upload("анықтама.docx", docx())],
            "photos": [upload("IMG_1.jpg", picture("JPEG"))],
            "kind": "BIRTH_CERTIFICATE", "title": "Туу туралы куәлік", "issued_on": "01.02.2020",
        },
        follow=True,
    )  # fmt: skip
    assert answer.status_code == 200
    assert text(answer).count("Туу туралы куәлік</a>") == 3
    assert "Documents added: 3." in text(answer)
    assert Paper.objects.filter(issued_on=date(2020, 2, 1)).count() == 3


def test_a_refused_file_is_named_at_the_field_and_nothing_is_stored(cast, sign_in, url):
    answer = sign_in(cast.officer).post(
        url, {"files": [upload("good.png"), upload("bad.png", b"MZ")], "kind": "OTHER"}
    )  # fmt: skip
    assert answer.status_code == 422
    assert "bad.png: Only PDF" in text(answer)
    assert not Paper.objects.filter(subject_kind="child").exists()


def test_nothing_chosen_is_said(cast, sign_in, url):
    answer = sign_in(cast.officer).post(url, {"kind": "OTHER"})
    assert answer.status_code == 422
    assert "Choose a file" in text(answer)


def test_the_list_is_sifted_by_kind_and_state(cast, sign_in, url):
    officer, today = fresh(cast.officer), local_day(timezone.now())
    soon = make_paper(cast.child, officer, title="скоро", expires_on=today + timedelta(days=10))
    ended = make_paper(cast.child, officer, title="окончен", expires_on=today - timedelta(days=1), kind="CONSENT")
    client = sign_in(cast.officer)
    for query, there, gone in (
        ("state=soon", soon, ended), ("state=ended", ended, soon), ("kind=CONSENT", ended, soon),
    ):  # fmt: skip
        page = text(client.get(f"{url}?{query}"))
        assert there.title in page
        assert gone.title not in page
    assert "is-soon" in text(client.get(url))
    assert "No document fits" in text(client.get(f"{url}?state=withdrawn"))


def test_the_list_takes_a_constant_number_of_queries(cast, sign_in, url):
    officer, client = fresh(cast.officer), sign_in(cast.officer)
    make_paper(cast.child, officer)
    client.get(url)

    def queries() -> int:
        with CaptureQueriesContext(connection) as held:
            assert client.get(url).status_code == 200
        return len(held)

    few = queries()
    for _ in range(5):
        make_paper(cast.child, officer)
    assert queries() == few


def test_a_new_version_is_stored_beside_the_old_one(cast, sign_in, url):
    paper = make_paper(cast.child, fresh(cast.officer), number="I-1", expires_on=date(2030, 1, 1))
    client = sign_in(cast.officer)
    data = {"file": upload("v2.png"), "note": "жаңа", "number": "I-2", "version": 1}
    page = text(client.post(f"{url}{paper.pk}/renew/", data, follow=True))
    paper.refresh_from_db()
    assert (paper.number, paper.expires_on) == ("I-2", date(2030, 1, 1))
    assert "v2.png" in page
    for version in paper.versions.all():
        assert version.document.sha256 in page


def test_who_saved_second_sees_both(cast, sign_in, url):
    paper = make_paper(cast.child, fresh(cast.officer))
    client = sign_in(cast.officer)
    first = {"kind": paper.kind, "number": "1", "compartment": "", "version": 1}
    assert client.post(f"{url}{paper.pk}/correct/", first).status_code == 302
    answer = client.post(f"{url}{paper.pk}/correct/", first | {"number": "2"})
    assert answer.status_code == 422
    assert "Saved meanwhile" in text(answer)
    again = client.post(f"{url}{paper.pk}/correct/", first | {"number": "2", "version": 2})
    assert again.status_code == 302
    paper.refresh_from_db()
    assert paper.number == "2"


def test_withdrawing_and_restoring(cast, sign_in, url):
    paper = make_paper(cast.child, fresh(cast.officer), title="Справка")
    client = sign_in(cast.officer)
    assert client.post(f"{url}{paper.pk}/withdraw/", {"reason": "", "version": 1}).status_code == 422
    answer = client.post(f"{url}{paper.pk}/withdraw/", {"reason": "басқа бала", "version": 1}, follow=True)
    assert "басқа бала" in text(answer)
    assert "Справка" not in text(client.get(url))
    assert "Справка" in text(client.get(f"{url}?state=withdrawn"))
    client.post(f"{url}{paper.pk}/restore/")
    assert "Справка" in text(client.get(url))


def test_a_download_is_the_original_and_is_noted(cast, sign_in, url):
    content = picture("JPEG", comment=b"original")
    paper = make_paper(cast.child, fresh(cast.officer), content=content)
    answer = sign_in(cast.orphanage).get(f"{url}{paper.pk}/1/file/")
    assert b"".join(answer) == content
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer.headers["Cache-Control"]
    noted = LedgerEntry.objects.get(verb="paper.downloaded")
    assert (noted.actor_id, noted.subject_id, noted.data) == (
        cast.orphanage.pk, cast.child.pk, {"paper": paper.pk, "no": 1, "grounds": ["PLACEMENT"]},
    )  # fmt: skip


def test_previews_are_pictures_without_what_the_camera_wrote(cast, sign_in, url):
    paper = make_paper(cast.child, fresh(cast.officer), content=picture("JPEG", (800, 600), comment=b"where I live"))
    client = sign_in(cast.officer)
    for size in ("small", "large"):
        answer = client.get(f"{url}{paper.pk}/1/{size}/")
        drawn = b"".join(answer)
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert Image.open(BytesIO(drawn)).format == "JPEG"
        assert b"where I live" not in drawn
    assert verbs(cast.child, "paper.looked_at") == ["paper.looked_at"]
    assert client.get(f"{url}{paper.pk}/1/huge/").status_code == 404
    word = make_paper(cast.child, fresh(cast.officer), content=docx())
    assert client.get(f"{url}{word.pk}/1/small/").status_code == 404


def test_the_newest_photo_is_the_face_for_those_who_may_know_it(cast, sign_in, url):
    officer = fresh(cast.officer)
    make_paper(cast.child, officer, kind="PHOTO", at=timezone.now() - timedelta(days=9))
    newest = make_paper(cast.child, officer, kind="PHOTO")
    assert newest_photo(cast.child, officer).paper == newest
    file = f"/children/{cast.child.number}/"
    face = f'<img src="{file}photo/" alt="">'
    assert face in text(sign_in(cast.officer).get(file))
    assert face in text(sign_in(cast.orphanage).get(file))
    withdraw_consents(cast)
    assert "<img" not in text(sign_in(cast.coordinator).get(file))
    assert sign_in(cast.coordinator).get(f"{file}photo/").status_code == 404
    assert sign_in(cast.coordinator).get(f"{url}{newest.pk}/1/small/").status_code == 404


def test_the_tab_and_every_page_behind_it_are_closed_to_those_without_the_ground(cast, sign_in, url):
    paper = make_paper(cast.child, fresh(cast.officer))
    pages = ["", f"{paper.pk}/", f"{paper.pk}/renew/", f"{paper.pk}/correct/", f"{paper.pk}/withdraw/",
             f"{paper.pk}/1/file/", f"{paper.pk}/1/small/", f"{paper.pk}/1/large/"]  # fmt: skip
    for person in (cast.coordinator, cast.mentor, cast.police, *cast.outsiders):
        client = sign_in(person)
        assert [client.get(url + page).status_code for page in pages] == [404] * len(pages)
        assert client.post(url, {"files": [upload()], "kind": "OTHER"}).status_code == 404
        assert client.post(f"{url}{paper.pk}/restore/").status_code == 404
    assert url not in text(sign_in(cast.coordinator).get(f"/children/{cast.child.number}/"))
    assert Paper.objects.filter(subject_kind="child").count() == 1


def test_a_paper_of_a_closed_compartment_is_nowhere_without_its_permission(cast, sign_in, url):
    head = fresh(cast.heads["GUARDIANSHIP"])
    secret = make_paper(cast.child, head, kind="COURT_DECISION", compartment="ADOPTION", title="Ұлды болу")
    assert "Ұлды болу" in text(sign_in(head).get(url))
    for person in (cast.officer, cast.orphanage):
        client = sign_in(person)
        for query in ("", "?kind=COURT_DECISION", "?state=withdrawn"):
            assert "Ұлды болу" not in text(client.get(url + query))
        assert client.get(f"{url}{secret.pk}/").status_code == 404
        assert client.get(f"{url}{secret.pk}/1/file/").status_code == 404
        assert 'value="ADOPTION"' not in text(client.get(url))


def test_a_paper_is_not_reached_through_another_child(cast, sign_in, url):
    officer = fresh(cast.officer)
    other = make_child(officer, surname="Басқа")
    paper = make_paper(other, officer)
    assert sign_in(cast.orphanage).get(f"{url}{paper.pk}/").status_code == 404
    assert sign_in(cast.officer).get(f"{url}{paper.pk}/1/file/").status_code == 404


def test_the_home_may_not_change_what_the_body_added(cast, sign_in, url):
    paper = make_paper(cast.child, fresh(cast.officer))
    client = sign_in(cast.orphanage)
    assert client.get(f"{url}{paper.pk}/").status_code == 200
    assert client.post(f"{url}{paper.pk}/withdraw/", {"reason": "x", "version": 1}).status_code == 403

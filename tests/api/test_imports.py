"""Imports over the API: upload, state, errors by row, letting in; bad input 68."""

import pytest
from django.utils import timezone

from apps.exchange.models import ImportJob
from apps.exchange.work import work
from apps.people.models import Child
from tests.api.conftest import V1, problem
from tests.exchange.files import csv_file, good_row, xlsx_file
from tests.exchange.test_bad_files import ROWS

IMPORTS = f"{V1}/imports/"
GOOD = [good_row(n) for n in range(3)]


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def client(cast, as_):
    return as_(cast.officer)


def upload(client, file):
    return client.post(IMPORTS, {"file": file}, format="multipart")


@pytest.mark.parametrize("make", [csv_file, xlsx_file])
def test_from_upload_to_children(client, cast, make):
    answer = upload(client, make(GOOD))
    assert answer.status_code == 201, answer.content
    url = answer["Location"]
    assert answer.json()["state"] == "UPLOADED"
    work(timezone.now)
    told = client.get(url).json()
    assert set(told) == {
        "id", "state", "format", "refusal", "rows", "rows_done", "rows_with_errors", "rows_with_warnings", "made_at",
        "confirmed_at", "finished_at",
    }  # fmt: skip
    assert (told["state"], told["rows"], told["rows_with_errors"]) == ("READY", 3, 0)
    assert client.post(f"{url}confirm/").json()["state"] == "IMPORTING"
    work(timezone.now)
    assert client.get(url).json()["state"] == "DONE"
    assert Child.objects.filter(guardianship=cast.body).count() == 4
    assert [row["id"] for row in client.get(IMPORTS).json()["results"]] == [told["id"]]
    problem(client.post(f"{url}confirm/"), 422, "refused")


def test_68_every_bad_cell_is_named_by_row_and_field(client, cast):
    bad = [good_row(n, **{heading: cell}) for n, (heading, cell, _field, _words) in enumerate(ROWS, start=3)]
    url = upload(client, csv_file([*GOOD, *bad]))["Location"]
    work(timezone.now)
    assert client.get(url).json()["state"] == "CHECKED_FAULTY"
    rows = client.get(f"{url}errors/").json()["results"]
    assert [row["row"] for row in rows] == list(range(5, 5 + len(ROWS)))
    for row, (_heading, _cell, field, words) in zip(rows, ROWS, strict=True):
        assert field in {error["field"] for error in row["errors"]}
        assert any(words in error["message"] for error in row["errors"])
    problem(client.post(f"{url}confirm/"), 422, "refused")
    assert Child.objects.count() == 1


def test_68_a_file_in_another_encoding(client):
    head = ["Фамилия", "Имя", "Отчество", "ИИН", "Почему нет ИИН", "Дата рождения", "Пол", "Адрес"]
    told = problem(upload(client, csv_file(GOOD, head=head, encoding="cp1251")), 422, "refused")
    assert told["errors"][0]["field"] == "file"
    assert "Windows-1251" in told["detail"]
    assert not ImportJob.objects.exists()


def test_what_is_no_file(client):
    for body in ({}, {"file": "text"}, {"file": csv_file(GOOD), "dragon": "1"}):
        problem(client.post(IMPORTS, body, format="multipart"), 400, "invalid")
    problem(client.post(IMPORTS, {"file": "text"}), 400, "invalid")


def test_sent_twice_with_one_key_is_uploaded_once(client):
    key = {"Idempotency-Key": "import-1"}
    boundary = "multipart/form-data; boundary=x"
    content = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    content += csv_file(GOOD).read() + b"\r\n--x--\r\n"
    for _turn in range(2):
        answer = client.generic("POST", IMPORTS, content, content_type=boundary, headers=key)
        assert answer.status_code == 201, answer.content
    assert ImportJob.objects.count() == 1


def test_only_those_who_may(client, cast, as_):
    url = upload(client, csv_file(GOOD))["Location"]
    for person in (cast.orphanage, cast.coordinator, cast.mentor, cast.police, cast.ombudsman):
        problem(upload(as_(person), csv_file(GOOD)), 403, "not-allowed")
        problem(as_(person).get(IMPORTS), 403, "not-allowed")
        problem(as_(person).get(url), 404, "not-found")
    for part in ("", "errors/"):
        problem(as_(cast.officer2).get(f"{url}{part}"), 404, "not-found")
    for part in ("confirm/", "discard/"):
        problem(as_(cast.officer2).post(f"{url}{part}"), 404, "not-found")
    problem(as_(cast.officer, scopes=["children:read"]).get(url), 403, "scope-missing")
    assert client.post(f"{url}discard/").json()["state"] == "DISCARDED"

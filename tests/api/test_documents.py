"""Documents of a child's file over the API: the same checks as on the pages."""

import pytest

from apps.audit.models import LedgerEntry
from apps.documents.models import Paper
from tests.api.conftest import V1, problem
from tests.factories.accounts import fresh
from tests.factories.papers import make_paper, picture, upload

ANY = {"If-Match": "*"}


@pytest.fixture
def url(cast):
    return f"{V1}/children/{cast.child.number}/documents/"


def send(client, url, **data):
    return client.post(url, {"file": upload(), "kind": "SCHOOL", **data}, format="multipart")


def test_upload_list_renew_correct_withdraw_restore(cast, as_, url):
    client = as_(cast.officer)
    made = send(client, url, title="Табель", issued_on="2026-01-10", expires_on="2031-01-10")
    assert made.status_code == 201, made.content
    told = made.json()
    assert (told["title"], told["versions"][0]["media_type"], told["version"]) == ("Табель", "image/png", 1)
    one = f"{url}{told['id']}/"
    assert made["Location"].endswith(one)
    assert [row["id"] for row in client.get(url).json()["results"]] == [told["id"]]
    renewed = client.post(one + "versions/", {"file": upload(), "number": "7"}, format="multipart").json()
    assert [version["no"] for version in renewed["versions"]] == [2, 1]
    assert (renewed["number"], renewed["expires_on"]) == ("7", "2031-01-10")
    assert client.patch(one, {"title": "Табель 2"}, headers=ANY).json()["title"] == "Табель 2"
    problem(client.post(one + "withdraw/", {}), 400, "invalid")
    assert client.post(one + "withdraw/", {"reason": "қате"}).json()["withdraw_reason"] == "қате"
    problem(client.patch(one, {"title": "x"}, headers=ANY), 422, "refused")
    assert client.post(one + "restore/", {}).json()["withdrawn_at"] is None


def test_a_lost_update_is_refused(cast, as_, url):
    paper = make_paper(cast.child, fresh(cast.officer))
    client = as_(cast.officer)
    tag = client.get(f"{url}{paper.pk}/")["ETag"]
    assert client.patch(f"{url}{paper.pk}/", {"number": "1"}, headers={"If-Match": tag}).status_code == 200
    told = problem(client.patch(f"{url}{paper.pk}/", {"number": "2"}, headers={"If-Match": tag}), 412, "stale")
    assert (told["version"], told["current"]["number"]) == (2, "1")
    problem(client.patch(f"{url}{paper.pk}/", {"number": "2"}), 409, "version-needed")


@pytest.mark.parametrize(
    ("data", "status", "field"),
    [
        ({"file": upload(content=b"MZ")}, 422, "file"),
        ({"compartment": "ADOPTION"}, 422, "compartment"),
        ({"expires_on": "2020-01-01", "issued_on": "2021-01-01"}, 422, "expires_on"),
        ({"kind": "SECRET"}, 400, "kind"),
        ({"name": "x"}, 400, "name"),
    ],
)
def test_what_is_refused(cast, as_, url, data, status, field):
    told = problem(send(as_(cast.officer), url, **data), status, "refused" if status == 422 else "invalid")
    assert field in [error["field"] for error in told["errors"]]
    assert not Paper.objects.filter(subject_kind="child").exists()


def test_a_download_is_the_original_and_noted(cast, as_, url):
    content = picture("PDF")
    paper = make_paper(cast.child, fresh(cast.officer), content=content)
    answer = as_(cast.orphanage).get(f"{url}{paper.pk}/download/", headers={"Accept": "application/pdf"})
    assert b"".join(answer) == content
    assert answer["Content-Disposition"].startswith("attachment")
    noted = LedgerEntry.objects.get(verb="paper.downloaded").data
    assert noted == {"paper": paper.pk, "no": 1, "grounds": ["PLACEMENT"]}
    for wrong in ("9", "x", "-1"):
        assert as_(cast.orphanage).get(f"{url}{paper.pk}/download/?version={wrong}").status_code in (400, 404)


def test_no_address_opens_to_those_without_the_ground(cast, as_, url):
    paper = make_paper(cast.child, fresh(cast.officer))
    for person in (cast.coordinator, cast.mentor, cast.police, *cast.outsiders):
        client = as_(person)
        problem(client.get(url), 404, "not-found")
        problem(send(client, url), 404, "not-found")
        for act in ("", "download/"):
            problem(client.get(f"{url}{paper.pk}/{act}"), 404, "not-found")
        for act in ("withdraw/", "restore/"):
            problem(client.post(f"{url}{paper.pk}/{act}", {"reason": "x"}), 404, "not-found")
    assert Paper.objects.standing().filter(subject_kind="child").count() == 1


def test_closed_compartments_do_not_exist_without_their_permission(cast, as_, url):
    head = fresh(cast.heads["GUARDIANSHIP"])
    secret = make_paper(cast.child, head, kind="COURT_DECISION", compartment="ADOPTION")
    assert len(as_(head).get(url).json()["results"]) == 1
    for person in (cast.officer, cast.orphanage):
        client = as_(person)
        assert client.get(url).json()["results"] == []
        problem(client.get(f"{url}{secret.pk}/"), 404, "not-found")
        problem(client.get(f"{url}{secret.pk}/download/"), 404, "not-found")


def test_the_home_may_not_withdraw_what_the_body_added(cast, as_, url):
    paper = make_paper(cast.child, fresh(cast.officer))
    problem(as_(cast.orphanage).post(f"{url}{paper.pk}/withdraw/", {"reason": "x"}), 403, "not-allowed")


def test_a_token_that_only_reads_uploads_nothing(cast, as_, url):
    client = as_(cast.officer, scopes=["children:read"])
    assert client.get(url).status_code == 200
    problem(send(client, url), 403, "scope-missing")

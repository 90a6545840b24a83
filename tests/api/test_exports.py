"""Lists that go out over the API: for a purpose, exactly what the person sees, noted."""

import pytest
from django.utils import timezone

from apps.accounts.kinds import AgencyKind
from apps.accounts.roles import Role
from apps.audit.models import LedgerEntry
from apps.exchange.work import work
from tests.api.conftest import V1, problem
from tests.factories.accounts import make_agency, make_officer, make_user
from tests.factories.people import make_child

EXPORTS = f"{V1}/exports/"
ASKED = {"format": "CSV", "purpose": "Тоқсандық есеп", "columns": ["age", "sex"]}


@pytest.fixture
def officer(db):
    return make_officer()


def test_a_short_list_is_ready_at_once_and_fetched_once(as_, officer):
    boy, girl = make_child(officer, sex="MALE", given_name="Нұрлан"), make_child(officer)
    hidden = make_child(make_officer())
    client = as_(officer)
    made = client.post(EXPORTS, {**ASKED, "query": {"sex": "MALE"}})
    assert made.status_code == 201, made.content
    assert (made.json()["rows"], made.json()["is_ready"]) == (1, True)
    file = client.get(f"{EXPORTS}{made.json()['id']}/file/")
    text = file.content.decode("utf-8-sig")
    assert boy.number in text
    assert girl.number not in text
    assert hidden.number not in text
    assert file["Cache-Control"] == "no-store"
    assert client.get(f"{EXPORTS}{made.json()['id']}/").json()["is_ready"] is False
    problem(client.get(f"{EXPORTS}{made.json()['id']}/file/"), 422, "refused")
    noted = LedgerEntry.objects.filter(verb="export.asked", actor_id=officer.pk).get()
    assert noted.data["filters"] == ["sex"]


def test_a_long_list_is_written_in_the_background(as_, officer, settings, tmp_path):
    settings.EXCHANGE_STREAMED_ROWS = 0
    settings.MEDIA_ROOT = tmp_path
    make_child(officer)
    client = as_(officer)
    made = client.post(EXPORTS, {**ASKED, "format": "XLSX"}).json()
    assert made["is_ready"] is False
    problem(client.get(f"{EXPORTS}{made['id']}/file/"), 422, "refused")
    work(timezone.now)
    assert client.get(f"{EXPORTS}{made['id']}/").json()["is_ready"]
    file = client.get(f"{EXPORTS}{made['id']}/file/")
    assert b"".join(file.streaming_content).startswith(b"PK")
    assert LedgerEntry.objects.filter(verb="export.downloaded").exists()


def test_what_is_refused(as_, officer):
    client = as_(officer)
    problem(client.post(EXPORTS, ASKED), 422, "refused")
    make_child(officer)
    refused = problem(client.post(EXPORTS, {**ASKED, "columns": ["health"]}), 422, "refused")
    assert refused["errors"][0]["field"] == "columns"
    assert problem(client.post(EXPORTS, {**ASKED, "purpose": "x"}), 422, "refused")["errors"][0]["field"] == "purpose"
    problem(client.post(EXPORTS, {**ASKED, "query": {"q": "Бекетова"}}), 400, "invalid")
    colleague = as_(make_user(officer.agency, Role.GUARDIANSHIP_OFFICER))
    made = client.post(EXPORTS, ASKED).json()
    assert colleague.get(f"{EXPORTS}{made['id']}/file/").status_code == 404
    police = as_(make_user(make_agency(AgencyKind.POLICE), Role.POLICE_OFFICER))
    problem(police.post(EXPORTS, ASKED), 403, "not-allowed")

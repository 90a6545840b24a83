"""Suspected pairs, merges and questions between bodies over the API."""

import pytest
from django.utils import timezone

from apps.accounts.kinds import AgencyKind
from apps.accounts.roles import Role
from apps.audit.models import LedgerEntry
from apps.matching.finding import find_pairs
from apps.matching.models import Merge, SuspectedPair
from tests.api.conftest import V1, problem
from tests.factories.accounts import fresh, make_agency, make_officer, make_user
from tests.factories.people import make_child, make_iin, years_ago

PAIRS, MERGES, ENQUIRIES = f"{V1}/suspected-pairs/", f"{V1}/merges/", f"{V1}/enquiries/"
SAME = {"surname": "Оспанова", "given_name": "Дана", "patronymic": ""}
WHY = "Бір бала: құжаттары табылды."


@pytest.fixture
def officer(db):
    return make_officer()


@pytest.fixture
def two(officer):
    """Two files of the own body that may be of one child."""
    children = make_child(officer, **SAME), make_child(officer, **SAME, phone="+77011234567")
    find_pairs(timezone.now())
    return children


def pair_url() -> str:
    return f"{PAIRS}{SuspectedPair.objects.get().pk}/"


def test_both_side_by_side_merged_and_undone(as_, officer, two):
    client = as_(officer)
    (row,) = client.get(PAIRS).json()["results"]
    assert [row["one"]["number"], row["two"]["number"]] == [two[0].number, two[1].number]
    told = client.get(pair_url()).json()
    assert {"field": "phone", "one": None, "two": "+77011234567", "differs": True, "may_choose": True} in told[
        "compared"
    ]
    assert LedgerEntry.objects.filter(verb="child.opened", actor_id=officer.pk).count() == 2
    asked = {"kept": two[0].number, "absorbed": two[1].pk, "take": ["phone"], "reason": WHY}
    made = client.post(MERGES, asked, headers={"Idempotency-Key": "m1"})
    assert made.status_code == 201, made.content
    assert (made.json()["kept"], made.json()["taken"]) == (two[0].number, ["phone"])
    assert client.post(MERGES, asked, headers={"Idempotency-Key": "m1"}).json() == made.json()
    assert client.get(f"{V1}/children/{two[1].number}/").json()["number"] == two[0].number
    assert client.get(pair_url()).json()["merge"] == made.json()["id"]
    assert client.get(PAIRS).json()["results"] == []
    assert [one["id"] for one in client.get(f"{MERGES}?standing=true").json()["results"]] == [made.json()["id"]]
    undo = f"{MERGES}{made.json()['id']}/undo/"
    problem(client.post(undo, {"reason": "жоқ"}), 422, "refused")
    assert client.post(undo, {"reason": "Екі бөлек бала екені анықталды."}).json()["undone_at"]
    assert client.get(f"{V1}/children/{two[1].number}/").json()["number"] == two[1].number
    assert problem(client.post(undo, {"reason": WHY}), 422, "refused")["rule"] == "caseflow.child.merge_undo"


def test_two_children_and_looked_at_again(as_, officer, two):
    client = as_(officer)
    problem(client.post(f"{pair_url()}different/", {"reason": "жоқ"}), 422, "refused")
    assert client.post(f"{pair_url()}different/", {"reason": WHY}).json()["state"] == "DIFFERENT"
    assert client.get(PAIRS).json()["results"] == []
    assert len(client.get(f"{PAIRS}?state=DIFFERENT").json()["results"]) == 1
    assert client.post(f"{pair_url()}reopen/").json()["state"] == "OPEN"
    problem(client.post(f"{pair_url()}reopen/"), 422, "refused")


def test_what_may_not_be_merged(as_, officer, two):
    born = years_ago(12)
    numbered = [
        make_child(officer, given_name=name, birth_date=born, iin=make_iin(born, "FEMALE", serial), no_iin_reason="")
        for name, serial in (("Айша", 11), ("Аруна", 22))
    ]
    client = as_(officer)
    refused = client.post(MERGES, {"kept": numbered[0].pk, "absorbed": numbered[1].pk, "reason": WHY})
    assert problem(refused, 422, "refused")["rule"] == "caseflow.child.merge_one_iin"
    hidden = make_child(make_officer())
    for named in (hidden.number, hidden.pk, "C-999999"):
        refused = client.post(MERGES, {"kept": two[0].pk, "absorbed": named, "reason": WHY})
        assert problem(refused, 422, "refused")["errors"][0]["field"] == "absorbed"
    problem(client.post(MERGES, {"kept": two[0].pk, "absorbed": two[1].pk, "take": ["iin"], "reason": WHY}), 400,
            "invalid")  # fmt: skip
    assert not Merge.objects.exists()


def test_the_file_of_another_body_stays_masked_and_its_body_is_asked(as_, officer):
    other = make_officer()
    mine, theirs = make_child(officer, **SAME), make_child(other, **SAME, phone="+77011234567")
    find_pairs(timezone.now())
    client = as_(officer)
    told = client.get(pair_url())
    side = told.json()["two"]
    assert (side["is_own"], side["number"], side["name"]) == (False, None, "О. Д.")
    assert told.json()["compared"] is None
    for secret in (theirs.number, "+77011234567", "Оспанова"):
        assert secret not in str(side)
    text = "Бұл бала сіздерде тіркелген бе?"
    made = client.post(ENQUIRIES, {"handle": side["handle"], "text": text})
    assert made.status_code == 201, made.content
    assert (made.json()["child"], made.json()["asked"]["id"]) == (None, other.agency.pk)
    problem(client.post(ENQUIRIES, {"handle": side["handle"], "text": text}), 422, "refused")
    problem(as_(other).post(ENQUIRIES, {"handle": side["handle"], "text": text}), 422, "refused")
    (waiting,) = as_(other).get(f"{ENQUIRIES}?waiting=true").json()["results"]
    assert waiting["child"] == theirs.number
    problem(client.post(f"{ENQUIRIES}{waiting['id']}/answer/", {"answer": text}), 403, "not-allowed")
    assert as_(other).post(f"{ENQUIRIES}{waiting['id']}/answer/", {"answer": text}).json()["answered_at"]
    assert client.get(f"{ENQUIRIES}{waiting['id']}/").json()["answer"] == text
    assert mine.number in str(client.get(PAIRS).json())


def test_a_likely_duplicate_gives_a_handle_to_ask_with(as_, officer):
    theirs = make_child(make_officer(), **SAME)
    asked = {
        "surname": "Оспанова", "given_name": "Дана", "birth_date": f"{theirs.birth_date:%Y-%m-%d}", "sex": "FEMALE",
        "no_iin_reason": "NOT_KNOWN",
    }  # fmt: skip
    stopped = as_(officer).post(f"{V1}/children/", asked)
    (candidate,) = problem(stopped, 409, "possible-duplicate")["candidates"]
    assert candidate["number"] is None
    made = as_(officer).post(ENQUIRIES, {"handle": candidate["handle"], "text": "Бұл бала сіздерде ме екен?"})
    assert made.status_code == 201, made.content


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.GUARDIANSHIP_OFFICER])
def test_everybody_else_finds_nothing(as_, officer, two, role):
    kind = AgencyKind.GUARDIANSHIP if role == Role.GUARDIANSHIP_OFFICER else AgencyKind.OPERATIONS
    client = as_(make_user(make_agency(kind), role))
    made = as_(officer).post(MERGES, {"kept": two[0].pk, "absorbed": two[1].pk, "reason": WHY}).json()
    for url in (pair_url(), f"{MERGES}{made['id']}/"):
        assert client.get(url).status_code in (403, 404)
        assert client.post(f"{url}undo/", {"reason": WHY}).status_code in (403, 404)
    listed = client.get(PAIRS)
    assert listed.status_code == 403 or listed.json()["results"] == []


def test_a_token_without_the_scope(as_, officer, two):
    client = as_(officer, scopes=["children:read"])
    assert client.get(PAIRS).status_code == 200
    problem(client.post(f"{pair_url()}different/", {"reason": WHY}), 403, "scope-missing")


def test_the_same_queries_for_one_and_for_many(as_, officer, two, django_assert_max_num_queries):
    client = as_(officer)
    client.get(PAIRS)
    with django_assert_max_num_queries(10) as few:
        client.get(PAIRS)
    most = len(few)
    for name in ("Айша", "Аруна", "Айым"):
        for _again in range(2):
            make_child(fresh(officer), surname="Қасымова", given_name=name, patronymic="")
    find_pairs(timezone.now())
    assert SuspectedPair.objects.count() > 2
    with django_assert_max_num_queries(most):
        client.get(PAIRS)

"""The own sign-ins and saved filters over the API."""

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from apps.accounts.models import SignIn
from apps.accounts.roles import Role
from apps.accounts.sign_ins import begin_sign_in
from tests.api.conftest import V1, problem
from tests.factories.accounts import fresh, make_officer, make_user
from tests.factories.people import make_child

SIGN_INS, FILTERS, CHILDREN = f"{V1}/sign-ins/", f"{V1}/saved-filters/", f"{V1}/children/"


@pytest.fixture
def officer(db):
    return make_officer()


def signed_in(person, key: str) -> SignIn:
    Session.objects.create(session_key=key, session_data="", expire_date=timezone.now())
    return begin_sign_in(
        person, session_key=key, device="Firefox · Windows", network="192.0.2.0/24", how="totp", by=fresh(person),
        at=timezone.now(),
    )  # fmt: skip


def test_one_is_listed_and_ended(as_, officer):
    mine, other = signed_in(officer, "a"), signed_in(make_officer(), "b")
    client = as_(officer)
    (row,) = client.get(SIGN_INS).json()["results"]
    assert (row["id"], row["device"], row["is_running"], row["is_present"]) == (
        mine.pk, "Firefox · Windows", True, False,
    )  # fmt: skip
    assert client.delete(f"{SIGN_INS}{other.pk}/").status_code == 404
    assert client.delete(f"{SIGN_INS}{mine.pk}/").status_code == 204
    assert client.delete(f"{SIGN_INS}{mine.pk}/").status_code == 204
    assert client.get(f"{SIGN_INS}{mine.pk}/").json()["ended_at"]
    assert list(Session.objects.values_list("session_key", flat=True)) == ["b"]


def test_all_others_are_ended_but_the_present_session(as_, client, officer):
    for key in ("a", "b"):
        signed_in(officer, key)
    assert as_(officer).post(f"{SIGN_INS}end-others/").json() == {"ended": 2}
    client.force_login(officer)
    mine = signed_in(officer, "c")
    SignIn.objects.filter(pk=mine.pk).update(session_key=client.session.session_key)
    signed_in(officer, "d")
    rows = client.get(SIGN_INS).json()["results"]
    assert [row["id"] for row in rows if row["is_present"]] == [mine.pk]
    answer = client.post(f"{SIGN_INS}end-others/", {}, "application/json")
    assert answer.json() == {"ended": 1}
    assert SignIn.objects.filter(user=officer).open().get() == mine


def test_a_token_for_reading_ends_nothing(as_, officer):
    mine = signed_in(officer, "a")
    problem(as_(officer, scopes=["sign-ins:read"]).delete(f"{SIGN_INS}{mine.pk}/"), 403, "scope-missing")


def test_the_list_is_narrowed_as_on_the_page(as_, officer):
    boy = make_child(officer, age=5, sex="MALE", given_name="Нұрлан")
    girl = make_child(officer, age=14)
    client = as_(officer)

    def numbers(query: str) -> set[str]:
        return {row["number"] for row in client.get(f"{CHILDREN}{query}").json()["results"]}

    assert numbers("") == {boy.number, girl.number}
    assert numbers("?sex=MALE") == numbers("?age=3-6") == numbers("?age_to=10") == {boy.number}
    assert numbers(f"?district={officer.agency.area_id}&born={girl.birth_date.year}") == {girl.number}
    assert numbers("?mentor=yes") == set()
    assert numbers(f"?until={timezone.localdate():%Y-%m-%d}&papers=no") == {boy.number, girl.number}
    problem(client.get(f"{CHILDREN}?age=old"), 400, "invalid")
    problem(client.get(f"{CHILDREN}?surname=x"), 400, "invalid")


def test_a_filter_is_saved_used_shared_removed_and_restored(as_, officer):
    boy, girl = make_child(officer, age=5, sex="MALE", given_name="Нұрлан"), make_child(officer, age=14)
    client = as_(officer)
    asked = {"name": "Ұлдар", "query": {"sex": "MALE", "since": "2020-01-31", "sort": "name"}, "shared": True}
    made = client.post(FILTERS, asked)
    assert made.status_code == 201, made.content
    assert made.json()["query"] == {"sex": "MALE", "since": "2020-01-31", "sort": "name"}
    problem(client.post(FILTERS, asked), 422, "refused")
    one = f"{FILTERS}{made.json()['id']}/"
    found = client.get(f"{CHILDREN}?filter={made.json()['id']}").json()["results"]
    assert [row["number"] for row in found] == [boy.number]
    assert client.get(f"{CHILDREN}?filter={made.json()['id']}&sex=FEMALE").json()["results"][0]["number"] == girl.number
    assert client.post(f"{one}default/").json()["is_default"]
    colleague = as_(make_user(officer.agency, Role.GUARDIANSHIP_OFFICER))
    assert colleague.get(one).json()["is_default"] is False
    problem(colleague.delete(one), 403, "not-allowed")
    assert as_(make_officer()).get(one).status_code == 404
    assert client.delete(one).status_code == 204
    assert client.get(one).status_code == 404
    problem(client.get(f"{CHILDREN}?filter={made.json()['id']}"), 400, "invalid")
    assert client.post(f"{one}restore/").json()["name"] == "Ұлдар"
    assert colleague.post(f"{one}restore/").status_code == 404


@pytest.mark.parametrize(
    "query", [{}, {"q": "Бекетова"}, {"age": "x"}, {"since": "soon"}], ids=["empty", "search", "age", "day"]
)
def test_what_is_no_filter(as_, officer, query):
    assert as_(officer).post(FILTERS, {"name": "x", "query": query}).status_code in (400, 422)

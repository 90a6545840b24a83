"""The whole way of a found child as a program goes it: registered without papers, matched with an older file, merged,
referred to another district, accepted there; the file there tells all of it, and the first body sees it no more."""

import pytest
from rest_framework.test import APIClient

from apps.accounts.kinds import AgencyKind
from apps.obligations.law import load_calendar, load_rules
from tests.factories.accounts import make_agency, make_officer, make_region
from tests.factories.factors import PASSWORD, code_of, give_app, set_password
from tests.factories.people import make_child

V1 = "/api/v1"
NAMED = {"surname": "Оспанов", "given_name": "Дархан", "patronymic": "Ерланұлы", "sex": "MALE"}


def signed_in(person) -> APIClient:
    """A client with a token got by name, password and one-time code, as any program gets one."""
    code = code_of(give_app(set_password(person)))
    asked = {"username": person.username, "password": PASSWORD, "code": code, "name": "journey"}
    token = APIClient().post(f"{V1}/auth/token/", asked, format="json").json()["token"]
    return APIClient(headers={"Authorization": f"Bearer {token}", "Accept-Language": "en"})


@pytest.fixture
def bodies(db):
    load_rules()
    load_calendar()
    there = make_agency(AgencyKind.GUARDIANSHIP, make_region("Қостанай"))
    return make_officer(), make_officer(there)


def found_child(older) -> dict:
    return {
        "surname": "Ospanov", "given_name": "Darkhan", "birth_date": f"{older.birth_date:%Y-%m-%d}",
        "birth_date_is_estimated": True, "sex": "MALE", "no_iin_reason": "FOUNDLING",
        "found_on": f"{older.registered_at:%Y-%m-%d}", "found_place": "Вокзал",
        "found_circumstances": "Күту залында жалғыз отырған.",
    }  # fmt: skip


def test_the_whole_way(bodies):
    here, there = bodies
    older = make_child(here, age=9, **NAMED)
    officer, taker = signed_in(here), signed_in(there)

    stopped = officer.post(f"{V1}/children/", found_child(older), format="json")
    assert (stopped.status_code, [one["number"] for one in stopped.json()["candidates"]]) == (409, [older.number])
    asked = {**found_child(older), "override_reason": "Құжаты жоқ, жеке басы әлі анықталған жоқ."}
    found = officer.post(f"{V1}/children/", asked, format="json").json()["number"]

    (pair,) = officer.get(f"{V1}/suspected-pairs/?state=DIFFERENT").json()["results"]
    compared = officer.get(f"{V1}/suspected-pairs/{pair['id']}/").json()["compared"]
    assert "found_place" in [line["field"] for line in compared if line["may_choose"]]
    asked = {
        "kept": older.number, "absorbed": found, "take": ["found_on", "found_place", "found_circumstances"],
        "reason": "Әжесі фотосуреттен таныды.",
    }  # fmt: skip
    assert officer.post(f"{V1}/merges/", asked, format="json").status_code == 201
    assert officer.get(f"{V1}/children/{found}/").json()["found_place"] == "Вокзал"

    asked = {
        "child": older.number, "kind": "TRANSFER", "recipient": there.agency.pk, "asked": "Баланы қабылдап алу",
        "reason": "Әжесі сол қалада тұрады.",
    }  # fmt: skip
    sent = officer.post(f"{V1}/referrals/", asked, format="json").json()
    assert sent["duties"][0]["state"] == "OPEN"
    assert taker.get(f"{V1}/children/{older.number}/").status_code == 404
    waiting = taker.get(f"{V1}/referrals/?box=in&state=SENT").json()["results"]
    assert [one["number"] for one in waiting] == [sent["number"]]
    assert taker.post(f"{V1}/referrals/{sent['number']}/accept/", {}, format="json").json()["state"] == "ACCEPTED"

    told = [event["text"] for event in taker.get(f"{V1}/children/{older.number}/timeline/").json()["results"]]
    steps = [f"The file was opened: {found}", f"merged with this one: {found}", "Transfer", "accepted", "handed over"]
    assert [step for step in steps if any(step in text for text in told)] == steps
    for number in (older.number, found):
        assert taker.get(f"{V1}/children/{number}/").json()["number"] == older.number
        assert officer.get(f"{V1}/children/{number}/").status_code == 404

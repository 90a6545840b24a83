"""The records of a child's file over the API: bad inputs 60, 62, 66, who sees what, lost updates, the data bank."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.core.localtime import local_day
from apps.disclosure.models import Consent
from apps.obligations.models import Obligation
from apps.people.models import Child, ChildName, HealthRecord, Kinship, Note
from tests.api.conftest import V1, problem
from tests.factories.accounts import fresh
from tests.factories.people import make_child

PARTS = ("family", "siblings", "parent-statuses", "names", "categories", "health", "schooling", "notes")


@pytest.fixture
def client(cast, as_):
    return as_(cast.officer)


@pytest.fixture
def at(cast):
    return f"{V1}/children/{cast.child.number}/"


def day(back: int = 10) -> str:
    return (local_day(timezone.now()) - timedelta(days=back)).isoformat()


def mother(**changes):
    return {"kind": "MOTHER", "surname": "Бекетова", "given_name": "Сауле", "birth_date": "1985-02-01", **changes}


def test_the_whole_way_of_a_category(client, at):
    wanted = {"kind": "ORPHAN", "why": "ONLY_PARENT_DEAD", "starts_on": day()}
    assert problem(client.post(f"{at}categories/", wanted), 422, "refused")["rule"] == "kz345.a1.s8"
    tie = client.post(f"{at}family/", mother())
    assert tie.status_code == 201, tie.content
    status = {"kinship": tie.json()["id"], "code": "DEAD", "starts_on": day()}
    assert client.post(f"{at}parent-statuses/", status).status_code == 201
    made = client.post(f"{at}categories/", wanted).json()
    assert (made["kind"], made["version"], made["paper"]) == ("ORPHAN", 1, None)
    url = f"{at}categories/{made['id']}/"
    changed = client.patch(url, {"why_text": "Куәлік бар"}, headers={"If-Match": '"1.x"'})
    assert changed.json()["version"] == 2
    told = problem(client.patch(url, {"why_text": "Жоқ"}, headers={"If-Match": '"1.x"'}), 412, "stale")
    assert (told["version"], told["current"]["why_text"]) == (2, "Куәлік бар")
    problem(client.patch(url, {"why_text": "Жоқ"}), 409, "version-needed")
    assert client.post(f"{url}end/", {"ends_on": day(0), "reason": "Асырап алынды"}).json()["ends_on"] == day(0)
    gone = client.post(f"{url}withdraw/", {"reason": "Басқа бала"}).json()
    assert gone["withdraw_reason"] == "Басқа бала"


def test_without_care_needs_one_of_the_ten_grounds(client, at):
    wanted = {"kind": "WITHOUT_CARE", "starts_on": day()}
    assert problem(client.post(f"{at}categories/", wanted), 422, "refused")["rule"] == "kz345.a1.s1-1"
    for why in ("BOTH_PARENTS_DEAD", "SC_CRUELTY"):
        problem(client.post(f"{at}categories/", {**wanted, "why": why}), 422, "refused")
    other = problem(client.post(f"{at}categories/", {**wanted, "why": "OTHER_LACK"}), 422, "refused")
    assert other["errors"][0]["field"] == "why_text"
    assert client.post(f"{at}categories/", {**wanted, "why": "EVADES"}).status_code == 201


def test_60_61_and_66_of_a_relative(client, at):
    assert (
        problem(client.post(f"{at}family/", mother(iin="150301500127")), 422, "refused")["errors"][0]["field"] == "iin"
    )
    made = client.post(f"{at}family/", mother(surname="Бекeтовa", iin="851123300157")).json()
    assert made["relative"]["surname"] == "Бекетова"
    assert {one["field"] for one in made["warnings"]} == {"surname", "birth_date"}


def test_62_a_category_starts_before_eighteen(client, cast):
    child = make_child(fresh(cast.officer), age=17)
    Child.objects.filter(pk=child.pk).update(birth_date=local_day(timezone.now()) - timedelta(days=19 * 366))
    url = f"{V1}/children/{child.number}/categories/"
    told = problem(client.post(url, {"kind": "NEGLECTED", "starts_on": day()}), 422, "refused")
    assert (told["rule"], told["errors"][0]["field"]) == ("kz345.a1.s2", "starts_on")
    assert client.post(url, {"kind": "CARE_LEAVER", "starts_on": day()}).status_code == 201


def test_nobody_else_reads_or_writes(cast, as_, at, client):
    Consent.objects.update(scope=["PHOTO"])
    assert client.post(f"{at}health/", {"kind": "ALLERGY", "text": "Сүт", "starts_on": day()}).status_code == 201
    for person in (*cast.outsiders, cast.police):
        for part in PARTS:
            problem(as_(person).get(f"{at}{part}/"), 404, "not-found")
            if part != "siblings":
                problem(as_(person).patch(f"{at}{part}/1/", {}), 404, "not-found")
    for person in (cast.coordinator, cast.mentor):
        problem(as_(person).get(f"{at}health/"), 403, "not-allowed")
        problem(as_(person).post(f"{at}notes/", {"kind": "TALK", "confidentiality": "OPEN", "text": "а"}), 403,
                "not-allowed")  # fmt: skip
        for part in ("family", "schooling", "notes"):
            problem(as_(person).get(f"{at}{part}/"), 403, "not-allowed")
    home = as_(cast.orphanage)
    assert home.get(f"{at}health/").json()["results"][0]["text"] == "Сүт"
    problem(home.post(f"{at}categories/", {"kind": "NEGLECTED", "starts_on": day()}), 403, "not-allowed")
    assert home.post(f"{at}schooling/", {"kind": "HOME", "starts_on": day()}).status_code == 201
    assert HealthRecord.objects.count() == 1


def test_with_consent_those_who_mentor_see_names_alone(cast, as_, at, client):
    client.post(f"{at}family/", mother(iin="851123300157", phone="8 701 123 45 67", remark="Қатал"))
    Consent.objects.update(scope=["NAME", "FAMILY"])
    (told,) = as_(cast.coordinator).get(f"{at}family/").json()["results"]
    assert told["relative"]["given_name"] == "Сауле"
    assert [told["relative"][name] for name in ("iin", "phone", "birth_date", "address")] == [None] * 4
    assert told["remark"] == ""
    assert as_(cast.orphanage).get(f"{at}family/").json()["results"][0]["relative"]["phone"] == "+77011234567"


def test_one_person_is_recorded_once_and_makes_siblings(client, at, cast):
    other = make_child(fresh(cast.officer), iin="", given_name="Дана")
    own = client.post(f"{at}family/", mother(iin="851123300157")).json()
    second = client.post(f"{V1}/children/{other.number}/family/", mother(iin="851123300157", surname="Бекетова")).json()
    assert own["relative"]["id"] == second["relative"]["id"]
    assert client.get(f"{at}siblings/").json()["results"] == [
        {"id": other.pk, "number": other.number, "by_parent": True, "tie": None}
    ]
    wrong = mother(iin="851123300157", surname="Ахметова")
    third = make_child(fresh(cast.officer), iin="", given_name="Асан")
    told = problem(client.post(f"{V1}/children/{third.number}/family/", wrong), 422, "refused")
    assert told["errors"][0]["field"] == "iin"


def test_secrecy_of_adoption(cast, as_, at):
    head, officer = as_(cast.heads["GUARDIANSHIP"]), as_(cast.officer)
    new = {"surname": "Жаңова", "given_name": "Әсел", "reason": "ADOPTION", "changed_on": day()}
    problem(officer.post(f"{at}names/", new), 403, "not-allowed")
    assert head.post(f"{at}names/", new).status_code == 201
    old = ChildName.objects.get().surname
    found = [person.post(f"{V1}/children/search/", {"q": old}).json() for person in (officer, head)]
    assert found == [[], []]
    assert officer.get(f"{at}names/").json()["results"] == []
    assert head.get(f"{at}names/").json()["results"][0]["surname"] == old
    adopter = mother(kind="ADOPTER", sex="FEMALE")
    problem(officer.post(f"{at}family/", adopter), 403, "not-allowed")
    tie = head.post(f"{at}family/", adopter).json()
    assert tie["kind"] == "ADOPTER"
    assert officer.get(f"{at}family/").json()["results"][0]["kind"] == "MOTHER"
    assert (
        head.post(f"{at}family/", mother(kind="FATHER", given_name="Серік", sex="", is_secret=True)).status_code == 201
    )
    assert len(officer.get(f"{at}family/").json()["results"]) == 1
    assert Kinship.objects.filter(is_secret=True).count() == 1


def test_a_found_child_and_the_data_bank(client):
    found = {
        "given_name": "Белгісіз", "birth_date": "2024-05-01", "birth_precision": "UNKNOWN", "sex": "MALE",
        "no_iin_reason": "FOUNDLING",
    }  # fmt: skip
    told = problem(client.post(f"{V1}/children/", found), 422, "refused")
    assert {error["field"] for error in told["errors"]} == {"found_place", "found_circumstances"}
    made = client.post(f"{V1}/children/", {**found, "found_place": "Вокзал", "found_circumstances": "Полиция"}).json()
    assert (made["birth_date"], made["birth_date_is_estimated"]) == ("2024-12-31", True)
    duty = Obligation.objects.get(subject_kind="child", subject_id=made["id"])
    assert duty.rule.code == "order.2025-08-29.databank"
    entry = {"number": "РБД-17", "on": day(0)}
    assert client.post(f"{V1}/children/{made['id']}/databank/", entry).json() == entry
    duty.refresh_from_db()
    assert duty.state == "MET"


def test_notes_have_versions_and_readers(cast, as_, at, client):
    note = client.post(f"{at}notes/", {"kind": "TALK", "confidentiality": "RESPONSIBLE", "text": "Бір"}).json()
    changed = client.patch(f"{at}notes/{note['id']}/", {"text": "Екі"}, headers={"If-Match": "*"}).json()
    assert [text["text"] for text in changed["texts"]] == ["Бір", "Екі"]
    home = as_(cast.orphanage)
    assert home.get(f"{at}notes/").json()["results"] == []
    problem(home.patch(f"{at}notes/{note['id']}/", {"text": "Үш"}), 404, "not-found")
    assert Note.objects.get().version == 2


MALFORMED = [
    ("categories", {"kind": "X", "starts_on": "2025-01-01"}), ("categories", {"kind": "NEGLECTED", "starts_on": 5}),
    ("categories", {"kind": "NEGLECTED", "starts_on": "2025-01-01", "paper": "x"}),
    ("family", {"kind": "MOTHER", "surname": "a\u0000b"}), ("notes", {"kind": "TALK", "text": 7}),
    ("schooling", {"kind": "SCHOOL", "institution": True, "starts_on": "2025-01-01"}),
    ("health", {"kind": "PLAN", "starts_on": "2025-01-01", "dragon": 1}), ("databank", {"number": 1, "on": "x"}),
]  # fmt: skip


@pytest.mark.parametrize(("part", "body"), MALFORMED)
def test_malformed(client, at, part, body):
    problem(client.post(f"{at}{part}/", body), 400, "invalid")


def test_a_paper_of_another_file_is_refused(client, at):
    told = client.post(f"{at}categories/", {"kind": "NEGLECTED", "starts_on": day(), "paper": 10**9})
    assert problem(told, 422, "refused")["errors"][0]["field"] == "paper"

"""Children over the API: bad inputs 60 to 62, 64 and 66, masking, periods, lost updates."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.audit.models import LedgerEntry
from apps.people.models import Child
from tests.api.conftest import V1, problem
from tests.factories.accounts import fresh, make_officer
from tests.factories.people import make_child, make_iin, years_ago

CHILDREN = f"{V1}/children/"


def child(**changes):
    return {
        "surname": "Бекетова", "given_name": "Айару", "no_iin_reason": "NOT_KNOWN", "sex": "FEMALE",
        "birth_date": years_ago(12).isoformat(), **changes,
    }  # fmt: skip


@pytest.fixture
def client(cast, as_):
    return as_(cast.officer)


def test_registering_and_reading_a_file(cast, client):
    born = years_ago(11)
    iin = make_iin(born, "FEMALE")
    answer = client.post(CHILDREN, child(birth_date=born.isoformat(), iin=iin, no_iin_reason="", address="Абай 1"))
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert told["number"].startswith("C-")
    assert told["iin"] == f"{iin[:4]}••••{iin[-4:]}"
    assert told["area"]["id"] == cast.district.pk
    assert told["grounds"] == ["RESPONSIBLE"]
    assert told["warnings"] == []
    for ref in (told["id"], told["number"]):
        assert client.get(f"{CHILDREN}{ref}/").json()["address"] == "Абай 1"
    assert client.get(f"{CHILDREN}{told['id']}/iin/").json() == {"iin": iin}
    verbs = LedgerEntry.objects.filter(subject_kind="child", subject_id=told["id"]).values_list("verb", flat=True)
    assert sorted(verbs) == ["child.iin_shown", "child.opened", "child.opened", "child.registered"]


def test_keys_of_a_file(client, cast):
    assert set(client.get(f"{CHILDREN}{cast.child.pk}/").json()) == {
        "id", "number", "is_masked", "surname", "given_name", "patronymic", "birth_date", "age", "sex", "area",
        "guardianship", "registered_at", "version", "surname_latin", "given_name_latin", "iin", "no_iin_reason",
        "birth_date_is_estimated", "address", "representative_kind", "representative_name", "grounds", "warnings",
        "surname_ru", "given_name_ru", "patronymic_ru", "birth_precision", "citizenship", "languages", "phone",
        "contacts", "found_on", "found_place", "found_circumstances", "refuge", "savings_told_on", "databank_number",
        "databank_on",
    }  # fmt: skip


@pytest.mark.parametrize("iin", ["070522500418", "70522500417", "07052250041A", "0705225004170"])
def test_60_a_wrong_iin(client, iin):
    told = problem(client.post(CHILDREN, child(iin=iin, no_iin_reason="")), 422, "refused")
    assert told["errors"][0]["field"] == "iin"


def test_61_an_iin_of_another_birth_date_is_only_a_warning(client):
    iin = make_iin(years_ago(10), "FEMALE")
    told = client.post(CHILDREN, child(iin=iin, no_iin_reason="")).json()
    assert [warning["field"] for warning in told["warnings"]] == ["birth_date"]


@pytest.mark.parametrize("days", [-1, 19 * 366])
def test_62_not_born_yet_or_grown_up(client, days):
    born = timezone.localdate() - timedelta(days=days)
    told = problem(client.post(CHILDREN, child(birth_date=born.isoformat())), 422, "refused")
    assert (told["rule"], told["article"]) == ("kz345.a1.s2", "1(2)")


def test_64_a_mentor_as_legal_representative(client, cast):
    told = problem(client.post(CHILDREN, child(representative_kind="MENTOR", representative_name="А")), 422, "refused")
    assert told["rule"] == "kz345.a1.s6"


def test_66_mixed_letters_are_mended_and_told(client):
    told = client.post(CHILDREN, child(given_name="Aйару")).json()
    assert told["given_name"] == "Айару"
    assert told["warnings"][0]["field"] == "given_name"


MALFORMED = [
        ("surname", "a\u0000b"), ("given_name", 5), ("given_name", None), ("birth_date", "31.02.2020"),
        ("birth_date", 10**30), ("sex", "X"), ("area", 10**40), ("area", "\u0000"), ("area", {}), ("area", True),
        ("iin", ["1"]), ("surname", "а" * 5000), ("birth_date_is_estimated", "yes"), ("number", "C-1"),
]  # fmt: skip


def test_malformed_fields(client):
    for field, value in MALFORMED:
        told = problem(client.post(CHILDREN, child(**{field: value})), 400, "invalid")
        assert told["errors"][0]["field"] == field


def test_only_the_own_guardianship_body_registers_and_corrects(cast, as_):
    problem(as_(cast.orphanage).post(CHILDREN, child()), 403, "not-allowed")
    problem(as_(cast.orphanage).patch(f"{CHILDREN}{cast.child.pk}/", {"address": "x"}), 403, "not-allowed")
    assert LedgerEntry.objects.filter(verb="act.refused", actor_id=cast.orphanage.pk).count() == 2


def test_who_sees_what_of_a_file(cast, as_):
    Child.objects.filter(pk=cast.child.pk).update(iin="070522500417", no_iin_reason="", address="Абай 1")
    home = as_(cast.orphanage).get(f"{CHILDREN}{cast.child.pk}/").json()
    assert home["iin"] == "0705••••0417"
    for person in (cast.coordinator, cast.mentor):
        told = as_(person).get(f"{CHILDREN}{cast.child.pk}/").json()
        assert (told["iin"], told["address"]) == (None, None)
        problem(as_(person).get(f"{CHILDREN}{cast.child.pk}/iin/"), 403, "not-allowed")
    for person in (*cast.outsiders, cast.police):
        problem(as_(person).get(f"{CHILDREN}{cast.child.pk}/"), 404, "not-found")
        problem(as_(person).get(f"{CHILDREN}{cast.child.pk}/placements/"), 404, "not-found")
    assert LedgerEntry.objects.filter(verb="access.refused", subject_kind="child").count() == 8


def test_a_lost_update_is_prevented(cast, client):
    url = f"{CHILDREN}{cast.child.pk}/"
    tag = client.get(url)["ETag"]
    changed = client.patch(url, {"address": "Абай 2"}, headers={"If-Match": tag})
    assert changed.status_code == 200, changed.content
    late = client.patch(url, {"address": "Абай 3"}, headers={"If-Match": tag})
    told = problem(late, 412, "stale")
    assert (told["version"], told["current"]["address"]) == (2, "Абай 2")
    assert late["ETag"] == client.get(url)["ETag"]
    told = problem(client.patch(url, {"address": "Абай 3"}), 409, "version-needed")
    assert (told["version"], told["current"]["address"]) == (2, "Абай 2")
    assert client.get(url).json()["address"] == "Абай 2"
    assert client.patch(url, {"address": "Абай 4"}, headers={"If-Match": "*"}).status_code == 200
    assert client.get(url, headers={"If-None-Match": client.get(url)["ETag"]}).status_code == 304


def test_an_old_version_shows_nothing_to_those_who_may_not_write(cast, as_):
    for person, status in ((cast.coordinator, 403), (cast.orphanage, 403), (cast.officer2, 404)):
        late = as_(person).patch(f"{CHILDREN}{cast.child.pk}/", {"address": "x"}, headers={"If-Match": '"77.x"'})
        assert late.status_code == status
        assert "current" not in late.json()


def test_search_by_post_in_any_spelling(cast, client, as_):
    cast_name = Child.objects.get(pk=cast.child.pk).surname
    for wanted in (cast_name, "Beketova", cast.child.number, cast.child.number[2:]):
        found = client.post(f"{CHILDREN}search/", {"q": wanted}).json()
        assert [row["id"] for row in found] == [cast.child.pk], wanted
    assert as_(cast.officer2).post(f"{CHILDREN}search/", {"q": "Beketova"}).json() == []
    assert LedgerEntry.objects.filter(verb="children.searched").count() == 5
    reader = as_(cast.officer, scopes=["children:read"])
    assert reader.post(f"{CHILDREN}search/", {"q": "x"}).status_code == 200


def test_stays_and_mentors_are_read_through_the_child(cast, client):
    stay = client.get(f"{CHILDREN}{cast.child.number}/placements/").json()["results"][0]
    assert stay["organisation"]["id"] == cast.home.pk
    mentor = client.get(f"{CHILDREN}{cast.child.number}/assignments/").json()["results"][0]
    assert mentor["mentor"] == cast.mentor.pk
    other = make_child(fresh(cast.officer), iin="", given_name="Дана")
    end = {"ends_on": timezone.localdate().isoformat()}
    problem(client.post(f"{CHILDREN}{other.pk}/placements/{stay['id']}/end/", end), 404, "not-found")
    ended = client.post(f"{CHILDREN}{cast.child.pk}/assignments/{mentor['id']}/end/", end)
    assert ended.json()["ends_on"] == end["ends_on"]
    days = {"contract_on": end["ends_on"], "starts_on": end["ends_on"]}
    again = {"candidate": cast.candidate.pk, "contract_no": "4/26", **days}
    assert problem(client.post(f"{CHILDREN}{cast.child.pk}/assignments/", again), 422, "refused")["errors"]
    ended = client.post(f"{CHILDREN}{cast.child.pk}/placements/{stay['id']}/end/", end)
    assert ended.json()["ends_on"] == end["ends_on"]
    placed = client.post(f"{CHILDREN}{other.pk}/placements/", {"organisation": cast.home.pk, "starts_on": "2026-01-12"})
    assert placed.status_code == 201, placed.content


def test_pages_of_children_follow_each_other(cast, client):
    officer = fresh(cast.officer)
    for n in range(5):
        make_child(officer, given_name=f"Бала{'абвгд'[n]}")
    seen, url = [], f"{CHILDREN}?page_size=2"
    while url:
        page = client.get(url).json()
        seen += [row["id"] for row in page["results"]]
        last, url = page, page["next"]
    assert len(seen) == len(set(seen)) == 6
    assert seen == sorted(seen, reverse=True)
    back = client.get(last["previous"]).json()
    assert [row["id"] for row in back["results"]] == seen[2:4]
    assert client.get(back["previous"]).json()["previous"] is None


def test_the_same_queries_for_one_and_for_many(cast, client, django_assert_max_num_queries):
    officer = fresh(cast.officer)
    for n in range(4):
        make_child(officer, given_name=f"Бала{'абвгд'[n]}")
    client.get(CHILDREN)
    with django_assert_max_num_queries(8) as few:
        client.get(f"{CHILDREN}?page_size=1")
    with django_assert_max_num_queries(len(few)):
        assert len(client.get(CHILDREN).json()["results"]) == 5


def test_children_of_another_body_stay_hidden_in_lists(cast, as_):
    make_child(make_officer())
    rows = as_(cast.officer).get(CHILDREN).json()["results"]
    assert [row["id"] for row in rows] == [cast.child.pk]
    problem(as_(cast.ombudsman).get(f"{CHILDREN}{cast.child.pk}/"), 404, "not-found")


def test_a_possible_duplicate_is_answered_with_candidates_until_overridden(client, cast):
    theirs = make_child(make_officer(), surname="Бекетова", given_name="Айару", birth_date=years_ago(12))
    assert client.post(CHILDREN, child(surname="Beketova", birth_date="2014-01-30")).status_code == 201
    answer = client.post(CHILDREN, child())
    told = problem(answer, 409, "possible-duplicate")
    assert told["errors"][0]["field"] == "override_reason"
    [candidate] = told["candidates"]
    assert candidate["number"] is None
    assert candidate["agency"] == theirs.guardianship.name
    assert candidate["initials"] == "Б. А."
    assert theirs.number not in answer.content.decode()
    assert problem(client.post(CHILDREN, child(override_reason="жоқ")), 409, "possible-duplicate")
    done = client.post(CHILDREN, child(override_reason="Туу туралы куәлігі басқа, анасы басқа адам."))
    assert done.status_code == 201, done.content
    own = problem(client.post(CHILDREN, child()), 409, "possible-duplicate")["candidates"]
    assert done.json()["number"] in [one["number"] for one in own]


def test_the_number_of_a_merged_file_gives_the_kept_one(client, cast):
    from apps.matching.actions import merge

    absorbed = make_child(fresh(cast.officer))
    merge(cast.child, absorbed=absorbed, reason="Бір бала: құжаттары табылды.", by=fresh(cast.officer),
          at=timezone.now())  # fmt: skip
    for ref in (absorbed.number, absorbed.number.lower()):
        assert client.get(f"{CHILDREN}{ref}/").json()["number"] == cast.child.number
    assert client.get(f"{CHILDREN}{absorbed.pk}/").status_code == 404
    found = client.post(f"{CHILDREN}search/", {"q": absorbed.number}).json()
    assert [one["number"] for one in found] == [cast.child.number]

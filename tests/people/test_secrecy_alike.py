"""Outside the secrecy of adoption the same act gives the same answer, whether the mother bore or adopted the child."""

import json
from datetime import date, timedelta

import pytest
from django.utils import timezone, translation

from apps.core.errors import Refused
from apps.people.acts.family import add_relative
from apps.people.acts.names import change_name
from apps.people.models import Child, Kinship, Relative
from tests.cast import make_cast
from tests.factories.accounts import fresh
from tests.factories.people import make_child

GIVEN = {"MOTHER": "Алма", "ADOPTER": "Айша"}
"""Two persons: by one name they would be one record of the body."""
PERSON = {"surname": "Сейітова", "given_name": "Алма", "birth_date": date(1985, 3, 20), "sex": "FEMALE"}
ADOPTED = date(2020, 5, 4)
NAMES = ("surname", "given_name", "patronymic")


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def head(cast):
    return fresh(cast.heads["GUARDIANSHIP"])


@pytest.fixture
def pair(cast, head):
    """Two children of the body: one with a mother by birth, one with an adopter and a name changed in secret."""
    return [_child(cast, head, kind) for kind in ("MOTHER", "ADOPTER")]


def _child(cast, head, kind):
    child, now = make_child(fresh(cast.officer), birth_date=date(2015, 1, 1), sex="MALE"), timezone.now()
    add_relative(child, data={**PERSON, "given_name": GIVEN[kind], "kind": kind}, by=head, at=now)
    represents = "PARENT"
    if kind == "ADOPTER":
        represents = kind
        names = {name: getattr(child, name) for name in NAMES} | {"surname": "Сейітова"}
        data = {**names, "paper": None, "reason": "ADOPTION", "changed_on": ADOPTED}
        change_name(child, data=data, version=child.version, by=head, at=now)
    Child.objects.filter(pk=child.pk).update(representative_kind=represents, representative_name="Сейітова Алма")
    return Child.objects.get(pk=child.pk)


def _url(child, rest=""):
    return f"/api/v1/children/{child.number}/{rest}"


def _both(client, cast, pair, ask):
    """The answers to the same request about both children, the first of whom nobody adopted."""
    client.force_login(cast.officer)
    return [ask(child) for child in pair]


def _patched(client, url, **data):
    return client.patch(url, data, content_type="application/json", headers={"If-Match": "*"})


def _tie(child):
    return _url(child, f"family/{Kinship.objects.get(child=child).pk}/")


def _told(answer):
    """What an answer says, without ids."""

    def known(said):
        if not isinstance(said, dict):
            return said
        return {name: known(value) for name, value in said.items() if name not in ("id", "instance", "request_id")}

    return known(json.loads(answer.content.decode().replace(GIVEN["ADOPTER"], GIVEN["MOTHER"])))


@pytest.mark.parametrize(("kind", "status"), [("MOTHER", 422), ("FATHER", 201), ("ADOPTER", 403)])
def test_adding_a_parent(client, cast, pair, kind, status):
    data = {"kind": kind, "surname": "Басқа", "given_name": "Біреу"}
    answers = _both(client, cast, pair, lambda child: client.post(
        _url(child, "family/"), data, content_type="application/json"))  # fmt: skip
    assert [one.status_code for one in answers] == [status, status]
    assert _told(answers[0]) == _told(answers[1])


@pytest.mark.parametrize("change", [
    {"sex": "MALE"}, {"sex": ""}, {"kind": "FATHER"}, {"kind": "FATHER", "sex": "MALE"}, {"kind": "ADOPTER"},
    {"kind": "MOTHER"}, {"birth_date": "2013-01-01"}, {"surname": "", "given_name": ""}, {"kind": "AUNT_UNCLE"},
], ids=lambda change: "-".join(f"{name}_{value}" for name, value in change.items()))  # fmt: skip
def test_correcting_the_parent(client, cast, pair, change):
    answers = _both(client, cast, pair, lambda child: _patched(client, _tie(child), **change))
    assert answers[0].status_code == answers[1].status_code
    assert _told(answers[0]) == _told(answers[1])


@pytest.mark.parametrize("kind", ["OTHER", "STEP_PARENT", "GRANDPARENT"])
def test_a_parent_is_not_made_another_relative(client, cast, head, pair, kind):
    answers = _both(client, cast, pair, lambda child: _patched(client, _tie(child), kind=kind, remark="Көрші"))
    assert [one.status_code for one in answers] == [422, 422]
    assert _told(answers[0]) == _told(answers[1])
    assert [error["field"] for error in answers[0].json()["errors"]] == ["kind"]
    page = [client.post(f"/children/{child.number}/family/{Kinship.objects.get(child=child).pk}/edit/",
                        {**PERSON, "kind": kind, "version": 2}) for child in pair]  # fmt: skip
    assert [one.status_code for one in page] == [422, 422]
    assert [Kinship.objects.get(child=child).kind for child in pair] == ["MOTHER", "ADOPTER"]
    client.force_login(head)
    assert _patched(client, _tie(pair[1]), kind=kind).status_code == 200, "inside the secrecy it may be mended"


@pytest.mark.parametrize("kind", ["ADOPTER", "PARENT", "OPEKUN"])
def test_writing_the_representative(client, cast, pair, kind):
    versions = [child.version for child in pair]
    answers = _both(client, cast, pair, lambda child: _patched(client, _url(child), representative_kind=kind))
    expected = 422 if kind == "ADOPTER" else 200
    assert [one.status_code for one in answers] == [expected, expected]
    grown = [Child.objects.get(pk=child.pk).version - old for child, old in zip(pair, versions, strict=True)]
    assert grown == [1, 1] if kind == "OPEKUN" else [0, 0]


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_the_day_of_a_secret_change_stops_no_open_one(client, cast, pair, days):
    data = {"reason": "COURT", "changed_on": f"{ADOPTED + timedelta(days=days)}"}
    refused = _both(client, cast, pair, lambda child: _renamed(client, child, data))
    assert [one.status_code for one in refused] == [422, 422]
    assert _told(refused[0]) == _told(refused[1])
    done = _both(client, cast, pair, lambda child: _renamed(client, child, {**data, "surname": "Жаңаев"}))
    assert [one.status_code for one in done] == [201, 201]
    for child in pair:
        [former] = client.get(_url(child, "names/")).json()["results"]
        assert former["starts_on"] is None


def _renamed(client, child, data):
    names, etag = {name: getattr(child, name) for name in NAMES}, client.get(_url(child))["ETag"]
    return client.post(_url(child, "names/"), names | data, content_type="application/json", headers={"If-Match": etag})


@pytest.mark.parametrize(("sex", "field"), [("", "sex"), ("FEMALE", "kind")])
def test_an_adopter_takes_the_place_of_a_mother_or_father(head, pair, sex, field):
    data = {**PERSON, "surname": "Асырапова", "kind": "ADOPTER", "sex": sex}
    with pytest.raises(Refused) as refused:
        add_relative(pair[0], data=data, by=head, at=timezone.now())
    assert refused.value.all[0].field == field


def test_nobody_outside_registers_an_adopter(client, cast):
    client.force_login(cast.officer)
    assert "ADOPTER" not in client.get("/children/new/").content.decode()
    data = {"surname": "Жаңаев", "given_name": "Бала", "birth_date": "2019-01-01", "sex": "MALE",
            "no_iin_reason": "NOT_KNOWN", "representative_kind": "ADOPTER", "representative_name": "А Б"}  # fmt: skip
    answer = client.post("/api/v1/children/", data, content_type="application/json")
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["representative_kind"]


def _seen_through(client, cast, child, **changes):
    """Another child of the body, in whose family the officer records the same person; the tie's address."""
    other = make_child(fresh(cast.officer), iin="", surname="Басқаев", given_name=child.given_name)
    same = Kinship.objects.get(child=child).relative
    data = {"kind": "AUNT_UNCLE", **{name: getattr(same, name) for name in ("surname", "given_name", "birth_date")}}
    client.force_login(cast.officer)
    answer = client.post(_url(other, "family/"), data | changes, content_type="application/json")
    if answer.status_code == 201:
        assert Kinship.objects.get(child=other).relative_id == same.pk, "the record is shared"
    return other, answer


def _shown(client, child):
    rows = client.get(_url(child, "family/")).json()["results"]
    return [(row["kind"], row["relative"]["sex"], row["withdrawn_at"] is None, row["version"]) for row in rows]


@pytest.mark.parametrize("change", [{"sex": "MALE"}, {"sex": ""}, {"kind": "FATHER", "sex": "MALE"},
                                    {"kind": "ADOPTER", "sex": "MALE"}], ids=str)  # fmt: skip
def test_the_record_of_a_parent_is_not_turned_through_another_child(client, cast, head, pair, change):
    before, ways = [], []
    for child in pair:
        other, _made = _seen_through(client, cast, child)
        before.append(_shown(client, child))
        ways.append(_patched(client, _tie(other), **change))
    assert _told(ways[0]) == _told(ways[1])
    assert [one.status_code for one in ways] == ([403] if "ADOPTER" in change.values() else [422]) * 2
    assert [_shown(client, child) for child in pair] == before
    assert before[0] == before[1]
    if ways[0].status_code == 422:
        assert [error["field"] for error in ways[0].json()["errors"]] == ["sex"]
    client.force_login(head)
    inside = [_patched(client, _tie(Child.objects.get(kinships__relative__given_name=GIVEN[kind],
                                                      surname="Басқаев")), sex="MALE") for kind in GIVEN]  # fmt: skip
    assert [one.status_code for one in inside] == [422, 422], "inside the secrecy too"


def test_what_was_withdrawn_keeps_the_record_it_had(client, cast, pair):
    told = []
    for child in pair:
        other, _made = _seen_through(client, cast, child)
        assert (
            client.post(f"{_tie(child)}withdraw/", {"reason": "Қате"}, content_type="application/json").status_code
            == 200
        )
        assert _patched(client, _tie(other), sex="MALE").status_code == 200
        told.append((_shown(client, child), _shown(client, other)))
    assert told[0] == told[1]
    assert [row[:2] for row in told[0][0]] == [("MOTHER", "FEMALE")]
    assert [row[:2] for row in told[0][1]] == [("AUNT_UNCLE", "MALE")]


@pytest.mark.parametrize("kind", ["AUNT_UNCLE", "FATHER"])
def test_nobody_adds_a_sex_that_turns_a_parent(client, cast, pair, kind):
    """To records without a sex, as adopters have who were recorded earlier."""
    Relative.objects.filter(kinships__child__in=pair).update(sex="")
    answers = [_seen_through(client, cast, child, kind=kind, sex="MALE")[1] for child in pair]
    assert [one.status_code for one in answers] == [422, 422]
    assert _told(answers[0]) == _told(answers[1])
    assert [error["field"] for error in answers[0].json()["errors"]] == ["sex"]
    assert [_shown(client, child)[0][:2] for child in pair] == [("MOTHER", "")] * 2


def test_whom_the_record_calls_a_woman_is_added_as_no_father(client, cast, pair):
    answers = [_seen_through(client, cast, child, kind="FATHER")[1] for child in pair]
    assert [one.status_code for one in answers] == [422, 422]
    assert _told(answers[0]) == _told(answers[1])

"""A merge tells nobody outside the secrecy of adoption who adopted a child, nor that there is something secret."""

import json
from datetime import date, timedelta

import pytest
from django.utils import timezone

from apps.audit.models import LedgerEntry
from apps.core.errors import Refused
from apps.documents.models import Paper
from apps.matching.actions import merge
from apps.matching.models import Merge
from apps.people.acts.family import add_relative, correct_relative, version_of, withdraw_kinship
from apps.people.models import Child, ChildName, HealthRecord, Kinship, Relative
from tests.cast import make_cast
from tests.factories.accounts import fresh
from tests.factories.people import make_child

WHY = "Бір бала: туу туралы куәлігі табылды."
BACK = "Қате біріктірілді, бұл екі бала."
PERSON = {"surname": "Сейітова", "given_name": "Алма", "birth_date": date(1985, 3, 20), "sex": "FEMALE"}
MOTHERS = ["MOTHER", "ADOPTER", "SEXLESS"]
"""The last: an adopter recorded earlier, without a sex."""
REPRESENTATIVES = ["PARENT", "ADOPTER"]
MERGES = "/api/v1/merges/"


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def head(cast):
    return fresh(cast.heads["GUARDIANSHIP"])


@pytest.fixture
def outsider(client, cast):
    client.force_login(cast.officer)
    return client


@pytest.fixture
def file_with(cast, head):
    """Makes a file with a mother of this kind, or with a representative."""

    def made(kind: str = "", representative: str = "", **person) -> Child:
        child = make_child(fresh(cast.officer), birth_date=date(2015, 1, 1), sex="MALE")
        if representative:
            values = {"representative_kind": representative, "representative_name": "Сейітова Алма"}
            Child.objects.filter(pk=child.pk).update(**values)
        if kind:
            data = {**PERSON, **person, "kind": "MOTHER" if kind == "MOTHER" else "ADOPTER"}
            tie = add_relative(child, data=data, by=head, at=timezone.now())[0]
            if kind == "SEXLESS":
                Relative.objects.filter(pk=tie.relative_id).update(sex="")
        return Child.objects.get(pk=child.pk)

    return made


def _merged(client, kept, absorbed, *take):
    data = {"kept": kept.number, "absorbed": absorbed.number, "reason": WHY, "take": list(take)}
    return client.post(MERGES, data, content_type="application/json")


def _undone(client, made):
    return client.post(f"{MERGES}{made['id']}/undo/", {"reason": BACK}, content_type="application/json")


def _family(client, child):
    rows = client.get(f"/api/v1/children/{child.number}/family/").json()["results"]
    return [(row["kind"], row["relative"]["surname"]) for row in rows]


def _rows(child):
    return list(Kinship.objects.filter(child=child).order_by("pk").values_list("pk", flat=True))


def _stored(child):
    return Child.objects.get(pk=child.pk).representative_kind


@pytest.mark.parametrize("kept_kind", MOTHERS)
@pytest.mark.parametrize("absorbed_kind", MOTHERS)
def test_an_adopter_stays_behind_like_a_mother(outsider, file_with, kept_kind, absorbed_kind):
    kept, absorbed = file_with(kept_kind), file_with(absorbed_kind, surname="Басқа")
    rows = _rows(kept), _rows(absorbed)
    made = _merged(outsider, kept, absorbed).json()
    assert made["left"] == {"people.Kinship.child": 1}
    assert "people.Kinship.child" not in made["moved"]
    assert _family(outsider, kept) == [("MOTHER", "Сейітова")]
    assert _undone(outsider, made).status_code == 200
    assert (_rows(kept), _rows(absorbed)) == rows


@pytest.mark.parametrize("kind", MOTHERS)
def test_a_mother_moves_where_there_is_none_and_comes_back(outsider, file_with, head, kind):
    kept, absorbed = file_with("ADOPTER", sex="MALE"), file_with(kind, surname="Басқа")
    withdrawn = add_relative(kept, data={**PERSON, "surname": "Ескі", "kind": "MOTHER"}, by=head, at=timezone.now())[0]
    withdraw_kinship(withdrawn, reason="Қате енгізілген жазба.", by=head, at=timezone.now())
    rows = _rows(absorbed)
    made = _merged(outsider, kept, absorbed).json()
    assert made["moved"]["people.Kinship.child"] == 1
    assert made["left"] == {}
    assert {("FATHER", "Сейітова"), ("MOTHER", "Басқа")} <= set(_family(outsider, kept))
    assert _undone(outsider, made).status_code == 200
    assert _rows(absorbed) == rows


@pytest.mark.parametrize("kind", MOTHERS)
def test_undoing_makes_no_second_mother(outsider, cast, file_with, kind):
    officer, now = fresh(cast.officer), timezone.now()
    kept, absorbed = file_with("MOTHER"), file_with(kind, surname="Басқа")
    aunt = {**PERSON, "surname": "Апайова", "kind": "AUNT_UNCLE"}
    aunt = add_relative(absorbed, data=aunt, by=officer, at=now)[0]
    made = _merged(outsider, kept, absorbed).json()
    withdraw_kinship(Kinship.objects.get(child=kept, kind="MOTHER"), reason="Қате жазба.", by=officer, at=now)
    aunt = Kinship.objects.get(pk=aunt.pk)
    correct_relative(aunt, data={"kind": "MOTHER"}, version=version_of(aunt), by=officer, at=now)
    assert _undone(outsider, made).status_code == 422


@pytest.mark.parametrize("taken", [True, False])
@pytest.mark.parametrize("kept_kind", REPRESENTATIVES)
@pytest.mark.parametrize("absorbed_kind", REPRESENTATIVES)
def test_between_a_parent_and_an_adopter_nothing_is_taken(outsider, file_with, kept_kind, absorbed_kind, taken):
    kept, absorbed = file_with(representative=kept_kind), file_with(representative=absorbed_kind)
    answer = _merged(outsider, kept, absorbed, *["representative_kind"] * taken)
    assert (answer.status_code, answer.json()["taken"]) == (201, [])
    assert _stored(kept) == kept_kind
    assert _undone(outsider, answer.json()).status_code == 200
    assert (_stored(kept), _stored(absorbed)) == (kept_kind, absorbed_kind)


@pytest.mark.parametrize("put_back", [True, False])
@pytest.mark.parametrize("kind", REPRESENTATIVES)
@pytest.mark.parametrize("into", [True, False])
def test_taking_the_representative(outsider, file_with, kind, into, put_back):
    kinds = ("OPEKUN", kind) if into else (kind, "OPEKUN")
    kept, absorbed = (file_with(representative=one) for one in kinds)
    answer = _merged(outsider, kept, absorbed, "representative_kind")
    assert (answer.status_code, answer.json()["taken"]) == (201, ["representative_kind"])
    assert _stored(kept) == kinds[1]
    if put_back:
        _rewritten(outsider, kept, "OTHER")
        refused = _undone(outsider, answer.json())
        assert refused.status_code == 422
        assert "dopt" not in refused.json()["detail"]
        _rewritten(outsider, kept, "PARENT" if into else "OPEKUN")
    assert _undone(outsider, answer.json()).status_code == 200
    assert (_stored(kept), _stored(absorbed)) == kinds


def _rewritten(client, child, kind):
    answer = client.patch(f"/api/v1/children/{child.number}/", {"representative_kind": kind},
                          content_type="application/json", headers={"If-Match": "*"})  # fmt: skip
    assert answer.status_code == 200


@pytest.mark.parametrize("kept_kind", REPRESENTATIVES)
@pytest.mark.parametrize("since", ["", "OPEKUN"])
def test_what_the_head_took_is_undone_by_an_officer(outsider, head, file_with, kept_kind, since):
    kept, absorbed = file_with(representative=kept_kind), file_with(representative="PARENT")
    made = merge(kept, absorbed=absorbed, take={"representative_kind": True}, reason=WHY, by=head, at=timezone.now())
    assert _stored(kept) == "PARENT"
    assert outsider.get(f"{MERGES}{made.pk}/").json()["taken"] == []
    if since:
        _rewritten(outsider, kept, since)
    assert _undone(outsider, {"id": made.pk}).status_code == 200
    assert _stored(kept) == (since or kept_kind)


@pytest.fixture
def secrets(cast, head, file_with):
    """A file with a mother, a name and papers that the officer does not see, and one of each that is open."""
    child = file_with("MOTHER", is_secret=True)
    add_relative(child, data={**PERSON, "surname": "Басқа", "kind": "MOTHER"}, by=head, at=timezone.now())
    for is_secret in (True, False):
        ChildName.objects.create(child=child, surname="А", ends_on=date(2020, 1, 1), reason="COURT",
                                 is_secret=is_secret)  # fmt: skip
    paper = {"subject_kind": "child", "subject_id": child.pk, "subject_no": child.number, "kind": "OTHER",
             "agency": cast.body, "added_by": head, "added_at": timezone.now()}  # fmt: skip
    for compartment in ("ADOPTION", "HEALTH", ""):
        Paper.objects.create(compartment=compartment, **paper)
    HealthRecord.objects.create(child=child, agency=cast.body, starts_on=date(2020, 1, 1))
    return child


def _parts(told):
    return {name: count for name, count in told.items() if name.startswith(("people.", "documents."))
            and name != "people.ChildAccess.child"}  # fmt: skip


def test_what_is_secret_is_not_counted(outsider, cast, head, file_with, secrets):
    made = _merged(outsider, file_with(), secrets).json()
    known = {"people.Kinship.child": 1, "people.ChildName.child": 1, "people.HealthRecord.child": 1,
             "documents.Paper.subject_id": 2}  # fmt: skip
    assert _parts(made["moved"]) == known
    assert _parts(outsider.get(MERGES).json()["results"][0]["moved"]) == known
    assert _parts(_undone(outsider, made).json()["moved"]) == known
    outsider.force_login(head)
    assert _parts(outsider.get(f"{MERGES}{made['id']}/").json()["moved"]) == {
        "people.Kinship.child": 2, "people.ChildName.child": 2, "people.HealthRecord.child": 1,
        "documents.Paper.subject_id": 3,
    }  # fmt: skip


def test_the_ledger_counts_nothing_that_may_be_secret(outsider, file_with, secrets):
    assert _merged(outsider, file_with(), secrets).status_code == 201
    for noted in LedgerEntry.objects.filter(verb="child.merged").values_list("data", flat=True):
        assert _parts(noted["moved"]) == {}
    assert Merge.objects.get().moved["people.Kinship.child"]


def test_an_adopter_without_a_sex_holds_the_place_of_a_mother(outsider, head, file_with):
    answers = []
    for kind in MOTHERS:
        child = file_with(kind)
        data = {"kind": "MOTHER", "surname": "Өзге", "given_name": "Біреу"}
        answer = outsider.post(f"/api/v1/children/{child.number}/family/", data, content_type="application/json")
        answers.append((answer.status_code, json.loads(answer.content)["detail"]))
        other = {**data, "kind": "FATHER"}
        answer = outsider.post(f"/api/v1/children/{child.number}/family/", other, content_type="application/json")
        assert answer.status_code == 201
    assert answers == [answers[0]] * 3
    assert answers[0][0] == 422


def test_two_mothers_of_before_may_both_be_corrected(cast, head, file_with):
    child, officer = file_with("MOTHER"), fresh(cast.officer)
    person = Relative.objects.create(surname="Басқа", given_name="Айша", sex="FEMALE", name_key="x")
    Kinship.objects.create(child=child, relative=person, kind="ADOPTER")
    later = timezone.now() + timedelta(minutes=1)
    for tie in Kinship.objects.filter(child=child):
        data = {"phone": "+77011112233"}
        correct_relative(tie, data=data, version=version_of(tie), by=officer, at=later)
        tie = Kinship.objects.get(pk=tie.pk)
        with pytest.raises(Refused, match="A mother is a woman"):
            correct_relative(tie, data={"kind": "FATHER"}, version=version_of(tie), by=officer, at=later)

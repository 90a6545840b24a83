"""A file in the archive opens to nobody: not beside a namesake, not by a merge, not in an emergency."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.accounts.kinds import AgencyKind
from apps.accounts.roles import Role
from apps.api.tokens import create_token
from apps.casework import policies as of_cases
from apps.casework.actions import open_case
from apps.core.errors import NotAllowed, Refused
from apps.disclosure.actions import break_glass
from apps.disclosure.finding import exact_child
from apps.disclosure.models import EmergencyOpening
from apps.matching.actions import call_different, likely_duplicates, merge
from apps.matching.finding import find_pairs
from apps.matching.models import ChildKey, Merge, SuspectedPair, files_of_person
from apps.matching.own import own_of
from apps.people.access import access_row
from apps.people.actions import correct_child
from apps.people.models import Child, ChildAccess, Ground
from apps.people.policies import is_responsible
from apps.retention import actions
from apps.retention.closing import IN_ARCHIVE
from apps.retention.states import State
from tests.factories.accounts import fresh, make_agency, make_officer, make_user
from tests.factories.people import child_data, make_child
from tests.retention.conftest import BORN, NOW, THEN

WHY = "Бір адам: құжаттары мен суреті бірдей."
REASON = "Жас адам көшеде жалғыз табылды, ауырып тұр"
LIVING = date(BORN.year + 10, BORN.month, BORN.day)
"""One digit off, and a child still."""
SECRETS = ("Жұлдызова", "Ақторғын", "Сейітқызы")
GRANTS = "/api/v1/access-grants/"


@pytest.fixture
def api(db):
    from rest_framework.test import APIClient

    def client(user):
        person = fresh(user)
        _token, text = create_token(person, by=person, at=timezone.now())
        return APIClient(headers={"Authorization": f"Bearer {text}", "Accept-Language": "en"})

    return client


@pytest.fixture
def namesake(archive) -> Child:
    """A living file with the names of the archived one, its birth date one digit off; both were compared at night."""
    archive.archived()
    child = make_child(
        archive.officer, birth_date=LIVING, surname="Жұлдызова", given_name="Ақторғын", patronymic="Сейітқызы"
    )
    ChildKey.objects.update(is_fresh=True)
    find_pairs(NOW)
    return child


def joined(archive, namesake, by=None) -> Merge:
    return merge(archive.child, absorbed=namesake, reason=WHY, by=fresh(by or archive.officer), at=timezone.now())


@pytest.mark.parametrize("who", ["officer", "head", "second"])
def test_the_pair_is_shown_to_nobody_and_again_once_the_file_is_taken_out(archive, namesake, api, client, who):
    pair, person = SuspectedPair.objects.get(), archive.refreshed(who)
    assert list(SuspectedPair.objects.visible_to(person)) == []
    asked = api(person)
    assert asked.get("/api/v1/suspected-pairs/").json()["results"] == []
    assert asked.get(f"/api/v1/suspected-pairs/{pair.pk}/").status_code == 404
    client.force_login(person)
    page = reverse("matching:pair", args=[pair.pk])
    assert client.get(page).status_code == 404
    sent = {"act": "merge", "kept": archive.child.number, "reason": WHY}
    assert client.post(page, sent).status_code == 404
    assert page not in client.get(reverse("matching:index")).content.decode()
    assert archive.child.number not in client.get(f"/children/{namesake.number}/").content.decode()
    assert not Merge.objects.exists()
    actions.reopen(archive.child, reason="Сұрау", by=fresh(archive.head), at=timezone.now())
    assert list(SuspectedPair.objects.visible_to(fresh(person))) == [pair]
    assert client.get(page).status_code == 200


def test_another_body_is_shown_no_archived_file_either(archive):
    archive.archived()
    elsewhere = make_officer()
    make_child(elsewhere, birth_date=LIVING, surname="Жұлдызова", given_name="Ақторғын", patronymic="Сейітқызы")
    ChildKey.objects.update(is_fresh=True)
    find_pairs(NOW)
    assert SuspectedPair.objects.exists()
    assert not SuspectedPair.objects.visible_to(fresh(elsewhere)).exists()


def test_nobody_is_stopped_by_an_archived_file_at_registering(archive, api):
    archive.archived()
    data = child_data(birth_date=LIVING, surname="Жұлдызова", given_name="Ақторғын", patronymic="Сейітқызы")
    assert likely_duplicates(data) == []
    answer = api(archive.officer).post("/api/v1/children/", {**data, "birth_date": str(LIVING)}, format="json")
    assert answer.status_code == 201, answer.content
    assert "candidates" not in answer.json()
    assert not SuspectedPair.objects.exists()


@pytest.mark.parametrize("who", ["officer", "head"])
def test_no_merge_into_the_archive_nor_out_of_it(archive, namesake, who):
    person = archive.refreshed(who)
    before = set(ChildAccess.objects.values_list("pk", "child_id"))
    for kept, absorbed in ((archive.child, namesake), (namesake, archive.child)):
        with pytest.raises(NotAllowed):
            merge(kept, absorbed=absorbed, reason=WHY, by=person, at=timezone.now())
    assert own_of(person, [archive.child, namesake]) == {namesake.pk}
    assert set(ChildAccess.objects.values_list("pk", "child_id")) == before


def test_a_merge_is_refused_even_where_a_row_of_access_was_left(archive, namesake):
    access_row(archive.child, archive.body, Ground.RESPONSIBLE, valid_from=NOW).save()
    with pytest.raises(Refused) as refused:
        joined(archive, namesake)
    assert refused.value.rule == IN_ARCHIVE
    assert not Merge.objects.exists()


def test_a_pair_with_what_became_part_of_an_archived_file_is_closed_too(archive):
    part, other = (
        make_child(archive.officer, at=THEN, birth_date=date(2007, 5, day), surname="Жұлдызова", given_name="Ақторғын")
        for day in (14, 15)
    )
    find_pairs(NOW)
    pair = SuspectedPair.objects.get(one=part, two=other)
    merge(archive.child, absorbed=part, reason=WHY, by=fresh(archive.officer), at=NOW)
    assert files_of_person(archive.child.pk) == [archive.child.pk, part.pk]
    assert pair in SuspectedPair.objects.visible_to(fresh(archive.officer))
    archive.archived()
    assert not SuspectedPair.objects.visible_to(fresh(archive.officer)).exists()
    with pytest.raises(NotAllowed):
        call_different(SuspectedPair.objects.get(two=part), reason=WHY, by=fresh(archive.officer), at=NOW)


def people(archive) -> list:
    """Everybody who may open files in an emergency: of the own body, of the police, of the ombudsman."""
    area = archive.body.area
    return [
        archive.officer,
        make_user(make_agency(AgencyKind.POLICE, area), Role.POLICE_OFFICER),
        make_user(make_agency(AgencyKind.REGIONAL_OMBUDSMAN, area.parent), Role.OMBUDSMAN),
    ]


def test_no_emergency_opens_an_archived_file(archive, api, client):
    archive.archived()
    assert exact_child(archive.child.number) is exact_child(archive.child.iin) is None
    for person in people(archive):
        with pytest.raises(Refused):
            break_glass(archive.child, kind="LIFE", reason=REASON, by=fresh(person), at=timezone.now())
        for named in (archive.child.number, archive.child.iin):
            answer = api(person).post(GRANTS, {"child": named, "kind": "LIFE", "reason": REASON}, format="json")
            assert answer.status_code == 422
            assert answer.json()["errors"][0]["message"] == "There is no file with exactly this number or IIN."
        client.force_login(fresh(person))
        page = client.post("/access/emergency/", {"q": archive.child.number})
        assert page.status_code == 422
        assert not any(secret in page.content.decode() for secret in (*SECRETS, archive.body.name + "</b>"))
        assert not Child.objects.visible_to(fresh(person)).exists()
    assert not EmergencyOpening.objects.exists()


def test_a_ticket_from_before_the_archiving_opens_nothing(archive, client):
    police = people(archive)[1]
    client.force_login(fresh(police))
    ticket = client.post("/access/emergency/", {"q": archive.child.number}).context["form"].initial["ticket"]
    archive.archived()
    sent = {"ticket": ticket, "kind": "LIFE", "reason": REASON}
    assert client.post("/access/emergency/open/", sent).status_code == 422
    assert not Child.objects.visible_to(fresh(police)).exists()


def test_the_number_of_a_merged_file_opens_the_one_that_holds_it(archive, api):
    part = make_child(archive.officer, surname="Ким", given_name="Вера")
    merge(archive.child, absorbed=part, reason=WHY, by=fresh(archive.officer), at=timezone.now())
    police = people(archive)[1]
    assert exact_child(part.number) == archive.child
    with pytest.raises(Refused):
        break_glass(part, kind="LIFE", reason=REASON, by=fresh(police), at=timezone.now())
    made = api(police).post(GRANTS, {"child": part.number, "kind": "LIFE", "reason": REASON}, format="json")
    assert (made.status_code, made.json()["child"]) == (201, archive.child.number)
    assert list(Child.objects.visible_to(fresh(police))) == [archive.child]


def test_a_merged_file_of_the_archive_is_found_by_no_number(archive):
    part = make_child(archive.officer, surname="Ким", given_name="Вера")
    merge(archive.child, absorbed=part, reason=WHY, by=fresh(archive.officer), at=NOW)
    archive.archived()
    assert exact_child(part.number) is None


def test_without_a_ground_in_force_the_responsible_body_writes_nothing(archive):
    officer = archive.refreshed("officer")
    assert is_responsible(officer, archive.child)
    archive.archived()
    emergency = {"valid_from": NOW, "valid_to": None, "user": officer}
    access_row(archive.child, archive.body, Ground.EMERGENCY, **emergency).save()
    officer = archive.refreshed("officer")
    assert list(Child.objects.visible_to(officer)) == [archive.child]
    assert not is_responsible(officer, archive.child)
    with pytest.raises(NotAllowed):
        correct_child(archive.child, data={"address": "Абай 1"}, version=1, by=officer, at=NOW)
    with pytest.raises(NotAllowed):
        open_case(archive.child, reason="OTHER", reason_text="Көмек", risk=1, by=officer, at=NOW)
    with pytest.raises(NotAllowed):
        of_cases.check_can_refer(officer, archive.child)
    assert archive.child.retention.state == State.ARCHIVED

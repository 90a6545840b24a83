"""The nightly look for suspected pairs, what is decided about them, and asking another body."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from apps.accounts.roles import Role
from apps.audit.models import LedgerEntry
from apps.core.errors import NotAllowed, Refused
from apps.matching.actions import answer_enquiry, ask_body, call_different, merge, reopen
from apps.matching.finding import find_pairs
from apps.matching.models import ChildKey, Enquiry, SuspectedPair
from apps.matching.tasks import find_pairs as nightly
from apps.notices.models import Message
from apps.people.actions import correct_child
from tests.factories.accounts import fresh, make_officer, make_user
from tests.factories.people import make_child, make_iin

pytestmark = pytest.mark.django_db

BORN = date(2013, 4, 12)
NOW = timezone.now()
WHY = "Егіздер: туу туралы екі бөлек куәлік бар."


@pytest.fixture
def officer():
    return make_officer()


@pytest.fixture
def child(officer):
    return make_child(officer, surname="Ахметова", given_name="Жансая", patronymic="Серікқызы", birth_date=BORN)


def second(by, **fields):
    values = {"surname": "Akhmetova", "given_name": "Jansaya", "patronymic": "", "birth_date": BORN}
    return make_child(by, **{**values, **fields})


@pytest.mark.parametrize(
    ("fields", "reasons"),
    [
        ({}, ["same", "two"]),
        ({"patronymic": "Сериковна"}, ["same", "three"]),
        ({"birth_date": date(2013, 12, 4)}, ["swapped", "two"]),
        ({"birth_date": date(2013, 4, 17)}, ["digit", "two"]),
        ({"birth_date": date(2014, 1, 1), "birth_date_is_estimated": True}, ["vague", "two"]),
        ({"given_name": "Ахмет", "surname": "Жансая"}, ["same", "two"]),
    ],
)
def test_found_at_night(child, officer, fields, reasons):
    other = second(officer, **fields)
    second(officer, given_name="Дана")
    assert find_pairs(NOW) == 1
    pair = SuspectedPair.objects.get()
    assert (pair.one, pair.two, pair.reasons, pair.state) == (child, other, reasons, "OPEN")


def test_across_bodies_and_seen_by_both_only(child, officer):
    elsewhere, third = make_officer(), make_officer()
    second(elsewhere)
    find_pairs(NOW)
    for person, sees in ((officer, 1), (elsewhere, 1), (third, 0), (make_user(officer.agency, Role.AGENCY_ADMIN), 0)):
        assert SuspectedPair.objects.visible_to(fresh(person)).count() == sees


def test_each_file_is_looked_at_once_until_it_changes(child, officer):
    other = second(officer, given_name="Дана")
    nightly()
    assert not ChildKey.objects.filter(is_fresh=True).exists()
    assert find_pairs(NOW) == 0
    correct_child(other, data={"given_name": "Жансая"}, version=1, by=officer, at=NOW)
    assert find_pairs(NOW) == 1
    assert find_pairs(NOW) == 0


def test_twins_with_their_own_iins_are_no_pair(officer):
    for serial in (1, 2):
        make_child(officer, birth_date=BORN, iin=make_iin(BORN, "FEMALE", serial), no_iin_reason="")
    assert find_pairs(NOW) == 0


def test_files_of_an_older_version_get_their_keys(child, officer):
    second(officer)
    ChildKey.objects.all().delete()
    assert find_pairs(NOW) == 1


def test_different_stays_different_and_is_taken_back(child, officer):
    second(officer)
    find_pairs(NOW)
    pair = call_different(SuspectedPair.objects.get(), reason=WHY, by=officer, at=NOW)
    assert (pair.state, pair.reason, pair.decided_by) == ("DIFFERENT", WHY, officer)
    ChildKey.objects.update(is_fresh=True)
    assert find_pairs(NOW) == 0
    assert reopen(pair, by=officer, at=NOW).state == "OPEN"
    with pytest.raises(Refused):
        reopen(pair, by=officer, at=NOW)
    verbs = LedgerEntry.objects.filter(subject_kind="pair").values_list("data__state", flat=True)
    assert list(verbs.order_by("pk")) == ["DIFFERENT", "OPEN"]


def test_strangers_decide_nothing_and_merged_is_undone_first(child, officer):
    other = second(officer)
    find_pairs(NOW)
    pair = SuspectedPair.objects.get()
    with pytest.raises(NotAllowed):
        call_different(pair, reason=WHY, by=make_officer(), at=NOW)
    merge(child, absorbed=other, reason=WHY, by=officer, at=NOW)
    with pytest.raises(Refused, match="Undo the merge"):
        call_different(pair, reason=WHY, by=officer, at=NOW)
    assert find_pairs(NOW + timedelta(days=1)) == 0


def test_asking_another_body_and_its_answer(child):
    asker = make_officer()
    owner = make_user(child.guardianship, Role.GUARDIANSHIP_OFFICER)
    enquiry = ask_body(child, text="Бізде осыған ұқсас бала бар, тексеріңіз.", by=asker, at=NOW)
    assert list(Enquiry.objects.visible_to(fresh(owner))) == list(Enquiry.objects.visible_to(asker)) == [enquiry]
    assert list(Enquiry.objects.visible_to(make_officer())) == []
    sent = Message.objects.get(kind="ENQUIRY")
    assert (sent.to_agency, sent.subject_no) == (child.guardianship, str(enquiry.pk))
    with pytest.raises(Refused, match="waits"):
        ask_body(child, text="Тағы бір рет сұраймыз сізден.", by=asker, at=NOW)
    with pytest.raises(NotAllowed):
        answer_enquiry(enquiry, answer="Иә, бұл бір бала екен.", by=asker, at=NOW)
    answered = answer_enquiry(enquiry, answer="Иә, бұл бір бала екен.", by=owner, at=NOW)
    assert answered.answered_by == owner
    assert set(Message.objects.filter(kind="ENQUIRY").values_list("to_agency", flat=True)) == {
        child.guardianship_id, asker.agency.pk
    }  # fmt: skip
    with pytest.raises(Refused):
        answer_enquiry(enquiry, answer="Жоқ, қателестік екен.", by=owner, at=NOW)


def test_one_does_not_ask_oneself_or_without_the_right(child, officer):
    for person in (officer, make_user(make_officer().agency, Role.AGENCY_ADMIN)):
        with pytest.raises(NotAllowed):
            ask_body(child, text="Бұл бала сіздерде ме екен?", by=fresh(person), at=NOW)

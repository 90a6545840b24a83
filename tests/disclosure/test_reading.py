"""Unusual reading raises one alert per person, kind and hour, and tells somebody else than the reader."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.roles import Role
from apps.audit import log
from apps.core.errors import NotAllowed, Refused
from apps.core.subjects import Subject
from apps.disclosure import reading
from apps.disclosure.actions import review_alert
from apps.disclosure.models import ReadingAlert
from apps.notices.models import Message
from tests.factories.accounts import fresh, make_agency, make_user


def read(person, count: int, at, *, verb: str = "child.opened", first: int = 9_000_000, every: float = 1.0) -> None:
    """`count` files opened one after another, `every` seconds apart, ending at `at`."""
    person = fresh(person)
    rows = [
        log.entry(verb, Subject("child", first + n, f"C-{first + n}"), by=person, at=at - timedelta(seconds=every * n))
        for n in range(count)
    ]
    log.record_many(rows)


@pytest.fixture
def usual(settings):
    settings.READING_LIMITS = {"*": 5, Role.GUARDIANSHIP_HEAD: 8}
    settings.READING_REFUSALS = 3


@pytest.fixture
def noon():
    return timezone.now().replace(minute=50, second=0, microsecond=0)


def kinds() -> list:
    return sorted(ReadingAlert.objects.values_list("kind", flat=True))


def test_many_files_in_an_hour_tell_the_head_once(cast, usual, noon):
    read(cast.officer, 6, noon)
    assert reading.watch(noon) == 1
    assert reading.watch(noon + timedelta(minutes=5)) == 0
    alert = ReadingAlert.objects.get()
    assert (alert.kind, alert.times, alert.limit, alert.addressed_to) == ("MANY", 6, 5, cast.body)
    message = Message.objects.get(kind="READING")
    assert message.to_user == cast.heads["GUARDIANSHIP"]
    assert message.subject_no == alert.number


def test_as_many_as_usual_are_nobody_s_business(cast, usual, noon):
    read(cast.officer, 5, noon)
    assert reading.watch(noon) == 0


def test_one_file_again_and_again_is_one_file(cast, usual, noon):
    for _time in range(9):
        read(cast.officer, 1, noon)
    assert reading.watch(noon) == 0


def test_an_hour_counts_across_the_full_hour(cast, usual):
    full = timezone.now().replace(minute=0, second=0, microsecond=0)
    read(cast.officer, 3, full - timedelta(minutes=5))
    read(cast.officer, 3, full + timedelta(minutes=5), first=9_100_000)
    assert reading.watch(full + timedelta(minutes=6)) == 1


def test_spread_over_more_than_an_hour_is_not_many(cast, usual, noon):
    read(cast.officer, 8, noon, every=15 * 60)
    assert reading.watch(noon) == 0


def test_after_an_outage_what_was_missed_is_found(cast, usual, noon):
    reading.watch(noon - timedelta(days=2))
    read(cast.officer, 6, noon - timedelta(days=1))
    assert reading.watch(noon) == 1


def test_a_role_may_have_its_own_limit(cast, usual, noon):
    read(cast.heads["GUARDIANSHIP"], 7, noon)
    assert reading.watch(noon) == 0


def test_a_head_is_looked_at_from_above_and_never_by_the_own_eyes(cast, usual, noon):
    head = cast.heads["GUARDIANSHIP"]
    read(head, 9, noon)
    reading.watch(noon)
    alert = ReadingAlert.objects.get()
    assert alert.addressed_to == cast.ombudsman_office
    assert Message.objects.get(kind="READING").to_user == cast.ombudsman
    assert not ReadingAlert.objects.visible_to(fresh(head)).exists()
    assert ReadingAlert.objects.visible_to(fresh(cast.ombudsman)).count() == 1


def test_the_ombudsman_is_looked_at_by_the_republic(cast, usual, noon):
    office = make_agency("REPUBLIC_OMBUDSMAN")
    commissioner = make_user(office, Role.COMMISSIONER)
    read(cast.ombudsman, 6, noon)
    reading.watch(noon)
    assert ReadingAlert.objects.get().addressed_to == office
    assert Message.objects.get(kind="READING").to_user == commissioner


def test_many_refusals(cast, usual, noon):
    for _n in range(4):
        read(cast.officer2, 1, noon, verb="access.refused")
    reading.watch(noon)
    assert kinds() == ["REFUSED"]


@pytest.mark.parametrize("surname", ["Бекетов", "Beketova", "Бекетова"])
def test_a_file_with_the_surname_of_a_colleague(cast, usual, noon, surname):
    make_user(cast.body, Role.GUARDIANSHIP_OFFICER, last_name=surname)
    log.record("child.opened", cast.child.subject, by=fresh(cast.officer), at=noon)
    reading.watch(noon)
    assert kinds() == ["SURNAME"]


def test_surnames_of_another_agency_do_not_count(cast, usual, noon):
    make_user(cast.department, Role.POLICE_OFFICER, last_name="Бекетова")
    log.record("child.opened", cast.child.subject, by=fresh(cast.officer), at=noon)
    assert reading.watch(noon) == 0


def test_the_review(cast, usual, noon):
    read(cast.officer, 6, noon)
    reading.watch(noon)
    alert, head = ReadingAlert.objects.get(), fresh(cast.heads["GUARDIANSHIP"])
    with pytest.raises(NotAllowed):
        review_alert(alert, verdict="EXPLAINED", by=fresh(cast.officer), at=noon)
    with pytest.raises(NotAllowed):
        review_alert(alert, verdict="EXPLAINED", by=fresh(cast.heads["POLICE"]), at=noon)
    with pytest.raises(Refused):
        review_alert(alert, verdict="MISUSE", by=head, at=noon)
    assert review_alert(alert, verdict="MISUSE", note="Жеке мүдде", by=head, at=noon).reviewed_by == head

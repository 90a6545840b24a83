"""The signed three-party agreement of a pair: who adds it, who reads it, and what is noted."""

import pytest
from django.utils import timezone

from apps.audit.models import LedgerEntry
from apps.core.errors import NotAllowed, Refused
from apps.core.localtime import local_day
from apps.documents.models import Paper
from apps.mentoring.actions import end_assignment
from apps.mentoring.acts import contracts
from apps.mentoring.models import Assignment
from apps.retention.contents import gather
from tests.cast import make_cast, withdraw_consents
from tests.factories.accounts import fresh
from tests.factories.obligations import make_law
from tests.factories.papers import upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    make_law()
    return make_cast()


@pytest.fixture
def pair(cast):
    return Assignment.objects.get(child=cast.child)


def add(pair, person):
    return contracts.file_contract(pair, upload=upload(), by=fresh(person), at=timezone.now())


def opened(pair, person, no=1):
    version = pair.contract.versions.get(no=no)
    return contracts.open_contract(pair, version, by=fresh(person), at=timezone.now())


def sees(person) -> set:
    return set(Paper.objects.visible_to(fresh(person)).filter(subject_kind="assignment"))


def test_body_home_and_organisation_add_versions_and_none_is_lost(cast, pair):
    for person in (cast.officer, cast.orphanage, cast.coordinator):
        held = add(pair, person)
    paper = held.contract
    assert (paper.number, paper.issued_on, paper.versions.count()) == ("3/25", pair.contract_on, 3)
    assert Paper.objects.filter(subject_kind="assignment").count() == 1
    for person in (cast.mentor, cast.police, *cast.outsiders):
        with pytest.raises(NotAllowed):
            add(pair, person)


def test_it_is_added_once_its_number_and_day_are_recorded(cast, pair):
    Assignment.objects.filter(pk=pair.pk).update(contract_no="", contract_on=None)
    with pytest.raises(Refused) as caught:
        add(pair, cast.officer)
    assert (caught.value.field, caught.value.rule) == ("file", "caseflow.mentoring.contract")


def test_every_download_is_noted_as_a_look_at_the_child(cast, pair):
    held = add(pair, cast.officer)
    for person in (cast.mentor, cast.officer, cast.orphanage, cast.coordinator):
        assert opened(held, person) == held.contract.versions.get().document
        assert sees(person) == {held.contract}
    noted = LedgerEntry.objects.filter(subject_kind="child", subject_id=cast.child.pk)
    assert noted.filter(verb="child.mentor_contract_opened", actor_id=cast.mentor.pk).count() == 1
    assert LedgerEntry.objects.filter(verb="paper.downloaded", subject_id=pair.pk).count() == 4


def test_it_names_the_child_only_those_who_know_the_name_read_it(cast, pair):
    held = add(pair, cast.officer)
    withdraw_consents(cast)
    for person in (cast.mentor, cast.coordinator, cast.police, *cast.outsiders):
        assert not sees(person)
        with pytest.raises(NotAllowed):
            opened(held, person)
        with pytest.raises(NotAllowed):
            add(held, person)
    assert sees(cast.orphanage) == {held.contract}


def test_whose_pair_has_ended_reads_nothing_more(cast, pair):
    held, now = add(pair, cast.officer), timezone.now()
    end_assignment(held, ends_on=local_day(now), reason="REQUEST", by=fresh(cast.officer), at=now)
    for person in (cast.mentor, cast.coordinator):
        assert not sees(person)
        with pytest.raises(NotAllowed):
            opened(held, person)
    assert opened(held, cast.officer)


def test_an_erasure_takes_the_paper_with_the_child(cast, pair):
    held = add(pair, cast.officer)
    assert held.contract_id in gather([cast.child.pk]).rows[Paper]

"""Consent opens what its scope names; before and after it a mentoring organisation sees initials and age."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.core.errors import NotAllowed, Refused
from apps.core.localtime import local_day
from apps.disclosure import mask
from apps.disclosure.actions import record_consent, withdraw_consent
from apps.disclosure.models import Consent
from apps.matching.search import search
from apps.people.models import Child
from tests.cast import give_consent, withdraw_consents
from tests.factories.accounts import fresh, make_agency
from tests.factories.people import make_child, make_mentored, make_stay

SECRETS = {
    "address": "ул. Абая, 1", "phone": "+77011234567", "surname_latin": "Beketova", "found_place": "вокзал",
    "representative_name": "Бекетова Сауле",
}  # fmt: skip


@pytest.fixture
def child(cast):
    Child.objects.filter(pk=cast.child.pk).update(**SECRETS)
    return Child.objects.get(pk=cast.child.pk)


def shown_to(person, child) -> Child:
    copy = Child.objects.get(pk=child.pk)
    mask.mask([copy], fresh(person))
    return copy


@pytest.mark.parametrize("who", ["coordinator", "mentor"])
def test_initials_before_consent_the_name_with_it_initials_after_withdrawal(cast, child, who):
    person = getattr(cast, who)
    assert shown_to(person, child).full_name == child.full_name
    withdraw_consents(cast)
    assert shown_to(person, child).full_name == "Б. А. С."
    assert mask.shown_name(fresh(person), child) == "Б. А. С."
    assert mask.visible_fields(fresh(person), child) == frozenset()


def test_every_other_column_is_empty_unless_named(cast, child):
    withdraw_consents(cast)
    masked = shown_to(cast.coordinator, child)
    for field, secret in SECRETS.items():
        assert getattr(masked, field) != secret, field
    assert not masked.iin.strip("•")
    assert (masked.number, masked.sex, masked.age(local_day(timezone.now()))) == (
        child.number, child.sex, child.age(local_day(timezone.now())),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("scope", "open_"),
    [("NAME", {"surname_latin"}), ("CONTACTS", {"address", "phone"}), ("FAMILY", {"representative_name"})],
)
def test_the_scope_opens_no_more_than_it_names(cast, child, scope, open_):
    withdraw_consents(cast)
    give_consent(cast, scope=[scope], given_on=local_day(timezone.now()), at=timezone.now())
    masked = shown_to(cast.coordinator, child)
    assert {field for field, secret in SECRETS.items() if getattr(masked, field) == secret} == open_
    assert (masked.surname == child.surname) == (scope == "NAME")


def test_others_see_no_mask(cast, child):
    withdraw_consents(cast)
    for person in (cast.officer, cast.orphanage, cast.heads["GUARDIANSHIP"]):
        assert shown_to(person, child).full_name == child.full_name


def test_a_consent_is_for_one_organisation(cast, child):
    other = make_agency("MENTORING_ORG")
    withdraw_consents(cast)
    give_consent(cast, agency=other)
    assert shown_to(cast.coordinator, child).surname == "Б."


def test_expired_and_future_consents_open_nothing(cast, child):
    withdraw_consents(cast)
    today = local_day(timezone.now())
    give_consent(cast, given_on=today - timedelta(days=9), expires_on=today - timedelta(days=1), at=timezone.now())
    assert shown_to(cast.coordinator, child).surname == "Б."
    give_consent(cast, given_on=today, expires_on=today, at=timezone.now())
    assert shown_to(cast.coordinator, child).surname == child.surname


def test_a_masked_child_is_never_saved(cast, child):
    withdraw_consents(cast)
    with pytest.raises(RuntimeError):
        shown_to(cast.coordinator, child).save()
    assert Child.objects.get(pk=child.pk).surname == child.surname


def test_a_search_by_name_or_birth_date_does_not_tell_who_is_masked(cast, child):
    person = fresh(cast.coordinator)
    assert search(person, "Бекетова") == [child.pk]
    withdraw_consents(cast)
    person = fresh(cast.coordinator)
    for text in ("Бекетова", "Айару", f"{child.birth_date:%d.%m.%Y}"):
        assert search(person, text) == [], text
    assert search(person, child.number) == [child.pk]
    assert search(fresh(cast.officer), "Бекетова") == [child.pk]


def test_queries_do_not_grow_with_children(cast, child):
    children = [child]
    organisation = cast.organisation
    for _n in range(3):
        one = make_child(fresh(cast.officer))
        make_stay(one, fresh(cast.officer), make_agency("ORPHAN_ORG"))
        make_mentored(one, fresh(cast.officer), organisation)
        children.append(one)
    person = fresh(cast.coordinator)
    mask.mask([child], person)
    with CaptureQueriesContext(
        connection,
    ) as one_child:
        mask.mask(children[:1], person)
    with CaptureQueriesContext(connection) as all_children:
        mask.mask(children, person)
    assert len(one_child) == len(all_children) == 2
    officer = fresh(cast.officer)
    officer.agency.name  # noqa: B018 - loads the post
    with CaptureQueriesContext(connection) as none:
        mask.mask(children, officer)
    assert len(none) == 0


def test_only_the_responsible_body_records_and_withdraws(cast):
    consent = Consent.objects.get()
    for person in (cast.coordinator, cast.orphanage, cast.officer2, cast.mentor):
        with pytest.raises(NotAllowed):
            withdraw_consent(consent, reason="жоқ", by=fresh(person), at=timezone.now())
        with pytest.raises(NotAllowed):
            record_consent(
                cast.child, agency=cast.organisation, scope=["NAME"], given_relation="PARENT", given_by="А",
                given_on=local_day(timezone.now()), by=fresh(person), at=timezone.now(),
            )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"scope": []}, "scope"), ({"scope": ["IIN"]}, "scope"), ({"given_relation": "MENTOR"}, "given_relation"),
        ({"given_by": " "}, "given_by"), ({"given_on": local_day(timezone.now()) + timedelta(days=2)}, "given_on"),
        ({"expires_on": local_day(timezone.now()) - timedelta(days=900)}, "expires_on"), ({}, "given_on"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_at_its_field(cast, changes, field):
    """The last one overlaps the consent of the cast."""
    values = {"given_on": local_day(timezone.now()), "at": timezone.now(), **changes}
    with pytest.raises(Refused) as refused:
        give_consent(cast, **values)
    assert refused.value.field == field


def test_only_mentoring_organisations_need_consent(cast):
    with pytest.raises(Refused) as refused:
        give_consent(cast, agency=cast.department)
    assert refused.value.field == "agency"


def test_withdrawn_once_with_a_reason(cast):
    consent, officer = Consent.objects.get(), fresh(cast.officer)
    with pytest.raises(Refused):
        withdraw_consent(consent, reason=" ", by=officer, at=timezone.now())
    withdraw_consent(consent, reason="Анасы қайтарып алды", by=officer, at=timezone.now())
    with pytest.raises(Refused):
        withdraw_consent(consent, reason="тағы", by=officer, at=timezone.now())


def test_who_sees_consents(cast):
    def seen(person) -> int:
        return Consent.objects.visible_to(fresh(person)).count()

    assert seen(cast.officer) == seen(cast.coordinator) == seen(cast.mentor) == 1
    for person in (cast.orphanage, cast.police, cast.ombudsman, *cast.outsiders):
        assert seen(person) == 0

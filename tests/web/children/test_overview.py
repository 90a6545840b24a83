"""The first page of a file: what is due, what is known, and only to whom it is open."""

from datetime import date

import pytest
from django.utils import timezone

from apps.disclosure.actions import break_glass
from apps.people.acts import family
from apps.people.models import Child
from tests.cast import make_cast, withdraw_consents
from tests.factories.accounts import fresh, make_officer
from tests.factories.casework import active
from tests.factories.obligations import make_law
from tests.factories.people import make_child

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    make_law()
    return make_cast()


def opened(client, cast, person):
    client.force_login(fresh(person))
    answer = client.get(f"/children/{cast.child.number}/")
    assert answer.status_code == 200
    return answer


def test_terms_of_the_case_stand_on_the_file_soonest_first(client, cast):
    case = active(cast.child, cast.officer, cast.heads["GUARDIANSHIP"], at=timezone.now())
    shown = opened(client, cast, cast.officer).context
    dues = [row["duty"].due_at for row in shown["duties"]]
    assert {row["duty"].subject_no for row in shown["duties"]} == {case.number}
    assert len(dues) == 3
    assert dues == sorted(dues)
    assert shown["case"]["case"] == case


def test_a_sister_and_a_file_not_open_are_told_apart(client, cast):
    sister = make_child(cast.officer, given_name="Дана")
    elsewhere = make_child(cast.officer2, given_name="Сандуғаш")
    mother, _ = family.add_relative(
        cast.child, data={"kind": "MOTHER", "surname": "Бекетова"}, by=fresh(cast.officer), at=timezone.now()
    )
    for child in (sister, elsewhere):
        child.kinships.create(kind="MOTHER", relative=mother.relative)
    page = opened(client, cast, cast.officer)
    assert [one.child for one in page.context["siblings"].open] == [sister]
    assert page.context["siblings"].hidden == 1
    assert "Сандуғаш" not in page.content.decode()


def test_in_an_emergency_nothing_is_said_of_consents(client, cast):
    break_glass(
        cast.child, kind="LIFE", reason="Бала көшеде табылды, туыстарын табу керек.", by=fresh(cast.police),
        at=timezone.now(),
    )  # fmt: skip
    assert opened(client, cast, cast.police).context["consents"] is None


def test_the_address_is_shown_by_consent_only(client, cast):
    cast.child.address = "Абай 5"
    cast.child.save(update_fields=["address"])
    assert "Абай 5" in opened(client, cast, cast.coordinator).content.decode()
    withdraw_consents(cast)
    masked = opened(client, cast, cast.coordinator)
    assert "Абай 5" not in masked.content.decode()
    assert masked.context["categories"] is masked.context["siblings"] is None


def test_how_to_reach_the_child_and_how_it_was_found(client):
    officer = make_officer(language="ru")
    told = {"found_place": "Автовокзал", "found_on": date(2026, 1, 9), "found_circumstances": "Оставлен у кассы",
            "phone": "+7 701 222 33 44", "contacts": "Сосед"}  # fmt: skip
    child = make_child(officer, no_iin_reason="FOUNDLING", **told)
    client.force_login(officer)
    page = client.get(f"/children/{child.number}/").content.decode()
    for said in ("Автовокзал", "09.01.2026", "Оставлен у кассы", child.phone, "Сосед"):
        assert said in page


def test_a_masked_child_shows_neither_nor_offers_what_is_closed(client, cast):
    Child.objects.filter(pk=cast.child.pk).update(phone="+7 701 222 33 44", found_place="Автовокзал")
    withdraw_consents(cast)
    page = opened(client, cast, cast.mentor).content.decode()
    assert "222 33 44" not in page
    assert "Автовокзал" not in page
    assert f"/children/{cast.child.number}/timeline/" not in page
    shown = opened(client, cast, cast.officer).content.decode()
    assert "222 33 44" in shown
    assert f"/children/{cast.child.number}/timeline/" in shown

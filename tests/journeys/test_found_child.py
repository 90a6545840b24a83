"""A found child without papers gets a file, turns out to have one already, moves to another district: one file shows
the whole way, and both numbers find it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.accounts.roles import Role
from apps.casework import referrals
from apps.casework.models import Referral
from apps.matching.finding import find_pairs
from apps.matching.models import Merge, SuspectedPair
from apps.people.actions import correct_child
from apps.people.models import Child
from tests.factories.accounts import fresh, make_officer, make_user
from tests.factories.obligations import make_law
from tests.factories.people import make_child, make_stay

NOW = timezone.now()
YEAR_AGO = NOW - timedelta(days=400)
BORN = date(2016, 9, 3)


@pytest.fixture
def officer(db, client):
    make_law()
    officer = make_officer()
    client.force_login(officer)
    return officer


def typed(officer, **changes):
    return {
        "surname": "", "given_name": "Аяжан", "patronymic": "", "iin": "", "no_iin_reason": "FOUNDLING",
        "birth_date": "2016", "birth_date_is_estimated": "on", "sex": "FEMALE", "area": officer.agency.area.pk,
        "found_place": "Вокзал", "found_circumstances": "Кезекші полицей түнде жалғыз тапты.", **changes,
    }  # fmt: skip


def test_the_whole_way(client, officer):
    older = make_child(officer, surname="Жұмабекова", given_name="Аяжан", patronymic="Талғатқызы", birth_date=BORN,
                       at=YEAR_AGO)  # fmt: skip
    stay = make_stay(older, officer)

    # At first only the given name is known: nothing to compare, the file opens at once.
    answer = client.post(reverse("children:new"), typed(officer))
    assert answer.status_code == 302, answer.context["form"].errors
    found = Child.objects.exclude(pk=older.pk).get()
    find_pairs(NOW)
    assert not SuspectedPair.objects.exists()

    # A week later she tells her surname, as a Russian speaker writes it; at night the older file is found.
    correct_child(found, data={"surname": "Джумабекова"}, version=found.version, by=officer, at=NOW)
    assert find_pairs(NOW) == 1
    pair = SuspectedPair.objects.get()
    assert {pair.one, pair.two} == {older, found}

    # The two files side by side: one child. The older number stays, the place of finding comes along by the history.
    page = reverse("matching:pair", args=[pair.pk])
    assert "Жұмабекова" in client.get(page).content.decode()
    merge = {"act": "merge", "kept": older.number, "reason": "Баланы тәтесі таныды, құжаттары табылды."}
    assert client.post(page, merge).status_code == 302
    assert Merge.objects.get().kept == older
    assert client.get(reverse("children:detail", args=[found.number])).url.endswith(f"/{older.number}/")

    # Referred to another district and taken over there.
    there = make_officer()
    head = make_user(there.agency, Role.GUARDIANSHIP_HEAD)
    referral = referrals.send(
        older, kind=Referral.Kind.TRANSFER, recipient=there.agency, asked="Баланы қабылдауды сұраймыз",
        reason="Тәтесі сол ауданда тұрады.", by=fresh(officer), at=NOW,
    )  # fmt: skip
    referrals.accept(referral, area=there.agency.area, by=fresh(head), at=NOW)
    older.refresh_from_db()
    assert older.guardianship == there.agency

    # There, both numbers find the one file, which shows where she lived before and what was made one.
    client.force_login(fresh(there))
    for number in (older.number, found.number):
        assert client.post(reverse("search"), {"q": number[2:]}).status_code == 200
    assert client.get(reverse("children:detail", args=[found.number])).url.endswith(f"/{older.number}/")
    page = client.get(reverse("children:detail", args=[older.number])).content.decode()
    assert stay.organisation.name in page
    assert found.number in page
    timeline = client.get(reverse("children:timeline", args=[older.number])).content.decode()
    assert stay.organisation.name in timeline
    assert found.number in timeline

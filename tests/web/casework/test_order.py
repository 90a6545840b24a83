"""What is due soonest stands first: in the list of cases, among referrals, on a case."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.casework import planning, referrals
from apps.casework.models import Referral, Visit
from apps.core.localtime import local_day
from tests.cast import make_cast
from tests.factories.accounts import fresh
from tests.factories.casework import active, make_case
from tests.factories.obligations import make_law
from tests.factories.people import make_child

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    make_law()
    return make_cast()


def test_cases_by_their_soonest_term(client, cast):
    now = timezone.now()
    cases = [
        make_case(make_child(cast.officer, at=now - timedelta(days=30)), cast.officer, at=now - timedelta(days=days))
        for days in (3, 20, 8)
    ]
    client.force_login(fresh(cast.officer))
    shown = client.get(reverse("cases:index")).context["rows"]
    assert [row["case"] for row in shown] == [cases[1], cases[2], cases[0]]
    dues = [row["duty"].due_at for row in shown]
    assert dues == sorted(dues)


def test_referrals_that_wait_come_first_and_alone(client, cast):
    now = timezone.now()
    sent = [
        referrals.send(
            make_child(cast.officer2, at=now - timedelta(days=30)), kind=Referral.Kind.TRANSFER, recipient=cast.body,
            asked="Қабылдау", reason="Отбасы көшті.", by=fresh(cast.officer2), at=now - timedelta(days=days),
        )
        for days in (2, 9, 5)
    ]  # fmt: skip
    referrals.refuse(sent[2], reason="Мұнда тұрмайды", by=fresh(cast.officer), at=now)
    client.force_login(fresh(cast.officer))
    waiting = client.get(reverse("referrals:index")).context["rows"]
    assert [row["referral"] for row in waiting] == [sent[1], sent[0]]
    every = client.get(reverse("referrals:index"), {"show": "all"}).context["rows"]
    assert [row["referral"] for row in every] == [sent[0], sent[2], sent[1]]


def test_a_case_names_its_steps_and_visits_among_its_terms(client, cast):
    now = timezone.now()
    case = active(cast.child, cast.officer, cast.heads["GUARDIANSHIP"], at=now)
    soon = local_day(now) + timedelta(days=3)
    planning.plan_visit(case, kind=Visit.Kind.HOME, planned_on=soon, by=fresh(cast.officer), at=now)
    client.force_login(fresh(cast.officer))
    running = client.get(reverse("cases:detail", args=[case.number])).context["running"]
    assert [str(row["title"]) for row in running[:3]] == [
        str(Visit.Kind.HOME.label), "Мектеппен келісу", "Киім алып беру"
    ]  # fmt: skip

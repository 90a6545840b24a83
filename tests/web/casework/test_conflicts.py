"""Two officers change one step of a plan, or the risk of one case."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.casework import planning
from apps.casework.models import Case, Step
from tests.cast import make_cast
from tests.factories.accounts import fresh
from tests.factories.casework import assessed, make_case
from tests.web.forms import as_sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def case(cast):
    return make_case(cast.child, cast.officer)


@pytest.fixture
def officer(client, cast):
    client.force_login(cast.officer)
    return client


def names(differences) -> list[str]:
    return [one.name for one in differences]


def test_a_step_of_the_plan(officer, cast, case):
    case = assessed(case, cast.officer)
    now, by = timezone.now(), fresh(cast.officer)
    goal = planning.add_goal(planning.draft_plan(case, by=by, at=now), text="Мектеп", by=by, at=now)
    day = (now + timedelta(days=20)).date()
    step = planning.save_step(None, goal=goal, text="Келісу", who="Отбасы", due_on=day, by=by, at=now)
    url = f"/cases/{case.number}/plan/goals/{goal.pk}/steps/{step.pk}/"
    page = officer.get(url)
    assert page.status_code == 200
    assert officer.post(url, as_sent(page, text="Мектеппен келісу", who="Мектеп")).status_code == 302
    late = officer.post(url, as_sent(page, text="Директормен келісу"))
    assert late.status_code == 422
    comparison = late.context["form"].comparison
    assert (names(comparison.conflicts), names(comparison.taken)) == (["text"], ["who"])
    assert Step.objects.get().text == "Мектеппен келісу"
    assert officer.post(url, as_sent(late, **{"keep-text": "mine"})).status_code == 302
    assert (Step.objects.get().text, Step.objects.get().who) == ("Директормен келісу", "Мектеп")


def test_the_level_of_risk(officer, case):
    url = f"/cases/{case.number}/risk/"
    page = officer.get(url)
    assert officer.post(url, as_sent(page, risk="4", reason="Қорқытты")).status_code == 302
    late = officer.post(url, as_sent(page, risk="1", reason="Тынышталды"))
    assert late.status_code == 422
    assert names(late.context["form"].comparison.conflicts) == ["risk"]
    assert Case.objects.get().risk == 4
    assert officer.post(url, as_sent(late, **{"keep-risk": "mine"})).status_code == 302
    assert Case.objects.get().risk == 1

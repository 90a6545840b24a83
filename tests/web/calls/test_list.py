"""The list of calls: dangers first, narrowed, page by page."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.complaints.acts import calls
from apps.complaints.models import Call
from tests.factories.accounts import fresh
from tests.web.calls.desk import log, now, referred

pytestmark = pytest.mark.django_db


def test_the_list_narrows(operator, offices):
    bullied = log(offices)
    family = log(offices, category="FAMILY", safety="UNKNOWN")

    def numbers(**query):
        return {row["call"].number for row in operator.get(reverse("calls:index"), query).context["rows"]}

    assert numbers() == {bullied.number, family.number}
    assert numbers(category="FAMILY") == {family.number}
    assert numbers(safety="SAFE") == {bullied.number}
    assert numbers(q=f" {family.number.lower()} ") == {family.number}
    assert numbers(category="NONSENSE") == {bullied.number, family.number}


def test_the_list_narrows_by_outcome_whatever_the_tab(operator, offices):
    open_, advised, helped = log(offices), log(offices), log(offices)
    for call, outcome in ((advised, "ADVISED"), (helped, "HELPED")):
        calls.end_call(call, outcome=outcome, by=fresh(offices.operator), at=now())

    def found(**query):
        answer = operator.get(reverse("calls:index"), query)
        return [row["call"].number for row in answer.context["rows"]], answer.context["tab"]

    assert found(outcome="NONE", tab="ended") == ([open_.number], "")
    assert found(outcome="ADVISED") == ([advised.number], "ended")
    assert found(outcome="HELPED", safety="SAFE", tab="ended") == ([helped.number], "ended")
    assert found(outcome="BROKEN_OFF") == ([], "ended")
    assert found(outcome="NONSENSE") == ([open_.number], "")
    answer = operator.get(reverse("calls:index"), {"outcome": "ADVISED", "safety": "SAFE"})
    assert [tab["url"] for tab in answer.context["tabs"]] == ["?safety=SAFE", "?safety=SAFE&tab=ended"]
    assert 'name="tab" value="ended"' in answer.content.decode()


def test_an_empty_list_offers_to_clear_the_filters(operator, offices):
    answer = operator.get(reverse("calls:index"), {"category": "FAMILY"}).content.decode()
    assert f'<p><a class="btn" href="{reverse("calls:index")}">' in answer


def test_a_danger_without_an_outcome_stands_first_and_is_marked(operator, offices):
    """Also when somebody was told of it already: it is not over."""
    told = log(offices, safety="IN_DANGER", at=now() - timedelta(hours=3))
    referred(operator, told)
    untold = log(offices, safety="IN_DANGER", at=now() - timedelta(hours=2))
    calm = log(offices)
    answer = operator.get(reverse("calls:index"))
    assert [row["call"].number for row in answer.context["rows"]] == [untold.number, told.number, calm.number]
    assert [row["look"][0] for row in answer.context["rows"]] == ["over", "over", "run"]
    calls.end_call(Call.objects.get(pk=told.pk), outcome="PASSED_ON", by=fresh(offices.operator), at=now())
    ended = operator.get(reverse("calls:index"), {"tab": "ended"})
    assert [row["look"][0] for row in ended.context["rows"]] == ["off"]


def test_dangers_stay_first_from_page_to_page(operator, offices):
    oldest = log(offices, safety="IN_DANGER", at=now() - timedelta(days=2))
    for _turn in range(25):
        log(offices)
    first = operator.get(reverse("calls:index"), {"outcome": "NONE"})
    assert first.context["rows"][0]["call"].number == oldest.number
    second = operator.get(first.context["page"].next_url)
    assert len(second.context["rows"]) == 1
    back = operator.get(second.context["page"].previous_url)
    assert back.context["rows"][0]["call"].number == oldest.number


def test_many_rows_take_as_many_queries_as_one(operator, offices):
    log(offices, safety="IN_DANGER", at=now() - timedelta(hours=1))
    operator.get(reverse("calls:index"))
    with CaptureQueriesContext(connection) as few:
        operator.get(reverse("calls:index"), {"outcome": "NONE"})
    for _turn in range(5):
        log(offices, safety="IN_DANGER")
    with CaptureQueriesContext(connection) as many:
        assert len(operator.get(reverse("calls:index")).context["rows"]) == 6
    assert len(many) == len(few)

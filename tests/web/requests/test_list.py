"""Lists of requests: narrowed, page by page, and of those who answer and those who ask."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.complaints.acts import requests
from apps.complaints.states import RequestKind
from tests.factories.accounts import fresh
from tests.web.requests.desk import ask, considered, now, page

pytestmark = pytest.mark.django_db


def numbers(client, person, name, **query) -> set[str]:
    return {row["request"].number for row in page(client, person, name, **query).context["rows"]}


@pytest.mark.parametrize(("who", "name"), [("official", "index"), ("head", "sent")])
def test_what_waits_narrows_by_kind_and_term(client, offices, who, name):
    person = getattr(offices, who)
    late = ask(offices, at=now() - timedelta(days=120))
    recommended = ask(offices, kind=RequestKind.RECOMMENDATION)
    assert numbers(client, person, name) == {late.number, recommended.number}
    assert numbers(client, person, name, kind="RECOMMENDATION") == {recommended.number}
    assert numbers(client, person, name, state="overdue") == {late.number}
    assert numbers(client, person, name, state="in_time") == {recommended.number}
    assert numbers(client, person, name, kind="RECOMMENDATION", state="overdue") == set()
    assert numbers(client, person, name, state="NONSENSE") == {late.number, recommended.number}


@pytest.mark.parametrize(("who", "name"), [("official", "index"), ("head", "sent")])
def test_what_was_settled_narrows_by_state(client, offices, who, name):
    person = getattr(offices, who)
    late, withdrawn, answered = ask(offices, at=now() - timedelta(days=120)), ask(offices), ask(offices)
    for one in (late, answered):
        requests.answer(one, text="Жауап", by=fresh(offices.official), at=now())
    requests.withdraw(withdrawn, reason="Керек емес", by=fresh(offices.head), at=now())
    for state, found in (("", {late, withdrawn, answered}), ("ANSWERED", {late, answered}), ("late", {late}),
                         ("WITHDRAWN", {withdrawn}), ("REFUSED", set())):  # fmt: skip
        assert numbers(client, person, name, tab="done", state=state) == {one.number for one in found}, state


def test_filters_stay_from_page_to_page_and_a_kind_from_tab_to_tab(client, offices):
    appeal = considered(offices)
    for _turn in range(26):
        ask(offices, appeal=appeal)
    ask(offices, appeal=appeal, kind=RequestKind.RECOMMENDATION)
    first = page(client, offices.official, "index", kind="INFORMATION", state="in_time")
    assert len(first.context["rows"]) == 25
    second = client.get(first.context["page"].next_url)
    assert [row["request"].kind for row in second.context["rows"]] == ["INFORMATION"]
    assert second.context["form"].cleaned_data == {"kind": "INFORMATION", "state": "in_time"}
    other = client.get(reverse("requests:index") + first.context["tabs"][1]["url"])
    assert (other.context["tab"], other.context["form"].cleaned_data["kind"]) == ("done", "INFORMATION")
    assert not other.context["form"].errors


def test_an_empty_list_says_why(client, offices):
    type(offices.official).objects.filter(pk=offices.official.pk).update(language="en")
    assert "Nothing here" in page(client, offices.official, "index").content.decode()
    ask(offices)
    nothing = page(client, offices.official, "index", state="overdue").content.decode()
    assert "Nothing fits" in nothing
    assert f'href="{reverse("requests:index")}"' in nothing


@pytest.mark.parametrize("query", [{}, {"kind": "INFORMATION", "state": "in_time"}])
@pytest.mark.parametrize(("who", "name"), [("official", "index"), ("head", "sent")])
def test_many_rows_take_as_many_queries_as_one(client, offices, who, name, query):
    appeal = considered(offices)
    ask(offices, appeal=appeal)
    page(client, getattr(offices, who), name)
    with CaptureQueriesContext(connection) as few:
        client.get(reverse(f"requests:{name}"), query)
    for _turn in range(5):
        ask(offices, appeal=considered(offices))
    with CaptureQueriesContext(connection) as many:
        assert len(client.get(reverse(f"requests:{name}"), query).context["rows"]) == 6
    assert len(many) == len(few)


def test_lists_are_of_those_who_answer_and_those_who_ask(client, offices):
    ask(offices)
    assert page(client, offices.operator, "index").status_code == 403
    assert page(client, offices.official, "sent").status_code == 403
    assert not page(client, offices.officer, "index").context["rows"]
    assert not page(client, offices.head2, "sent").context["rows"]

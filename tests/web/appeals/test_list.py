"""The list: tabs, filters, words, the urgent ones first, and as many queries for many rows as for few."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.complaints.acts import danger, work
from tests.factories.accounts import fresh
from tests.factories.appeals import against, file_appeal, replied, taken_over

pytestmark = pytest.mark.django_db


def now():
    return timezone.now()


@pytest.fixture
def head(client, offices):
    client.force_login(fresh(offices.head))
    return client


def shown(client, **query):
    return client.get(reverse("appeals:index"), query).content.decode()


def numbers(client, **query):
    return [row["appeal"].number for row in client.get(reverse("appeals:index"), query).context["rows"]]


def test_among_the_urgent_a_danger_that_waits_stands_first(head, offices):
    about = {"area": offices.district, "safety": "IN_DANGER"}
    first, second = (file_appeal(at=now() - timedelta(days=days), **about).appeal for days in (2, 1))
    assert numbers(head) == [first.number, second.number]
    danger.settle_danger(first, reason="Полиция 102 арқылы білді", by=fresh(offices.head), at=now())
    assert numbers(head) == [second.number, first.number]


def test_urgent_ones_stand_first(head, offices):
    at = now()
    calm = file_appeal(at=at - timedelta(days=2), area=offices.district).appeal
    urgent = file_appeal(at=at, area=offices.district, safety="IN_DANGER").appeal
    assert numbers(head) == [urgent.number, calm.number]
    assert numbers(head, tab="urgent") == [urgent.number]


def test_the_clock_that_ends_first_is_shown(head, offices):
    at = now()
    new = file_appeal(at=at, area=offices.district).appeal
    taken = taken_over(file_appeal(at=at, area=offices.district).appeal, by=offices.head, at=at)
    found = head.get(reverse("appeals:index")).context["rows"]
    events = {row["appeal"].pk: (row["duty"].rule.met_on, row["what"]) for row in found}
    met_on, what = events[new.pk]
    assert met_on == "APPEAL_TAKEN_OVER"
    assert what in shown(head)
    assert events[taken.pk][0] != "APPEAL_TAKEN_OVER"
    assert events[taken.pk][1] == ""


def test_tabs(head, offices):
    at = now()
    new = file_appeal(at=at, area=offices.district).appeal
    mine = taken_over(file_appeal(at=at, area=offices.district).appeal, by=offices.head, at=at)
    done = replied(file_appeal(at=at, area=offices.district).appeal, by=offices.head, at=at)
    assert numbers(head, tab="nobody") == [new.number]
    assert numbers(head, tab="mine") == [mine.number]
    assert numbers(head, tab="ended") == [done.number]
    assert set(numbers(head)) == {new.number, mine.number}


def test_filters_narrow(head, offices):
    at = now()
    child = file_appeal(at=at, area=offices.district, right="BULLYING", respondents=against(offices.education)).appeal
    adult = file_appeal(at=at, by_child=False, area=offices.region, text="Жәрдемақы төленбейді").appeal
    assert numbers(head, by="child") == [child.number]
    assert numbers(head, right="BULLYING") == [child.number]
    assert numbers(head, area=offices.district.pk) == [child.number]
    assert set(numbers(head, area=offices.region.pk)) == {child.number, adult.number}
    assert numbers(head, body=offices.education.name_ru.split()[0], kind="MESSAGE") == [child.number]
    assert numbers(head, state="TRIAGED") == []
    assert numbers(head, overdue="on") == []


def test_words_and_numbers_are_found(head, offices):
    at = now()
    one = file_appeal(at=at, area=offices.district, text="Интернатта суық, жылу жоқ").appeal
    file_appeal(at=at, area=offices.district)
    assert numbers(head, q="интернат") == [one.number]
    assert numbers(head, q=one.number.lower()) == [one.number]
    assert numbers(head, q="жоқсөз") == []


def test_no_name_and_no_text_in_the_list(head, offices):
    file_appeal(at=now(), area=offices.district, text="Құпия мәтін", identity={"name": "Сапарова Аружан"})
    page = shown(head)
    assert "Сапарова" not in page
    assert "Құпия" not in page


def test_as_many_queries_for_many_rows(head, offices):
    at = now()
    taken_over(file_appeal(at=at, area=offices.district, respondents=against(offices.education)).appeal,
               by=offices.head, at=at, respondents=against(offices.education))  # fmt: skip
    shown(head)
    with CaptureQueriesContext(
        connection,
    ) as few:
        shown(head)
    for _turn in range(6):
        taken_over(file_appeal(at=at, area=offices.district, respondents=against(offices.education)).appeal,
                   by=offices.head, at=at, respondents=against(offices.education))  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        assert len(numbers(head)) == 7
    assert len(many) == len(few)


def test_the_page_of_one_takes_as_many_queries_for_a_long_story(head, offices):
    at = now()
    appeal = taken_over(file_appeal(at=at, area=offices.district).appeal, by=offices.head, at=at)
    address = reverse("appeals:detail", args=[appeal.number])
    for turn in range(2):
        work.write_note(appeal, kind="REMARK", text=f"{turn}", by=fresh(offices.head), at=at)
        work.write_to_sender(appeal, text=f"{turn}", by=fresh(offices.head), at=at)
    head.get(address)
    with CaptureQueriesContext(connection) as few:
        head.get(address)
    for turn in range(5):
        work.write_note(appeal, kind="REMARK", text=f"{turn}", by=fresh(offices.staff), at=at)
        work.write_to_sender(appeal, text=f"{turn}", by=fresh(offices.staff), at=at)
    with CaptureQueriesContext(connection) as many:
        head.get(address)
    assert len(many) == len(few)


def test_pages_by_key(head, offices):
    at = now()
    made = [file_appeal(at=at - timedelta(hours=n), area=offices.district).appeal.number for n in range(27)]
    first = head.get(reverse("appeals:index"))
    second = head.get(first.context["page"].next_url)
    assert [row["appeal"].number for page in (first, second) for row in page.context["rows"]] == made

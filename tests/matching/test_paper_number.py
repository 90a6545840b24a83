"""Finding a child by the number of one of its documents: only for those who may see that document."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.core.localtime import ALMATY
from apps.documents.models import Paper
from apps.matching.search import search
from apps.obligations.law import load_rules
from apps.people import papers
from tests.cast import make_cast
from tests.factories.accounts import fresh
from tests.factories.papers import make_paper
from tests.factories.people import make_child

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 10, tzinfo=ALMATY)
NUMBER = "АВ № 0123-456"


@pytest.fixture
def cast():
    load_rules()
    return make_cast()


@pytest.mark.parametrize("typed", ["АВ № 0123-456", "ав0123456", "AB 0123456", " ab-0123-456 "])
def test_however_the_number_is_written(cast, typed):
    make_paper(cast.child, fresh(cast.officer), at=NOW, number=NUMBER)
    other = make_child(fresh(cast.officer), given_name="Дана")
    make_paper(other, fresh(cast.officer), at=NOW, number="АВ 0123457")
    assert search(fresh(cast.officer), typed) == [cast.child.pk]


def test_the_letters_of_a_series_that_is_found_are_no_name(cast):
    make_paper(cast.child, fresh(cast.officer), at=NOW, number="ТУ 0123456")
    named = make_child(fresh(cast.officer), surname="Тұрсынова", given_name="Дана")
    assert search(fresh(cast.officer), "ТУ 0123456") == [cast.child.pk]
    assert named.pk in search(fresh(cast.officer), "Тұрс")


@pytest.mark.parametrize("typed", ["АВ 0123", "АВ", "0123456", "АВ01234567", "№", "%"])
def test_only_the_whole_number(cast, typed):
    make_paper(cast.child, fresh(cast.officer), at=NOW, number=NUMBER)
    assert search(fresh(cast.officer), typed) == []


def test_a_number_of_figures_alone_comes_before_what_else_ends_so(cast):
    make_paper(cast.child, fresh(cast.officer), at=NOW, number="0123456")
    assert search(fresh(cast.officer), "0123456") == [cast.child.pk]


def test_only_those_find_who_may_see_the_document(cast):
    head = fresh(cast.heads["GUARDIANSHIP"])
    make_paper(cast.child, head, at=NOW, number="911 1111")
    make_paper(cast.child, head, at=NOW, kind="MEDICAL", number="922 2222")
    make_paper(cast.child, head, at=NOW, kind="COURT_DECISION", compartment="ADOPTION", number="933 3333")
    people = {"officer": cast.officer, "head": head, "home": cast.orphanage, "coordinator": cast.coordinator,
              "mentor": cast.mentor, "police": cast.police}  # fmt: skip
    found = {
        number: {who for who, person in people.items() if search(fresh(person), number)}
        for number in ("9111111", "9222222", "9333333")
    }
    plain = {"officer", "head", "home"}
    assert found == {"9111111": plain, "9222222": plain, "9333333": {"head"}}
    assert not any(search(fresh(person), "9111111") for person in cast.outsiders)


def test_a_withdrawn_document_finds_nobody(cast):
    officer = fresh(cast.officer)
    paper = make_paper(cast.child, officer, at=NOW, number=NUMBER)
    papers.withdraw_paper(paper, cast.child, reason="another child's", version=1, by=officer, at=NOW)
    assert search(officer, NUMBER) == []


def test_page_and_api_find_by_it(cast, client):
    make_paper(cast.child, fresh(cast.officer), at=NOW, number=NUMBER)
    client.force_login(cast.officer)
    assert cast.child.number in client.post("/search/", {"q": NUMBER}).content.decode()
    found = client.post("/api/v1/children/search/", {"q": NUMBER}, content_type="application/json")
    assert [child["number"] for child in found.json()] == [cast.child.number]


def test_the_number_of_queries_and_the_index(cast):
    officer = fresh(cast.officer)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            search(officer, NUMBER)
        return len(queries)

    make_paper(cast.child, officer, at=NOW, number=NUMBER)
    asked()
    few = asked()
    for _n in range(3):
        child = make_child(officer, given_name="Дана")
        make_paper(child, officer, at=NOW, number=NUMBER)
    assert asked() == few
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = Paper.objects.numbered(NUMBER).explain()
    assert "paper_number" in plan

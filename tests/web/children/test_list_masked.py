"""Neither a filter nor a place in an order tells what the mask hides of a child."""

import re
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.core.localtime import local_day
from apps.exchange.models import ListPreference
from apps.people.models import ChildCategory
from apps.web.children import lists
from tests.cast import Cast, give_consent, make_cast
from tests.factories.accounts import fresh
from tests.factories.people import make_child, make_mentored, make_stay

URL = "/children/"


@pytest.fixture
def cast(db: None) -> Cast:
    """The organisation knows one child in full, and mentors an older and a younger one that are masked to it."""
    cast = make_cast()
    cast.masked = [mentored(cast, born) for born in (date(2009, 5, 1), date(2015, 5, 1))]
    for child in (cast.child, *cast.masked):
        ChildCategory.objects.create(child=child, kind="ORPHAN", starts_on=date(2024, 1, 1), why="", version=1)
    return cast


def mentored(cast: Cast, born: date):
    officer = fresh(cast.officer)
    child = make_child(officer, birth_date=born, surname="Ааа")
    make_stay(child, officer, cast.home)
    make_mentored(child, officer, cast.organisation)
    return child


@pytest.fixture
def coordinator(client, cast):
    client.force_login(fresh(cast.coordinator))
    return client


def numbers(answer) -> list[str]:
    return re.findall(r'href="/children/(C-\d+)/"', answer.content.decode())


def test_a_masked_file_fits_no_filter_by_what_is_hidden(coordinator, cast):
    known = cast.child
    assert len(numbers(coordinator.get(URL))) == 3
    for query in ("born=2009", "born=2015", "papers=no", "category=ORPHAN", f"born={known.birth_date.year}"):
        found = set(numbers(coordinator.get(f"{URL}?{query}")))
        assert found <= {known.number}, query
        assert found or query in ("born=2009", "born=2015", "papers=no"), query
    assert len(numbers(coordinator.get(f"{URL}?age_from=1"))) == 3, "the age is shown"


@pytest.mark.parametrize("order", ["name", "oldest", "youngest"])
def test_masked_files_come_last_by_number_in_orders_by_what_is_hidden(coordinator, cast, order):
    ids = sorted((child.pk for child in cast.masked), reverse=order == "youngest")
    numbered = {child.pk: child.number for child in cast.masked}
    expected = [cast.child.number, *(numbered[pk] for pk in ids)]
    assert numbers(coordinator.get(f"{URL}?sort={order}")) == expected
    reader = fresh(cast.coordinator)
    assert list(lists.ids_of(reader, {"sort": order}, local_day(timezone.now()))) == [cast.child.pk, *ids]


def test_pages_of_such_an_order_follow_each_other(coordinator, cast):
    cast.masked += [mentored(cast, date(2010, 1, 1 + n)) for n in range(25)]
    ListPreference.objects.create(user=cast.coordinator, columns=[], page_size=25)
    for order in ("name", "oldest", "youngest"):
        first = coordinator.get(f"{URL}?sort={order}")
        second = coordinator.get(first.context["page"].next_url)
        seen = [*numbers(first), *numbers(second)]
        assert seen[0] == cast.child.number
        assert len(seen) == len(set(seen)) == 28


def test_the_queries_stay_the_same(coordinator, cast):
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            coordinator.get(f"{URL}?sort=oldest")
        return len(asked)

    count()
    few = count()
    for n in range(5):
        mentored(cast, date(2012, 1, 1 + n))
    assert count() == few


def test_a_masked_line_names_no_category(coordinator, cast):
    ListPreference.objects.create(user=cast.coordinator, columns=["category"], page_size=25)
    answer = coordinator.get(URL)
    assert {line.child.pk: bool(line.categories) for line in answer.context["page"].items} == {
        cast.child.pk: True, **{child.pk: False for child in cast.masked},
    }  # fmt: skip


def test_an_open_consent_opens_the_filters(coordinator, cast):
    child = cast.masked[0]
    give_consent(replace(cast, child=child))
    assert child.number in numbers(coordinator.get(f"{URL}?born=2009"))

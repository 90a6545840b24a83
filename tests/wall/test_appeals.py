"""Behind the wall a query of appeals that forgets its filter gives what `visible_to` gives; nobody else gets a row."""

from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from apps.accounts.roles import Role
from apps.complaints.acts import triage
from apps.complaints.models import (
    Appeal,
    BodyRequest,
    Call,
    Exclusion,
    Identity,
    LegislativeProposal,
    Post,
    Poster,
    Receipt,
    SenderVisit,
)
from apps.core import wall
from tests.cast import make_cast
from tests.factories.accounts import fresh, make_user
from tests.factories.offices import Offices
from tests.wall.rows import keep_appeals

SEEN = (Appeal, BodyRequest, Call, Poster, LegislativeProposal)
PEOPLE = ("head", "staff", "commissioner", "official", "officer", "operator", "head2")


@pytest.fixture
def offices(db: None) -> Offices:
    return keep_appeals(make_cast())


def behind(person: Any) -> Any:
    return wall.standing(fresh(person).post.agency_id, person.pk)


def rows_of_appeals() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename LIKE 'complaints\\_%'"
        )
        tables = [name for (name,) in cursor.fetchall()]
        found = {}
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            found[table] = cursor.fetchone()[0]
    return found


@pytest.mark.parametrize("who", PEOPLE)
def test_the_forgotten_filter_gives_what_the_filter_gives(offices: Offices, who: str) -> None:
    person = fresh(getattr(offices, who))
    wanted = {model: set(model.objects.visible_to(person)) for model in SEEN}
    with behind(person):
        assert {model: set(model.objects.all()) for model in SEEN} == wanted


def test_the_office_reads_whole_appeals_but_no_receipt_and_no_visit(offices: Offices) -> None:
    with behind(offices.head):
        assert Post.objects.exists()
        assert Identity.objects.exists()
        assert not Receipt.objects.exists()
        assert not SenderVisit.objects.exists()


def test_the_body_complained_about_finds_no_row_of_any_table(offices: Offices) -> None:
    BodyRequest.objects.all().delete()
    for person in (offices.officer, make_user(offices.police, Role.POLICE_HEAD)):
        with behind(person):
            assert not any(rows_of_appeals().values())
    with wall.standing():
        assert not any(rows_of_appeals().values())


def test_whoever_withdrew_reads_no_word_of_it(offices: Offices) -> None:
    appeal = Appeal.objects.get(channel="SITE")
    make_user(offices.regional, Role.OMBUDSMAN)
    triage.withdraw_self(appeal, reason="Туысым", by=fresh(offices.head), at=timezone.now())
    assert Exclusion.objects.filter(user=offices.head).exists()
    with behind(offices.head):
        assert not Appeal.objects.filter(pk=appeal.pk).exists()
        assert not Post.objects.filter(appeal=appeal).exists()
        assert not Identity.objects.filter(appeal=appeal).exists()
    with behind(offices.staff):
        assert Appeal.objects.filter(pk=appeal.pk).exists()

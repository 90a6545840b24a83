"""A pair with a home, a head, a coordinator; the clock stands on a Friday before two free days."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from apps.core.localtime import ALMATY, local
from apps.mentoring.acts import meetings
from apps.mentoring.models import Assignment, Meeting
from tests.cast import make_cast
from tests.factories.accounts import fresh
from tests.factories.obligations import make_law

FRIDAY = datetime(2026, 4, 3, 10, tzinfo=ALMATY)
SATURDAY = datetime(2026, 4, 4, 11, tzinfo=ALMATY)


@pytest.fixture
def clock():
    """The clock of the whole application, on Friday morning; `clock.move_to(...)` turns it."""
    with time_machine.travel(FRIDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def cast(db, clock):
    make_law()
    cast = make_cast()
    cast.assignment = Assignment.objects.get(child=cast.child)
    cast.head = cast.heads["ORPHAN_ORG"]
    return cast


@pytest.fixture
def as_(client):
    """`as_(person)`: the client signed in as that person."""

    def sign_in(person):
        client.force_login(fresh(person))
        return client

    return sign_in


def post(client, name, /, *args, **data):
    return client.post(reverse(f"mentoring:{name}", args=args), data)


def get(client, name, /, *args, **query):
    return client.get(reverse(f"mentoring:{name}", args=args), query)


def when(name: str, at: datetime) -> dict[str, str]:
    """A time as it is typed."""
    return {f"{name}_0": f"{local(at):%d.%m.%Y}", f"{name}_1": f"{local(at):%H:%M}"}


def typed(cast, starts=SATURDAY, **fields):
    """An outing as a form sends it."""
    return {
        "kind": "OUTING", **when("planned_from", starts), **when("planned_to", starts + timedelta(hours=4)),
        "area": cast.district.pk, "place": "Саябақ", "purpose": "Серуен", **fields,
    }  # fmt: skip


def plan(cast, starts=SATURDAY, **fields):
    return {
        "kind": "INSIDE", "planned_from": starts, "planned_to": starts + timedelta(hours=2), "area": cast.district,
        "place": "Саябақ", "purpose": "Серуен", **fields,
    }  # fmt: skip


def ask_outing(cast, at=FRIDAY) -> Meeting:
    return meetings.ask_outing(cast.assignment, data=plan(cast), by=fresh(cast.mentor), at=at)


def agreed_outing(cast) -> Meeting:
    asked = ask_outing(cast)
    meetings.child_agrees(asked, by=fresh(cast.orphanage), at=FRIDAY)
    return meetings.head_agrees(asked, by=fresh(cast.head), at=FRIDAY)


def visit(cast, starts=SATURDAY, at=FRIDAY) -> Meeting:
    return meetings.plan_meeting(cast.assignment, data=plan(cast, starts), by=fresh(cast.mentor), at=at)


def errors(answer) -> dict[str, list[str]]:
    """The rules that refuse, by the field at which they stand."""
    found = answer.context["form"].errors.as_data()
    return {name: [(one.params or {}).get("rule", "") for one in each] for name, each in found.items()}

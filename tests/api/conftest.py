"""Clients of the API: one for each person, with a real token."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from apps.api.tokens import create_token
from apps.obligations.law import load_calendar, load_rules
from tests.cast import Cast, make_cast
from tests.factories.accounts import fresh

V1 = "/api/v1"


@pytest.fixture
def cast(db) -> Cast:
    load_rules()
    load_calendar()
    return make_cast()


@pytest.fixture
def as_(db) -> Callable[..., APIClient]:
    """`as_(user)`: a client with a token of that person's present post; `scopes` narrow it."""

    def client(user: Any, **options: Any) -> APIClient:
        person = fresh(user)
        _token, text = create_token(person, by=person, at=timezone.now(), **options)
        return APIClient(headers={"Authorization": f"Bearer {text}", "Accept-Language": "en"})

    return client


@pytest.fixture
def body(cast: Cast) -> Callable[..., dict[str, Any]]:
    """What another system sends about harm to the cast's child."""

    def make(**changes: Any) -> dict[str, Any]:
        return {
            "kind": "CRUEL_PHYSICAL", "children": [cast.child.pk], "occurred_at": None,
            "established_at": "2026-03-20T23:10:00+05:00", "area": cast.district.pk, "place": "Балалар үйі",
            "description": "Жатын бөлмеде ұрып-соққан.", "safety_measures": "Дәрігер қарады.",
            "reporter": {"name": "Ахметов Т."}, **changes,
        }  # fmt: skip

    return make


@pytest.fixture
def friday():
    """The clock of the whole application stands on the Friday of the worked example, half an hour later."""
    import time_machine

    with time_machine.travel("2026-03-20T23:40:00+05:00", tick=True):
        yield


def problem(response: Any, status: int, name: str) -> dict[str, Any]:
    """The problem document of an answer, checked for its shape."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    told = response.json()
    assert told["type"] == f"urn:caseflow:problem:{name}"
    assert told["status"] == status
    assert told["title"]
    assert told["detail"]
    for error in told["errors"]:
        assert set(error) == {"field", "message", "rule", "article"}
    return told

"""An organisation under an agreement with a body, and clients of its coordinator and of the body's officer."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from apps.accounts.models import Agency, User
from apps.mentoring.models import Candidate, Organisation
from tests.factories.accounts import fresh
from tests.factories.mentoring import coordinator_of, make_agreement, officer_of
from tests.factories.obligations import make_law


@dataclass
class Scene:
    organisation: Organisation
    body: Agency
    coordinator: User
    officer: User


@pytest.fixture(autouse=True)
def in_english():
    """Words of the pages are compared in one language."""
    with translation.override("en"):
        yield


@pytest.fixture
def scene(db) -> Scene:
    make_law()
    agreement = make_agreement()
    organisation, body = agreement.organisation, agreement.body
    return Scene(organisation, body, coordinator_of(organisation.agency), officer_of(body))


@pytest.fixture
def sign_in() -> Callable[[User], Client]:
    def client(user: User) -> Client:
        User.objects.filter(pk=user.pk).update(language="en")
        browser = Client()
        browser.force_login(fresh(user))
        return browser

    return client


@pytest.fixture
def coordinator(scene, sign_in) -> Client:
    return sign_in(scene.coordinator)


@pytest.fixture
def officer(scene, sign_in) -> Client:
    return sign_in(scene.officer)


def url(name: str, candidate: Candidate | None = None, *args: Any) -> str:
    return reverse(f"mentoring:{name}", args=[*([candidate.number] if candidate else []), *args])


def refused(answer: Any) -> set[tuple[str, str]]:
    """Field and rule of every refusal on the page; the field `__all__` would be none."""
    assert answer.status_code == 422, answer.status_code
    form = answer.context["form"]
    return {
        (name, (error.params or {}).get("rule", ""))
        for name, errors in form.errors.as_data().items()
        for error in errors
    }

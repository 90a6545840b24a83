"""The cast with passwords and real names, and windows for its members."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from apps.accounts.models import Agency, User
from tests.browser.visitor import HEIGHTS, PASSWORD, WIDE, Visitor
from tests.cast import Cast, make_cast
from tests.factories.accounts import fresh
from tests.factories.obligations import make_law

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

LOGINS = (
    "officer", "coordinator", "mentor", "orphanage", "police", "ombudsman", "officer2", "coordinator2", "ombudsman2",
)  # fmt: skip
NAMES = {
    "body": (
        "«Алматы ауданы әкімдігінің білім бөлімі» мемлекеттік мекемесінің қорғаншылық және қамқоршылық секторы",
        "Сектор опеки и попечительства государственного учреждения «Отдел образования акимата Алматинского района»",
    ),
    "home": ("«Қайнар» балалар үйі", "Детский дом «Кайнар»"),
    "organisation": ("«Жол серігі» тәлімгерлік ұйымы", "Организация по наставничеству «Жол сериги»"),
    "department": (
        "Алматы ауданының полиция бөлімі, кәмелетке толмағандар істері жөніндегі бөлімше",
        "Отдел полиции Алматинского района, отделение по делам несовершеннолетних",
    ),
    "ombudsman_office": (
        "Астана қаласының бала құқықтары жөніндегі уәкілі",
        "Уполномоченный по правам ребёнка, Астана",
    ),
}


@pytest.fixture
def language() -> str:
    """Of everybody in the story; a test may parametrise it."""
    return "ru"


@pytest.fixture
def cast(transactional_db: None, language: str) -> Iterator[Cast]:
    """Everybody can sign in by the names of the demo, and reads the same language, as does the test."""
    make_law()
    made = make_cast()
    people = {login: getattr(made, login) for login in LOGINS}
    for login, person in people.items():
        person.set_password(PASSWORD)
        # At the demo's addresses: exempt from the second factor while trying things out.
        User.objects.filter(pk=person.pk).update(
            username=login, password=person.password, email=f"{login}@demo.example"
        )
    User.objects.update(language=language)
    for agency, (kazakh, russian) in NAMES.items():
        Agency.objects.filter(pk=getattr(made, agency).pk).update(name_kk=kazakh, name_ru=russian, name_en=russian)
        getattr(made, agency).refresh_from_db()
    for login, person in people.items():
        setattr(made, login, fresh(person))
    with translation.override(language):
        yield made


@pytest.fixture
def window(new_context: Callable[..., Any], live_server: Any) -> Callable[..., Visitor]:
    """A new window: `window()`, `window(390)`, `window(java_script_enabled=False)`."""

    def open_window(width: int = WIDE, **how: Any) -> Visitor:
        size = {"width": width, "height": HEIGHTS[width]}
        context = new_context(viewport=size, reduced_motion="reduce", **how)
        return Visitor(context, live_server.url, width)

    return open_window


@pytest.fixture
def as_person(window: Callable[..., Visitor]) -> Callable[..., Visitor]:
    """A window of somebody who has signed in already."""

    def open_window(person: User, width: int = WIDE, **how: Any) -> Visitor:
        visitor = window(width, **how)
        client = Client()  # another one each time: signing in ends what the client held before
        client.force_login(fresh(person))
        held = client.cookies[settings.SESSION_COOKIE_NAME].value
        visitor.page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": held, "url": visitor.url}])
        return visitor

    return open_window

"""Every main page for somebody who works with it: axe, no word on the console, nothing wider than the window."""

import pytest

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.notices.models import Notice
from tests.browser.test_main_job import LAW, log_at_once
from tests.browser.visitor import PHONE, WIDE
from tests.cast import Cast
from tests.factories.accounts import make_agency, make_user

pytestmark = pytest.mark.browser

PAGES = {
    "coordinator": (
        "/incidents/?tab=late&q=415", "/incidents/{incident}/ledger/", "/incidents/{incident}/description/",
        "/incidents/{incident}/correct/", "/incidents/{incident}/follow-up/", "/incidents/{incident}/recipients/new/",
        "/incidents/{incident}/notices/{notice}/told/", "/notices/messages/", "/profile/", "/search/?q=415",
    ),
    "officer": (
        "/children/", "/children/{child}/", "/children/{child}/edit/", "/children/{child}/stays/new/", "/children/new/",
        "/notices/?show=all", "/rules/", f"/rules/{LAW}/", "/rules/kz345.a52.p11/?from_date=20.03.2026", "/calendar/",
        "/agencies/", "/agencies/{home}/",
    ),
    "admin": ("/agencies/{organisation}/", "/agencies/{organisation}/people/new/"),
    "sysadmin": ("/", "/engine/", "/agencies/new/", "/calendar/new/"),
    "": ("/verify/", "/verify/{code}/", "/accounts/password/reset/"),
}  # fmt: skip
"""Addresses by who opens them; nobody signed in for the last."""
MISSING = ("/incidents/I-26-999999/", "/no-such-page/")


@pytest.mark.parametrize(("language", "width"), [("ru", PHONE), ("kk", WIDE)])
def test_every_page(cast, as_person, window, language, width):
    numbers, people = numbers_of(cast), staff_of(cast, language)
    complaints = []
    for login, paths in PAGES.items():
        visitor = as_person(people[login], width) if login else window(width)
        for path in paths:
            complaints += visitor.go(path.format(**numbers)).complaints()
        if login == "officer":
            for path in MISSING:
                complaints += visitor.go(path, status=404).complaints()
        visitor.page.context.close()
    assert not complaints, "\n".join(complaints)


def numbers_of(cast: Cast) -> dict[str, str | int]:
    """What stands for the names in the addresses."""
    incident, notice = log_at_once(cast), Notice.objects.get(recipient=cast.department)
    return {
        "incident": incident.number, "notice": notice.number, "code": notice.code, "child": cast.child.number,
        "home": cast.home.pk, "organisation": cast.organisation.pk,
    }  # fmt: skip


def staff_of(cast: Cast, language: str) -> dict[str, User]:
    """The cast's people, and those who look after agencies, the calendar and the engine."""
    return {
        "coordinator": cast.coordinator,
        "officer": cast.officer,
        "admin": make_user(cast.organisation, Role.AGENCY_ADMIN, language=language),
        "sysadmin": make_user(make_agency(AgencyKind.OPERATIONS), Role.SYSADMIN, language=language),
    }

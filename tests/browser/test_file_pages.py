"""Every screen of a child's file and what stands around it: axe, no word on the console, nothing beyond the window."""

import pytest

from apps.accounts.models import User
from apps.accounts.roles import Role
from tests.browser.full import fill
from tests.browser.visitor import PHONE, WIDE
from tests.cast import Cast, withdraw_consents
from tests.factories.accounts import make_agency, make_user

pytestmark = pytest.mark.browser

FILE = (
    "", "case/", "family/", "categories/", "health/", "education/", "documents/", "notes/", "timeline/", "looks/",
    "consents/", "edit/",
)  # fmt: skip
FORMS = (
    "family/new/", "family/sibling/", "family/{tie}/ground/", "name/", "category/new/", "health/new/",
    "schooling/new/", "notes/new/", "documents/{paper}/", "documents/{paper}/renew/", "documents/{paper}/withdraw/",
    "consents/new/", "referrals/new/", "category/{category}/end/",
)  # fmt: skip
PAGES = {
    "officer": (
        "/", *(f"/children/{{child}}/{path}" for path in (*FILE, *FORMS)),
        "/children/?sort=name", "/children/columns/", "/children/filters/", "/exports/", "/exports/new/",
        "/search/?q=Айару", "/duplicates/", "/duplicates/{pair}/", "/duplicates/enquiries/{enquiry}/",
        "/imports/", "/imports/{import}/", "/cases/", "/cases/{case}/", "/cases/{case}/plan/", "/cases/{case}/assess/",
        "/cases/{case}/review/", "/cases/{case}/visits/new/", "/cases/{case}/close/", "/cases/absence/",
        "/referrals/", "/referrals/?box=out", "/referrals/{come}/", "/referrals/{come}/accept/", "/referrals/{out}/",
    ),
    "head": (
        "/cases/desk/", "/cases/desk/hand-over/", "/access/", "/access/emergencies/{opening}/", "/access/alerts/",
        "/access/alerts/{alert}/", "/retention/", "/retention/{grown}/", "/retention/{grown}/archive/",
        "/retention/{grown}/hold/", "/profile/", "/accounts/factors/", "/doors/sign-ins/",
    ),
    "police": ("/access/", "/access/emergency/", "/children/{child}/"),
    "coordinator": ("/children/", "/children/{child}/", "/children/{child}/consents/"),
    "admin": ("/doors/confirmations/", "/agencies/{body}/"),
    "auditor": ("/ledger/",),
}  # fmt: skip
"""Addresses by who opens them. The coordinator's organisation has no consent any more."""


@pytest.mark.parametrize(("language", "width"), [("kk", PHONE), ("ru", WIDE)])
def test_every_page_of_the_file(cast, as_person, language, width):
    made = fill(cast)
    withdraw_consents(cast)
    people = staff_of(cast, language)
    complaints = []
    for login, paths in PAGES.items():
        visitor = as_person(people[login], width)
        for path in paths:
            complaints += visitor.go(path.format(**made)).complaints()
        visitor.page.context.close()
    assert not complaints, "\n".join(complaints)


def test_refused_forms_speak_at_their_fields(cast, as_person):
    made = fill(cast)
    visitor = as_person(cast.officer, PHONE)
    for path in ("/children/new/", f"/children/{cast.child.number}/family/new/", f"/cases/{made['case']}/review/"):
        visitor.go(path)
        visitor.press(".savebar .btn-primary")
        visitor.find(".errors").wait_for()
        visitor.said.clear()  # the browser reports an answer of 422 as a failed request
        visitor.look()


def staff_of(cast: Cast, language: str) -> dict[str, User]:
    """The cast's people and some more, all at the demo's addresses, which need no second factor."""
    people = {
        "officer": cast.officer, "police": cast.police, "coordinator": cast.coordinator,
        "head": cast.heads["GUARDIANSHIP"],
        "admin": make_user(cast.body, Role.AGENCY_ADMIN), "auditor": make_user(make_agency("OPERATIONS"), Role.AUDITOR),
    }  # fmt: skip
    for login, person in people.items():
        User.objects.filter(pk=person.pk).update(language=language, email=f"{login}@demo.example")
    return people

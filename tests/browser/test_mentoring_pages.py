"""Every screen of mentoring for whoever works with it: axe, no word on the console, nothing beyond the window."""

import pytest

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import User
from apps.accounts.roles import Role
from tests.browser.visitor import PHONE, WIDE
from tests.factories.accounts import make_agency, make_user
from tests.factories.mentoring_world import World, make_world

pytestmark = pytest.mark.browser

CANDIDATE = "candidates/{candidates}/"
MEETING = "meetings/{meetings}/"
REPORT = "reports/{reports}/"
PAGES = {
    "coordinator": (
        "", "candidates/", "candidates/new/", "candidates/expiring/", CANDIDATE,
        *(f"{CANDIDATE}{act}/" for act in (
            "edit", "account", "advice", "household", "household/new", "grounds/2", "grounds/10", "income", "submit",
            "report", "withdraw", "papers/new",
        )),
        "candidates/{suspended}/", "organisations/{organisations}/", "organisations/{organisations}/edit/",
        "agreements/", "agreements/new/", "agreements/{agreements}/", "agreements/{agreements}/end/",
        "training/", "training/new/", "training/{training}/", "training/{training}/sessions/new/",
        "training/{training}/tests/new/", "training/{training}/certificates/new/", "training/sessions/{sessions}/",
        "training/sessions/{sessions}/enrol/", "certificates/", "certificates/{certificates}/",
        "certificates/{certificates}/revoke/", "proposals/", "proposals/{proposals}/", "proposals/{proposals}/accept/",
        "proposals/{proposals}/decline/", "assignments/", "assignments/{assignments}/",
        "assignments/{assignments}/suspend/", "meetings/", "meetings/?week=next", MEETING, "meetings/{outing}/",
        "assignments/{assignments}/meetings/new/", "assignments/{assignments}/meetings/record/",
        "help/", "help/new/", "reports/", "reports/new/", REPORT, "reports/{draft}/",
        "reports/{draft}/texts/", "reports/{draft}/figures/CHILDREN/", "reports/{draft}/submit/",
        f"{REPORT}rows/CHILDREN/", f"{REPORT}versions/1/",
    ),
    "officer": (
        "", "candidates/", "candidates/{asked}/", "candidates/{asked}/approve/", "candidates/{asked}/return/",
        "candidates/{asked}/refuse/", "candidates/{asked}/interview/", "candidates/{asked}/dwelling/",
        "organisations/", "organisations/{organisations}/", "agreements/{agreements}/", "children-waiting/",
        "match/{match}/", "match/{match}/wish/", "match/{match}/propose/", "proposals/", "proposals/{proposals}/",
        "proposals/{proposals}/withdraw/", "assignments/", "assignments/{assignments}/",
        "assignments/{assignments}/end/", MEETING, "reports/", REPORT, f"{REPORT}accept/", f"{REPORT}return/",
    ),
    "head": ("", "meetings/", "meetings/{outing}/", "meetings/{outing}/agree/", "training/", "vacations/",
             "vacations/new/", "assignments/{assignments}/", "match/{match}/"),
    "mentor": ("mine/", "mine/at-once/", MEETING, f"{MEETING}note/", "meetings/{outing}/",
               "assignments/{assignments}/meetings/new/"),
    "applicant": ("candidates/mine/",),
    "official": ("", "reports/region/"),
}  # fmt: skip
"""Addresses under /mentoring/ by who opens them."""


@pytest.mark.parametrize(("language", "width"), [("kk", PHONE), ("ru", WIDE)])
def test_every_page_of_mentoring(cast, as_person, window, language, width):
    world = make_world(cast)
    people = staff_of(world, language)
    complaints = []
    for login, paths in PAGES.items():
        visitor = as_person(people[login], width)
        for path in paths:
            complaints += visitor.go(f"/mentoring/{path.format(**world.known)}").complaints()
        visitor.page.context.close()
    anybody = window(width)
    for path in ("/apply/", f"/apply/?area={cast.district.pk}"):
        complaints += anybody.go(path).complaints()
    assert not complaints, "\n".join(complaints)


def staff_of(world: World, language: str) -> dict[str, User]:
    """The cast's people and some more, all at the demo's addresses, which need no second factor."""
    cast = world.cast
    people = {
        "coordinator": cast.coordinator, "officer": cast.officer, "mentor": cast.mentor,
        "head": cast.heads[AgencyKind.ORPHAN_ORG], "applicant": world.applicant.account,
        "official": make_user(make_agency(AgencyKind.CENTRAL_AUTHORITY, cast.district.parent), Role.INSPECTOR),
    }  # fmt: skip
    for login, person in people.items():
        User.objects.filter(pk=person.pk).update(language=language, email=f"{login}@demo.example")
    return people

"""Every screen of requests to bodies, calls to 111 and posters for whoever works with it: axe, a silent console,
nothing wider than the window."""

import pytest
from django.utils import timezone

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.complaints.acts import calls, posters, requests
from tests.browser.visitor import PHONE, WIDE
from tests.cast import Cast
from tests.factories.accounts import fresh, make_agency, make_user
from tests.factories.appeals import file_appeal, under_review

pytestmark = pytest.mark.browser

PAGES = {
    "officer": (
        "/requests/", "/requests/?tab=done", "/requests/{asked}/", "/requests/{asked}/answer/",
        "/requests/{asked}/refuse/", "/requests/{answered}/",
    ),
    "ombudsman": (
        "/requests/sent/", "/requests/sent/?tab=done", "/requests/{asked}/", "/requests/{answered}/", "/posters/",
        "/posters/new/",
    ),
    "operator": (
        "/calls/", "/calls/?tab=ended", "/calls/?category=FAMILY", "/calls/new/", "/calls/{alarm}/", "/calls/{passed}/",
        "/calls/{alarm}/change/", "/calls/{alarm}/ombudsman/", "/calls/{alarm}/incident/", "/calls/{alarm}/end/",
    ),
}  # fmt: skip
"""Addresses by who opens them."""


@pytest.mark.parametrize(("language", "width"), [("kk", PHONE), ("ru", WIDE)])
def test_every_page_of_bodies_and_of_111(cast, as_person, language, width):
    operator = make_user(make_agency(AgencyKind.CONTACT_CENTRE), Role.OPERATOR_111, language=language)
    numbers = numbers_of(cast, operator)
    people = {"officer": cast.officer, "ombudsman": cast.ombudsman, "operator": operator}
    complaints = []
    for login, paths in PAGES.items():
        visitor = as_person(people[login], width)
        for path in paths:
            complaints += visitor.go(path.format(**numbers)).complaints()
        if login == "operator":
            complaints += the_code(visitor, numbers["alarm"]).complaints()
        visitor.page.context.close()
    assert not complaints, "\n".join(complaints)


def the_code(visitor, number: str):
    """Pass the call on: the page with the caller's code."""
    visitor.go(f"/calls/{number}/ombudsman/")
    visitor.press("main form .savebar [type=submit]")
    visitor.page.wait_for_selector(".code-large")
    return visitor


def numbers_of(cast: Cast, operator: User) -> dict[str, str]:
    """What stands for the names in the addresses."""
    at, office = timezone.now(), fresh(cast.ombudsman)
    make_agency(AgencyKind.REPUBLIC_OMBUDSMAN, cast.district.parent.parent)
    appeal = under_review(file_appeal(at=at, area=cast.district).appeal, by=office, at=at)
    asked = requests.ask(
        appeal, kind="FILE", body=cast.body, text="Жеке істі ашыңыз.", child=cast.child, by=office, at=at
    )
    answered = requests.ask(appeal, kind="INFORMATION", body=cast.body, text="Не белгілі?", by=office, at=at)
    requests.answer(answered, text="Отбасына бардық.", by=fresh(cast.officer), at=at)
    posters.make_poster(place=cast.home, language="kk", by=office, at=at)
    said = {"category": "FAMILY", "said": "Үйде ұрады.", "language": "kk", "by_child": True, "area": cast.district}
    alarm = calls.log_call(data={**said, "safety": "IN_DANGER"}, by=fresh(operator), at=at)
    passed = calls.log_call(data={**said, "safety": "SAFE"}, by=fresh(operator), at=at)
    calls.refer_to_ombudsman(passed, entry={"text": "Үйде ұрады."}, by=fresh(operator), at=at)
    return {"asked": asked.number, "answered": answered.number, "alarm": alarm.number, "passed": passed.number}

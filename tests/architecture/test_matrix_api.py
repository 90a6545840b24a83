"""Which role may ask for which list of the child's file over the API, and that a stranger's list is empty.

The expectation is written out here and does not read the roles' code.
"""

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from apps.accounts.kinds import AgencyKind, roles_for
from apps.accounts.roles import Role
from apps.api.tokens import create_token
from apps.complaints.acts import requests
from apps.complaints.acts.calls import log_call
from apps.complaints.acts.posters import make_poster
from apps.complaints.acts.work import propose_law
from apps.core.localtime import local_day
from apps.disclosure.actions import break_glass
from apps.disclosure.models import ReadingAlert
from apps.exchange.preferences import save_filter
from apps.matching.actions import ask_body, merge
from apps.matching.finding import find_pairs
from apps.obligations.law import load_law
from apps.retention import actions as retention
from tests.cast import make_cast
from tests.factories.accounts import fresh, make_agency, make_officer, make_user
from tests.factories.appeals import file_appeal, under_review
from tests.factories.offices import make_offices
from tests.factories.people import make_child

BODY = {Role.GUARDIANSHIP_OFFICER, Role.GUARDIANSHIP_HEAD}
OMBUDSMEN = {Role.OMBUDSMAN, Role.COMMISSIONER, Role.HR_COMMISSIONER}
OFFICE = OMBUDSMEN | {Role.OMBUDSMAN_STAFF}
HEADS = OMBUDSMEN | {
    Role.GUARDIANSHIP_HEAD, Role.MENTORING_HEAD, Role.ORG_HEAD, Role.POLICE_HEAD,
    Role.OFFICIAL_HEAD,
}  # fmt: skip
SEES_CHILDREN = HEADS | BODY | OFFICE | {
    Role.MENTORING_COORDINATOR, Role.MENTOR, Role.ORG_STAFF, Role.POLICE_OFFICER, Role.OFFICIAL,
}  # fmt: skip
ANSWERS = BODY | {
    Role.MENTORING_COORDINATOR, Role.MENTORING_HEAD, Role.ORG_STAFF, Role.ORG_HEAD, Role.POLICE_OFFICER,
    Role.POLICE_HEAD, Role.OFFICIAL, Role.OFFICIAL_HEAD, Role.INSPECTOR, Role.AUTHORITY_HEAD,
}  # fmt: skip
ALLOWED = {
    "appeals/": OFFICE, "posters/": OFFICE, "law-proposals/": OFFICE, "requests/": OFFICE | ANSWERS,
    "calls/": {Role.OPERATOR_111},
    "suspected-pairs/": BODY, "merges/": BODY, "enquiries/": BODY, "reading-alerts/": HEADS,
    "access-grants/": HEADS | {Role.GUARDIANSHIP_OFFICER, Role.POLICE_OFFICER},
    "retention/": {Role.GUARDIANSHIP_HEAD}, "retention/holds/": {Role.GUARDIANSHIP_HEAD},
    "retention/erasures/": {Role.GUARDIANSHIP_HEAD}, "absences/": BODY, "hand-overs/": BODY, "imports/": BODY,
    "exports/": BODY | {Role.ORG_HEAD}, "saved-filters/": SEES_CHILDREN, "children/": SEES_CHILDREN,
    "sign-ins/": set(Role), "ledger/": {Role.AUDITOR, Role.SYSADMIN},
}  # fmt: skip


@pytest.fixture
def busy(db):
    """A body where every list has a row."""
    load_law()
    cast, now = make_cast(), timezone.now()
    same = {"surname": "Оспанова", "given_name": "Дана", "patronymic": ""}
    kept, absorbed, _third = (make_child(cast.officer, **same) for _ in range(3))
    find_pairs(now)
    officer, head = fresh(cast.officer), fresh(cast.heads["GUARDIANSHIP"])
    merge(kept, absorbed=absorbed, reason="Бір бала: құжаттары табылды.", by=officer, at=now)
    ask_body(kept, text="Бұл бала сіздерде ме екен?", by=make_officer(), at=now)
    break_glass(cast.child, kind="LIFE", reason="Бала көшеде жалғыз табылды", by=fresh(cast.ombudsman2), at=now)
    save_filter(name="f", query={"sex": "MALE"}, shared=True, by=officer, at=now)
    retention.place_hold(kept, reason="x", ordered_by="y", starts_on=local_day(now), ends_on=None, by=head, at=now)
    offices = make_offices()
    appeal = under_review(file_appeal(at=now, area=offices.district).appeal, by=offices.head, at=now)
    requests.ask(appeal, kind="INFORMATION", body=offices.education, text="Хабарлаңыз", by=fresh(offices.head), at=now)
    log_call(data={"category": "OTHER"}, by=fresh(offices.operator), at=now)
    make_poster(place=offices.education, language="kk", by=fresh(offices.head), at=now)
    propose_law(title="Буллинг", text="Ұғымды нақтылау", by=fresh(offices.head), at=now)
    cast.offices = offices
    ReadingAlert.objects.create(
        user=cast.officer, agency=cast.body, addressed_to=cast.body, kind="MANY", hour=now, times=61, limit=60,
        raised_at=now,
    )  # fmt: skip
    return cast


def client_of(person) -> APIClient:
    person = fresh(person)
    return APIClient(headers={"Authorization": f"Bearer {create_token(person, by=person, at=timezone.now())[1]}"})


@pytest.mark.parametrize("kind", AgencyKind.values)
def test_strangers_of_every_kind_and_role(busy, kind):
    agency = make_agency(kind, busy.district)
    for role in sorted(roles_for(kind)):
        client = client_of(make_user(agency, role))
        for address, allowed in ALLOWED.items():
            answer = client.get(f"/api/v1/{address}")
            assert answer.status_code == (200 if role in allowed else 403), (address, role)
            if answer.status_code == 200 and address != "ledger/":
                assert answer.json()["results"] == [], (address, role)


def test_the_heads_own_lists_are_not_empty(busy):
    client = client_of(busy.heads["GUARDIANSHIP"])
    wanted = {
        "suspected-pairs/", "merges/", "enquiries/", "reading-alerts/", "access-grants/", "retention/holds/",
        "saved-filters/", "children/",
    }  # fmt: skip
    assert {address for address in wanted if client.get(f"/api/v1/{address}").json()["results"] == []} == set()


def test_lists_of_appeals_are_not_empty_for_those_they_belong_to(busy):
    held = {
        busy.offices.head: {"appeals/", "posters/", "law-proposals/", "requests/"},
        busy.offices.commissioner: {"law-proposals/"}, busy.offices.official: {"requests/"},
        busy.offices.operator: {"calls/"},
    }  # fmt: skip
    for person, wanted in held.items():
        client = client_of(person)
        assert {one for one in wanted if client.get(f"/api/v1/{one}").json()["results"] == []} == set(), person

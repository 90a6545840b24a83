"""The door of a file, walked: every page and endpoint under a child asks for a purpose and notes the look."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from apps.accounts.models import User
from apps.api.tokens import create_token
from apps.audit.models import LedgerEntry
from apps.core.localtime import local_day
from apps.obligations.law import load_calendar, load_rules
from apps.people.access import access_row
from apps.people.acts import family, notes, parts
from apps.people.acts.categories import CATEGORY
from apps.people.acts.health import HEALTH
from apps.people.acts.names import change_name
from apps.people.acts.schooling import SCHOOLING
from apps.people.acts.statuses import STATUS
from apps.people.models import Ground
from apps.retention.actions import place_hold
from tests.architecture.test_urls import ADDRESSES
from tests.cast import Cast, make_cast
from tests.factories.accounts import fresh
from tests.factories.papers import make_paper

API = "/api/v1/children/"
OF_A_CHILD = [route for route in ADDRESSES if re.match(r"(/api/v1)?/children/<(number|child_id|ref)>/", route)]
SAYS_NOTHING = {
    "/children/<number>/purpose/": "is the question itself; shows the number alone",
    "/children/<number>/case/new/": "an empty form; shows the number alone",
    "/children/<number>/referrals/new/": "an empty form; shows the number alone",
}
NOTED_WHERE_IT_STANDS = {"/children/<number>/photo/", "/children/<number>/documents/<pk>/<no>/<size>/"}
"""Small pictures within a page whose look is noted."""
RECORDS = {
    "stays": "stay", "mentors": "mentor", "consents": "consent", "documents": "document", "family": "tie",
    "ground": "status", "status": "status", "name": "name", "category": "category", "health": "health",
    "schooling": "schooling", "notes": "note", "holds": "hold",
}  # fmt: skip


@pytest.fixture
def cast(db: None) -> Cast:
    """The cast's child with a record of every kind; the police were asked to help with it."""
    load_rules()
    load_calendar()
    cast = make_cast()
    now, child = timezone.now(), cast.child
    head, day = fresh(cast.heads["GUARDIANSHIP"]), local_day(now)
    by = {"by": head, "at": now}
    tie, _cautions = family.add_relative(child, data={"kind": "MOTHER", "surname": "Бекетова"}, **by)
    status = parts.add(STATUS, child, data={"kinship": tie, "code": "MISSING", "starts_on": day}, **by)[0]
    change_name(child, data={"given_name": "Айгүл", "reason": "COURT", "changed_on": day}, version=1, **by)
    cast.held = {
        "tie": tie, "status": status, "stay": child.placements.get(), "mentor": child.assignments.get(),
        "consent": child.consents.get(), "name": child.names.get(),
        "category": parts.add(CATEGORY, child, data={"kind": "NEGLECTED", "starts_on": day}, **by)[0],
        "health": parts.add(HEALTH, child, data={"kind": "ALLERGY", "text": "Сүт", "starts_on": day}, **by)[0],
        "schooling": parts.add(SCHOOLING, child, data={"kind": "HOME", "starts_on": day}, **by)[0],
        "note": notes.write_note(
            child, data={"kind": "TALK", "confidentiality": "OPEN", "text": "Сөйлестік."}, **by
        ),
        "document": make_paper(child, head),
        "hold": place_hold(child, reason="Сот", ordered_by="Сот", starts_on=day, ends_on=None, **by),
    }  # fmt: skip
    make_paper(child, head, kind="PHOTO")
    access_row(child, cast.department, Ground.REFERRAL, valid_from=now - timedelta(days=1)).save()
    return cast


def address(cast: Cast, route: str) -> str:
    """The route with this child's number and the ids of its records."""
    kind = route.split(">/", 1)[1].split("/", 1)[0]
    record = cast.held.get(RECORDS.get(kind, ""))
    ids = {"language": "kk", "size": "small", "no": "1", "code": "1"}
    route = re.sub(r"<(number|child_id)>", cast.child.number, route, count=1)
    if route.startswith(f"{API}<ref>"):
        route = route.replace("<ref>", cast.child.number, 1)
    return re.sub(r"<(\w+)>", lambda name: ids.get(name[1], str(record.pk if record else 1)), route)


def reader(route: str, user: User):
    """A client of the API or of the pages."""
    person = fresh(user)
    if route.startswith("/api/"):
        _token, text = create_token(person, by=person, at=timezone.now())
        return APIClient(headers={"Authorization": f"Bearer {text}"})
    client = Client()
    client.force_login(person)
    return client


def looks(user: User) -> int:
    return LedgerEntry.objects.filter(actor_id=user.pk, subject_kind__in=["child", "document", "paper"]).count()


def test_nothing_of_a_child_is_shown_before_the_purpose_is_said(cast: Cast) -> None:
    closed, shown = set(), []
    for route in OF_A_CHILD:
        answer = reader(route, cast.police).get(address(cast, route))
        asks = answer.status_code == 428 or (answer.status_code == 302 and "/purpose/" in answer.url)
        if asks:
            closed.add(route)
        elif answer.status_code not in (403, 404, 405) and route not in SAYS_NOTHING:
            shown.append((route, answer.status_code))
    assert shown == []
    asked = {"placements", "assignments", "consents", "looks", "timeline", "family", "photo", "iin"}
    assert {f"{API}<child_id>/{part}/" for part in asked - {"photo", "iin"}} <= closed
    assert {f"{API}<ref>/", f"{API}<ref>/photo/", "/children/<number>/", "/children/<number>/photo/"} <= closed
    assert looks(cast.police) == 0


def test_everything_that_shows_a_child_is_a_row_of_the_ledger(cast: Cast) -> None:
    head, shown, unnoted = cast.heads["GUARDIANSHIP"], 0, []
    for route in OF_A_CHILD:
        before, answer = looks(head), reader(route, head).get(address(cast, route))
        if answer.streaming:
            answer.getvalue()  # read to its end, the file is closed
        if answer.status_code != 200 or route in SAYS_NOTHING or route in NOTED_WHERE_IT_STANDS:
            continue
        shown += 1
        if looks(head) == before:
            unnoted.append(route)
    assert unnoted == []
    assert shown > 40

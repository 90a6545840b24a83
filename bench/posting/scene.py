"""Children with a home and a mentor, and a request of their coordinators about each."""

import json
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle, islice

from django.utils import timezone

from apps.accounts.models import Agency, Membership, User
from apps.api.tokens import create_token
from apps.care.actions import place_child
from apps.core.localtime import local_day
from apps.mentoring.actions import assign_mentor
from apps.people.actions import register_child
from tests.factories.mentors import known_mentor, ready_for_a_mentor

LETTERS = "абвгдежзик"


@dataclass(frozen=True)
class Request:
    """One POST /api/v1/incidents/ as it goes over the line."""

    token: str
    body: bytes


def make_requests(children: int) -> list[Request]:
    """That many children in orphan organisations, each with a mentor, and the request that reports a death."""
    now = timezone.now()
    today = local_day(now)
    officers = {post.agency.area_id: post.user for post in _posts("GUARDIANSHIP_OFFICER")}
    homes = [
        home
        for home in Agency.objects.active().of_kind("ORPHAN_ORG").select_related("area__parent")
        if home.area_id in officers
    ]
    coordinators = _posts("MENTORING_COORDINATOR")
    tokens = {post.pk: _token(post.user, now) for post in coordinators}
    found = []
    for n, home, post in zip(range(children), cycle(homes), cycle(coordinators), strict=False):
        officer = officers[home.area_id]
        name = "".join(LETTERS[int(digit)] for digit in str(n)).capitalize()
        child, _cautions = register_child(
            data={"surname": name, "given_name": name, "no_iin_reason": "NOT_KNOWN", "sex": "MALE",
                  "birth_date": today - timedelta(days=13 * 365)},
            by=officer, at=now,
        )  # fmt: skip
        since = today - timedelta(days=100)
        place_child(child, organisation=home, starts_on=since, by=officer, at=now)
        known = {"on": since, "by": officer, "at": now}
        mentor = known_mentor(post.agency, child.guardianship, **known)
        ready_for_a_mentor(child, post.agency, **known)
        assign_mentor(child, candidate=mentor, contract_no="1", contract_on=since, starts_on=since, by=officer, at=now)
        found.append(Request(tokens[post.pk], _body(child.pk, home.area.code, now - timedelta(minutes=5))))
    return found


def endless(requests: list[Request], start: int) -> "cycle[Request]":
    return cycle(islice(requests, start % len(requests), None))


def _posts(role: str) -> list[Membership]:
    return list(Membership.objects.filter(role=role).select_related("user", "agency").order_by("pk"))


def _token(user: User, now) -> str:
    return create_token(user, by=user, at=now)[1]


def _body(child: int, area: str, established_at) -> bytes:
    body = {
        "kind": "DEATH", "children": [child], "occurred_at": None, "established_at": established_at.isoformat(),
        "area": area, "place": "Балалар үйі", "description": "Өлшеу үшін ойдан шығарылған оқиға.", "safety": "UNKNOWN",
        "safety_measures": "Жоқ.", "reporter": {"name": "Тәлімгер"},
    }  # fmt: skip
    return json.dumps(body).encode()

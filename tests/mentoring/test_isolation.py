"""Nobody of another organisation finds anything of this one: in no page, count, export, message or answer of the API;
and a mentor whose assignment ended finds nothing from that second."""

import re

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from apps.accounts.models import User
from apps.api.tokens import create_token
from apps.core.localtime import local_day
from apps.mentoring import models
from apps.mentoring.actions import end_assignment
from apps.notices.models import Message
from apps.obligations.models import Obligation
from tests.cast import make_cast
from tests.factories.accounts import fresh
from tests.factories.mentoring_world import make_world
from tests.factories.obligations import make_law

pytestmark = pytest.mark.django_db
PLACES = {
    "ground": 2, "code": "CHILDREN", "language": "ru", "no": 1, "kind": "LEGAL", "pdf": "ru",
}  # fmt: skip
"""What stands for arguments that name no record."""
OTHER_PAGES = ("/", "/children/", "/notices/", "/notices/?show=all", "/notices/messages/", "/incidents/", "/exports/")
SEEN = [
    models.Agreement, models.Assignment, models.Candidate, models.Certificate, models.Help, models.Meeting,
    models.MeetingNote, models.Organisation, models.Programme, models.Proposal, models.QuarterlyReport, models.Wish,
]  # fmt: skip


@pytest.fixture
def world():
    make_law()
    return make_world(make_cast())


def routes(under: str) -> list[str]:
    """Every address below a path, with its arguments as `<name>`."""
    return sorted({route for route in _walk(get_resolver(), "/") if route.startswith(under)})


def _walk(resolver, prefix):
    for pattern in resolver.url_patterns:
        route = prefix + re.sub(r"[\^$]|\\Z|\\", "", str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern, route)
        elif isinstance(pattern, URLPattern):
            named = re.sub(r"<\w+:(\w+)>", r"<\1>", route)
            yield re.sub(r"\(\?P(<\w+>)(?:\[[^]]*\]|[^)])*\)", r"\1", named)


def filled(route: str, known: dict) -> str:
    """The address of this world's record: an argument is the record of the word before it."""
    words = route.strip("/").split("/")
    return "/".join(["", *(_word(words, n, known) for n in range(len(words))), ""])


def _word(words: list[str], n: int, known: dict) -> str:
    """A `<name>` is the record of the nearest word before it, or a value of its own kind."""
    if not words[n].startswith("<"):
        return words[n]
    name = words[n].strip("<>")
    return str(known.get(words[n - 1], PLACES.get(name, 1)))


def pages(client: Client, world, addresses: list[str]) -> list[str]:
    """Addresses whose answer names anything of the world, with what it names."""
    found = []
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code < 500, address
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        text = content.decode(errors="replace")
        told = sorted(mark for mark in world.marks() if mark in text and mark not in address)
        if told or (answer.status_code == 200 and any(mark in address for mark in world.marks())):
            found.append(f"{address} {answer.status_code}: {told}")
    return found


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(fresh(person))
    return client


def by_token(person: User) -> Client:
    _token, text = create_token(fresh(person), by=fresh(person), at=timezone.now())
    return Client(headers={"authorization": f"Bearer {text}"})


def test_the_walk_knows_what_it_asks_for(world):
    found = [filled(route, world.known) for route in routes("/mentoring/")]
    assert len(found) > 60
    own = signed_in(world.cast.coordinator)
    for name in ("candidates", "agreements", "assignments", "meetings", "reports", "proposals", "certificates"):
        address = f"/mentoring/{name}/{world.known[name]}/"
        assert address in found
        assert own.get(address).status_code == 200, address


@pytest.mark.parametrize("who", ["coordinator2", "officer2", "ombudsman2"])
def test_a_stranger_finds_nothing_on_any_page(world, who):
    addresses = [filled(route, world.known) for route in routes("/mentoring/")] + list(OTHER_PAGES)
    assert pages(signed_in(getattr(world.cast, who)), world, addresses) == []


@pytest.mark.parametrize("who", ["coordinator2", "officer2"])
def test_a_stranger_finds_nothing_in_the_api(world, who):
    found = [route for route in routes("/api/v1/mentoring/") if "format" not in route]
    assert len(found) > 20
    client = by_token(getattr(world.cast, who))
    assert pages(client, world, [filled(route, world.known) for route in found]) == []


@pytest.mark.parametrize("who", ["coordinator2", "officer2"])
def test_a_stranger_counts_nothing(world, who):
    person = fresh(getattr(world.cast, who))
    ours = {"organisation": world.cast.organisation}
    for model in SEEN:
        numbers = {str(getattr(row, "number", "")) for row in model.objects.visible_to(person)}
        register = model is models.Organisation and who == "officer2"
        assert register or not numbers & world.marks(), model
    assert not models.Assignment.objects.visible_to(person).filter(**ours).exists()
    assert not models.QuarterlyReport.objects.visible_to(person).filter(**ours).exists()


def test_no_message_and_no_duty_of_ours_goes_to_a_stranger(world):
    cast = world.cast
    for person in (cast.coordinator2, cast.officer2, cast.ombudsman2):
        told = Message.objects.visible_to(fresh(person))
        assert not [one for one in told if any(mark in f"{one.__dict__}" for mark in world.marks())]
        seen = Obligation.objects.visible_to(fresh(person)).values_list("subject_no", flat=True)
        assert not set(seen) & world.marks()


def test_a_mentor_finds_nothing_from_the_second_in_which_it_ended(world):
    cast, now = world.cast, timezone.now()
    numbers = {world.pair.number, cast.child.number, cast.child.surname, world.known["meetings"]}
    client = signed_in(cast.mentor)
    assert cast.child.number in client.get(f"/children/{cast.child.number}/").content.decode()
    end_assignment(world.pair, ends_on=local_day(now), reason="WISH", text="", by=fresh(cast.officer), at=now)
    told = []
    for address in [filled(route, world.known) for route in routes("/mentoring/")] + list(OTHER_PAGES):
        answer = client.get(address)
        if answer.streaming or answer.status_code >= 300:
            continue
        told += [f"{address}: {one}" for one in numbers if one in answer.content.decode()]
    assert told == []
    assert client.get(f"/children/{cast.child.number}/").status_code == 404

"""Bad inputs 29 to 33, 63, 65, 67 of the domain, and bodies that are not what they should be."""

import pytest

from apps.incidents.models import Incident
from apps.obligations.models import Obligation
from tests.api.conftest import V1, problem
from tests.factories.accounts import fresh
from tests.factories.people import make_child

INCIDENTS = f"{V1}/incidents/"
LAW = "kz345.a28-2.p10.s7"

pytestmark = pytest.mark.usefixtures("friday")


@pytest.fixture
def client(cast, as_):
    return as_(cast.coordinator)


def refused(client, body, **changes):
    told = problem(client.post(INCIDENTS, body(**changes)), 422, "refused")
    assert not Incident.objects.exists()
    return told


def test_29_in_the_future(client, body):
    told = refused(client, body, established_at="2026-03-21T23:10:00+05:00")
    assert (told["rule"], told["article"]) == (LAW, "28-2(10)(7)")
    told = refused(client, body, occurred_at="2026-03-20T23:59:00+05:00", established_at="2026-03-20T23:10:00+05:00")
    assert {error["field"] for error in told["errors"]} >= {"occurred_from"}


def test_30_established_before_it_happened(client, body):
    told = refused(client, body, occurred_at="2026-03-20T23:30:00+05:00")
    assert told["errors"][0] == {
        "field": "established_at", "message": told["detail"], "rule": LAW, "article": "28-2(10)(7)",
    }  # fmt: skip


def test_31_closing_with_two_of_three_told(client, as_, cast, body):
    number = client.post(INCIDENTS, body()).json()["number"]
    for person in (cast.orphanage, cast.officer):
        notice = as_(person).get(f"{V1}/notices/").json()["results"][0]
        as_(person).post(f"{V1}/notices/{notice['number']}/acknowledge/")
    told = problem(client.post(f"{INCIDENTS}{number}/close/"), 422, "refused")
    assert LAW in {error["rule"] for error in told["errors"]}


def test_32_the_clock_runs_over_the_weekend(client, body):
    told = client.post(INCIDENTS, body()).json()
    assert {d["due_at"] for d in told["duties"] if d["rule"] == LAW} == {"2026-03-21T23:10:00+05:00"}


def test_33_a_child_without_a_mentor_here_is_a_warning(client, cast, body, as_):
    other = make_child(fresh(cast.officer), given_name="Дана")
    body_of_other = body(kind="DEATH", children=[other.pk])
    told = as_(cast.officer).post(INCIDENTS, body_of_other)
    assert told.status_code == 201, told.content
    cast.child.assignments.update(starts_on="2026-03-22")
    warned = client.post(INCIDENTS, body(kind="DEATH")).json()
    assert [w["rule"] for w in warned["warnings"]] == [LAW]
    assert LAW not in {duty["rule"] for duty in warned["duties"]}


def test_63_one_private_episode_is_not_bullying(client, body):
    told = refused(client, body, kind="BULLYING", episodes=1)
    assert (told["rule"], told["article"]) == ("kz345.a1.s4-1", "1(4-1)")
    assert client.post(INCIDENTS, body(kind="BULLYING", episodes=1, public_channel="ONLINE")).status_code == 201


def test_65_no_night_stay_at_half_past_nine(client, body):
    told = refused(client, body, kind="NIGHT_VENUE", occurred_at="2026-03-20T21:30:00+05:00")
    assert (told["rule"], told["article"]) == ("kz345.a36.p4", "36(4)")
    late = body(kind="NIGHT_VENUE", occurred_at="2026-03-20T22:30:00+05:00")
    assert client.post(INCIDENTS, late).status_code == 201


def test_67_an_hour_that_happened_twice_is_asked_about(client, body):
    told = refused(client, body, occurred_at="2024-02-29T23:30:00")
    assert told["rule"] == "caseflow.time.ambiguous"
    told = refused(client, body, occurred_at=None, established_at="2024-02-29T23:30:00")
    assert told["errors"][0]["field"] == "established_at"
    given = client.post(INCIDENTS, body(occurred_at="2024-02-29T23:30:00+06:00"))
    assert given.status_code == 201, given.content
    assert given.json()["occurred_at"] == "2024-02-29T23:30:00+06:00"


def test_before_the_rule_was_in_force_there_is_no_statutory_duty_and_the_answer_says_so(client, cast, body):
    cast.child.assignments.update(starts_on="2025-01-01")
    told = client.post(INCIDENTS, body(established_at="2025-04-11T10:00:00+05:00")).json()
    assert LAW not in {duty["rule"] for duty in told["duties"]}
    assert LAW in {warning["rule"] for warning in told["warnings"]}


def test_a_child_one_may_not_see_is_refused_like_a_missing_one(client, cast, body):
    hidden = make_child(fresh(cast.officer2))
    for ref in (hidden.pk, hidden.number, 10**12, "C-1"):
        told = refused(client, body, children=[cast.child.pk, ref])
        assert told["errors"][0]["field"] == "children"


def test_a_whole_incident_needs_its_facts(client):
    told = problem(client.post(INCIDENTS, {}), 422, "refused")
    assert {error["field"] for error in told["errors"]} >= {"kind", "established_at", "area", "description", "children"}
    assert not Obligation.objects.exists()


MALFORMED = [
        ("kind", "NOPE"), ("kind", None), ("children", "1"), ("children.0", [None]), ("children.0", [1.5]),
        ("children.0", [{"id": 1}]), ("children", [1] * 51), ("established_at", "yesterday"), ("established_at", 5),
        ("established_at", "2026-03-20"), ("established_at", "0001-01-01T00:00:00+14:00"),
        ("established_at", "9999-12-31T23:59:59-12:00"), ("occurred_at", {"to": "2026-03-20T20:00:00Z"}),
        ("occurred_at", {"from": None}), ("occurred_at", []), ("area", 10**50), ("area", "x" * 500),
        ("place", "x" * 251),
        ("place", "a\u0000"), ("description", {"a": 1}), ("episodes", -1), ("episodes", 10**20), ("episodes", "many"),
        ("reporter", 7), ("reporter.phone", {"phone": "+7"}), ("state", "CLOSED"), ("number", "I-26-1"),
        ("unknown_children.0", [""]), ("reporter.name", {"name": "x" * 151}), ("agency", 1),
]  # fmt: skip


def test_malformed_fields(client, body):
    for field, value in MALFORMED:
        told = problem(client.post(INCIDENTS, body(**{field.split(".")[0]: value})), 400, "invalid")
        assert told["errors"][0]["field"].startswith(field), told
    assert not Incident.objects.exists()


RAW = [
    b"",
    b"[]",
    b"null",
    b"5",
    b"{",
    b'{"kind": NaN}',
    b"\xff\xfe",
    b'{"a":' * 20000,
    b"[" * 100000,
    b'{"episodes": ' + b"9" * 5000 + b"}",
    b'{"place": "\\ud800"}',
]


def test_bodies_that_are_no_object(client):
    for raw in RAW:
        answer = client.generic("POST", INCIDENTS, raw, content_type="application/json")
        assert answer.status_code in (400, 422), (raw[:50], answer.content)
        assert answer["Content-Type"] == "application/problem+json"


def test_other_media_types_and_methods(client, body):
    problem(client.generic("POST", INCIDENTS, b"a=1", content_type="text/plain"), 415, "unsupported-media-type")
    problem(client.get(INCIDENTS, headers={"Accept": "text/html"}), 406, "not-acceptable")
    answer = client.put(INCIDENTS, {})
    problem(answer, 405, "method-not-allowed")
    assert "POST" in answer["Allow"]
    problem(client.post(INCIDENTS, body(description="x" * 6_000_000)), 413, "too-large")


def test_addresses_of_nothing(client):
    for ref in ("0", "99999999999999999999", "x", "I-26-", "../users", "Ж"):
        problem(client.get(f"{INCIDENTS}{ref}/"), 404, "not-found")
    for ref in ("%00", "I-26-000001%00"):
        problem(client.get(f"{INCIDENTS}{ref}/"), 400, "invalid")

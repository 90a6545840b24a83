"""Incidents over the API: the contract's answer, the acts, who sees what."""

import pytest

from apps.accounts.kinds import AgencyKind
from apps.accounts.roles import Role
from apps.audit.models import LedgerEntry
from apps.incidents.models import Incident
from apps.notices.models import Notice
from tests.api.conftest import V1, problem
from tests.cast import log_harm
from tests.factories.accounts import make_agency, make_user

INCIDENTS = f"{V1}/incidents/"
LAW = "kz345.a28-2.p10.s7"

pytestmark = pytest.mark.usefixtures("friday")


def logged(client, body, **changes):
    answer = client.post(INCIDENTS, body(**changes))
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_logging_answers_as_the_contract_says(cast, as_, body):
    answer = as_(cast.coordinator).post(INCIDENTS, body())
    assert answer.status_code == 201, answer.content
    told = answer.json()
    assert told["number"].startswith("I-26-")
    assert told["state"] == "NOTIFYING"
    assert answer["Location"].endswith(f"/api/v1/incidents/{told['number']}/")
    assert answer["ETag"]
    duties = [duty for duty in told["duties"] if duty["rule"] == LAW]
    assert {duty["recipient"]["id"] for duty in duties} == {agency.pk for agency in cast.told()}
    for duty in duties:
        assert duty["article"] == "28-2(10)(7)"
        assert duty["basis"] == "LAW"
        assert duty["started_at"] == "2026-03-20T23:10:00+05:00"
        assert duty["due_at"] == "2026-03-21T23:10:00+05:00"
        assert duty["state"] == "OPEN"
        assert duty["explanation"][-1].startswith("Due: Sat 21 March 2026, 23:10")
    policy = [duty for duty in told["duties"] if duty["rule"] == "caseflow.a7-2.notice"]
    assert [duty["basis"] for duty in policy] == ["POLICY"]
    assert {notice["recipient"]["id"] for notice in told["notices"]} == {
        a.pk for a in [*cast.told(), cast.ombudsman_office]
    }


def test_keys_of_an_incident(cast, as_, body):
    told = logged(as_(cast.coordinator), body)
    assert set(told) == {
        "id", "number", "kind", "state", "version", "agency", "area", "place", "occurred_at", "established_at",
        "created_at", "submitted_at", "closed_at", "author", "discovered_at", "description", "alleged_person",
        "alleged_relation", "safety", "safety_measures", "reporter", "episodes", "public_channel",
        "violence_confirmed_at", "joined_to", "children", "unknown_children", "duties", "notices", "follow_ups",
        "corrections", "warnings",
    }  # fmt: skip
    assert set(told["duties"][0]) == {
        "id", "rule", "version", "title", "article", "basis", "term_basis", "owner", "recipient", "started_at",
        "due_at", "state", "met_at", "breached_at", "cancelled_at", "cancel_reason", "explanation",
    }  # fmt: skip
    assert told["safety"] == "UNKNOWN"
    assert told["reporter"] == {"name": "Ахметов Т.", "contact": "", "is_confidential": False}
    assert told["children"][0]["number"] == cast.child.number


def test_unknown_child_interval_and_area_code(cast, as_, body):
    told = logged(
        as_(cast.coordinator), body, children=[], unknown_children=["Ұл бала, шамамен жеті жаста"],
        occurred_at={"from": "2026-03-20T20:00:00+05:00", "to": "2026-03-20T21:00:00+05:00"},
        area=cast.district.code, kind="VIOLENCE",
    )  # fmt: skip
    assert told["unknown_children"] == ["Ұл бала, шамамен жеті жаста"]
    assert told["occurred_at"] == {"from": "2026-03-20T20:00:00+05:00", "to": "2026-03-20T21:00:00+05:00"}


def test_draft_is_changed_and_submitted(cast, as_, body):
    client = as_(cast.coordinator)
    draft = logged(client, body, state="DRAFT", description="")
    assert draft["state"] == "DRAFT"
    assert draft["duties"]
    url = f"{INCIDENTS}{draft['number']}/"
    problem(client.post(f"{url}submit/"), 422, "refused")
    changed = client.patch(url, {"description": "Ұрған.", "safety": "SAFE"})
    assert changed.status_code == 200, changed.content
    assert changed.json()["version"] == draft["version"] + 1
    assert changed.json()["children"] == draft["children"]
    sent = client.post(f"{url}submit/")
    assert sent.json()["state"] == "NOTIFYING"
    problem(client.patch(url, {"place": "x"}), 403, "not-allowed")


def test_moving_the_start_of_a_running_clock_needs_a_reason(cast, as_, body):
    client = as_(cast.coordinator)
    draft = logged(client, body, state="DRAFT")
    url = f"{INCIDENTS}{draft['id']}/"
    later = {"established_at": "2026-03-20T23:20:00+05:00"}
    told = problem(client.patch(url, later), 422, "refused")
    assert told["errors"][0]["field"] == "reason"
    changed = client.patch(url, {**later, "reason": "Журнал бойынша"}).json()
    assert changed["corrections"][0]["reason"] == "Журнал бойынша"


def test_correcting_keeps_the_old_clock(cast, as_, body):
    client = as_(cast.coordinator)
    told = logged(client, body)
    url = f"{INCIDENTS}{told['id']}/correct/"
    answer = client.post(url, {"established_at": "2026-03-20T22:00:00+05:00", "reason": "Қате жазылған"})
    assert answer.status_code == 200, answer.content
    now = answer.json()
    assert now["corrections"][0]["old_established_at"] == "2026-03-20T23:10:00+05:00"
    assert {d["due_at"] for d in now["duties"] if d["rule"] == LAW} == {"2026-03-21T22:00:00+05:00"}


def test_the_whole_life_over_the_api(cast, as_, body):
    coordinator = as_(cast.coordinator)
    told = logged(coordinator, body)
    url = f"{INCIDENTS}{told['number']}/"
    refused = problem(coordinator.post(f"{url}close/"), 422, "refused")
    assert refused["rule"] == LAW
    assert refused["article"] == "28-2(10)(7)"
    for person in (cast.orphanage, cast.officer, cast.police, cast.ombudsman):
        client = as_(person)
        notice = client.get(f"{V1}/notices/").json()["results"][0]
        done = client.post(f"{V1}/notices/{notice['id']}/acknowledge/").json()
        assert done["acknowledged_at"]
        assert done["acknowledged_by"]["id"] == person.pk
    officer = as_(cast.officer)
    assert officer.post(f"{url}confirm-violence/").status_code == 200
    plan = {"kind": "ASSISTANCE_PLAN", "text": "Психолог, 10 кездесу"}
    assert officer.post(f"{url}follow-ups/", plan).json()["follow_ups"][0]["kind"] == "ASSISTANCE_PLAN"
    assert coordinator.post(f"{url}close/").json()["state"] == "CLOSED"
    problem(coordinator.post(f"{url}reopen/", {"reason": ""}), 422, "refused")
    assert coordinator.post(f"{url}reopen/", {"reason": "Жаңа дерек"}).json()["state"] == "FOLLOW_UP"


def test_recipients_are_added_and_replaced(cast, as_, body):
    coordinator = as_(cast.coordinator)
    told = logged(coordinator, body)
    url = f"{INCIDENTS}{told['id']}/"
    added = coordinator.post(f"{url}recipients/", {"name": "Аурухана №3"})
    assert added.status_code == 200, added.content
    assert "Аурухана №3" in [notice["recipient_name"] for notice in added.json()["notices"]]
    wrong = next(n for n in told["notices"] if n["recipient"]["id"] == cast.department.pk)
    other = make_user(make_agency(AgencyKind.POLICE, cast.officer2.agency.area), Role.POLICE_OFFICER)
    right = {"agency": other.agency.pk, "reason": "Басқа аудан"}
    replaced = coordinator.post(f"{url}notices/{wrong['number']}/replace/", right)
    assert replaced.status_code == 200, replaced.content
    assert as_(cast.police).get(url).status_code == 404
    assert as_(other).get(url).status_code == 200


def test_discard_and_restore(cast, as_, body):
    client = as_(cast.coordinator)
    url = f"{INCIDENTS}{logged(client, body, state='DRAFT')['id']}/"
    assert client.post(f"{url}discard/", {"reason": "Қайталанған"}).json()["state"] == "DISCARDED"
    assert client.post(f"{url}restore/").json()["state"] == "DRAFT"


def test_joining_two_reports(cast, as_, body):
    first = logged(as_(cast.orphanage), body)
    second = logged(as_(cast.coordinator), body, established_at="2026-03-20T22:00:00+05:00")
    joined = as_(cast.officer).post(f"{INCIDENTS}{second['id']}/join/", {"into": first["number"]})
    assert joined.status_code == 200, joined.content
    assert joined.json()["established_at"] == "2026-03-20T22:00:00+05:00"


def test_a_confidential_reporter_is_known_to_the_reporting_agency_alone(cast, as_, body):
    reporter = {"name": "Құпия адам", "contact": "+7", "is_confidential": True}
    told = logged(as_(cast.coordinator), body, reporter=reporter)
    assert told["reporter"]["name"] == "Құпия адам"
    seen = as_(cast.police).get(f"{INCIDENTS}{told['id']}/")
    assert seen.json()["reporter"] is None
    assert "Құпия адам" not in seen.content.decode()


def test_who_typed_a_confidential_report_is_not_told_by_its_corrections(cast, as_, body):
    told = logged(
        as_(cast.coordinator), body, reporter={"name": "Құпия адам", "contact": "+7", "is_confidential": True}
    )
    change = {"established_at": "2026-03-20T19:05:00+05:00", "reason": "Журнал бойынша"}
    url = f"{INCIDENTS}{told['id']}/"
    assert as_(cast.coordinator).post(f"{url}correct/", change).json()["corrections"][0]["by"] is not None
    client = as_(cast.police)
    seen = client.get(url)
    assert [one["by"] for one in seen.json()["corrections"]] == [None]
    duties = [client.get(f"{V1}/obligations/{duty['id']}/").content.decode() for duty in seen.json()["duties"]]
    assert duties
    for text in (seen.content.decode(), *duties):
        assert cast.coordinator.last_name not in text


def test_who_sent_and_told_of_a_confidential_report_is_not_told(cast, as_, body, client):
    reporter = {"name": "Құпия адам", "contact": "+7", "is_confidential": True}
    told = logged(as_(cast.coordinator), body, reporter=reporter)
    notice = next(one for one in told["notices"] if one["recipient"]["id"] == cast.department.pk)
    by_phone = {"channel": "PHONE", "person": "Кезекші", "told_at": "2026-03-20T23:20:00+05:00"}
    answer = as_(cast.coordinator).post(f"{V1}/notices/{notice['id']}/told/", by_phone)
    assert answer.json()["told_by"] is not None, answer.content
    police = as_(cast.police)
    paths = [f"{INCIDENTS}{told['id']}/", f"{V1}/notices/", f"{V1}/notices/{notice['id']}/"]
    client.force_login(cast.police)
    pages = [f"/notices/{notice['number']}/", f"/incidents/{told['number']}/", "/"]
    for path, who in [*((path, police) for path in paths), *((page, client) for page in pages)]:
        seen = who.get(path)
        assert seen.status_code == 200
        assert cast.coordinator.last_name not in seen.content.decode(), path


def test_outsiders_see_nothing_and_reaching_is_recorded(cast, as_, body):
    told = logged(as_(cast.coordinator), body)
    for person in cast.outsiders:
        client = as_(person)
        assert client.get(INCIDENTS).json()["results"] == []
        problem(client.get(f"{INCIDENTS}{told['number']}/"), 404, "not-found")
        problem(client.post(f"{INCIDENTS}{told['id']}/close/"), 404, "not-found")
    refused = LedgerEntry.objects.filter(verb="access.refused", subject_id=told["id"])
    assert set(refused.values_list("actor_id", flat=True)) == {p.pk for p in cast.outsiders}
    before = LedgerEntry.objects.filter(verb="access.refused").count()
    problem(as_(cast.officer2).get(f"{INCIDENTS}I-26-999999/"), 404, "not-found")
    assert LedgerEntry.objects.filter(verb="access.refused").count() == before
    missed = LedgerEntry.objects.get(verb="access.missed")  # the same work as for what is hidden: time tells nothing
    assert (missed.actor_id, missed.subject_no) == (cast.officer2.pk, "")


def test_reading_is_recorded(cast, as_, body):
    told = logged(as_(cast.coordinator), body)
    as_(cast.police).get(f"{INCIDENTS}{told['id']}/")
    as_(cast.police).get(INCIDENTS)
    rows = LedgerEntry.objects.filter(actor_id=cast.police.pk)
    assert rows.filter(verb="incident.opened", subject_id=told["id"]).exists()
    assert rows.get(verb="incidents.listed").data == {"ids": [told["id"]]}


def test_filters_of_the_list(cast, as_, body):
    client = as_(cast.coordinator)
    first = logged(client, body)
    logged(client, body, state="DRAFT", kind="BULLYING", episodes=3)
    results = lambda query: [row["id"] for row in client.get(f"{INCIDENTS}?{query}").json()["results"]]  # noqa: E731
    assert results("state=NOTIFYING&kind=") == [first["id"]]
    assert len(results("")) == 2
    assert results(f"child={cast.child.pk}&kind=CRUEL_PHYSICAL") == [first["id"]]
    assert results("established_before=2026-03-20T00:00:00Z") == []
    assert problem(client.get(f"{INCIDENTS}?stat=DRAFT"), 400, "invalid")["errors"][0]["field"] == "stat"
    problem(client.get(f"{INCIDENTS}?state=NOPE"), 400, "invalid")


def test_the_same_queries_for_one_and_for_many(cast, as_, django_assert_max_num_queries, body):
    client = as_(cast.coordinator)
    for _n in range(3):
        logged(client, body)
    client.get(INCIDENTS)
    with django_assert_max_num_queries(8) as few:
        client.get(f"{INCIDENTS}?page_size=1")
    with django_assert_max_num_queries(len(few)):
        assert len(client.get(INCIDENTS).json()["results"]) == 3


def test_notices_of_an_incident_logged_elsewhere_are_the_same(cast, as_):
    incident = log_harm(cast)
    told = as_(cast.coordinator).get(f"{INCIDENTS}{incident.number}/").json()
    assert len(told["notices"]) == Notice.objects.filter(subject_id=incident.pk).count() == 4
    assert Incident.objects.count() == 1

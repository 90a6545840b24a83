"""Meetings, notes, help, vacations and the immediate message over the API; rows 12 and 13 of the bad inputs."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from apps.core.localtime import ALMATY, local_day
from apps.incidents.models import Incident
from apps.mentoring.actions import end_assignment
from apps.mentoring.acts import assignments as life
from apps.mentoring.acts import meetings, notes
from apps.mentoring.models import Assignment, Help, Meeting, NoteDraft
from tests.api.conftest import V1, problem
from tests.factories.accounts import fresh

pytestmark = pytest.mark.django_db
M = f"{V1}/mentoring/meetings/"
FRIDAY = datetime(2026, 4, 3, 10, tzinfo=ALMATY)
SATURDAY = datetime(2026, 4, 4, 11, tzinfo=ALMATY)
AFTER = SATURDAY + timedelta(hours=5)


@pytest.fixture
def clock():
    with time_machine.travel(FRIDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture
def cast(clock, cast):
    cast.assignment = Assignment.objects.get(child=cast.child)
    cast.head = cast.heads["ORPHAN_ORG"]
    return cast


def send(client, address, **body):
    return client.post(address, body, format="json")


def outing(cast, **changes):
    return {
        "assignment": cast.assignment.pk, "kind": "OUTING", "planned_from": SATURDAY.isoformat(),
        "planned_to": (SATURDAY + timedelta(hours=4)).isoformat(), "area": cast.district.pk, "place": "Саябақ",
        "purpose": "Серуен", **changes,
    }  # fmt: skip


def visit(cast, starts=SATURDAY) -> Meeting:
    data = {"kind": "INSIDE", "planned_from": starts, "planned_to": starts + timedelta(hours=2), "area": None}
    return meetings.plan_meeting(cast.assignment, data=data, by=fresh(cast.mentor), at=FRIDAY)


def refused(answer) -> dict:
    told = problem(answer, 422, "refused")
    return {error["field"]: (error["rule"], error["article"]) for error in told["errors"]}


def test_an_outing_from_asking_to_the_record(cast, as_, clock):
    made = send(as_(cast.mentor), M, **outing(cast))
    assert made.status_code == 201, made.content
    assert made.json()["state"] == "ASKED"
    address = f"{M}{made.json()['number']}/"
    assert made["Location"].endswith(address)
    problem(send(as_(cast.mentor), f"{address}head-agrees/"), 403, "not-allowed")
    problem(send(as_(cast.mentor), f"{address}child-agrees/"), 403, "not-allowed")
    assert send(as_(cast.orphanage), f"{address}child-agrees/").json()["state"] == "ASKED"
    assert send(as_(cast.head), f"{address}head-agrees/").json()["state"] == "PLANNED"
    clock.move_to(AFTER)
    back = (SATURDAY + timedelta(hours=4)).isoformat()
    assert send(as_(cast.head), f"{address}left/", left_at=SATURDAY.isoformat()).status_code == 200
    assert send(as_(cast.head), f"{address}returned/", returned_at=back).status_code == 200
    held = send(as_(cast.mentor), f"{address}held/", third_party="OTHER", third_party_text="Көршіде").json()
    assert held["state"] == "HELD"
    assert held["breaches"] == [{"code": "THIRD_PARTY", "rule": "kz345.a28-2.p5.s2", "article": "28-2(5)(2)"}]


def test_row_12_no_outing_abroad(cast, as_):
    answer = send(as_(cast.mentor), M, **outing(cast, is_abroad=True))
    assert refused(answer) == {"is_abroad": ("kz345.a28-2.p5.s1", "28-2(5)(1)")}
    body = outing(cast)
    del body["area"]
    assert refused(send(as_(cast.mentor), M, **body)) == {"area": ("kz345.a28-2.p5.s1", "28-2(5)(1)")}
    assert not Meeting.objects.exists()


def test_row_13_no_outing_without_the_heads_consent(cast, as_, clock):
    rule = ("kz345.a28-2.p4.s1", "28-2(4)(1)")
    agreed = {
        "ask": False, "head_consent_by": cast.head.pk, "head_consent_at": FRIDAY.isoformat(),
        "child_consent_at": FRIDAY.isoformat(),
    }  # fmt: skip
    for left_out in ("head_consent_by", "head_consent_at"):
        body = outing(cast, **agreed)
        del body[left_out]
        assert refused(send(as_(cast.orphanage), M, **body)) == {"head_consent": rule}
    answer = send(as_(cast.mentor), M, **outing(cast, **agreed))
    assert refused(answer) == {"head_consent": rule, "child_consent": rule}
    assert not Meeting.objects.exists()
    asked = send(as_(cast.mentor), M, **outing(cast)).json()
    clock.move_to(SATURDAY)
    left = send(as_(cast.mentor), f"{M}{asked['id']}/left/", left_at=SATURDAY.isoformat())
    assert refused(left) == {"head_consent": rule, "child_consent": rule}
    clock.move_to(FRIDAY)
    later = SATURDAY + timedelta(days=1)
    whole = outing(cast, **agreed, planned_from=later.isoformat(), planned_to=(later + timedelta(hours=1)).isoformat())
    assert send(as_(cast.orphanage), M, **whole).json()["state"] == "PLANNED"


def test_what_nobody_planned_is_recorded_and_its_breach_found_by_the_filter(cast, as_):
    body = outing(cast, planned_from="2026-04-01T10:00:00+05:00", planned_to="2026-04-01T12:00:00+05:00")
    body |= {"left_at": "2026-04-01T10:00:00+05:00", "returned_at": "2026-04-01T12:00:00+05:00", "is_abroad": True}
    made = send(as_(cast.mentor), f"{M}record/", **body)
    assert made.status_code == 201, made.content
    assert {one["code"] for one in made.json()["breaches"]} == {"NO_HEAD_CONSENT", "NO_CHILD_CONSENT", "ABROAD"}
    visit(cast)
    listed = as_(cast.officer).get(M, {"breach": "true"}).json()["results"]
    assert [row["number"] for row in listed] == [made.json()["number"]]
    assert as_(cast.officer).get(M, {"kind": "REMOTE"}).json()["results"] == []


def test_missed_and_called_off_need_a_reason_and_the_version_read(cast, as_, clock):
    made = visit(cast)
    client = as_(cast.mentor)
    read = client.get(f"{M}{made.pk}/")
    assert refused(send(client, f"{M}{made.pk}/call-off/", reason=" ")).keys() == {"reason"}
    body = {"reason": "Ауырдым"}
    stale = client.post(f"{M}{made.pk}/call-off/", body, format="json", headers={"If-Match": '"7.x"'})
    assert stale.status_code == 412
    tag = {"If-Match": read["ETag"]}
    done = client.post(f"{M}{made.pk}/call-off/", body, format="json", headers=tag)
    assert done.json()["state"] == "CANCELLED"
    missed = visit(cast)
    clock.move_to(AFTER)
    assert send(as_(cast.mentor), f"{M}{missed.pk}/missed/", reason="Келмеді").json()["state"] == "MISSED"


def test_a_draft_a_second_window_and_the_note(cast, as_, clock):
    made = visit(cast)
    clock.move_to(AFTER)
    client, address = as_(cast.mentor), f"{M}{made.pk}/draft/"
    assert client.get(address).json()["version"] == 0
    saved = client.put(address, {"text": "Сер", "version": 0}, format="json").json()
    assert (saved["text"], saved["version"]) == ("Сер", 1)
    old = client.put(address, {"text": "Басқа", "version": 0}, format="json")
    assert old.status_code in (409, 412)
    assert NoteDraft.objects.get().text == "Сер"
    assert as_(cast.coordinator).get(address).json()["text"] == ""
    assert as_(cast.officer).get(address).status_code == 403
    assert send(client, f"{M}{made.pk}/notes/", text="Басқа", version=0).status_code in (409, 412)
    noted = send(client, f"{M}{made.pk}/notes/", text="Серуен", version=1)
    assert noted.status_code == 201
    note = noted.json()["notes"][0]
    asked = send(as_(cast.coordinator), f"{M}{made.pk}/notes/{note['id']}/questions/", text="Қайда?").json()
    question = asked["notes"][0]["questions"][0]
    problem(send(as_(cast.orphanage), f"{M}{made.pk}/notes/{note['id']}/questions/", text="?"), 403, "not-allowed")
    answer = send(as_(cast.mentor), f"{M}{made.pk}/questions/{question['id']}/answer/", text="Саябақта").json()
    assert answer["notes"][0]["questions"][0]["answer"] == "Саябақта"
    client.put(address, {"text": "Тағы", "version": 0}, format="json")
    assert client.delete(address).status_code == 204


def test_help_is_logged_counted_and_withdrawn(cast, as_):
    client, address = as_(cast.coordinator), f"{V1}/mentoring/help/"
    body = {"candidate": cast.candidate.pk, "kind": "LEGAL", "on": "2026-04-02", "minutes": 60, "note": "Шарт"}
    made = send(client, address, **body)
    assert made.status_code == 201, made.content
    assert refused(send(client, address, **body | {"minutes": 0})).keys() == {"minutes"}
    assert refused(send(client, address, **body | {"on": "2026-05-02"})).keys() == {"on"}
    assert refused(send(as_(cast.coordinator2), address, **body)).keys() == {"candidate"}
    assert len(client.get(address, {"kind": "LEGAL"}).json()["results"]) == 1
    assert as_(cast.coordinator2).get(address).json()["results"] == []
    assert as_(cast.officer).get(address).status_code == 403
    gone = send(client, f"{address}{made.json()['id']}/withdraw/", reason="Қате")
    assert gone.json()["withdrawn_at"]
    assert Help.objects.get().withdraw_reason == "Қате"


def test_vacations_of_the_own_home(cast, as_):
    address = f"{V1}/mentoring/vacations/"
    body = {"name": "Каникул", "starts_on": "2026-04-06", "ends_on": "2026-04-10"}
    made = send(as_(cast.orphanage), address, **body)
    assert made.status_code == 201, made.content
    assert refused(send(as_(cast.orphanage), address, **body)).keys() == {"starts_on"}
    problem(send(as_(cast.coordinator), address, **body), 403, "not-allowed")
    assert len(as_(cast.mentor).get(address, {"organisation": cast.home.pk}).json()["results"]) == 1
    assert as_(cast.officer).delete(f"{address}{made.json()['id']}/").status_code == 403
    assert as_(cast.orphanage).delete(f"{address}{made.json()['id']}/").status_code == 204
    assert as_(cast.orphanage).delete(f"{address}{made.json()['id']}/").status_code == 404


def test_the_immediate_message_is_one_incident_of_however_many_sendings(cast, as_):
    client, address = as_(cast.mentor), f"{V1}/mentoring/at-once/"
    body = {"assignment": cast.assignment.pk, "kind": "INJURY", "description": "Тізесін жаралады"}
    key = {"Idempotency-Key": "k-1"}
    first = client.post(address, body, format="json", headers=key)
    assert first.status_code == 201, first.content
    assert client.post(address, body, format="json", headers=key).json() == first.json()
    incident = Incident.objects.get()
    assert first.json()["incident"] == incident.number
    assert first.json()["due_at"] == "2026-04-03T11:00:00+05:00"
    assert {one["name"] for one in first.json()["told"]} >= {cast.home.name_en or cast.home.name}
    problem(send(client, address, **body | {"description": "х" * 4001}), 400, "invalid")
    assert refused(send(as_(cast.coordinator2), address, **body)).keys() == {"assignment"}
    assert Incident.objects.count() == 1


def test_keys_that_part_late_name_two_messages(cast, as_):
    client, address = as_(cast.mentor), f"{V1}/mentoring/at-once/"
    body = {"assignment": cast.assignment.pk, "kind": "INJURY", "description": "Тізесін жаралады"}
    told = {
        client.post(address, body, format="json", headers={"Idempotency-Key": "k" * 199 + end}).json()["incident"]
        for end in "ab"
    }
    assert (len(told), Incident.objects.count()) == (2, 2)


def test_a_mentors_own_page(cast, as_):
    made = visit(cast)
    own = as_(cast.mentor).get(f"{V1}/mentoring/mine/").json()
    assert [one["number"] for one in own["pairs"]] == [cast.assignment.number]
    assert [one["number"] for one in own["meetings"]] == [made.number]
    assert own["duties"][0]["rule"] == "caseflow.mentoring.meeting"
    for person in (cast.coordinator, cast.officer, cast.police):
        assert as_(person).get(f"{V1}/mentoring/mine/").status_code == 403


def close(cast, how) -> None:
    now = timezone.now()
    if how == "end":
        end_assignment(
            cast.assignment, ends_on=local_day(now), reason="WISH", text="Қаламайды", by=fresh(cast.officer), at=now
        )
    else:
        life.suspend(cast.assignment, reason="SAFETY", text="Тексеру", by=fresh(cast.officer), at=now)


@pytest.mark.parametrize("how", ["end", "rest"])
def test_from_that_second_a_mentor_sees_nothing(cast, as_, clock, how):
    made = visit(cast)
    told = send(
        as_(cast.mentor), f"{V1}/mentoring/at-once/", assignment=cast.assignment.pk, kind="ILLNESS", description="Қызу"
    ).json()
    clock.move_to(AFTER)
    note = notes.write_note(made, text="Жазба", by=fresh(cast.mentor), at=AFTER)
    notes.ask(note, text="Қайда?", by=fresh(cast.coordinator), at=AFTER)
    client = as_(cast.mentor)
    assert client.get(f"{M}{made.number}/").status_code == 200
    assert client.get(f"{V1}/incidents/{told['incident']}/").status_code == 200
    close(cast, how)
    for address in (f"{M}{made.number}/", f"{M}{made.pk}/draft/", f"{V1}/incidents/{told['incident']}/"):
        assert client.get(address).status_code == 404, address
    reason, left = {"reason": "?"}, {"left_at": AFTER.isoformat()}
    for act, body in (("held", {}), ("missed", reason), ("call-off", reason), ("notes", {"text": "?"}), ("left", left)):
        assert send(client, f"{M}{made.pk}/{act}/", **body).status_code == 404, act
    assert client.get(M).json()["results"] == []
    assert client.get(f"{V1}/incidents/").json()["results"] == []
    assert client.get(f"{V1}/obligations/").json()["results"] == []
    assert client.get(f"{V1}/mentoring/mine/").json() == {"pairs": [], "meetings": [], "duties": []}
    assert refused(send(client, M, **outing(cast))).keys() == {"assignment"}
    again = send(client, f"{V1}/mentoring/at-once/", assignment=cast.assignment.pk, kind="ILLNESS", description="Қызу")
    assert refused(again).keys() == {"assignment"}


def test_strangers_find_nothing(cast, as_):
    made = visit(cast)
    for person in (cast.police, cast.ombudsman, *cast.outsiders):
        assert as_(person).get(f"{M}{made.number}/").status_code == 404
        assert as_(person).get(M).json().get("results", []) == []
        assert refused(send(as_(person), M, **outing(cast))).keys() == {"assignment"}

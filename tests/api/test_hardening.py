"""Cursors, half characters, instants at the edge, and what those who were only told may not read."""

import base64
import json
from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Area
from apps.incidents.models import Incident
from apps.notices.models import Notice
from apps.obligations.models import Obligation
from tests.api.conftest import V1, problem
from tests.cast import FRIDAY, log_harm
from tests.factories.accounts import make_agency, make_user
from tests.factories.incidents import fresh_harm
from tests.factories.people import make_child

INCIDENTS = f"{V1}/incidents/"


@pytest.mark.parametrize(("resource", "key"), [("areas", "code"), ("rules", "code")])
def test_pages_ordered_by_text_go_on_to_the_end(cast, as_, resource, key):
    client, seen = as_(cast.officer), []
    address = f"{V1}/{resource}/?page_size=2"
    while address and len(seen) < 12:
        answer = client.get(address)
        assert answer.status_code == 200, answer.content
        seen += [(row[key], row.get("version")) for row in answer.json()["results"]]
        address = answer.json()["next"]
    assert len(seen) == len(set(seen)) > 2
    assert seen == sorted(seen)


@pytest.mark.parametrize("field", ["name_ru", "parent__agencies__memberships__user__password", "nothing"])
def test_a_cursor_holds_values_and_never_names_of_fields(cast, as_, field):
    cursor = base64.urlsafe_b64encode(json.dumps(["n", field]).encode()).decode()
    answer = as_(cast.officer).get(f"{V1}/areas/?cursor={cursor}")
    codes = Area.objects.filter(code__gt=field).order_by("code").values_list("code", flat=True)
    assert [row["code"] for row in answer.json()["results"]] == list(codes[:50])


def test_a_version_beyond_its_column_is_a_bad_cursor(cast, as_):
    cursor = base64.urlsafe_b64encode(json.dumps(["n", "kz345", 2**40]).encode()).decode()
    assert as_(cast.officer).get(f"{V1}/rules/?cursor={cursor}").status_code == 400


@pytest.mark.parametrize("sent", [b'{"kind": "\\ud800"}', b'{"\\ud800": 1}', b'{"reporter": {"\\udfff": 1}}'])
def test_half_a_character_is_refused(cast, as_, sent):
    answer = as_(cast.coordinator).post(INCIDENTS, data=sent, content_type="application/json")
    assert problem(answer, 400, "invalid")


@pytest.mark.parametrize("text", ["1900-01-01T00:00:00+23:59", "2200-12-31T23:59:59-23:59"])
def test_instants_with_odd_offsets(cast, as_, body, text):
    answer = as_(cast.coordinator).post(INCIDENTS, body(state="DRAFT", established_at=text))
    assert answer.status_code in (201, 422), answer.content


def test_one_who_was_only_told_reads_what_is_its_own(cast, as_):
    incident = fresh_harm(cast)
    whole = as_(cast.coordinator).get(f"{INCIDENTS}{incident.number}/").json()
    assert len(whole["notices"]) == 4
    told = as_(cast.police).get(f"{INCIDENTS}{incident.number}/").json()
    assert [one["role"] for one in told["notices"]] == ["POLICE"]
    mine = {cast.department.pk}
    assert all(mine & {duty["owner"]["id"], (duty["recipient"] or {}).get("id")} for duty in told["duties"])
    other = Notice.objects.get(recipient=cast.body)
    assert as_(cast.police).get(f"{V1}/notices/{other.number}/").status_code == 404
    assert as_(cast.coordinator).get(f"{V1}/notices/{other.number}/").status_code == 200


def test_the_name_of_a_child_is_for_those_who_have_to_know_it(cast, as_):
    incident = fresh_harm(cast)
    names = {
        user.username: as_(user).get(f"{INCIDENTS}{incident.number}/").json()["children"][0]["name"]
        for user in (cast.coordinator, cast.officer, cast.police, cast.ombudsman)
    }
    assert names.pop(cast.ombudsman.username) is None
    assert set(names.values()) == {cast.child.full_name}


def test_having_told_is_recorded_once(cast, as_):
    incident, client = fresh_harm(cast), as_(cast.coordinator)
    notice = Notice.objects.get(recipient=cast.department, subject_no=incident.number)
    told = {"channel": "PHONE", "person": "Ахметов", "told_at": (timezone.now() - timedelta(minutes=1)).isoformat()}
    assert client.post(f"{V1}/notices/{notice.pk}/told/", told).status_code == 200
    assert problem(client.post(f"{V1}/notices/{notice.pk}/told/", {**told, "person": "Серіков"}), 422, "refused")
    notice.refresh_from_db()
    assert notice.told_person == "Ахметов"


def test_a_withdrawn_notice_is_not_sent_again(cast, as_):
    incident, client = fresh_harm(cast), as_(cast.coordinator)
    notice = Notice.objects.get(recipient=cast.department, subject_no=incident.number)
    right = make_agency(AgencyKind.POLICE, cast.district)
    where = f"{INCIDENTS}{incident.number}/notices/{notice.number}/replace/"
    assert client.post(where, {"agency": right.pk, "reason": "Басқа бөлім"}).status_code == 200
    assert problem(client.post(f"{V1}/notices/{notice.pk}/resend/", {}), 422, "refused")


def test_a_role_is_filled_by_an_active_body_of_that_kind(cast, as_):
    incident, client = fresh_harm(cast), as_(cast.coordinator)
    notice = Notice.objects.get(recipient=cast.department, subject_no=incident.number)
    where = f"{INCIDENTS}{incident.number}/notices/{notice.number}/replace/"
    school = make_agency(AgencyKind.SCHOOL, cast.district)
    closed = make_agency(AgencyKind.POLICE, cast.district, is_active=False)
    for wrong in (school, closed):
        assert problem(client.post(where, {"agency": wrong.pk, "reason": "x"}), 422, "refused")
    notice.refresh_from_db()
    assert notice.withdrawn_at is None


def test_harm_is_not_joined_away(cast, as_, body):
    """Its clocks would end with nothing in their place."""
    client = as_(cast.coordinator)
    harm = fresh_harm(cast)
    told = body(kind="ILLNESS", established_at=(timezone.now() - timedelta(hours=1)).isoformat())
    illness = client.post(INCIDENTS, told).json()
    assert problem(client.post(f"{INCIDENTS}{harm.number}/join/", {"into": illness["number"]}), 422, "refused")
    assert Obligation.objects.about(harm.subject).exclude(state="CANCELLED").count() >= 4
    assert client.post(f"{INCIDENTS}{illness['number']}/join/", {"into": harm.number}).status_code == 200


def test_reports_of_other_children_elsewhere_are_not_joined(cast, as_):
    harm = fresh_harm(cast)
    other = log_harm(cast)  # months before: another event unless it concerns the same child
    other.concerned.update(child=make_child(cast.officer, surname="Басқа"))
    assert Incident.objects.get(pk=other.pk).established_at == FRIDAY
    answer = as_(cast.officer).post(f"{INCIDENTS}{harm.number}/join/", {"into": other.number})
    assert problem(answer, 422, "refused")


def test_a_stay_does_not_end_inside_the_next_one(cast, as_):
    officer = cast.officer
    child, home = make_child(officer), make_agency(AgencyKind.ORPHAN_ORG, cast.district)
    where, client = f"{V1}/children/{child.number}/placements/", as_(officer)
    first = client.post(where, {"organisation": home.pk, "starts_on": "2026-01-01", "ends_on": "2199-01-01"}).json()
    assert client.post(where, {"organisation": home.pk, "starts_on": "2199-02-01"}).status_code == 201
    for day in ("2199-03-01", "9999-12-31"):
        assert problem(client.post(f"{where}{first['id']}/end/", {"ends_on": day}), 422, "refused")


def test_an_operator_without_files_of_children_reads_no_name(cast, as_):
    incident = fresh_harm(cast)
    operator = make_user(make_agency(AgencyKind.CONTACT_CENTRE, cast.district), "OPERATOR_111")
    from apps.incidents.acts.access import grant

    grant(incident, operator.agency.pk, "ESCALATION", by=None, at=timezone.now())
    told = as_(operator).get(f"{INCIDENTS}{incident.number}/").json()
    assert [one["name"] for one in told["children"]] == [None]

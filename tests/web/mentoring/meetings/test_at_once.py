"""“Immediately” (28-2(6)(2)): one incident of however many sendings, with its clock; small for a poor network."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from apps.incidents.models import Incident
from apps.incidents.states import Kind
from apps.notices.models import Notice
from apps.obligations.models import Obligation
from tests.web.mentoring.meetings.conftest import FRIDAY, SATURDAY, agreed_outing, errors, get, post, when

pytestmark = pytest.mark.django_db
SMALL = 12_000
"""Bytes of the page: a few seconds on the slowest network."""


def typed(cast, **fields):
    return {
        "assignment": cast.assignment.pk, "kind": "INJURY", "safety": "SAFE", "description": "Тізесін жаралады",
        "ago": "0", "key": "k-1", "waited": "0", **fields,
    }  # fmt: skip


def test_it_becomes_an_incident_with_its_clock_and_recipients(cast, as_):
    mentor = as_(cast.mentor)
    answer = post(mentor, "at_once", **typed(cast, ago="10"))
    incident = Incident.objects.get()
    assert answer.url == f"/mentoring/mine/at-once/{incident.number}/"
    assert (incident.kind, incident.author, incident.agency) == ("INJURY", cast.mentor, cast.organisation)
    assert incident.occurred_from == FRIDAY - timedelta(minutes=10)
    assert [one.child for one in incident.concerned.all()] == [cast.child]
    duty = Obligation.objects.get(rule__code="kz345.a28-2.p6.s2")
    assert duty.due_at == incident.occurred_from + timedelta(hours=1)
    told = set(Notice.objects.filter(subject_id=incident.pk).values_list("recipient", flat=True))
    assert {cast.home.pk, cast.body.pk} <= told
    page = get(mentor, "at_once_sent", incident.number)
    assert page.status_code == 200
    assert cast.home.name in page.content.decode()
    assert cast.organisation.name in page.content.decode(), "the organisation has it, and is named"


def test_the_same_message_sent_again_makes_no_second_incident(cast, as_, clock):
    first = post(as_(cast.mentor), "at_once", **typed(cast))
    clock.move_to(FRIDAY + timedelta(minutes=3))
    again = as_(cast.mentor).post("/mentoring/mine/at-once/", typed(cast, waited="180"), headers={"X-Once": "1"})
    assert (again.status_code, again.json()["url"]) == (201, first.url)
    assert Incident.objects.count() == 1
    post(as_(cast.mentor), "at_once", **typed(cast, key="k-2"))
    assert Incident.objects.count() == 2


@pytest.mark.parametrize(
    ("field", "value"), [("description", "Енді есінен танды"), ("kind", "ILLNESS"), ("safety", "IN_DANGER")]
)
def test_another_danger_under_the_same_key_is_another_incident(cast, as_, field, value):
    """A page that stayed open, or went back, keeps its key; the second danger is told all the same."""
    first = post(as_(cast.mentor), "at_once", **typed(cast))
    second = post(as_(cast.mentor), "at_once", **typed(cast, **{field: value}))
    assert (Incident.objects.count(), first.url == second.url) == (2, False)
    assert getattr(Incident.objects.order_by("-pk")[0], field) == value
    for one, fields in ((first, {}), (second, {field: value})):
        assert post(as_(cast.mentor), "at_once", **typed(cast, **fields)).url == one.url
    assert Incident.objects.count() == 2


def test_time_lost_on_the_network_does_not_move_the_fact(cast, as_):
    post(as_(cast.mentor), "at_once", **typed(cast, waited="1500"))
    assert Incident.objects.get().established_at == FRIDAY - timedelta(minutes=25)


def test_the_place_of_an_outing_that_is_on_is_known(cast, as_, clock):
    outing = agreed_outing(cast)
    clock.move_to(SATURDAY + timedelta(hours=1))
    post(as_(cast.mentor), "at_once", **typed(cast))
    incident = Incident.objects.get()
    assert (incident.area, incident.place) == (outing.area, "Саябақ")


@pytest.mark.parametrize(
    ("field", "value", "stands_at"),
    [
        ("kind", "", "kind"), ("kind", "DEATH", "kind"), ("description", "x" * 4001, "description"),
        ("safety", "?", "safety"),
        ("key", "", None), ("ago", "other", "occurred_at"), ("assignment", "999999", "assignment"),
    ],
)  # fmt: skip
def test_what_lacks_is_said_at_its_field(cast, as_, field, value, stands_at):
    answer = post(as_(cast.mentor), "at_once", **typed(cast, **{field: value}))
    assert answer.status_code == 422
    assert (stands_at or "key") in errors(answer)
    assert not Incident.objects.exists()


def test_everything_that_lacks_is_said_at_once_and_at_its_question(cast, as_):
    answer = post(as_(cast.mentor), "at_once", **typed(cast, kind="", safety="", description="", ago="other"))
    assert list(errors(answer)) == ["kind", "safety", "occurred_at"]
    page = answer.content.decode()
    for name in ("kind", "safety", "occurred_at"):
        assert f'id="id_{name}_error"' in page
    assert "maxlength" not in page


def test_what_happened_and_whether_it_is_safe_are_enough(cast, as_):
    assert post(as_(cast.mentor), "at_once", **typed(cast, description="")).status_code == 302
    with translation.override("ru"):
        assert Incident.objects.get().description == str(Kind.INJURY.label)


def test_another_time_is_typed(cast, as_):
    an_hour_ago = FRIDAY - timedelta(hours=2)
    post(as_(cast.mentor), "at_once", **typed(cast, ago="other", **when("occurred_at", an_hour_ago)))
    assert Incident.objects.get().occurred_from == an_hour_ago
    tomorrow = when("occurred_at", timezone.now() + timedelta(days=1))
    post(as_(cast.mentor), "at_once", **typed(cast, key="k-9", ago="other", **tomorrow))
    assert Incident.objects.order_by("-pk")[0].occurred_from == FRIDAY


def test_the_page_is_small_and_only_for_mentors_with_a_child(cast, as_):
    page = get(as_(cast.mentor), "at_once")
    text = page.content.decode()
    assert len(page.content) < SMALL
    for heavy in ("tabler", "htmx", "golos"):
        assert heavy not in text
    assert text.count("<script") == 1
    for person in (cast.coordinator, cast.orphanage, cast.police):
        assert get(as_(person), "at_once").status_code == 403
        assert post(as_(person), "at_once", **typed(cast)).status_code == 403
    assert not Incident.objects.exists()

"""What the demo holds: a whole country, children by the published shares, incidents in every form.

Its rows are those that the real actions write: asked again, they find nothing to change.
"""

from collections import Counter

import pytest
from django.db import transaction
from django.db.models import Count, F

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, AgencyUserPermission, Area, Membership, User
from apps.accounts.roles import ROLES
from apps.audit import log, sealing
from apps.core.identifiers import is_valid
from apps.core.localtime import local_day
from apps.core.numbers import next_number
from apps.demo.duplicates import PAIRS
from apps.incidents import aftermath
from apps.incidents.acts import sending, steps
from apps.incidents.models import Correction, Incident, IncidentAccess
from apps.incidents.states import Kind, State
from apps.mentoring.models import Assignment
from apps.notices.models import Message, Notice
from apps.obligations.models import Change, Obligation, Step
from apps.obligations.sweep import sweep
from apps.people.checks import checked
from apps.people.models import Child

pytestmark = pytest.mark.django_db
FOUND = IMPORTED = 2
FIELDS = ("pk", "rule_id", "state", "started_at", "due_at", "notice_id", "party_id", "breached_at", "next_step_at")


def test_agencies_of_every_kind_and_bodies_in_every_district(demo):
    assert set(Agency.objects.values_list("kind", flat=True)) == set(AgencyKind.values)
    districts = Area.objects.filter(level=Area.Level.DISTRICT)
    for kind in (AgencyKind.GUARDIANSHIP, AgencyKind.POLICE):
        bodies = Agency.objects.of_kind(kind).values_list("area_id", flat=True)
        assert Counter(bodies) == Counter(districts.values_list("pk", flat=True))
    regions = Agency.objects.of_kind(AgencyKind.REGIONAL_OMBUDSMAN).values_list("area__code", flat=True)
    assert len(regions) == 20
    assert Agency.objects.filter(on_platform=False).exists()
    assert Agency.objects.filter(email__endswith="@bounce.example").exists()


def test_agencies_and_their_people_would_pass_the_checks_of_a_form(demo):
    for agency in Agency.objects.select_related("area"):
        agency.full_clean(validate_unique=False, validate_constraints=False)
        assert agency.name_kk
        assert agency.name_ru
        assert agency.name_en
    assert not Membership.objects.exclude(user__email__endswith=".example").exists()


def test_grants_are_those_of_the_posts(demo):
    for user in User.objects.filter(email__endswith="@demo.example"):
        held = set(
            AgencyUserPermission.objects.filter(user=user).values_list("content_object_id", "permission__codename")
        )
        assert held == {(p.agency_id, str(perm)) for p in user.posts for perm in ROLES[p.role].permissions}


def test_children_have_the_published_ages(demo):
    ages = Counter(child.age(local_day(demo)) for child in Child.objects.filter(retention=None))
    total = sum(ages.values())
    assert total == 1500 + PAIRS + FOUND + IMPORTED
    assert 0.68 < sum(ages[a] for a in range(12, 18)) / total < 0.78
    assert 0.2 < sum(ages[a] for a in range(5, 12)) / total < 0.3
    assert max(ages) < 18
    assert 0.11 < Child.objects.filter(placements__ends_on=None, placements__isnull=False).count() / total < 0.24
    assert 120 < Assignment.objects.count() < 190


def test_children_would_pass_the_checks_of_a_form_and_have_invented_iins(demo):
    for child in Child.objects.select_related("area").order_by("pk")[::25]:
        checked(child.__dict__ | {"area": child.area}, on=local_day(child.registered_at))
    iins = list(Child.objects.exclude(iin="").values_list("iin", flat=True))
    assert all(is_valid(iin) and iin[7] == "9" for iin in iins)
    assert set(Child.objects.filter(iin="").values_list("no_iin_reason", flat=True)) >= {"FOREIGNER", "NOT_KNOWN"}


def test_incidents_of_every_kind_and_in_every_state(demo):
    assert set(Incident.objects.values_list("kind", flat=True)) == set(Kind.values)
    assert set(Incident.objects.values_list("state", flat=True)) == set(State.values)
    assert 385 <= Incident.objects.count() <= 430
    span = demo - Incident.objects.earliest("created_at").created_at
    assert 600 < span.days <= 731
    law = Incident.objects.filter(kind__in=["CRUEL_PHYSICAL", "DEATH"], established_at__date__lt="2025-04-12")
    assert law.exists()
    codes = Obligation.objects.filter(subject_id__in=law.values("pk")).values_list("rule__code", flat=True)
    assert "kz345.a28-2.p10.s7" not in codes


def test_duties_notices_and_messages_in_every_form(demo):
    assert set(Obligation.objects.values_list("state", flat=True)) == set(Obligation.State.values)
    assert Obligation.objects.overdue(demo).exists()
    assert Correction.objects.exists()
    assert Change.objects.exists()
    assert Incident.objects.filter(joined_to__isnull=False).exists()
    assert Notice.objects.filter(returned_at__isnull=False, delivered_at__isnull=True).exists()
    assert Notice.objects.filter(told_at__isnull=False).exists()
    assert Notice.objects.filter(acknowledged_at__isnull=False).exists()
    assert set(Message.objects.values_list("kind", flat=True)) >= {"NOTICE", "REMINDER", "BREACH", "RETURNED"}
    assert not Message.objects.filter(email_state=Message.Email.QUEUED).exists()
    assert IncidentAccess.objects.filter(ground="ESCALATION").exists()


def test_the_sweep_finds_nothing_old_to_do(demo):
    assert sweep(demo) <= 2


def test_steps_taken_are_consistent(demo):
    counted = Obligation.objects.annotate(taken=Count("steps")).exclude(taken=F("steps_taken"))
    assert not counted.exists()
    assert not Step.objects.filter(taken_at__gt=demo).exists()
    late = Obligation.objects.filter(breached_at__isnull=True, due_at__lt=demo, state="OPEN")
    assert not late.exists()


def test_every_row_has_its_history_and_the_system_as_its_author(demo):
    assert sealing.verify() is None


def test_new_numbers_do_not_collide(demo):
    for prefix, model in (("I", Incident), ("N", Notice), ("C", Child)):
        assert not model.objects.filter(number=next_number(prefix, demo)).exists()


def rows_of(incident: Incident) -> tuple:
    return (
        Incident.objects.get(pk=incident.pk).state,
        list(Obligation.objects.about(incident.subject).order_by("pk").values_list(*FIELDS)),
        list(Notice.objects.filter(subject_id=incident.pk).order_by("pk").values_list("pk", "recipient_id", "role")),
        set(IncidentAccess.objects.filter(incident=incident).values_list("agency_id", "user_id", "ground")),
    )


@pytest.mark.parametrize("state", [s for s in State.values if s not in (State.JOINED, State.DISCARDED)])
def test_the_engine_agrees_with_every_incident(demo, state):
    for incident in Incident.objects.filter(state=state).select_related("agency", "author", "area").order_by("pk")[::3]:
        before = rows_of(incident)
        with transaction.atomic():
            log.act_as(None)
            steps.reconcile(incident, by=None, at=demo)
            if state != State.DRAFT:
                sending.tell_everyone(incident, by=None, at=demo)
            after = rows_of(incident)
            transaction.set_rollback(True)
        assert after == before, incident.number


def test_nothing_is_missing_from_a_closed_incident(demo):
    for incident in Incident.objects.filter(state=State.CLOSED).select_related("agency", "author", "area"):
        aftermath.what_is_missing(incident).done()

"""A child about whom an incident runs moves to another district: what its guardianship body owes goes along."""

from datetime import timedelta

import pytest

from apps.audit.models import LedgerEntry
from apps.casework import referrals
from apps.casework.models import Referral
from apps.incidents import aftermath
from apps.incidents.acts import drafts
from apps.incidents.models import ExtraRecipient, Incident, IncidentChild
from apps.notices.actions import acknowledge
from apps.notices.models import Message, Notice
from apps.obligations.law import load_rules
from apps.obligations.models import Obligation
from apps.obligations.sweep import sweep
from tests.cast import FRIDAY, facts, log_harm, make_cast
from tests.factories.accounts import fresh
from tests.factories.people import make_child

HOUR = timedelta(hours=1)
PLAN = "kz345.a36.p3.plan"
MOVED = FRIDAY + 5 * HOUR


@pytest.fixture
def cast(db):
    load_rules()
    return make_cast()


@pytest.fixture
def harm(cast):
    """Harm that the child's body was told of and confirmed: it owes the plan."""
    incident = log_harm(cast)
    aftermath.confirm_violence(incident, by=fresh(cast.officer), at=FRIDAY + HOUR)
    return incident


def move_child(cast, at=MOVED):
    referral = referrals.send(
        cast.child, kind=Referral.Kind.TRANSFER, recipient=cast.officer2.agency, asked="Қабылдауды сұраймыз",
        reason="Отбасы көшті.", by=fresh(cast.officer), at=at - HOUR,
    )  # fmt: skip
    referrals.accept(referral, by=fresh(cast.officer2), at=at)


def duties(incident, code=PLAN):
    return Obligation.objects.about(incident.subject).filter(rule__code=code).order_by("pk")


def test_the_plan_is_owed_by_the_new_body_by_the_same_clock(cast, harm):
    before = duties(harm).get()
    assert harm not in Incident.objects.visible_to(fresh(cast.officer2))
    move_child(cast)
    after = duties(harm).get()
    assert (after.pk, after.owner, after.author) == (before.pk, cast.officer2.agency, cast.officer2)
    assert (after.started_at, after.due_at) == (before.started_at, before.due_at)
    noted = LedgerEntry.objects.get(verb="duty.handed_over", subject_kind="incident")
    assert (noted.data["old"], noted.data["new"]) == (cast.body.pk, cast.officer2.agency.pk)
    told = Message.objects.filter(kind="PASSED", to_agency__isnull=False)
    assert {one.to_agency for one in told} == {cast.body, cast.officer2.agency}
    assert {one.subject_no for one in told} == {harm.number}
    aftermath.add_follow_up(
        harm, kind="ASSISTANCE_PLAN", text="Психолог, 10 кездесу", by=fresh(cast.officer2), at=MOVED + HOUR
    )
    assert duties(harm).get().state == "MET"


def test_whoever_established_or_was_told_keeps_what_it_owes(cast, harm):
    notice = Notice.objects.get(recipient=cast.body)
    acknowledge(notice, by=fresh(cast.officer), at=FRIDAY + 2 * HOUR)
    own = drafts.save_draft(
        None, data=facts(cast), children=[cast.child], by=fresh(cast.officer), at=FRIDAY + 2 * HOUR
    ).incident
    kept = Obligation.objects.open().filter(subject_kind="incident").exclude(rule__code=PLAN)
    before = set(kept.values_list("pk", "owner"))
    assert {"caseflow.a7-2.notice"} <= set(kept.filter(subject_id=own.pk, owner=cast.body).values_list(
        "rule__code", flat=True))  # fmt: skip
    move_child(cast)
    assert set(kept.values_list("pk", "owner")) == before
    assert set(Message.objects.filter(kind="PASSED").values_list("subject_no", flat=True)) == {harm.number}


def test_a_breach_stays_with_the_body_that_was_late(cast, harm):
    late = FRIDAY + timedelta(days=30)
    sweep(late)
    move_child(cast, at=late)
    old, new = duties(harm)
    assert (old.owner, old.state, old.breached_at) == (cast.body, "CANCELLED", old.due_at)
    assert (new.owner, new.state, new.due_at, new.breached_at) == (cast.officer2.agency, "OPEN", old.due_at, None)


def test_it_stays_while_another_child_of_the_incident_is_the_old_bodys(cast, harm):
    IncidentChild.objects.create(incident=harm, child=make_child(fresh(cast.officer), iin="", given_name="Дана"))
    move_child(cast)
    assert duties(harm).get().owner == cast.body
    assert not Message.objects.filter(kind="PASSED").exists()


def test_it_stays_with_a_body_that_a_person_named(cast, harm):
    ExtraRecipient.objects.create(incident=harm, agency=cast.body, role="GUARDIANSHIP")
    move_child(cast)
    assert duties(harm).get().owner == cast.body


def test_a_found_child_is_entered_by_the_new_body_and_a_correction_changes_nothing(cast):
    data = facts(cast) | {"kind": "CHILD_FOUND"}
    incident = drafts.save_draft(None, data=data, children=[cast.child], by=fresh(cast.police), at=FRIDAY).incident
    entry = duties(incident, "order.2025-08-29.databank").get()
    assert entry.owner == cast.body
    move_child(cast)
    entry.refresh_from_db()
    assert (entry.owner, entry.state) == (cast.officer2.agency, "OPEN")
    drafts.save_draft(incident, data=data | {"place": "Вокзал"}, children=[cast.child], by=fresh(cast.police),
                      at=MOVED + HOUR)  # fmt: skip
    assert duties(incident, "order.2025-08-29.databank").open().get().pk == entry.pk

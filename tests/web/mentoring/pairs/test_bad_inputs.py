"""What the pages of proposals and pairs refuse, at the field, with the rule and its article."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from apps.core.errors import Collector
from apps.mentoring import dated
from apps.mentoring.acts import agreements, nightly
from apps.mentoring.acts import assignments as life
from apps.mentoring.checks.grounds import check_income
from apps.mentoring.models import Agreement, Certificate, Clearance, Proposal
from apps.mentoring.states import AgreementState, AssignmentState, ProposalState
from apps.people.models import Child
from tests.cast import withdraw_consents
from tests.factories.accounts import fresh
from tests.factories.mentoring import prove_income
from tests.factories.pairs import accepted, paired, proposed, tried
from tests.factories.people import make_child, make_stay, years_ago
from tests.web.mentoring.pairs.asking import day, get, post, refused

pytestmark = pytest.mark.django_db


def test_row_1_no_mentor_for_a_nine_year_old(officer, scene):
    young = make_child(scene.cast.officer, birth_date=years_ago(9), area=scene.cast.district)
    make_stay(young, fresh(scene.cast.officer), scene.cast.home)
    answer = post(officer, "propose", young.number, candidate=scene.candidate.pk)
    assert "kz345.a28-2.p1" in refused(answer, "candidate")
    assert "28-2" in answer.content.decode()
    assert young.number not in get(officer, "waiting").content.decode()
    begun = accepted(scene)
    Child.objects.filter(pk=scene.cast.child.pk).update(birth_date=years_ago(9))
    assert set(refused(post(officer, "begin_trial", begun.number, starts_on=day(scene)), "starts_on")) == {
        "kz345.a28-2.p1"
    }


def test_row_2_no_mentor_for_a_child_who_lives_with_a_guardian(officer, scene):
    """Twelve years old, and not in an organisation for orphans."""
    at_home = make_child(scene.cast.officer, age=12, area=scene.cast.district)
    answer = post(officer, "propose", at_home.number, candidate=scene.candidate.pk)
    assert "kz345.a28-2.p1" in refused(answer, "candidate")
    assert at_home.number not in get(officer, "waiting").content.decode()
    begun = accepted(scene)
    scene.cast.child.placements.update(ends_on=scene.today - timedelta(days=1))
    assert "kz345.a28-2.p1" in refused(post(officer, "begin_trial", begun.number, starts_on=day(scene)), "starts_on")


def test_a_first_day_before_the_proposal_is_said_first_and_alone(officer, scene):
    begun = accepted(scene)
    answer = post(officer, "begin_trial", begun.number, starts_on=day(scene, -1))
    assert set(refused(answer, "starts_on")) == {""}
    with translation.override("en"):
        Proposal.objects.filter(pk=begun.pk).update(proposed_at=scene.now - timedelta(days=900))
        Clearance.objects.filter(candidate=scene.candidate).update(given_on=scene.today)
        said = refused(post(officer, "begin_trial", begun.number, starts_on=day(scene, -1)), "starts_on")
    assert f"{scene.today:%d.%m.%Y}" in said["kz345.a28-2.p3"]


def test_a_minimum_nobody_knows_is_said_to_be_unknown(scene, monkeypatch):
    monkeypatch.setattr(dated, "minimum_on", lambda day: None)
    refuse = Collector()
    with translation.override("en"):
        check_income(scene.candidate, scene.today, refuse)
        assert ["not known" in str(one.message) for one in refuse.refusals] == [True]


def test_only_those_who_may_be_proposed_are_offered(officer, scene):
    def offered():
        page = get(officer, "propose", scene.cast.child.number)
        return [pk for pk, _ in page.context["form"].fields["candidate"].choices if pk]

    assert scene.candidate.pk in offered()
    Clearance.objects.filter(candidate=scene.candidate).update(given_on=scene.today + timedelta(days=1))
    assert scene.candidate.pk not in offered()
    answer = post(officer, "propose", scene.cast.child.number, candidate=scene.candidate.pk)
    assert "kz345.a28-2.p3" in refused(answer, "candidate")


def test_row_14_no_assignment_without_an_agreement_with_that_body(officer, scene):
    begun = accepted(scene)
    Agreement.objects.update(state=AgreementState.WITHDRAWN)
    assert set(refused(post(officer, "begin_trial", begun.number, starts_on=day(scene)), "starts_on")) == {
        "kz345.a28-2.p8"
    }
    answer = post(officer, "propose", scene.cast.child.number, candidate=scene.candidate.pk)
    assert "kz345.a28-2.p8" in refused(answer, "candidate")
    page = get(officer, "match", scene.cast.child.number)
    assert not page.context["possible"]
    assert "kz345.a28-2.p8" in [one["rule"] for row in page.context["others"] for one in row["obstacles"]]


def test_an_agreement_that_ends_while_children_are_mentored(client, officer, scene):
    pair = paired(scene)
    agreements.end(scene.agreement, reason="BOTH", text="Келісім бойынша", by=fresh(scene.cast.officer), at=scene.now)
    pair.refresh_from_db()
    assert (pair.state, pair.end_reason) == (AssignmentState.ENDED, "AGREEMENT")
    for act in ("lift", "activate", "suspend"):
        data = {"contract_no": "8", "contract_on": day(scene), "reason": "SAFETY", "text": "x"}
        assert post(officer, act, pair.number, **data).status_code == 422, act
    answer = post(officer, "propose", scene.cast.child.number, candidate=scene.candidate.pk)
    assert "kz345.a28-2.p8" in refused(answer, "candidate")
    client.force_login(fresh(scene.cast.coordinator))
    page = get(client, "assignment", pair.number)
    assert page.status_code == 200
    assert scene.cast.child.surname not in page.content.decode()
    assert client.get(reverse("children:detail", args=[scene.cast.child.number])).status_code == 404


def test_a_certificate_that_expires_during_the_assignment(client, officer, scene):
    """The night after its last day the pair rests; it goes on only after a new review."""
    pair, over = paired(scene), scene.today - timedelta(days=1)
    Certificate.objects.filter(candidate=scene.candidate).update(valid_until=over, issued_on=over)
    Clearance.objects.filter(candidate=scene.candidate).update(valid_until=over, given_on=over)
    nightly.reopen_expired(at=scene.now)
    pair.refresh_from_db()
    assert pair.state == AssignmentState.SUSPENDED
    page = get(officer, "assignment", pair.number)
    assert "kz345.a28-2.p3" in [one["rule"] for one in page.context["lacking"]]
    answer = post(officer, "lift", pair.number)
    assert "kz345.a28-2.p3" in refused(answer, "__all__")
    client.force_login(fresh(scene.cast.coordinator))
    assert client.get(reverse("children:detail", args=[scene.cast.child.number])).status_code == 404


def test_row_10_an_agreement_signed_before_the_certificate(officer, scene):
    pair = tried(scene)
    answer = post(officer, "activate", pair.number, contract_no="7", contract_on=day(scene, -1))
    assert "kz345.a28-2.p3.s14" in refused(answer, "contract_on")


def test_row_11_an_income_below_the_minimum_of_the_day_of_establishing(officer, scene):
    pair = tried(scene)
    prove_income(scene.candidate, monthly=dated.minimum_on(scene.today).tenge - 1)
    answer = post(officer, "activate", pair.number, contract_no="7", contract_on=day(scene))
    assert "kz345.a28-2.p3.s11" in refused(answer, "contract_on")


def test_what_else_stands_against_it_is_said_at_the_field(officer, scene):
    begun = accepted(scene)
    withdraw_consents(scene.cast)
    said = refused(post(officer, "begin_trial", begun.number, starts_on=day(scene)), "starts_on")
    assert set(said) == {"kz345.a28-2.p9.s1"}
    answer = post(officer, "wish", scene.cast.child.number, wants="NO", heard_on=day(scene), text="")
    assert "text" in answer.context["form"].errors
    assert post(officer, "wish", scene.cast.child.number, wants="YES", heard_on=day(scene, 1)).status_code == 422


def test_a_proposal_that_was_declined_is_not_accepted_afterwards(client, scene):
    made, coordinator = proposed(scene), fresh(scene.cast.coordinator)
    client.force_login(coordinator)
    life.decline_proposal(made, reason="Бос емес", by=coordinator, at=scene.now)
    assert post(client, "accept_proposal", made.number).status_code == 422
    made.refresh_from_db()
    assert (made.state, made.reason) == (ProposalState.DECLINED, "Бос емес")

"""The register of mentoring organisations and their agreements: rows 14 and 15 of section 19."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.accounts.kinds import AgencyKind
from apps.accounts.roles import Role
from apps.core.errors import Collector, NotAllowed, Refused, Stale
from apps.mentoring.acts import agreements, nightly, organisations
from apps.mentoring.checks.agreements import agreement_between, check_agreement
from apps.mentoring.models import Agreement, Assignment, LegalForm, Organisation
from apps.mentoring.models.organisations import NONPROFIT
from apps.notices.models import Notice
from apps.people.models import Child
from tests.cast import make_cast
from tests.factories.accounts import fresh, make_agency, make_officer, make_user
from tests.factories.mentoring import coordinator_of, make_agreement, make_organisation, officer_of, today
from tests.factories.obligations import make_law

pytestmark = pytest.mark.django_db


def rules(caught) -> set:
    return {(refusal.field, refusal.rule) for refusal in caught.value.all}


@pytest.mark.parametrize("form", [form for form in LegalForm.values if form not in NONPROFIT])
def test_row_15_a_commercial_form_is_refused(form):
    with pytest.raises(Refused) as caught:
        make_organisation(legal_form=form)
    assert rules(caught) == {("legal_form", "kz345.a1.s15-1")}


def test_the_database_refuses_a_commercial_form_too():
    held = make_organisation()
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=held.pk).update(legal_form="LLP")


@pytest.mark.parametrize("bin_", ["", "21054001", "210540012343"])
def test_a_bin_without_its_check_digit_is_refused(bin_):
    agency = make_agency(AgencyKind.MENTORING_ORG, bin=bin_)
    by = make_user(agency, Role.MENTORING_HEAD)
    with pytest.raises(Refused) as caught:
        organisations.register_organisation(
            agency, legal_form="FOUNDATION", registered_on=date(2021, 1, 1), areas=[agency.area], by=by,
            at=timezone.now(),
        )  # fmt: skip
    assert rules(caught) == {("bin", None)}


def test_an_organisation_is_registered_once_and_corrected_by_version():
    held = make_organisation()
    data = {"legal_form": "UNION", "registered_on": date(2020, 1, 1), "areas": [held.agency.area.parent]}
    by = coordinator_of(held.agency)
    with pytest.raises(Refused):
        organisations.register_organisation(held.agency, by=by, at=timezone.now(), **data)
    organisations.correct_organisation(held, version=1, by=by, at=timezone.now(), **data)
    held.refresh_from_db()
    assert (held.legal_form, held.version, list(held.areas.all())) == ("UNION", 2, [held.agency.area.parent])
    with pytest.raises(Stale):
        organisations.correct_organisation(held, version=1, by=by, at=timezone.now(), **data)


def test_a_body_corrects_what_it_has_an_agreement_with_and_nothing_else():
    held = make_organisation()
    near, far = (make_agency(AgencyKind.GUARDIANSHIP) for _ in range(2))
    make_agreement(held, near)
    data = {"legal_form": "UNION", "registered_on": date(2020, 1, 1), "areas": [held.agency.area.parent]}
    with pytest.raises(NotAllowed):
        organisations.correct_organisation(held, by=officer_of(far), at=timezone.now(), **data)
    organisations.correct_organisation(held, by=officer_of(near), at=timezone.now(), **data)
    Agreement.objects.update(state="WITHDRAWN")
    with pytest.raises(NotAllowed):
        organisations.correct_organisation(held, by=officer_of(near), at=timezone.now(), **data)


def test_another_organisation_registers_nobody():
    agency = make_agency(AgencyKind.MENTORING_ORG)
    stranger = make_user(make_agency(AgencyKind.MENTORING_ORG), Role.MENTORING_COORDINATOR)
    with pytest.raises(NotAllowed):
        organisations.register_organisation(
            agency, legal_form="FOUNDATION", registered_on=today(), areas=[agency.area], by=stranger,
            at=timezone.now(),
        )  # fmt: skip


def test_an_agreement_is_in_force_when_the_other_side_confirms():
    organisation, body = make_organisation(), make_agency(AgencyKind.GUARDIANSHIP)
    by, now = coordinator_of(organisation.agency), timezone.now()
    data = {"paper_number": "7", "signed_on": today(), "starts_on": today(), "ends_on": None}
    made = agreements.propose(organisation, body=body, data=data, by=by, at=now)
    assert agreement_between(organisation.agency, body, today()) is None
    assert Notice.objects.get(subject_kind="mentor_agreement").recipient == body
    for person in (by, make_officer()):
        with pytest.raises(NotAllowed):
            agreements.confirm(made, by=fresh(person), at=now)
    agreements.confirm(made, by=officer_of(body), at=now)
    organisation.refresh_from_db()
    assert agreement_between(organisation.agency, body, today()) == made
    assert agreement_between(organisation.agency, body, today() - timedelta(days=1)) is None
    assert organisation.state == "ACTIVE"
    assert made.number.startswith("A-")


def test_the_body_may_propose_and_the_organisation_confirms():
    organisation, body = make_organisation(), make_agency(AgencyKind.GUARDIANSHIP)
    data = {"paper_number": "7", "signed_on": today(), "starts_on": today(), "ends_on": today()}
    made = agreements.propose(organisation, body=body, data=data, by=officer_of(body), at=timezone.now())
    with pytest.raises(NotAllowed):
        agreements.confirm(made, by=officer_of(body), at=timezone.now())
    agreements.confirm(made, by=coordinator_of(organisation.agency), at=timezone.now())
    assert agreement_between(organisation.agency, body, today() + timedelta(days=1)) is None


def test_no_two_agreements_of_one_pair_are_in_force_at_once():
    held = make_agreement()
    with pytest.raises(Refused) as caught:
        make_agreement(held.organisation, held.body, paper_number="13")
    assert rules(caught) == {("starts_on", "caseflow.mentoring.one_agreement")}
    other = Agreement.objects.get(pk=held.pk)
    other.pk, other.number = None, "A-26-999999"
    with pytest.raises(IntegrityError), transaction.atomic():
        other.save(force_insert=True)
    assert make_agreement(held.organisation).body != held.body


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"paper_number": " "}, "paper_number"),
        ({"signed_on": None}, "signed_on"),
        ({"signed_on": date(2999, 1, 1)}, "signed_on"),
        ({"starts_on": date(2020, 1, 1)}, "starts_on"),
        ({"ends_on": date(2020, 1, 1)}, "ends_on"),
    ],
)
def test_refusals_stand_at_their_fields(changed, field):
    with pytest.raises(Refused) as caught:
        make_agreement(**changed)
    assert field in {refusal.field for refusal in caught.value.all}


def test_row_14_without_an_agreement_nothing_is_assigned():
    held = make_agreement()
    refuse = Collector()
    assert check_agreement(held.organisation.agency, held.body, today(), refuse) == held
    assert not refuse.refusals
    check_agreement(held.organisation.agency, make_agency(AgencyKind.GUARDIANSHIP), today(), refuse)
    assert [(one.field, one.rule) for one in refuse.refusals] == [("organisation", "kz345.a28-2.p8")]


@pytest.fixture
def mentored():
    """The cast, with an agreement between its organisation and its body."""
    make_law()
    cast = make_cast()
    cast.agreement = make_agreement(make_organisation(cast.organisation), cast.body)
    return cast


def sees(person, child) -> bool:
    return Child.objects.visible_to(fresh(person)).filter(pk=child.pk).exists()


def test_an_agreement_that_ends_closes_assignments_and_access_and_everybody_is_told(mentored):
    cast, now = mentored, timezone.now()
    assert sees(cast.coordinator, cast.child)
    agreements.end(cast.agreement, reason="BREACH", text="Есеп берілмеді", by=fresh(cast.officer), at=now)
    cast.agreement.refresh_from_db()
    assert (cast.agreement.state, cast.agreement.end_reason) == ("ENDED", "BREACH")
    assert Assignment.objects.get(child=cast.child).ends_on == today()
    assert not sees(cast.coordinator, cast.child)
    assert not sees(cast.mentor, cast.child)
    told = set(Notice.objects.filter(subject_kind="agreement_end").values_list("recipient", flat=True))
    assert told == {cast.organisation.pk, cast.home.pk}
    assert cast.agreement.organisation.__class__.objects.get().state == "REGISTERED"


def test_an_agreement_whose_last_day_is_over_ends_by_itself(mentored):
    cast = mentored
    Agreement.objects.update(ends_on=today())
    assert nightly.expire_agreements(at=timezone.now()) == []
    tomorrow = timezone.now() + timedelta(days=1)
    (ended,) = nightly.expire_agreements(at=tomorrow)
    assert (ended.end_reason, ended.ended_on) == ("EXPIRED", today())
    assert not Assignment.objects.on(today() + timedelta(days=2)).filter(child=cast.child).exists()
    told = set(Notice.objects.filter(subject_kind="agreement_end").values_list("recipient", flat=True))
    assert told == {cast.organisation.pk, cast.home.pk, cast.body.pk}


def test_who_ends_its_work_has_no_agreement_left(mentored):
    cast = mentored
    held = cast.agreement.organisation
    organisations.end_organisation(held, reason="Жабылды", by=fresh(cast.coordinator), at=timezone.now())
    assert Organisation.objects.get(pk=held.pk).state == "ENDED"
    assert Agreement.objects.get().end_reason == "ORGANISATION_ENDED"
    with pytest.raises(Refused):
        make_agreement(Organisation.objects.get(pk=held.pk), cast.body)


def test_only_the_two_sides_end_it_and_they_say_why():
    held = make_agreement()
    with pytest.raises(NotAllowed):
        agreements.end(held, reason="BOTH", by=make_officer(), at=timezone.now())
    for reason, text, field in (("EXPIRED", "", "reason"), ("BREACH", " ", "text")):
        with pytest.raises(Refused) as caught:
            agreements.end(held, reason=reason, text=text, by=officer_of(held.body), at=timezone.now())
        assert caught.value.field == field


def test_a_proposal_is_withdrawn_with_a_reason_and_never_confirmed():
    organisation, body = make_organisation(), make_agency(AgencyKind.GUARDIANSHIP)
    data = {"paper_number": "7", "signed_on": today(), "starts_on": today(), "ends_on": None}
    made = agreements.propose(
        organisation, body=body, data=data, by=coordinator_of(organisation.agency), at=timezone.now()
    )
    with pytest.raises(Refused):
        agreements.withdraw(made, reason=" ", by=officer_of(body), at=timezone.now())
    agreements.withdraw(made, reason="Мәтіні қате", by=officer_of(body), at=timezone.now())
    with pytest.raises(Refused):
        agreements.confirm(made, by=officer_of(body), at=timezone.now())

"""Applications, advice and the household: rows 3, 4 and 9 of section 19."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from apps.accounts.kinds import AgencyKind
from apps.accounts.roles import Role
from apps.complaints.models import IndexKey
from apps.core.errors import NotAllowed, Refused, Stale
from apps.mentoring.acts import applications, household
from apps.mentoring.checks.candidates import CONSENT
from apps.mentoring.models import Candidate, HouseholdMember
from apps.notices.models import Notice
from apps.obligations.models import Obligation
from tests.factories.accounts import make_agency, make_officer, make_user
from tests.factories.mentoring import (
    a_member,
    candidate_data,
    coordinator_of,
    make_candidate,
    make_checked,
    make_organisation,
    officer_of,
    reload,
    today,
)
from tests.factories.obligations import make_law
from tests.factories.people import make_iin, years_ago

pytestmark = pytest.mark.django_db
OF_AGE = "kz345.a28-2.p3.s1"
HOUSEHOLD = "kz345.a28-2.p3.pthousehold"


def rules(caught) -> set:
    return {(refusal.field, refusal.rule) for refusal in caught.value.all}


def by_of(candidate: Candidate):
    return coordinator_of(candidate.organisation.agency)


def test_row_3_nobody_under_age_is_a_mentor():
    with pytest.raises(Refused) as caught:
        make_candidate(birth_date=years_ago(17))
    assert rules(caught) == {("birth_date", OF_AGE)}
    eighteen_today = today().replace(year=today().year - 18)
    assert make_candidate(birth_date=eighteen_today).state == "APPLIED"
    with pytest.raises(Refused):
        make_candidate(birth_date=eighteen_today + timedelta(days=1))


@pytest.mark.parametrize("citizenship", ["RUS", "XXA", "OTH"])
def test_row_4_a_citizen_of_another_state_is_no_mentor(citizenship):
    with pytest.raises(Refused) as caught:
        make_candidate(citizenship=citizenship)
    assert rules(caught) == {("citizenship", OF_AGE)}


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"surname": " "}, "surname"),
        ({"given_name": "x" * 101}, "given_name"),
        ({"birth_date": None}, "birth_date"),
        ({"birth_date": date(1800, 1, 1)}, "birth_date"),
        ({"citizenship": "ABC"}, "citizenship"),
        ({"area": None}, "area"),
        ({"phone": "call me"}, "phone"),
        ({"email": "nobody"}, "email"),
        ({"iin": "123456789012"}, "iin"),
        ({"languages": ["tlh"]}, "languages"),
        ({"interests": ["WAR"]}, "interests"),
        ({"capacity": 0}, "capacity"),
    ],
)
def test_refusals_stand_at_their_fields(changed, field):
    with pytest.raises(Refused) as caught:
        make_candidate(**changed)
    assert field in {refusal.field for refusal in caught.value.all}


def test_an_application_is_kept_clean_and_the_iin_as_a_cipher():
    iin = make_iin(date(1990, 4, 12), "FEMALE")
    made = reload(make_candidate(iin=iin))
    assert (made.phone, made.iin, made.source) == ("+77011234567", iin, "OFFICE")
    stored = Candidate.objects.extra(select={"raw": "iin"}).values_list("raw", flat=True).get()
    assert iin not in stored


def test_one_open_application_of_a_person_at_an_organisation():
    iin = make_iin(date(1990, 4, 12), "FEMALE")
    made = make_candidate(iin=iin)
    with pytest.raises(Refused) as caught:
        make_candidate(made.organisation, made.body, iin=iin)
    assert caught.value.field == "iin"
    assert made.number in str(caught.value.message)
    assert make_candidate(iin=iin).pk
    applications.withdraw(made, reason="Қайта береді", by=by_of(made), at=timezone.now())
    assert make_candidate(made.organisation, made.body, iin=iin).pk


def test_an_application_from_the_public_page_is_made_by_nobody_and_waits_in_the_inbox():
    make_law()
    organisation, body = make_organisation(), make_agency(AgencyKind.GUARDIANSHIP)
    data = candidate_data(area=organisation.agency.area)
    with pytest.raises(Refused) as caught:
        applications.apply(organisation, body=body, data=data, by=None, at=timezone.now())
    assert caught.value.field == "consent"
    made = applications.apply(organisation, body=body, data=data, consent=CONSENT, by=None, at=timezone.now())
    assert (made.source, made.applied_by) == ("PUBLIC", None)
    assert Notice.objects.get(subject_kind="candidate").recipient == organisation.agency
    duty = Obligation.objects.get(subject_kind="candidate", subject_id=made.pk)
    assert (duty.rule.code, duty.owner) == ("kz345.a28-2.p10.s1", organisation.agency)


def test_another_organisation_enters_no_application_here():
    organisation = make_organisation()
    stranger = make_user(make_agency(AgencyKind.MENTORING_ORG), Role.MENTORING_COORDINATOR)
    data = candidate_data(area=organisation.agency.area)
    with pytest.raises(NotAllowed):
        applications.apply(
            organisation, body=make_agency(AgencyKind.GUARDIANSHIP), data=data, by=stranger, at=timezone.now()
        )


def test_advice_meets_its_duty():
    make_law()
    made, now = make_candidate(), timezone.now()
    with pytest.raises(Refused):
        applications.consult(made, held_on=today() + timedelta(days=1), by=by_of(made), at=now)
    applications.consult(made, held_on=today(), note="Талаптар түсіндірілді", by=by_of(made), at=now)
    assert reload(made).state == "ADVISED"
    assert Obligation.objects.get(subject_kind="candidate").state == "MET"
    applications.consult(made, held_on=today(), by=by_of(made), at=now)
    assert made.consultations.count() == 2


def test_the_household_is_declared_after_the_advice():
    made = make_candidate()
    with pytest.raises(Refused) as caught:
        household.declare(made, is_married=False, lives_alone=True, members=[], by=by_of(made), at=timezone.now())
    assert caught.value.rule == "kz345.a28-2.p10.s1"


def test_row_9_a_married_candidate_with_an_empty_list_declared_nothing():
    with pytest.raises(Refused) as caught:
        make_checked(is_married=True, lives_alone=False)
    assert rules(caught) == {("lives_alone", HOUSEHOLD), ("household", HOUSEHOLD)}
    with pytest.raises(Refused) as caught:
        make_checked(is_married=True, lives_alone=True)
    assert rules(caught) == {("household", HOUSEHOLD)}


@pytest.mark.parametrize(
    ("married", "alone", "members", "field"),
    [
        (None, True, [], "is_married"),
        (False, None, [], "lives_alone"),
        (False, False, [], "lives_alone"),
        (False, True, ["COHABITANT"], "lives_alone"),
        (False, False, ["SPOUSE"], "is_married"),
        (True, False, ["SPOUSE", "SPOUSE"], "household"),
    ],
)
def test_a_declaration_that_contradicts_itself_is_refused(married, alone, members, field):
    with pytest.raises(Refused) as caught:
        make_checked(is_married=married, lives_alone=alone, members=[a_member(one) for one in members])
    assert field in {refusal.field for refusal in caught.value.all}
    assert not HouseholdMember.objects.exists()


def test_the_body_sees_a_candidate_from_the_declaration_on():
    made = make_candidate()
    officer = officer_of(made.body)
    assert not Candidate.objects.visible_to(officer).exists()
    applications.consult(made, held_on=today(), by=by_of(made), at=timezone.now())
    household.declare(
        made, is_married=True, lives_alone=False, members=[a_member("SPOUSE"), a_member()], by=by_of(made),
        at=timezone.now(),
    )  # fmt: skip
    assert Candidate.objects.visible_to(officer).get().state == "CHECKING"
    assert not Candidate.objects.visible_to(make_officer()).exists()


def test_who_leaves_the_household_is_kept_and_the_declaration_follows():
    made = make_checked(is_married=True, lives_alone=False, members=[a_member("SPOUSE"), a_member()])
    spouse, other = made.household.order_by("-relation")
    household.end_member(spouse, ends_on=today(), by=by_of(made), at=timezone.now())
    assert reload(made).is_married is False
    household.end_member(other, ends_on=today(), by=by_of(made), at=timezone.now())
    assert (reload(made).lives_alone, made.household.count()) == (True, 2)
    with pytest.raises(Refused):
        household.end_member(other, ends_on=today(), by=by_of(made), at=timezone.now())


def test_corrections_are_checked_and_nothing_is_overwritten():
    made = make_candidate()
    applications.correct(made, data={"capacity": 3}, version=1, by=by_of(made), at=timezone.now())
    assert reload(made).capacity == 3
    with pytest.raises(Stale):
        applications.correct(made, data={"capacity": 4}, version=1, by=by_of(made), at=timezone.now())
    with pytest.raises(Refused) as caught:
        applications.correct(made, data={"citizenship": "RUS"}, by=by_of(made), at=timezone.now())
    assert rules(caught) == {("citizenship", OF_AGE)}


def test_the_account_is_a_mentors_of_this_organisation_and_opens_the_own_application_only():
    made = make_candidate()
    mentor = make_user(made.organisation.agency, Role.MENTOR)
    another = make_user(make_agency(AgencyKind.MENTORING_ORG), Role.MENTOR)
    with pytest.raises(Refused):
        applications.link_account(made, account=another, by=by_of(made), at=timezone.now())
    assert not Candidate.objects.visible_to(mentor).exists()
    applications.link_account(made, account=mentor, by=by_of(made), at=timezone.now())
    make_candidate(made.organisation, made.body)
    assert list(Candidate.objects.visible_to(mentor)) == [made]
    second = Candidate.objects.exclude(pk=made.pk).get()
    with pytest.raises(Refused):
        applications.link_account(second, account=mentor, by=by_of(made), at=timezone.now())


def test_a_candidate_withdraws_and_the_application_stays_closed():
    made = make_checked()
    applications.withdraw(made, reason="Көшіп кетеді", by=by_of(made), at=timezone.now())
    assert reload(made).state == "WITHDRAWN"
    with pytest.raises(NotAllowed):
        applications.consult(made, held_on=today(), by=by_of(made), at=timezone.now())
    with pytest.raises(Refused):
        applications.withdraw(made, reason="Тағы да", by=by_of(made), at=timezone.now())


def test_an_application_of_nobody_at_the_office_is_refused_by_the_database():
    made = make_candidate()
    with pytest.raises(IntegrityError), transaction.atomic():
        Candidate.objects.filter(pk=made.pk).update(applied_by=None)


def test_an_iin_lies_encrypted_is_found_whole_and_outlives_its_key(settings):
    settings.FIELD_KEYS = ["old-key " * 8]
    IndexKey.objects.all().delete()  # made by a migration, under the key of the settings
    born = candidate_data()["birth_date"]
    iin = make_iin(born, "FEMALE")
    held = make_candidate(iin=iin)
    with connection.cursor() as cursor:
        cursor.execute("SELECT iin FROM mentoring_candidate")
        assert iin not in cursor.fetchone()[0]
    settings.FIELD_KEYS = ["new-key " * 8, "old-key " * 8]
    assert Candidate.objects.get(iin=iin) == held
    call_command("rotate_keys", stdout=StringIO())
    settings.FIELD_KEYS = ["new-key " * 8]
    assert Candidate.objects.get(iin=iin) == held
    assert reload(held).iin == iin


def test_two_applications_of_one_person_at_the_same_moment_are_one(monkeypatch):
    iin = make_iin(date(1990, 4, 12), "FEMALE")
    made = make_candidate(iin=iin)
    real, late = applications.check_new, [True]

    def looks_too_early(*args, **fields):
        return None if late and late.pop() else real(*args, **fields)

    monkeypatch.setattr(applications, "check_new", looks_too_early)
    with pytest.raises(Refused) as caught:
        make_candidate(made.organisation, made.body, iin=iin)
    assert (caught.value.field, Candidate.objects.count()) == ("iin", 1)
    another = make_candidate(made.organisation, made.body)
    late.append(True)
    with pytest.raises(Refused) as caught:
        applications.correct(another, data={"iin": iin}, by=by_of(made), at=timezone.now())
    assert (caught.value.field, reload(another).iin) == ("iin", "")


def test_a_correction_does_not_make_a_second_application_of_a_person():
    iin = make_iin(date(1990, 4, 12), "FEMALE")
    made = make_candidate(iin=iin)
    another = make_candidate(made.organisation, made.body)
    with pytest.raises(Refused) as caught:
        applications.correct(another, data={"iin": iin}, by=by_of(made), at=timezone.now())
    assert caught.value.field == "iin"
    applications.correct(made, data={"iin": iin, "capacity": 1}, by=by_of(made), at=timezone.now())

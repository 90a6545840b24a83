"""Rows 3 to 9 and 11 of section 19 on the pages: refused at the field, with the rule and its article."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from apps.mentoring import dated
from apps.mentoring.acts import applications, clearance
from apps.mentoring.models import Candidate
from tests.factories.mentoring import (
    a_member,
    answer_all,
    certify,
    clear,
    make_candidate,
    make_checked,
    make_cleared,
    make_ready,
    make_submitted,
    prove_income,
    reload,
    today,
    visit,
)
from tests.factories.papers import upload
from tests.factories.people import years_ago
from tests.web.mentoring.candidates.conftest import refused, url

OF_AGE = "kz345.a28-2.p3.s1"
HOUSEHOLD = ("household", "kz345.a28-2.p3.pthousehold")

pytestmark = pytest.mark.django_db


def rule(ground: int) -> tuple[str, str]:
    return f"ground_{ground}", f"kz345.a28-2.p3.s{ground}"


def typed(day) -> str:
    return f"{day:%d.%m.%Y}"


def application(scene, **changes) -> dict:
    return {
        "surname": "Нұрланова", "given_name": "Дана", "birth_date": "12.04.1990", "citizenship": "KAZ",
        "phone": "+7 701 123 45 67", "area": scene.organisation.agency.area_id, "body": scene.body.pk, "capacity": "1",
        **changes,
    }  # fmt: skip


def test_row_3_a_candidate_of_seventeen(coordinator, scene):
    found = coordinator.post(url("candidate_new"), application(scene, birth_date=typed(years_ago(17))))
    assert refused(found) == {("birth_date", OF_AGE)}
    assert "Art.\xa028-2(3)(1)" in found.content.decode()
    assert not Candidate.objects.exists()


def test_row_4_a_citizen_of_another_state(coordinator, scene):
    found = coordinator.post(url("candidate_new"), application(scene, citizenship="RUS"))
    assert refused(found) == {("citizenship", OF_AGE)}
    assert "Art.\xa028-2(3)(1)" in found.content.decode()


def record(client, candidate, ground, member=None, **data):
    """An answer typed on the page; it is recorded whatever it says."""
    address = url("candidate_check", candidate, ground) + (f"?member={member.pk}" if member else "")
    found = client.post(address, {"issued_on": typed(today()), **data})
    assert found.status_code == 302, found.context["form"].errors
    return found


def at_both_gates(coordinator, officer, ready, submitted) -> set:
    """What the organisation is told when it puts forward, and the body when it approves."""
    first = coordinator.post(url("candidate_submit", ready), {"version": reload(ready).version})
    second = officer.post(url("candidate_approve", submitted), {"version": reload(submitted).version})
    assert refused(first) == refused(second)
    assert (reload(ready).state, reload(submitted).state) == ("CHECKING", "REVIEW")
    return refused(second)


def pair(scene, **fields):
    return make_ready(scene.organisation, scene.body, **fields), make_submitted(
        scene.organisation, scene.body, **fields
    )


def test_row_5_an_unexpunged_intentional_conviction(coordinator, officer, scene):
    both = pair(scene)
    for one in both:
        record(coordinator, one, 10, detail="OUTSTANDING")
    assert at_both_gates(coordinator, officer, *both) == {rule(10)}
    page = officer.post(url("candidate_approve", both[1]), {"version": reload(both[1]).version}).content.decode()
    assert "Art.\xa028-2(3)(10)" in page


def test_row_6_once_prosecuted_without_a_rehabilitating_ground(coordinator, officer, scene):
    both = pair(scene)
    for one in both:
        record(coordinator, one, 13, detail="PROSECUTED")
    assert at_both_gates(coordinator, officer, *both) == {rule(13)}


def test_what_lacks_is_said_once_with_the_page_where_it_is_entered(coordinator, scene):
    married = {"is_married": True, "lives_alone": False, "members": [a_member("SPOUSE")]}
    made = make_checked(scene.organisation, scene.body, **married)
    answer = coordinator.post(url("candidate_submit", made), {"version": reload(made).version})
    assert answer.status_code == 422
    page = answer.content.decode()
    spouse = made.household.get()
    for ground in (4, 5, 6, 10, 12, 13):
        address = url("candidate_check", made, ground)
        assert page.count(f'href="{address}"') == page.count(f'href="{address}?member={spouse.pk}"') == 1
    assert url("candidate_income", made) in page
    assert "is not answered" not in page
    household = page.split('id="id_household"')[1].split("</li>")[0]
    assert "field-error" not in page
    assert url("candidate_declare", made) not in household
    assert 'id="errors" data-untouched' in page


def test_row_7_a_spouse_deprived_of_parental_rights(coordinator, officer, scene):
    both = pair(scene, is_married=True, lives_alone=False, members=[a_member("SPOUSE")])
    for one in both:
        record(coordinator, one, 4, one.household.get(), answer="BARRED")
    assert at_both_gates(coordinator, officer, *both) == {HOUSEHOLD, rule(4)}


def test_row_8_a_cohabitant_on_a_dispensary_register(coordinator, officer, scene):
    both = pair(scene, lives_alone=False, members=[a_member()])
    for one in both:
        record(coordinator, one, 12, one.household.get(), answer="BARRED")
    assert at_both_gates(coordinator, officer, *both) == {HOUSEHOLD, rule(12)}


def advised(scene):
    made = make_candidate(scene.organisation, scene.body)
    applications.consult(made, held_on=today(), by=scene.coordinator, at=timezone.now())
    return made


def test_row_9_married_with_an_empty_list(coordinator, officer, scene):
    made = advised(scene)
    found = coordinator.post(url("candidate_declare", made), {"is_married": "yes", "lives_alone": "no"})
    assert refused(found) == {HOUSEHOLD, ("lives_alone", HOUSEHOLD[1])}
    assert "Art.\xa028-2(3)" in found.content.decode()
    submitted = make_submitted(scene.organisation, scene.body)
    Candidate.objects.filter(pk=submitted.pk).update(is_married=True)
    again = officer.post(url("candidate_approve", submitted), {"version": reload(submitted).version})
    assert HOUSEHOLD in refused(again)


def test_a_person_half_typed_is_told_at_that_person(coordinator, scene):
    made = advised(scene)
    data = {"is_married": "yes", "lives_alone": "yes", "relation_2": "SPOUSE", "name_2": "Нұрланов Арман"}
    found = coordinator.post(url("candidate_declare", made), data)
    assert {name for name, _rule in refused(found)} == {"birth_date_2"}
    data["birth_date_2"] = "03.02.1988"
    assert coordinator.post(url("candidate_declare", made), data).status_code == 302
    assert reload(made).state == "CHECKING"
    assert made.household.get().relation == "SPOUSE"


def test_row_10_no_certificate_of_training(coordinator, scene):
    made = make_checked(scene.organisation, scene.body)
    answer_all(made)
    prove_income(made)
    found = coordinator.post(url("candidate_submit", made), {"version": reload(made).version})
    assert refused(found) == {rule(14)}
    certify(made, valid_until=today())
    assert coordinator.post(url("candidate_submit", made), {"version": reload(made).version}).status_code == 302


def test_row_11_income_below_the_minimum_of_the_day(coordinator, officer, scene):
    both = pair(scene)
    minimum = dated.minimum_on(today()).tenge
    for one in both:
        data = {"monthly": str(minimum - 1), "months": "6", "issued_on": typed(today())}
        assert coordinator.post(url("candidate_income", one), data).status_code == 302
    assert at_both_gates(coordinator, officer, *both) == {rule(11)}


def test_a_lifted_conviction_passes_ground_10_and_bars_ground_13(coordinator, officer, scene):
    made = make_submitted(scene.organisation, scene.body)
    record(coordinator, made, 10, detail="EXPUNGED", file=upload())
    record(coordinator, made, 13, detail="CONVICTED")
    found = officer.post(url("candidate_approve", made), {"version": reload(made).version})
    assert refused(found) == {rule(13)}
    page = officer.get(url("candidate", made)).content.decode()
    assert "conviction served out or expunged" in page
    assert "convicted, even if served out or expunged" in page


def test_a_cohabitant_who_turns_eighteen_is_announced_and_then_reached(coordinator, officer, scene):
    born = today().replace(year=today().year - 18)
    made = make_submitted(scene.organisation, scene.body)
    data = {"relation": "COHABITANT", "name": "Нұрланов Ерлан", "birth_date": typed(born + timedelta(days=10))}
    assert coordinator.post(url("candidate_member_new", made), data).status_code == 302
    assert "Comes of age on" in coordinator.get(url("candidate", made)).content.decode()
    made.household.update(birth_date=born)
    found = officer.post(url("candidate_approve", made), {"version": reload(made).version})
    assert refused(found) == {HOUSEHOLD, *(rule(ground) for ground in (4, 5, 6, 10, 12, 13))}


def test_the_ninth_ground_has_no_page_and_asks_nothing(coordinator, scene):
    made = make_checked(scene.organisation, scene.body)
    for ground in (9, 11, 14, 15):
        assert coordinator.get(url("candidate_check", made, ground)).status_code == 404
    page = coordinator.get(url("candidate", made)).content.decode()
    assert page.count("no evidence is prescribed") == 1
    assert url("candidate_check", made, 9) not in page


def test_a_certificate_that_runs_out_stands_in_the_list_and_refuses_the_renewal(coordinator, sign_in, scene):
    made = make_ready(scene.organisation, scene.body)
    certify(made, valid_until=today() + timedelta(days=12))
    clearance.submit(made, by=scene.coordinator, at=timezone.now())
    visit(made)
    clear(reload(made))
    other = make_cleared(scene.organisation, scene.body)
    page = coordinator.get(url("candidates_expiring")).content.decode()
    assert made.number in page
    assert other.number not in page
    assert "mentoring training completed" in page
    with time_machine.travel(timezone.now() + timedelta(days=13)):
        again = sign_in(scene.officer)
        found = again.post(url("candidate_renew", made), {"version": reload(made).version})
        assert refused(found) == {rule(14)}

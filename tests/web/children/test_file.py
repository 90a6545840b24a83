"""Registering, the file, correcting it, stays and mentors."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.kinds import AgencyKind
from apps.accounts.roles import Role
from apps.audit.models import LedgerEntry
from apps.core.localtime import local_day
from apps.people.actions import correct_child
from apps.people.models import Child
from tests.factories.accounts import fresh, make_agency, make_officer, make_user
from tests.factories.mentors import known_mentor, ready_for_a_mentor
from tests.factories.people import make_child, make_iin, make_mentored, make_stay, years_ago

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return make_officer()


@pytest.fixture
def signed_in(client, officer):
    client.force_login(officer)
    return client


def typed(officer, **fields):
    return {
        "surname": "Бекетова", "given_name": "Айару", "birth_date": "01.03.2015", "sex": "FEMALE", "iin": "",
        "no_iin_reason": "NOT_KNOWN", "area": officer.agency.area_id, **fields,
    }  # fmt: skip


def today() -> str:
    return f"{local_day(timezone.now()):%d.%m.%Y}"


def text(response) -> str:
    return response.content.decode()


def test_register(signed_in, officer):
    assert signed_in.get("/children/new/").status_code == 200
    answer = signed_in.post("/children/new/", typed(officer), follow=True)
    child = Child.objects.get()
    assert answer.redirect_chain[-1][0] == f"/children/{child.number}/"
    assert child.number in text(answer)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"iin": "150301500127", "no_iin_reason": ""}, "iin"),
        ({"iin": "70522500417", "no_iin_reason": ""}, "iin"),
        ({"birth_date": "01.03.2999"}, "birth_date"),
        ({"birth_date": "01.03.2001"}, "birth_date"),
        ({"birth_date": "вчера"}, "birth_date"),
        ({"given_name": ""}, "given_name"),
    ],
)
def test_rows_60_and_62_are_refused_at_the_field(signed_in, officer, fields, field):
    answer = signed_in.post("/children/new/", typed(officer, **fields))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Child.objects.exists()


def test_row_62_names_the_rule(signed_in, officer):
    answer = signed_in.post("/children/new/", typed(officer, birth_date="01.03.2001"))
    error = answer.context["form"].errors.as_data()["birth_date"][0]
    assert error.params["rule"] == "kz345.a1.s2"


def test_rows_61_and_66_are_said_and_kept(signed_in, officer):
    fields = {"iin": "150301500128", "no_iin_reason": "", "birth_date": "02.03.2015", "surname": "Бекeтова"}
    answer = signed_in.post("/children/new/", typed(officer, **fields), follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["success"] + ["warning"] * 3
    assert Child.objects.get().surname == "Бекетова"


def test_row_64_is_refused(signed_in, officer):
    answer = signed_in.post("/children/new/", typed(officer, representative_kind="MENTOR"))
    assert "representative_kind" in answer.context["form"].errors


def test_opening_the_file_is_noted_and_shown(signed_in, officer):
    child = make_child(officer)
    signed_in.get(f"/children/{child.number}/")
    assert LedgerEntry.objects.get(verb="child.opened").actor_id == officer.pk
    assert signed_in.get(f"/children/{child.number}/").context["all_looks"] == 2


@pytest.mark.parametrize("path", ["", "edit/", "stays/new/", "mentors/new/"])
def test_another_district_sees_nothing_and_the_attempt_is_noted(client, officer, path):
    child = make_child(officer)
    stranger = make_officer()
    client.force_login(stranger)
    hidden = client.get(f"/children/{child.number}/{path}")
    missing = client.get(f"/children/C-999999/{path}")
    assert (hidden.status_code, missing.status_code) == (404, 404)
    rows = LedgerEntry.objects.filter(verb="access.refused")
    assert [(row.actor_id, row.subject_no) for row in rows] == [(stranger.pk, child.number)]
    assert not LedgerEntry.objects.filter(verb="child.opened").exists()


def test_history_shows_old_and_new_with_author(signed_in, officer):
    child = make_child(officer)
    correct_child(child, data={"address": "Абай 2"}, version=1, by=officer, at=timezone.now())
    page = text(signed_in.get(f"/children/{child.number}/timeline/"))
    assert "<s>—</s> Абай 2" in page


def test_home_sees_the_file_without_history(client, officer):
    child = make_child(officer, address="ул. Абая, 1")
    home = make_agency(AgencyKind.ORPHAN_ORG)
    make_stay(child, officer, home)
    client.force_login(make_user(home, Role.ORG_STAFF))
    answer = client.get(f"/children/{child.number}/")
    assert (answer.context["looks"], answer.context["responsible"]) == ([], False)
    assert "Абая" in text(answer)


def test_others_see_no_earlier_home(client, officer):
    child = make_child(officer)
    earlier, home = make_agency(AgencyKind.INFANT_HOME), make_agency(AgencyKind.ORPHAN_ORG)
    day = local_day(timezone.now())
    make_stay(child, officer, earlier, starts_on=day - timedelta(days=300), ends_on=day - timedelta(days=200))
    make_stay(child, officer, home)
    client.force_login(make_user(home, Role.ORG_STAFF))
    answer = client.get(f"/children/{child.number}/")
    assert [stay.organisation for stay in answer.context["stays"]] == [home]


def test_mentoring_organisation_sees_neither_iin_nor_address(client, officer):
    iin = make_iin(years_ago(12), "FEMALE")
    child = make_child(officer, iin=iin, no_iin_reason="", address="ул. Абая, 1")
    make_stay(child, officer)
    organisation = make_agency(AgencyKind.MENTORING_ORG)
    make_mentored(child, officer, organisation)
    client.force_login(make_user(organisation, Role.MENTORING_COORDINATOR))
    page = text(client.get(f"/children/{child.number}/"))
    assert "Абая" not in page
    assert iin[:4] + " " not in page
    assert client.post(f"/children/{child.number}/iin/").status_code == 403


def test_a_mentor_sees_the_one_file(client, officer):
    child, other = make_child(officer), make_child(officer)
    organisation = make_agency(AgencyKind.MENTORING_ORG)
    mentor = make_user(organisation, Role.MENTOR)
    for one in (child, other):
        make_stay(one, officer)
    make_mentored(child, officer, organisation, mentor=mentor)
    make_mentored(other, officer, organisation)
    client.force_login(mentor)
    assert client.get(f"/children/{child.number}/").status_code == 200
    assert client.get(f"/children/{other.number}/").status_code == 404
    assert [line.child for line in client.get("/children/").context["page"].items] == [child]


def test_correcting_counts_as_opening(signed_in, officer):
    child = make_child(officer)
    signed_in.get(f"/children/{child.number}/edit/")
    assert LedgerEntry.objects.filter(verb="child.opened", subject_no=child.number).exists()


def test_iin_is_shown_on_request_and_noted(signed_in, officer):
    iin = make_iin(years_ago(12), "FEMALE")
    child = make_child(officer, iin=iin, no_iin_reason="")
    assert iin not in text(signed_in.get(f"/children/{child.number}/"))
    assert iin in text(signed_in.post(f"/children/{child.number}/iin/"))
    assert LedgerEntry.objects.filter(verb="child.iin_shown").exists()


def test_place_and_end_by_pages(signed_in, officer):
    child = make_child(officer)
    home = make_agency(AgencyKind.ORPHAN_ORG, officer.agency.area)
    path = f"/children/{child.number}/stays"
    assert signed_in.get(f"{path}/new/").status_code == 200
    assert signed_in.post(f"{path}/new/", {"organisation": home.pk, "starts_on": today()}).status_code == 302
    again = signed_in.post(f"{path}/new/", {"organisation": home.pk, "starts_on": today()})
    assert (again.status_code, list(again.context["form"].errors)) == (422, ["starts_on"])
    stay = child.placements.get()
    assert signed_in.post(f"{path}/{stay.pk}/end/", {"ends_on": today()}).status_code == 302
    assert Child.objects.get().access.get(ground="PLACEMENT").valid_to <= timezone.now()


def mentor_form(child, officer):
    """A cleared mentor with an account, for a child that waits for one."""
    by, day, at = fresh(officer), local_day(timezone.now()), timezone.now()
    organisation = make_agency(AgencyKind.MENTORING_ORG, officer.agency.area)
    account = make_user(organisation, Role.MENTOR)
    mentor = known_mentor(organisation, officer.agency, on=day, by=by, at=at, account=account)
    ready_for_a_mentor(child, organisation, on=day, by=by, at=at)
    return {"candidate": mentor.pk, "contract_no": "5/26", "contract_on": today(), "starts_on": today()}


def test_rows_1_and_2_on_the_page(signed_in, officer):
    child = make_child(officer, age=9)
    form = mentor_form(child, officer)
    answer = signed_in.post(f"/children/{child.number}/mentors/new/", form)
    errors = answer.context["form"].errors.as_data()["starts_on"]
    assert [error.params["rule"] for error in errors] == ["kz345.a28-2.p1"] * 2


def test_assign_and_end_by_pages(signed_in, officer):
    child = make_child(officer)
    make_stay(child, officer)
    path = f"/children/{child.number}/mentors"
    assert signed_in.post(f"{path}/new/", mentor_form(child, officer)).status_code == 302
    assignment = child.assignments.get()
    yesterday = f"{local_day(timezone.now()) - timedelta(days=1):%d.%m.%Y}"
    assert signed_in.post(f"{path}/{assignment.pk}/end/", {"ends_on": yesterday}).status_code == 422
    assert signed_in.post(f"{path}/{assignment.pk}/end/", {"ends_on": today()}).status_code == 302


def test_a_stay_of_another_child_is_not_reached_through_this_one(signed_in, officer):
    mine, other = make_child(officer), make_child(make_officer())
    stay = make_stay(other, make_user(other.guardianship, Role.GUARDIANSHIP_HEAD))
    assert signed_in.get(f"/children/{mine.number}/stays/{stay.pk}/end/").status_code == 404


def test_home_may_not_change_the_file(client, officer):
    child = make_child(officer)
    home = make_agency(AgencyKind.ORPHAN_ORG)
    make_stay(child, officer, home)
    client.force_login(make_user(home, Role.ORG_HEAD))
    for path in ("edit/", "stays/new/", "mentors/new/"):
        assert client.get(f"/children/{child.number}/{path}").status_code == 403
    assert LedgerEntry.objects.filter(verb="act.refused").count() == 3

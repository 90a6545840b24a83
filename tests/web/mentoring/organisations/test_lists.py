"""The lists of organisations and agreements: tabs, filters, who opens them, and the number of queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.accounts.kinds import AgencyKind
from apps.accounts.roles import Role
from apps.mentoring.acts import agreements
from tests.factories.accounts import fresh, make_agency, make_officer, make_user
from tests.factories.mentoring import coordinator_of, make_agreement, make_organisation, officer_of, today
from tests.web.mentoring.organisations.asking import day, held_by, mentored

pytestmark = pytest.mark.django_db


def test_lists_by_tab_filter_and_order(client, cast):
    organisation = held_by(cast)
    ending = make_agreement(organisation, cast.near, ends_on=today() + timedelta(days=9))
    other = make_agreement(organisation)
    data = {"paper_number": "77/МТ", "signed_on": today(), "starts_on": today(), "ends_on": None}
    waits = agreements.propose(
        organisation, body=make_agency(AgencyKind.GUARDIANSHIP), data=data, by=coordinator_of(cast.newcomer),
        at=timezone.now(),
    )  # fmt: skip
    client.force_login(coordinator_of(cast.newcomer))

    def numbers(**query):
        answer = client.get(reverse("mentoring:agreements"), query)
        return [row["agreement"].number for row in answer.context["rows"]]

    assert numbers() == [waits.number, other.number, ending.number]
    assert numbers(tab="ending") == numbers(sort="ends") == [ending.number]
    assert numbers(tab="theirs") == numbers(state="PROPOSED") == numbers(q="77/мт") == [waits.number]
    assert numbers(tab="force", sort="-signed") == [other.number, ending.number]
    assert numbers(tab="past") == numbers(tab="mine") == []
    assert numbers(on=day(-1)) == [other.number, ending.number]
    assert numbers(q=ending.body.name_ru) == [ending.number]
    client.force_login(officer_of(waits.body))
    assert numbers(tab="mine") == [waits.number]


def test_the_register_is_found_by_bin_state_and_region(client, cast):
    organisation = held_by(cast)
    far = make_organisation()
    client.force_login(fresh(cast.officer))

    def found(**query):
        answer = client.get(reverse("mentoring:organisations"), query)
        return {row["organisation"] for row in answer.context["rows"]}

    assert {organisation, far} <= found()
    assert found(q=cast.newcomer.bin) == {organisation}
    assert found(state="ENDED") == set()
    assert organisation in found(region=cast.district.parent.pk)
    assert far not in found(region=cast.district.parent.pk)


def test_who_may_open_the_lists(client, cast):
    for person, status in (
        (cast.mentor, 403), (cast.police, 403), (cast.orphanage, 403), (cast.ombudsman, 403), (cast.officer, 200),
        (coordinator_of(cast.newcomer), 200),
    ):  # fmt: skip
        client.force_login(fresh(person))
        for name in ("organisations", "agreements"):
            assert client.get(reverse(f"mentoring:{name}")).status_code == status, (person, name)
    held_by(cast)
    assert client.get(reverse("mentoring:organisations")).status_code == 302


def test_an_organisation_sees_no_people_of_another(client, cast):
    held = make_organisation(cast.organisation)
    client.force_login(fresh(cast.officer))
    page = client.get(reverse("mentoring:organisation", args=[held.number]))
    assert page.context["people"] == []
    client.force_login(fresh(cast.coordinator))
    page = client.get(reverse("mentoring:organisation", args=[held.number]))
    assert {row["role"].code for row in page.context["people"]} == {
        Role.MENTORING_COORDINATOR, Role.MENTORING_HEAD, Role.MENTOR
    }  # fmt: skip
    client.force_login(fresh(cast.coordinator2))
    assert client.get(reverse("mentoring:organisation", args=[held.number])).status_code == 404


@pytest.mark.parametrize("name", ["organisations", "agreements"])
def test_lists_cost_the_same_for_any_size(client, cast, name):
    make_agreement(make_organisation(), cast.body)
    client.force_login(fresh(cast.officer))
    client.get(reverse(f"mentoring:{name}"))

    def queries() -> int:
        with CaptureQueriesContext(connection) as held:
            assert client.get(reverse(f"mentoring:{name}")).status_code == 200
        return len(held)

    once = queries()
    for _n in range(4):
        make_agreement(make_organisation(), cast.body)
    assert queries() == once


def test_the_page_of_an_organisation_costs_the_same_for_any_size(coordinator, cast):
    held = held_by(cast)
    make_agreement(held, cast.near)
    url = reverse("mentoring:organisation", args=[held.number])
    coordinator.get(url)
    with CaptureQueriesContext(connection) as few:
        coordinator.get(url)
    for _n in range(3):
        make_agreement(held)
        make_user(cast.newcomer, Role.MENTOR)
    with CaptureQueriesContext(connection) as many:
        coordinator.get(url)
    assert len(many) == len(few)


def test_a_body_of_another_district_reads_the_register_but_no_agreement(client, cast):
    held = mentored(cast)
    client.force_login(make_officer())
    page = client.get(reverse("mentoring:organisation", args=[held.organisation.number]))
    assert page.status_code == 200
    assert page.context["agreements"] == []
    assert held.number not in page.content.decode()

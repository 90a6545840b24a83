"""The pages of organisations and agreements: everybody's way through them, and refusals at the field."""

import pytest
from django.urls import reverse

from apps.accounts.kinds import AgencyKind
from apps.mentoring.models import Agreement, Assignment, Organisation
from apps.notices.models import Notice
from apps.web.wording import article
from tests.factories.accounts import fresh, make_agency
from tests.factories.mentoring import a_bin, make_agreement, officer_of
from tests.factories.papers import upload
from tests.web.mentoring.organisations.asking import agreement, day, held_by, mentored, post, refusals, registering

pytestmark = pytest.mark.django_db


def test_from_the_register_to_an_agreement_in_force(coordinator, cast):
    assert "organisations/new" in coordinator.get(reverse("mentoring:organisations")).content.decode()
    answer = post(coordinator, "organisation_new", **registering(cast, file=upload("жарғы.png")))
    organisation = Organisation.objects.get(agency=cast.newcomer)
    assert answer.url == reverse("mentoring:organisation", args=[organisation.number])
    assert organisation.charter.versions.count() == 1
    assert list(organisation.areas.all()) == [cast.district.parent]
    answer = post(coordinator, "agreement_new", **agreement(body=cast.near.pk, file=upload("келісім.png")))
    made = Agreement.objects.get(body=cast.near)
    assert answer.url == reverse("mentoring:agreement", args=[made.number])
    assert (made.state, made.proposed_agency) == ("PROPOSED", cast.newcomer)
    assert post(coordinator, "agreement_confirm", made.number).status_code == 403
    officer = officer_of(cast.near)
    coordinator.force_login(officer)
    shown = coordinator.get(answer.url)
    assert shown.context["may_confirm"]
    assert Notice.objects.get(subject_kind="mentor_agreement", recipient=cast.near).opened_by == officer
    assert coordinator.get(reverse("mentoring:agreement_confirm", args=[made.number])).status_code == 200
    assert post(coordinator, "agreement_confirm", made.number, version=made.version).status_code == 302
    made.refresh_from_db()
    organisation.refresh_from_db()
    assert (made.state, organisation.state) == ("IN_FORCE", "ACTIVE")


def test_row_15_an_llp_is_refused_at_the_field(coordinator, cast):
    answer = post(coordinator, "organisation_new", **registering(cast, legal_form="LLP"))
    assert answer.status_code == 422
    assert refusals(answer) == {"legal_form": {"kz345.a1.s15-1"}}
    assert article("kz345.a1.s15-1", "ru") in answer.content.decode()
    assert not Organisation.objects.filter(agency=cast.newcomer).exists()


def test_row_15_a_registered_organisation_does_not_become_an_llp(coordinator, cast):
    held = held_by(cast)
    data = registering(cast, legal_form="LLP", version=held.version)
    answer = post(coordinator, "organisation_edit", held.number, **data)
    assert refusals(answer) == {"legal_form": {"kz345.a1.s15-1"}}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"regions": []}, "regions"),
        ({"registered_on": day(1)}, "registered_on"),
        ({"legal_form": ""}, "legal_form"),
        ({"file": upload("x.pdf", b"MZ")}, "file"),
    ],
)
def test_an_organisation_is_refused_at_its_fields(coordinator, cast, changes, field):
    answer = post(coordinator, "organisation_new", **registering(cast, **changes))
    assert answer.status_code == 422
    assert set(refusals(answer)) == {field}
    assert not Organisation.objects.filter(agency=cast.newcomer).exists()


def test_a_wrong_bin_is_refused_at_the_agency(coordinator, cast):
    cast.newcomer.bin = "210540012343"
    cast.newcomer.save()
    answer = post(coordinator, "organisation_new", **registering(cast))
    assert set(refusals(answer)) == {"agency"}


def test_an_organisation_registers_no_other(coordinator, cast):
    other = make_agency(AgencyKind.MENTORING_ORG, bin=a_bin(7))
    answer = post(coordinator, "organisation_new", **registering(cast, agency=other.pk))
    assert set(refusals(answer)) == {"agency"}


def test_a_body_registers_any_and_two_editors_meet(client, cast):
    client.force_login(fresh(cast.officer))
    other = make_agency(AgencyKind.MENTORING_ORG, bin=a_bin(7))
    assert post(client, "organisation_new", **registering(cast, agency=other.pk)).status_code == 302
    held = Organisation.objects.get(agency=other)
    data = registering(cast, version=1, legal_form="UNION", districts=[cast.district.pk])
    assert post(client, "organisation_edit", held.number, **data).status_code == 403
    make_agreement(held, cast.body)
    assert post(client, "organisation_edit", held.number, **data).status_code == 302
    held.refresh_from_db()
    assert (held.legal_form, set(held.areas.all())) == ("UNION", {cast.district, cast.district.parent})
    answer = post(client, "organisation_edit", held.number, **data | {"legal_form": "INSTITUTION"})
    assert answer.status_code == 422
    assert [one.name for one in answer.context["form"].comparison.conflicts] == ["legal_form"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"paper_number": " "}, "paper_number"),
        ({"signed_on": day(1), "starts_on": day(2)}, "signed_on"),
        ({"starts_on": day(-9)}, "starts_on"),
        ({"ends_on": day(-9)}, "ends_on"),
        ({"body": ""}, "body"),
        ({"file": upload("x.pdf", b"MZ")}, "file"),
    ],
)
def test_an_agreement_is_refused_at_its_fields(coordinator, cast, changes, field):
    held_by(cast)
    answer = post(coordinator, "agreement_new", **agreement(**{"body": cast.near.pk, **changes}))
    assert answer.status_code == 422
    assert set(refusals(answer)) == {field}
    assert not Agreement.objects.filter(body=cast.near).exists()


def test_two_agreements_at_once_are_refused(coordinator, cast):
    make_agreement(held_by(cast), cast.near)
    answer = post(coordinator, "agreement_new", **agreement(body=cast.near.pk))
    assert refusals(answer) == {"starts_on": {"caseflow.mentoring.one_agreement"}}


def test_who_is_not_in_the_register_concludes_nothing(coordinator):
    assert coordinator.get(reverse("mentoring:agreement_new")).status_code == 403


def test_a_body_proposes_and_the_proposal_is_withdrawn(client, cast):
    organisation = held_by(cast)
    client.force_login(fresh(cast.officer))
    page = client.get(reverse("mentoring:agreement_new"), {"with": organisation.pk})
    assert page.context["form"].initial == {"organisation": str(organisation.pk)}
    assert post(client, "agreement_new", **agreement(organisation=organisation.pk)).status_code == 302
    made = Agreement.objects.get(organisation=organisation)
    assert post(client, "agreement_text", made.number, file=upload()).status_code == 302
    assert refusals(post(client, "agreement_withdraw", made.number, reason=" ")) == {"reason": {""}}
    assert post(client, "agreement_withdraw", made.number, reason="Мәтіні қате").status_code == 302
    made.refresh_from_db()
    assert (made.state, made.end_text) == ("WITHDRAWN", "Мәтіні қате")
    assert "Мәтіні қате" in client.get(reverse("mentoring:agreement", args=[made.number])).content.decode()


def test_ending_says_how_many_children_lose_their_mentor_and_asks_for_assent(client, cast):
    held = mentored(cast)
    client.force_login(fresh(cast.officer))
    page = client.get(reverse("mentoring:agreement_end", args=[held.number]))
    assert page.context["form"].initial["expected"] == 1
    assert cast.child.number in page.content.decode()
    data = {"reason": "BREACH", "text": "Есеп берілмеді", "version": held.version, "expected": 1}
    assert set(refusals(post(client, "agreement_end", held.number, **data))) == {"sure"}
    for wrong in ({"expected": 0}, {"version": 99}):
        answer = post(client, "agreement_end", held.number, **data | {"sure": "on"} | wrong)
        assert set(refusals(answer)) == {"sure"}
        assert answer.context["form"]["expected"].value() == "1"
    assert Assignment.objects.get(child=cast.child).state == "ACTIVE"
    assert post(client, "agreement_end", held.number, **data, sure="on").status_code == 302
    held.refresh_from_db()
    assert (held.state, held.end_reason) == ("ENDED", "BREACH")
    assert Assignment.objects.get(child=cast.child).state == "ENDED"
    client.force_login(fresh(cast.mentor))
    assert client.get(f"/children/{cast.child.number}/").status_code == 404
    client.force_login(fresh(cast.coordinator))
    assert client.get(f"/children/{cast.child.number}/").status_code == 404
    ended = client.get(reverse("mentoring:agreement", args=[held.number]))
    assert "Есеп берілмеді" in ended.content.decode()
    assert not ended.context["may_end"]


def test_the_organisation_ends_its_work_and_everything_under_it(client, cast):
    held = mentored(cast)
    number = held.organisation.number
    client.force_login(fresh(cast.coordinator))
    page = client.get(reverse("mentoring:organisation_end", args=[number]))
    assert ["1" in line for line in page.context["danger"][:2]] == [True, True]
    assert post(client, "organisation_end", number, reason="Жабылды").status_code == 302
    assert Agreement.objects.get(pk=held.pk).end_reason == "ORGANISATION_ENDED"
    assert Organisation.objects.get(pk=held.organisation_id).state == "ENDED"


def test_files_are_handed_out_to_both_sides_alone(client, cast):
    held = mentored(cast)
    client.force_login(fresh(cast.coordinator))
    assert post(client, "agreement_text", held.number, file=upload()).status_code == 302
    assert post(client, "organisation_charter", held.organisation.number, file=upload()).status_code == 302
    assert refusals(post(client, "agreement_text", held.number, file=upload())) == {
        "file": {"caseflow.mentoring.confirmed_text"}
    }
    text = reverse("mentoring:agreement_text_file", args=[held.number, 1])
    charter = reverse("mentoring:organisation_charter_file", args=[held.organisation.number, 1])
    for person in (cast.coordinator, cast.officer):
        client.force_login(fresh(person))
        for url in (text, charter):
            answer = client.get(url)
            assert answer.status_code == 200
            assert answer.getvalue()
    assert client.get(reverse("mentoring:agreement_text_file", args=[held.number, 2])).status_code == 404
    for person, status in ((cast.officer2, 404), (cast.coordinator2, 404), (cast.mentor, 404)):
        client.force_login(fresh(person))
        assert client.get(text).status_code == status
    client.force_login(fresh(cast.coordinator2))
    assert client.get(charter).status_code == 404


@pytest.mark.parametrize("name", ["agreement", "agreement_confirm", "agreement_end", "agreement_withdraw"])
def test_outsiders_find_no_agreement(client, cast, name):
    held = mentored(cast)
    url = reverse(f"mentoring:{name}", args=[held.number])
    for person in (cast.officer2, cast.coordinator2, cast.mentor, cast.police, cast.orphanage, cast.ombudsman):
        client.force_login(fresh(person))
        assert client.get(url).status_code == 404, person
        status = 405 if name == "agreement" else 404
        assert client.post(url, {"reason": "BOTH", "sure": "on"}).status_code == status, person
    held.refresh_from_db()
    assert held.state == "IN_FORCE"

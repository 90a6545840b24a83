"""Organisations and agreements by the API: the same acts and refusals as on the pages."""

from datetime import timedelta

import pytest

from apps.accounts.kinds import AgencyKind
from apps.mentoring.models import Agreement, Assignment, Organisation
from tests.api.conftest import V1, problem
from tests.factories.accounts import make_agency
from tests.factories.mentoring import a_bin, coordinator_of, make_agreement, make_organisation, officer_of, today
from tests.factories.obligations import make_law
from tests.factories.pairs import make_scene
from tests.factories.papers import upload

ORGANISATIONS, AGREEMENTS = f"{V1}/mentoring/organisations/", f"{V1}/mentoring/agreements/"
ANY = {"If-Match": "*"}


@pytest.fixture
def newcomer(cast):
    """An organisation that is in no register yet."""
    return make_agency(AgencyKind.MENTORING_ORG, cast.district, bin=a_bin(900))


@pytest.fixture
def near(cast):
    return make_agency(AgencyKind.GUARDIANSHIP, cast.district)


def day(ahead: int = 0) -> str:
    return (today() + timedelta(days=ahead)).isoformat()


def registering(newcomer, **changes):
    return {
        "agency": newcomer.pk, "legal_form": "FOUNDATION", "registered_on": "2021-05-04",
        "areas": [newcomer.area.pk], **changes,
    }  # fmt: skip


def signed(**changes):
    return {"paper_number": "12/2026", "signed_on": day(-1), "starts_on": day(0), **changes}


def refusals(answer) -> set:
    return {(one["field"], one["rule"]) for one in problem(answer, 422, "refused")["errors"]}


def test_from_the_register_to_an_agreement_in_force(as_, newcomer, near):
    keeper, officer = as_(coordinator_of(newcomer)), as_(officer_of(near))
    made = keeper.post(ORGANISATIONS, registering(newcomer))
    assert made.status_code == 201, made.content
    one = f"{ORGANISATIONS}{made.json()['number']}/"
    assert made["Location"].endswith(one)
    whole = keeper.post(f"{one}charter/", {"file": upload()}, format="multipart").json()
    assert (whole["has_charter"], len(whole["charter"]["versions"]), whole["version"]) == (True, 1, 2)
    handed = officer.get(f"{one}charter/download/", headers={"Accept": "image/png"})
    assert handed.status_code == 200
    assert b"".join(handed)
    proposed = keeper.post(AGREEMENTS, signed(body=near.pk))
    assert proposed.status_code == 201, proposed.content
    agreement = f"{AGREEMENTS}{proposed.json()['number']}/"
    assert proposed.json()["state"] == "PROPOSED"
    assert keeper.post(f"{agreement}text/", {"file": upload()}, format="multipart").status_code == 200
    assert keeper.post(f"{agreement}confirm/", {}).status_code == 403
    confirmed = officer.post(f"{agreement}confirm/", {}, headers={"If-Match": officer.get(agreement)["ETag"]}).json()
    assert (confirmed["state"], confirmed["assignments"]) == ("IN_FORCE", 0)
    assert refusals(officer.post(f"{agreement}text/", {"file": upload()}, format="multipart")) == {
        ("file", "caseflow.mentoring.confirmed_text")
    }
    assert keeper.get(one).json()["state"] == "ACTIVE"
    assert [row["number"] for row in officer.get(AGREEMENTS, {"q": newcomer.bin}).json()["results"]] == [
        proposed.json()["number"]
    ]


def test_row_15_an_llp_is_refused(as_, newcomer):
    answer = as_(coordinator_of(newcomer)).post(ORGANISATIONS, registering(newcomer, legal_form="LLP"))
    told = problem(answer, 422, "refused")["errors"]
    assert [(one["field"], one["rule"]) for one in told] == [("legal_form", "kz345.a1.s15-1")]
    assert told[0]["article"]
    assert not Organisation.objects.filter(agency=newcomer).exists()


def test_row_15_a_registered_organisation_does_not_become_an_llp(as_, newcomer):
    held = make_organisation(newcomer)
    keeper = as_(coordinator_of(newcomer))
    answer = keeper.patch(f"{ORGANISATIONS}{held.number}/", {"legal_form": "LLP"}, headers=ANY)
    assert refusals(answer) == {("legal_form", "kz345.a1.s15-1")}


@pytest.mark.parametrize(
    ("changes", "field"), [({"areas": []}, "areas"), ({"registered_on": "2999-01-01"}, "registered_on")]
)
def test_an_organisation_is_refused_at_its_fields(as_, newcomer, changes, field):
    answer = as_(coordinator_of(newcomer)).post(ORGANISATIONS, registering(newcomer, **changes))
    assert {one for one, _rule in refusals(answer)} == {field}


def test_a_lost_update_of_the_register_is_refused(as_, newcomer):
    held = make_organisation(newcomer)
    keeper, one = as_(coordinator_of(newcomer)), f"{ORGANISATIONS}{held.pk}/"
    tag = keeper.get(one)["ETag"]
    changed = keeper.patch(one, {"legal_form": "UNION"}, headers={"If-Match": tag})
    assert (changed.json()["legal_form"], len(changed.json()["areas"])) == ("UNION", 1)
    told = problem(keeper.patch(one, {"legal_form": "INSTITUTION"}, headers={"If-Match": tag}), 412, "stale")
    assert told["current"]["legal_form"] == "UNION"
    problem(keeper.patch(one, {"legal_form": "INSTITUTION"}), 409, "version-needed")


@pytest.mark.parametrize(
    ("changes", "field", "rule"),
    [
        ({"paper_number": " "}, "paper_number", None), ({"signed_on": day(1), "starts_on": day(2)}, "signed_on", None),
        ({"starts_on": day(-9)}, "starts_on", None), ({"ends_on": day(-9)}, "ends_on", None),
    ],
)  # fmt: skip
def test_an_agreement_is_refused_at_its_fields(as_, newcomer, near, changes, field, rule):
    make_organisation(newcomer)
    answer = as_(coordinator_of(newcomer)).post(AGREEMENTS, signed(body=near.pk, **changes))
    assert refusals(answer) == {(field, rule)}
    assert not Agreement.objects.filter(body=near).exists()


def test_who_is_not_in_the_register_and_two_at_once_are_refused(as_, newcomer, near):
    keeper = as_(coordinator_of(newcomer))
    assert refusals(keeper.post(AGREEMENTS, signed(body=near.pk))) == {("organisation", None)}
    make_agreement(make_organisation(newcomer), near)
    assert refusals(keeper.post(AGREEMENTS, signed(body=near.pk))) == {
        ("starts_on", "caseflow.mentoring.one_agreement")
    }


def test_ending_ends_the_pairs_under_it_and_all_access(as_, cast):
    held = make_agreement(make_organisation(cast.organisation), cast.body)
    officer, one = as_(cast.officer), f"{AGREEMENTS}{held.number}/"
    assert officer.get(one).json()["assignments"] == 1
    end = {"reason": "BREACH", "text": "Есеп берілмеді"}
    assert refusals(officer.post(f"{one}end/", {**end, "expected": 0})) == {("expected", None)}
    assert refusals(officer.post(f"{one}end/", {"reason": "BREACH"})) == {("text", None)}
    problem(officer.post(f"{one}end/", {"reason": "EXPIRED"}), 400, "invalid")
    assert as_(cast.mentor).get(f"{V1}/children/{cast.child.number}/").status_code == 200
    ended = officer.post(f"{one}end/", {**end, "expected": 1}).json()
    assert (ended["state"], ended["end_reason"], ended["assignments"]) == ("ENDED", "BREACH", 0)
    assert Assignment.objects.get(child=cast.child).state == "ENDED"
    for person in (cast.mentor, cast.coordinator):
        assert as_(person).get(f"{V1}/children/{cast.child.number}/").status_code == 404
    assert officer.post(f"{one}end/", end).status_code == 422


def test_a_proposal_is_withdrawn_and_the_work_of_an_organisation_ends(as_, newcomer, near):
    held = make_organisation(newcomer)
    officer, keeper = as_(officer_of(near)), as_(coordinator_of(newcomer))
    number = officer.post(AGREEMENTS, signed(organisation=held.pk)).json()["number"]
    assert keeper.post(f"{AGREEMENTS}{number}/withdraw/", {"reason": "Мәтіні қате"}).json()["state"] == "WITHDRAWN"
    end = f"{ORGANISATIONS}{held.number}/end/"
    assert officer.post(end, {"reason": "Жабылды"}).status_code == 403
    assert keeper.post(end, {"reason": "Жабылды"}).json()["state"] == "ENDED"


def test_outsiders_find_nothing(as_, cast):
    held = make_agreement(make_organisation(cast.organisation), cast.body)
    for person in (cast.officer2, cast.coordinator2, cast.mentor, cast.police, cast.orphanage):
        client = as_(person)
        for ref in (held.pk, held.number):
            assert client.get(f"{AGREEMENTS}{ref}/").status_code == 404
            assert client.post(f"{AGREEMENTS}{ref}/end/", {"reason": "BOTH"}).status_code == 404
        listed = client.get(AGREEMENTS)
        assert listed.status_code == 403 or held.number not in listed.content.decode()
    assert as_(cast.coordinator2).get(f"{ORGANISATIONS}{held.organisation.number}/").status_code == 404
    assert as_(cast.officer2).get(f"{ORGANISATIONS}{held.organisation.number}/").status_code == 200
    for wrong in ("MO-", "MO-0", "XX-1", "MP-1"):
        assert as_(cast.officer).get(f"{ORGANISATIONS}{wrong}/").status_code == 404


def test_a_token_needs_its_scope(as_, cast):
    make_agreement(make_organisation(cast.organisation), cast.body)
    reader = as_(cast.officer, scopes=["mentoring:read"])
    assert reader.get(AGREEMENTS).status_code == 200
    assert reader.post(AGREEMENTS, signed()).status_code == 403
    assert as_(cast.officer, scopes=["children:read"]).get(AGREEMENTS).status_code == 403


def test_row_14_an_agreement_gives_mentors_once_both_sides_confirmed(as_, db):
    make_law()
    scene = make_scene()
    officer, keeper = as_(scene.cast.officer), as_(coordinator_of(scene.cast.organisation))
    asked = {"child": scene.cast.child.number, "candidate": scene.candidate.pk}

    def rules() -> set:
        answer = officer.post(f"{V1}/mentoring/proposals/", asked)
        return set() if answer.status_code == 201 else {rule for _field, rule in refusals(answer)}

    ended = officer.post(f"{AGREEMENTS}{scene.agreement.number}/end/", {"reason": "BOTH", "expected": 0})
    assert ended.status_code == 200, ended.content
    assert "kz345.a28-2.p8" in rules()
    made = officer.post(AGREEMENTS, signed(organisation=scene.agreement.organisation_id, signed_on=day(0))).json()
    assert made["state"] == "PROPOSED"
    assert "kz345.a28-2.p8" in rules()
    assert keeper.post(f"{AGREEMENTS}{made['number']}/confirm/", {}).json()["state"] == "IN_FORCE"
    assert "kz345.a28-2.p8" not in rules()

"""Waiting children, matches and proposals by the API: the same acts, masks and refusals as on the pages."""

from datetime import timedelta

import pytest

from apps.mentoring.acts import agreements
from apps.mentoring.models import Agreement, Proposal
from apps.mentoring.states import AgreementState
from apps.people.models import Child
from tests.api.conftest import V1, problem
from tests.factories.accounts import fresh
from tests.factories.obligations import make_law
from tests.factories.pairs import accepted, make_scene, proposed
from tests.factories.people import make_child, make_stay, years_ago

WAITING, MATCHES = f"{V1}/mentoring/children-waiting/", f"{V1}/mentoring/matches/"
PROPOSALS, PAIRS = f"{V1}/mentoring/proposals/", f"{V1}/mentoring/assignments/"


@pytest.fixture
def scene(db):
    make_law()
    return make_scene()


@pytest.fixture
def officer(as_, scene):
    return as_(scene.cast.officer)


def refused(answer) -> dict[str, tuple[str, str | None]]:
    """Rule and article of each refused field."""
    told = problem(answer, 422, "refused")
    return {error["field"]: (error["rule"], error["article"]) for error in told["errors"]}


def test_from_a_waiting_child_to_trial_meetings(as_, officer, scene):
    child = scene.cast.child
    waiting = officer.get(WAITING).json()["results"]
    assert [(row["child"]["number"], row["wants"]) for row in waiting] == [(child.number, "YES")]
    assert waiting[0]["waits_since"] == (scene.today - timedelta(days=1)).isoformat()
    match = officer.get(f"{MATCHES}{child.number}/").json()
    assert match["obstacles"] == []
    known = {row["candidate"]["number"]: row for row in match["suggestions"]}
    best = known[scene.candidate.number]
    assert (best["is_possible"], best["is_near"], best["load"], best["capacity"]) == (True, True, 0, 1)
    body = {"child": child.number, "candidate": best["candidate"]["id"], "text": "Көрші"}
    made = officer.post(PROPOSALS, body)
    assert made.status_code == 201, made.json()
    number = made.json()["number"]
    coordinator = as_(scene.cast.coordinator)
    asked = coordinator.get(f"{PROPOSALS}{number}/").json()
    assert (asked["child"], asked["card"]["text"]) == (None, "Көрші")
    assert child.number not in str(asked)
    assert {duty["rule"] for duty in asked["duties"]} == {"caseflow.mentoring.proposal"}
    assert officer.post(f"{PROPOSALS}{number}/accept/", {}).status_code == 403
    assert coordinator.post(f"{PROPOSALS}{number}/accept/", {}).json()["state"] == "ACCEPTED"
    begun = officer.post(f"{PROPOSALS}{number}/begin/", {"starts_on": scene.today.isoformat()})
    assert begun.status_code == 200, begun.json()
    assert begun.json()["assignment"].startswith("P-")


def test_what_the_child_says(as_, officer, scene):
    wishes = f"{MATCHES}{scene.cast.child.number}/wishes/"
    said = {"wants": "NO", "heard_on": scene.today.isoformat()}
    assert problem(officer.post(wishes, said), 422, "refused")["errors"][0]["field"] == "text"
    heard = as_(scene.cast.orphanage).post(wishes, said | {"text": "Қазір емес"})
    assert heard.status_code == 201, heard.json()
    assert as_(scene.cast.coordinator).post(wishes, said | {"text": "x"}).status_code == 403
    told = officer.get(f"{MATCHES}{scene.cast.child.number}/").json()
    assert [one["rule"] for one in told["obstacles"]] == ["caseflow.mentoring.child_heard"]
    assert told["wishes"][0]["text"] == "Қазір емес"


def test_row_1_no_mentor_for_a_nine_year_old(officer, scene):
    young = make_child(scene.cast.officer, birth_date=years_ago(9), area=scene.cast.district)
    make_stay(young, fresh(scene.cast.officer), scene.cast.home)
    said = refused(officer.post(PROPOSALS, {"child": young.number, "candidate": scene.candidate.pk}))
    assert said["child"] == ("kz345.a28-2.p1", "28-2(1)")
    begun = accepted(scene)
    Child.objects.filter(pk=scene.cast.child.pk).update(birth_date=years_ago(9))
    answer = officer.post(f"{PROPOSALS}{begun.number}/begin/", {"starts_on": scene.today.isoformat()})
    assert refused(answer) == {"starts_on": ("kz345.a28-2.p1", "28-2(1)")}


def test_row_2_no_mentor_for_a_child_who_lives_with_a_guardian(officer, scene):
    at_home = make_child(scene.cast.officer, age=12, area=scene.cast.district)
    said = refused(officer.post(PROPOSALS, {"child": at_home.number, "candidate": scene.candidate.pk}))
    assert said["child"] == ("kz345.a28-2.p1", "28-2(1)")
    begun = accepted(scene)
    scene.cast.child.placements.update(ends_on=scene.today - timedelta(days=1))
    answer = officer.post(f"{PROPOSALS}{begun.number}/begin/", {"starts_on": scene.today.isoformat()})
    assert refused(answer)["starts_on"] == ("kz345.a28-2.p1", "28-2(1)")


def test_row_14_no_assignment_without_an_agreement_with_that_body(officer, scene):
    begun = accepted(scene)
    Agreement.objects.update(state=AgreementState.WITHDRAWN)
    answer = officer.post(f"{PROPOSALS}{begun.number}/begin/", {"starts_on": scene.today.isoformat()})
    assert refused(answer) == {"agreement": ("kz345.a28-2.p8", "28-2(8)")}
    said = refused(officer.post(PROPOSALS, {"child": scene.cast.child.number, "candidate": scene.candidate.pk}))
    assert said["agreement"] == ("kz345.a28-2.p8", "28-2(8)")
    match = officer.get(f"{MATCHES}{scene.cast.child.number}/").json()
    told = [one for row in match["suggestions"] for one in row["obstacles"]]
    assert ("kz345.a28-2.p8", "28-2(8)") in {(one["rule"], one["article"]) for one in told}


def test_after_the_agreement_ended_nobody_is_proposed(officer, scene):
    agreements.end(scene.agreement, reason="BOTH", text="x", by=fresh(scene.cast.officer), at=scene.now)
    answer = officer.post(PROPOSALS, {"child": scene.cast.child.number, "candidate": scene.candidate.pk})
    assert refused(answer)["agreement"] == ("kz345.a28-2.p8", "28-2(8)")


def test_a_mentor_of_others_is_nobody(officer, scene):
    answer = officer.post(PROPOSALS, {"child": scene.cast.child.number, "candidate": scene.candidate.pk + 10_000})
    assert "candidate" in refused(answer)


def test_answered_once_and_only_as_it_was_read(as_, officer, scene):
    one = f"{PROPOSALS}{proposed(scene).number}/"
    coordinator = as_(scene.cast.coordinator)
    tag = coordinator.get(one).headers["ETag"]
    key = {"Idempotency-Key": "once", "If-Match": tag}
    first = coordinator.post(f"{one}decline/", {"reason": "Бос емес"}, headers=key)
    again = coordinator.post(f"{one}decline/", {"reason": "Бос емес"}, headers=key)
    assert (first.status_code, again.status_code, again.headers["Idempotency-Replayed"]) == (200, 200, "true")
    assert coordinator.post(f"{one}accept/", {}, headers={"If-Match": tag}).status_code == 412
    assert refused(coordinator.post(f"{one}accept/", {})).keys() == {"state"}
    assert officer.post(f"{one}withdraw/", {"reason": "x"}).status_code == 422
    assert officer.get(one).json()["reason"] == "Бос емес"


def test_outsiders_neither_read_nor_change(as_, scene):
    proposal = proposed(scene)
    for person in (*scene.cast.outsiders, scene.cast.police, scene.cast.orphanage):
        client = as_(person)
        for ref in (proposal.pk, proposal.number):
            assert client.get(f"{PROPOSALS}{ref}/").status_code == 404
            assert client.post(f"{PROPOSALS}{ref}/accept/", {}).status_code == 404
        listed = client.get(PROPOSALS)
        assert listed.status_code == 403 or listed.json()["results"] == []
    for person in scene.cast.outsiders:
        client = as_(person)
        waiting = client.get(WAITING)
        assert waiting.status_code == 403 or waiting.json()["results"] == []
        assert client.get(f"{MATCHES}{scene.cast.child.number}/").status_code in (403, 404)


def test_pages_of_waiting_children_by_cursor(officer, scene):
    for n in range(3):
        child = make_child(scene.cast.officer, age=12 + n % 2, area=scene.cast.district)
        make_stay(child, fresh(scene.cast.officer), scene.cast.home)
    seen, url = [], f"{WAITING}?page_size=2"
    while url:
        page = officer.get(url).json()
        seen += page["results"]
        url = page["next"]
    assert len(seen) == 4
    assert len({row["child"]["id"] for row in seen}) == 4
    assert [row["waits_since"] for row in seen] == sorted(row["waits_since"] for row in seen)
    unheard = officer.get(f"{WAITING}?wants=UNHEARD").json()["results"]
    assert len(unheard) == 3
    assert Proposal.objects.count() == 0

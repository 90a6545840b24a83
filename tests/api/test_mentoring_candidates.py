"""Candidates by the API: the way to a clearance, what each side may, and rows 3 to 11 of section 19."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.roles import Role
from apps.audit.models import LedgerEntry
from apps.mentoring import dated
from apps.mentoring.acts import applications
from apps.mentoring.models import Candidate
from tests.api.conftest import V1, problem
from tests.factories.accounts import make_officer, make_user
from tests.factories.mentoring import (
    a_member,
    answer_all,
    certify,
    coordinator_of,
    make_agreement,
    make_candidate,
    make_checked,
    make_cleared,
    make_ready,
    make_submitted,
    officer_of,
    prove_income,
    reload,
    today,
)
from tests.factories.obligations import make_law
from tests.factories.papers import upload
from tests.factories.people import years_ago

CANDIDATES = f"{V1}/mentoring/candidates/"
HOUSEHOLD = ("household", "kz345.a28-2.p3.pthousehold", "28-2(3)")

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(db):
    make_law()
    return make_agreement()


@pytest.fixture
def coordinator(as_, scene):
    return as_(coordinator_of(scene.organisation.agency))


@pytest.fixture
def officer(as_, scene):
    return as_(officer_of(scene.body))


def person(scene, **changes) -> dict:
    return {
        "surname": "Нұрланова", "given_name": "Дана", "birth_date": "1990-04-12", "citizenship": "KAZ",
        "phone": "8 701 123 45 67", "area": scene.organisation.agency.area_id, "body": scene.body.pk, **changes,
    }  # fmt: skip


def day(ahead: int = 0) -> str:
    return (today() + timedelta(days=ahead)).isoformat()


def refused(answer) -> set[tuple[str, str, str]]:
    """Field, rule and article of every refusal."""
    told = problem(answer, 422, "refused")
    return {(error["field"], error["rule"], error["article"]) for error in told["errors"]}


def rule(ground: int) -> tuple[str, str, str]:
    return f"ground_{ground}", f"kz345.a28-2.p3.s{ground}", f"28-2(3)({ground})"


def one(candidate) -> str:
    return f"{CANDIDATES}{candidate.number}/"


def check(client, candidate, ground, **data):
    answer = client.post(f"{one(candidate)}checks/", {"ground": ground, "issued_on": day(), **data})
    assert answer.status_code == 200, answer.json()
    return answer.json()


def pair(scene, **fields):
    return (
        make_ready(scene.organisation, scene.body, **fields), make_submitted(scene.organisation, scene.body, **fields),
    )  # fmt: skip


def at_both_gates(coordinator, officer, ready, submitted) -> set:
    first = refused(coordinator.post(f"{one(ready)}submit/", {}))
    assert first == refused(officer.post(f"{one(submitted)}approve/", {}))
    assert reload(submitted).state == "REVIEW"
    return first


def test_another_application_of_perhaps_the_same_person_is_named(coordinator, officer, scene):
    first, second = (coordinator.post(CANDIDATES, person(scene)).json()["number"] for _ in range(2))
    assert coordinator.get(f"{CANDIDATES}{first}/").json()["doubles"] == [second]
    listed = {row["number"]: row["doubles"] for row in coordinator.get(CANDIDATES).json()["results"]}
    assert listed == {first: [second], second: [first]}
    theirs = make_checked(make_agreement(body=scene.body).organisation, scene.body)
    assert officer.get(one(theirs)).json()["doubles"] == []


def test_from_the_application_to_the_clearance(coordinator, officer, scene):
    made = coordinator.post(CANDIDATES, person(scene))
    assert made.status_code == 201, made.json()
    told = made.json()
    assert (told["state"], told["next"]["code"], told["next"]["actor"]) == ("APPLIED", "ADVISE", "ORGANISATION")
    assert officer.get(made["Location"]).status_code == 404
    address = f"{CANDIDATES}{told['number']}/"
    assert coordinator.post(f"{address}consultations/", {"held_on": day()}).json()["state"] == "ADVISED"
    member = {"name": "Нұрланов Арман", "birth_date": "1988-02-03", "relation": "SPOUSE"}
    declared = {"is_married": True, "lives_alone": True, "members": [member]}
    told = coordinator.post(f"{address}household/", declared).json()
    assert (told["state"], told["settled"], told["total"]) == ("CHECKING", 2, 23)
    candidate = Candidate.objects.get()
    answer_all(candidate)
    prove_income(candidate)
    certify(candidate)
    assert coordinator.post(f"{address}submit/", {}).json()["next"]["code"] == "VISIT"
    visit = {"findings": "Жақсы", "is_favourable": True}
    assert officer.post(f"{address}interviews/", {"held_on": day(), **visit}).status_code == 200
    told = officer.post(f"{address}surveys/", {"made_on": day(), "address": "Абай, 5", **visit}).json()
    assert (told["next"]["code"], told["settled"]) == ("DECIDE", 23)
    assert officer.post(f"{address}return/", {"reason": ""}).status_code == 422
    assert officer.post(f"{address}return/", {"reason": "Анықтама жоқ"}).json()["state"] == "RETURNED"
    assert coordinator.post(f"{address}submit/", {}).json()["state"] == "REVIEW"
    told = officer.post(f"{address}approve/", {}).json()
    assert (told["state"], told["next"]["code"]) == ("CLEARED", "STANDS")
    assert told["cleared_until"] == day(180)
    assert len(told["clearances"][0]["snapshot"]["grounds"]) == 20


def test_row_3_and_4_citizens_of_age_only(coordinator, scene):
    young = coordinator.post(CANDIDATES, person(scene, birth_date=years_ago(17).isoformat()))
    assert refused(young) == {("birth_date", "kz345.a28-2.p3.s1", "28-2(3)(1)")}
    foreign = coordinator.post(CANDIDATES, person(scene, citizenship="RUS"))
    assert refused(foreign) == {("citizenship", "kz345.a28-2.p3.s1", "28-2(3)(1)")}
    assert not Candidate.objects.exists()


@pytest.mark.parametrize(("ground", "detail"), [(10, "OUTSTANDING"), (13, "PROSECUTED")])
def test_row_5_and_6_a_conviction_and_a_prosecution(coordinator, officer, scene, ground, detail):
    both = pair(scene)
    for candidate in both:
        check(coordinator, candidate, ground, detail=detail)
    assert at_both_gates(coordinator, officer, *both) == {rule(ground)}


@pytest.mark.parametrize(("relation", "ground"), [("SPOUSE", 4), ("COHABITANT", 12)])
def test_row_7_and_8_the_household_is_reached(coordinator, officer, scene, relation, ground):
    both = pair(scene, is_married=relation == "SPOUSE", lives_alone=False, members=[a_member(relation)])
    for candidate in both:
        check(coordinator, candidate, ground, member=candidate.household.get().pk, answer="BARRED")
    assert at_both_gates(coordinator, officer, *both) == {HOUSEHOLD, rule(ground)}


def test_row_9_a_married_candidate_with_an_empty_list(coordinator, officer, scene):
    made = make_candidate(scene.organisation, scene.body)
    applications.consult(made, held_on=today(), by=coordinator_of(scene.organisation.agency), at=timezone.now())
    answer = coordinator.post(f"{one(made)}household/", {"is_married": True, "lives_alone": False})
    assert refused(answer) == {HOUSEHOLD, ("lives_alone", *HOUSEHOLD[1:])}
    bad = {"name": " ", "birth_date": "1988-02-03", "relation": "SPOUSE"}
    answer = coordinator.post(f"{one(made)}household/", {"is_married": True, "lives_alone": True, "members": [bad]})
    assert {field for field, _rule, _article in refused(answer)} == {"members.0.name"}


def test_row_10_no_certificate_of_training(coordinator, scene):
    made = make_checked(scene.organisation, scene.body)
    answer_all(made)
    prove_income(made)
    assert refused(coordinator.post(f"{one(made)}submit/", {})) == {rule(14)}


def test_row_11_income_below_the_minimum(coordinator, officer, scene):
    both = pair(scene)
    minimum = dated.minimum_on(today()).tenge
    for candidate in both:
        data = {"monthly": minimum - 1, "months": 6, "issued_on": day()}
        told = coordinator.post(f"{one(candidate)}incomes/", data).json()
        assert told["subsistence_minimum"] == minimum
    assert at_both_gates(coordinator, officer, *both) == {rule(11)}


def test_a_lifted_conviction_passes_ground_10_and_bars_ground_13(coordinator, officer, scene):
    made = make_submitted(scene.organisation, scene.body)
    check(coordinator, made, 10, detail="EXPUNGED", paper=made.ground_checks.first().paper_id)
    told = check(coordinator, made, 13, detail="CONVICTED")
    states = {line["ground"]: line["state"] for line in told["grounds"]}
    assert (states[10], states[13], states[9]) == ("PASSED", "BARRED", "NOT_ASKED")
    assert refused(officer.post(f"{one(made)}approve/", {})) == {rule(13)}


def test_a_cohabitant_who_turns_eighteen_is_reached_from_that_day(coordinator, officer, scene):
    born = today().replace(year=today().year - 18)
    made = make_submitted(scene.organisation, scene.body)
    member = {
        "name": "Нұрланов Ерлан", "relation": "COHABITANT", "birth_date": (born + timedelta(days=1)).isoformat(),
    }  # fmt: skip
    told = coordinator.post(f"{one(made)}members/", member).json()
    assert len([line for line in told["grounds"] if line["member"]]) == 0
    made.household.update(birth_date=born)
    six = {rule(ground) for ground in (4, 5, 6, 10, 12, 13)}
    assert refused(officer.post(f"{one(made)}approve/", {})) == {HOUSEHOLD, *six}


def test_a_certificate_that_runs_out_is_listed_and_refuses_the_renewal(coordinator, officer, scene):
    cleared = make_cleared(scene.organisation, scene.body)
    assert coordinator.get(f"{CANDIDATES}expiring/").json()["results"] == []
    certify(cleared, valid_until=today() + timedelta(days=9))
    assert officer.post(f"{one(cleared)}renew/", {}).status_code == 200
    (found,) = coordinator.get(f"{CANDIDATES}expiring/").json()["results"]
    assert (found["candidate"], found["valid_until"]) == (cleared.number, day(9))
    assert [line["ground"] for line in found["grounds"]] == [14]
    certify(cleared, valid_until=today())
    Candidate.objects.filter(pk=cleared.pk).update(state="CLEARED")
    cleared.certificates.update(valid_until=today() - timedelta(days=1), issued_on=today() - timedelta(days=2))
    assert refused(officer.post(f"{one(cleared)}renew/", {})) == {rule(14)}


def test_the_list_of_what_runs_out_goes_page_by_page(coordinator, officer, scene):
    cleared = [make_cleared(scene.organisation, scene.body) for _ in range(3)]
    for ahead, candidate in enumerate(cleared, start=1):
        certify(candidate, valid_until=today() + timedelta(days=10 - ahead))
        assert officer.post(f"{one(candidate)}renew/", {}).status_code == 200
    address, found = f"{CANDIDATES}expiring/?page_size=1", []
    while address:
        told = coordinator.get(address).json()
        found += [row["candidate"] for row in told["results"]]
        address = told["next"]
    assert found == [candidate.number for candidate in reversed(cleared)]
    bad = coordinator.get(f"{CANDIDATES}expiring/?cursor=WyJuIiwieCIsMV0")
    assert problem(bad, 400, "invalid")


def test_of_the_ninth_ground_nothing_can_be_stored(coordinator, scene):
    made = make_checked(scene.organisation, scene.body)
    answer = coordinator.post(f"{one(made)}checks/", {"ground": 9, "answer": "PASSED", "issued_on": day()})
    assert refused(answer) == {("ground", "kz345.a28-2.p3.s9", "28-2(3)(9)")}


def test_a_conviction_reported_suspends_and_a_refusal_ends(coordinator, officer, scene):
    cleared = make_cleared(scene.organisation, scene.body)
    told = coordinator.post(f"{one(cleared)}reopenings/", {"cause": "CONVICTION", "text": "Хабар келді"}).json()
    assert (told["state"], told["reopenings"][0]["cause"]) == ("SUSPENDED", "CONVICTION")
    answer = coordinator.post(f"{one(cleared)}reopenings/", {"cause": "PAPER_EXPIRED", "text": "x"})
    assert answer.status_code == 422
    assert officer.post(f"{one(cleared)}refuse/", {"reason": "Сот үкімі"}).json()["state"] == "REFUSED"


def test_a_paper_is_stored_named_by_an_answer_and_downloaded(coordinator, officer, scene):
    made = make_checked(scene.organisation, scene.body)
    answer = coordinator.post(f"{one(made)}papers/", {"kind": "OTHER", "file": upload()}, format="multipart")
    assert answer.status_code == 201, answer.json()
    paper = answer.json()["id"]
    told = check(coordinator, made, 8, answer="PASSED", paper=paper)
    assert [line["paper"] for line in told["grounds"] if line["ground"] == 8] == [paper]
    file = officer.get(f"{one(made)}papers/{paper}/download/", headers={"Accept": "*/*"})
    assert b"".join(file.streaming_content).startswith(b"\x89PNG")
    assert LedgerEntry.objects.filter(verb="paper.downloaded").exists()
    assert [one["id"] for one in officer.get(f"{one(made)}papers/").json()["results"]] == [paper]
    other = make_checked(scene.organisation, scene.body)
    assert coordinator.post(f"{one(other)}checks/", {
        "ground": 8, "answer": "PASSED", "issued_on": day(), "paper": paper,
    }).status_code == 404  # fmt: skip


def test_the_candidate_reads_the_own_application_alone(as_, coordinator, scene):
    made = make_checked(scene.organisation, scene.body)
    mentor = make_user(scene.organisation.agency, Role.MENTOR)
    assert coordinator.post(f"{one(made)}account/", {"account": mentor.pk}).json()["account"]["id"] == mentor.pk
    mine = as_(mentor)
    told = mine.get(f"{CANDIDATES}mine/").json()
    assert (told["number"], told["next"]["code"]) == (made.number, "COLLECT")
    assert not {"interviews", "reopenings", "household", "iin"} & set(told)
    assert mine.get(one(made)).status_code == 403
    assert mine.get(CANDIDATES).status_code == 403
    assert mine.get(f"{one(made)}papers/").status_code == 403
    assert mine.post(f"{CANDIDATES}mine/withdraw/", {"reason": "Көшемін"}).status_code == 204
    assert reload(made).state == "WITHDRAWN"
    assert coordinator.get(f"{CANDIDATES}mine/").status_code == 404


def test_the_candidate_downloads_the_own_papers_on_which_answers_rest(as_, coordinator, officer, scene):
    made = make_checked(scene.organisation, scene.body, lives_alone=False, members=[a_member()])
    mentor = make_user(scene.organisation.agency, Role.MENTOR)
    coordinator.post(f"{one(made)}account/", {"account": mentor.pk})

    def add(client) -> int:
        return client.post(f"{one(made)}papers/", {"kind": "OTHER", "file": upload()}, format="multipart").json()["id"]

    own, hers, unnamed, bodys = add(coordinator), add(coordinator), add(coordinator), add(officer)
    check(coordinator, made, 8, answer="PASSED", paper=own)
    check(coordinator, made, 12, answer="PASSED", paper=hers, member=made.household.get().pk)
    check(officer, made, 5, answer="PASSED", paper=bodys)
    mine, papers = as_(mentor), f"{CANDIDATES}mine/papers/"
    assert [paper["id"] for paper in mine.get(papers).json()] == [own]
    file = mine.get(f"{papers}{own}/download/", headers={"Accept": "*/*"})
    assert b"".join(file.streaming_content).startswith(b"\x89PNG")
    assert LedgerEntry.objects.get(verb="paper.downloaded").actor_id == mentor.pk
    for hidden in (hers, unnamed, bodys):
        assert mine.get(f"{papers}{hidden}/download/").status_code == 404
    check(coordinator, made, 10, detail="NONE", paper=hers)
    assert [paper["id"] for paper in mine.get(papers).json()] == [own]
    assert as_(make_user(scene.organisation.agency, Role.MENTOR)).get(papers).status_code == 404


def test_strangers_find_nothing_and_may_nothing(as_, scene):
    made = make_submitted(scene.organisation, scene.body)
    stranger = as_(make_officer())
    assert stranger.get(CANDIDATES).json()["results"] == []
    assert stranger.get(one(made)).status_code == 404
    for act in ("approve", "submit", "renew"):
        assert stranger.post(f"{one(made)}{act}/", {}).status_code == 404
    other = as_(coordinator_of(make_agreement(body=scene.body).organisation.agency))
    assert other.get(one(made)).status_code == 404
    assert other.get(f"{CANDIDATES}expiring/").json()["results"] == []


def test_the_organisation_does_not_decide_and_the_body_does_not_enter(coordinator, officer, scene):
    made = make_submitted(scene.organisation, scene.body)
    assert coordinator.post(f"{one(made)}approve/", {}).status_code == 403
    assert officer.post(f"{one(made)}submit/", {}).status_code == 403
    assert officer.post(CANDIDATES, person(scene)).status_code == 403


def test_an_old_version_is_refused(coordinator, scene):
    made = make_candidate(scene.organisation, scene.body)
    tag = coordinator.get(one(made)).headers["ETag"]
    changed = {"headers": {"If-Match": tag}}
    assert coordinator.patch(one(made), {"capacity": 3}, **changed).json()["capacity"] == 3
    stale = problem(coordinator.patch(one(made), {"capacity": 4}, **changed), 412, "stale")
    assert stale["current"]["capacity"] == 3
    assert problem(coordinator.patch(one(made), {"capacity": 4}), 409, "version-needed")


def test_the_list_is_narrowed_and_costs_the_same_for_many(coordinator, scene, django_assert_max_num_queries):
    make_candidate(scene.organisation, scene.body)
    with django_assert_max_num_queries(20) as few:
        assert len(coordinator.get(CANDIDATES).json()["results"]) == 1
    for _ in range(6):
        make_checked(scene.organisation, scene.body, lives_alone=False, members=[a_member()])
    with django_assert_max_num_queries(len(few)):
        assert len(coordinator.get(CANDIDATES).json()["results"]) == 7
    assert len(coordinator.get(f"{CANDIDATES}?state=CHECKING").json()["results"]) == 6
    assert len(coordinator.get(f"{CANDIDATES}?open=false").json()["results"]) == 0


def test_a_decision_on_less_than_is_known_is_refused(officer, scene):
    made = make_submitted(scene.organisation, scene.body)
    seen = {"headers": {"If-Match": officer.get(one(made)).headers["ETag"]}}
    prove_income(made)
    problem(officer.post(f"{one(made)}approve/", {}, **seen), 412, "stale")
    seen = {"headers": {"If-Match": officer.get(one(made)).headers["ETag"]}}
    assert officer.post(f"{one(made)}approve/", {}, **seen).json()["state"] == "CLEARED"

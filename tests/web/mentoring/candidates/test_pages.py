"""The pages of candidates: the way to a clearance, who is offered what, lists, papers, and the number of queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.accounts.roles import Role
from apps.audit.models import LedgerEntry
from apps.documents.models import Paper
from apps.mentoring import dated
from apps.mentoring.acts import applications, clearance
from apps.mentoring.acts.papers import OF_CANDIDATE
from apps.mentoring.models import Candidate, Ground
from apps.web.shared import keyset_page
from tests.factories.accounts import make_officer, make_user
from tests.factories.mentoring import (
    a_member,
    answer,
    answer_all,
    certify,
    coordinator_of,
    make_agreement,
    make_candidate,
    make_checked,
    make_cleared,
    make_ready,
    make_submitted,
    prove_income,
    reload,
    today,
)
from tests.factories.papers import upload
from tests.web.forms import as_sent
from tests.web.mentoring.candidates.conftest import refused, url
from tests.web.mentoring.candidates.test_bad_inputs import application, typed

pytestmark = pytest.mark.django_db


def post(client, page, candidate, *args, **data):
    return client.post(url(page, candidate, *args), data)


def moved(client, page, candidate, *args, **data):
    found = post(client, page, candidate, *args, **data)
    assert found.status_code == 302, (page, found.context and found.context["form"].errors)
    return reload(candidate)


def test_from_the_application_to_the_clearance(coordinator, officer, scene):
    found = coordinator.post(url("candidate_new"), application(scene))
    assert found.status_code == 302, found.context["form"].errors
    made = Candidate.objects.get()
    assert officer.get(url("candidate", made)).status_code == 404
    assert moved(coordinator, "candidate_consult", made, held_on=typed(today()), note="Талаптар").state == "ADVISED"
    assert moved(coordinator, "candidate_declare", made, is_married="no", lives_alone="yes").state == "CHECKING"
    assert officer.get(url("candidate", made)).status_code == 200
    data = {"answer": "PASSED", "issued_on": typed(today()), "file": upload(), "number": "А-17", "issued_by": "ХҚКО"}
    moved(coordinator, "candidate_check", made, 8, **data)
    paper = Paper.objects.get()
    assert (made.ground_checks.get().paper, paper.number) == (paper, "А-17")
    answer_all(made)
    prove_income(made)
    certify(made)
    assert moved(coordinator, "candidate_submit", made, version=reload(made).version).state == "REVIEW"
    visit = {"findings": "Жақсы", "is_favourable": "yes"}
    moved(officer, "candidate_interview", made, held_on=typed(today()), **visit)
    moved(officer, "candidate_survey", made, made_on=typed(today()), address="Абай көшесі, 5", **visit, file=upload())
    assert (
        moved(officer, "candidate_return", made, reason="Анықтама жоқ", version=reload(made).version).state
        == "RETURNED"
    )
    assert moved(coordinator, "candidate_submit", made, version=reload(made).version).state == "REVIEW"
    assert moved(officer, "candidate_approve", made, version=reload(made).version).state == "CLEARED"
    page = coordinator.get(url("candidate", made)).content.decode()
    for said in ("Талаптар", "Анықтама жоқ", "cleared until", "Абай көшесі, 5"):
        assert said in page


def test_a_paper_of_a_candidate_is_of_the_kinds_that_matter_for_a_mentor(coordinator, scene):
    made = make_checked(scene.organisation, scene.body)
    form = coordinator.get(url("candidate_paper_new", made)).context["form"]
    assert [code for code, _ in form.fields["kind"].choices] == [
        "", "IDENTITY", "CONVICTIONS", "DISPENSARY", "HEALTH", "INCOME", "RESIDENCE", "COURT", "OTHER",
    ]  # fmt: skip
    moved(coordinator, "candidate_paper_new", made, kind="HEALTH", file=upload())
    paper = Paper.objects.get()
    assert (paper.kind, paper.compartment, paper.title) == ("OTHER", "", OF_CANDIDATE["HEALTH"][2])


STATES = ("APPLIED", "CHECKING", "REVIEW", "CLEARED", "SUSPENDED", "WITHDRAWN")


def in_state(scene, state):
    """A candidate of the scene in this state, with a household."""
    make = {"APPLIED": make_candidate, "CHECKING": make_checked, "REVIEW": make_submitted}.get(state, make_cleared)
    made = make(scene.organisation, scene.body)
    if state == "SUSPENDED":
        clearance.report(made, cause="OTHER", text="Себебі", by=scene.officer, at=timezone.now())
    if state == "WITHDRAWN":
        applications.withdraw(made, reason="Көшті", by=scene.coordinator, at=timezone.now())
    return reload(made)


@pytest.mark.parametrize("state", STATES)
def test_each_offered_act_opens_and_says_whose_turn_it_is(coordinator, officer, scene, state):
    made = in_state(scene, state)
    for client in (coordinator, officer):
        found = client.get(url("candidate", made))
        if state == "APPLIED" and client is officer:
            assert found.status_code == 404
            continue
        assert found.status_code == 200
        for act in found.context["acts"]:
            assert client.get(act["url"]).status_code == 200, act["url"]
        assert sum(act["primary"] for act in found.context["acts"]) <= 1
        assert (found.context["acts"] == []) == (state == "WITHDRAWN")
    turns = {
        "APPLIED": "ORGANISATION", "CHECKING": "ORGANISATION", "REVIEW": "BODY", "CLEARED": "NOBODY",
        "SUSPENDED": "ORGANISATION", "WITHDRAWN": "NOBODY",
    }  # fmt: skip
    assert coordinator.get(url("candidate", made)).context["step"].actor == turns[state]


def test_neither_side_does_the_other_sides_acts(coordinator, officer, scene):
    made = in_state(scene, "REVIEW")
    for name in (
        "candidate_approve",
        "candidate_return",
        "candidate_refuse",
        "candidate_interview",
        "candidate_survey",
    ):
        assert coordinator.get(url(name, made)).status_code == 403, name
        assert post(coordinator, name, made, reason="x").status_code == 403, name
    for name in ("candidate_submit", "candidate_edit", "candidate_account", "candidate_declare", "candidate_withdraw"):
        assert officer.get(url(name, made)).status_code == 403, name
    assert officer.get(url("candidate_new")).status_code == 403


def test_strangers_and_other_organisations_find_nothing(sign_in, scene):
    made = in_state(scene, "CLEARED")
    stranger = sign_in(make_officer())
    other = sign_in(coordinator_of(make_agreement(body=scene.body).organisation.agency))
    for client in (stranger, other):
        for name in ("candidate", "candidate_edit", "candidate_submit", "candidate_report", "candidate_paper_new"):
            assert client.get(url(name, made)).status_code == 404, name
        assert made.number not in client.get(url("candidates")).content.decode()
        assert made.number not in client.post(url("candidates"), {"q": made.number}).content.decode().replace(
            f'value="{made.number}"', ""
        )
    assert LedgerEntry.objects.filter(verb="access.refused", subject_no=made.number).exists()
    police = sign_in(make_user(scene.organisation.agency, Role.AGENCY_ADMIN))
    assert police.get(url("candidates")).status_code == 403


def test_a_page_is_noted_and_shows_whom_it_is_about(coordinator, scene):
    made = make_checked(scene.organisation, scene.body, lives_alone=False, members=[a_member()])
    page = coordinator.get(url("candidate", made)).content.decode()
    assert LedgerEntry.objects.filter(verb="candidate.looked_at", subject_no=made.number).count() == 1
    assert "Нұрланов Арман" in page
    assert page.count('<th scope="col">') >= 3
    assert "<title>" in page
    assert "Нұрланова" not in page.split("</title>")[0]


def test_the_list_by_stage_by_name_and_by_side(coordinator, officer, scene):
    applied = make_candidate(scene.organisation, scene.body, surname="Асқарова")
    waiting = in_state(scene, "REVIEW")
    found = coordinator.get(url("candidates"))
    assert [row["candidate"] for row in found.context["rows"]] == [waiting, applied]
    assert [row["candidate"] for row in officer.get(url("candidates")).context["rows"]] == [waiting]
    assert [row["candidate"] for row in coordinator.get(f"{url('candidates')}?tab=review").context["rows"]] == [waiting]
    assert coordinator.get(f"{url('candidates')}?tab=closed").context["rows"] == []
    by_name = coordinator.post(url("candidates"), {"q": "асқар дан"})
    assert [row["candidate"] for row in by_name.context["rows"]] == [applied]
    assert coordinator.post(url("candidates"), {"q": waiting.number.lower()}).context["rows"][0]["candidate"] == waiting
    side = coordinator.get(f"{url('candidates')}?side={scene.body.pk}&source=OFFICE")
    assert len(side.context["rows"]) == 2
    assert coordinator.get(f"{url('candidates')}?source=PUBLIC").context["rows"] == []
    assert [row["url"] for row in found.context["soonest"]] == [url("candidate", applied)]


def test_pages_go_by_key_in_both_directions(coordinator, scene, monkeypatch):
    made = [make_candidate(scene.organisation, scene.body) for _ in range(3)]
    monkeypatch.setitem(keyset_page.__kwdefaults__, "size", 2)
    first = coordinator.get(url("candidates"))
    assert [row["candidate"] for row in first.context["rows"]] == [made[2], made[1]]
    second = coordinator.get(first.context["page"].next_url)
    assert [row["candidate"] for row in second.context["rows"]] == [made[0]]
    assert coordinator.get(second.context["page"].previous_url).context["rows"] == first.context["rows"]


def queries(client, address) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_lists_cost_as_much_for_twenty_as_for_one(coordinator, scene):
    until = today() + timedelta(days=9)
    one = make_cleared(scene.organisation, scene.body)
    certify(one, valid_until=until)
    clearance.renew(reload(one), by=scene.officer, at=timezone.now())
    few = [queries(coordinator, url(name)) for name in ("candidates", "candidates_expiring")]
    for _ in range(4):
        more = make_cleared(scene.organisation, scene.body, lives_alone=False, members=[a_member()])
        certify(more, valid_until=until)
        clearance.renew(reload(more), by=scene.officer, at=timezone.now())
    for _ in range(15):
        make_checked(scene.organisation, scene.body)
    many = [queries(coordinator, url(name)) for name in ("candidates", "candidates_expiring")]
    assert len(coordinator.get(url("candidates")).context["rows"]) == 20
    assert len(coordinator.get(url("candidates_expiring")).context["rows"]) == 5
    assert many == few


def test_a_file_costs_as_much_for_a_long_story_as_for_a_short_one(coordinator, scene):
    made = make_checked(scene.organisation, scene.body, lives_alone=False, members=[a_member()])
    answer(made, 2)
    short = queries(coordinator, url("candidate", made))
    for _ in range(3):
        answer_all(made)
        prove_income(made)
    assert queries(coordinator, url("candidate", made)) <= short + 1


def test_what_somebody_else_saved_meanwhile_is_shown(coordinator, scene):
    made = make_candidate(scene.organisation, scene.body)
    page = coordinator.get(url("candidate_edit", made))
    applications.correct(made, data={"capacity": 4}, by=scene.coordinator, at=timezone.now())
    found = coordinator.post(url("candidate_edit", made), as_sent(page, phone="+7 702 000 00 00"))
    assert found.status_code == 422
    assert found.context["form"].comparison.taken[0].name == "capacity"
    again = coordinator.post(url("candidate_edit", made), as_sent(found))
    assert again.status_code == 302
    assert (reload(made).capacity, reload(made).phone) == (4, "+77020000000")


def test_nobody_decides_on_what_was_not_shown(officer, scene):
    made = in_state(scene, "REVIEW")
    version = made.version
    clearance.send_back(made, reason="Қайта", by=scene.officer, at=timezone.now())
    clearance.submit(reload(made), by=scene.coordinator, at=timezone.now())
    found = post(officer, "candidate_approve", made, version=version)
    assert found.status_code == 422
    assert reload(made).state == "REVIEW"


def test_an_answer_that_bars_a_mentor_suspends_at_once_and_the_list_says_so(coordinator, officer, scene):
    made = in_state(scene, "CLEARED")
    assert "suspends the clearance at once" in coordinator.get(url("candidate_check", made, 12)).content.decode()
    moved(coordinator, "candidate_check", made, 12, answer="BARRED", issued_on=typed(today()))
    assert reload(made).state == "SUSPENDED"
    assert len(officer.get(f"{url('candidates')}?tab=suspended").context["rows"]) == 1
    assert (
        moved(officer, "candidate_refuse", made, reason="Тіркеуде тұр", version=reload(made).version).state == "REFUSED"
    )
    page = coordinator.get(url("candidate", made)).content.decode()
    assert "Тіркеуде тұр" in page


def test_who_moves_in_and_out(coordinator, scene):
    made = in_state(scene, "CLEARED")
    data = {"relation": "COHABITANT", "name": "Нұрланов Ерлан", "birth_date": "01.02.1970"}
    assert refused(post(coordinator, "candidate_member_new", made, **{**data, "birth_date": "01.02.2970"}))
    assert moved(coordinator, "candidate_member_new", made, **data).state == "SUSPENDED"
    member = made.household.get()
    bad = post(coordinator, "candidate_member_end", made, member.pk, ends_on=typed(today() + timedelta(days=2)))
    assert {field for field, _rule in refused(bad)} == {"ends_on"}
    moved(coordinator, "candidate_member_end", made, member.pk, ends_on=typed(today()))
    other = make_checked(scene.organisation, scene.body, lives_alone=False, members=[a_member()])
    assert coordinator.get(url("candidate_member_end", made, other.household.get().pk)).status_code == 404
    assert coordinator.get(f"{url('candidate_check', made, 4)}?member={other.household.get().pk}").status_code == 404


def test_a_bad_file_stores_neither_paper_nor_answer(coordinator, scene):
    made = make_checked(scene.organisation, scene.body)
    data = {"answer": "PASSED", "issued_on": typed(today()), "file": upload("x.exe", b"MZ rubbish")}
    assert {field for field, _rule in refused(post(coordinator, "candidate_check", made, 8, **data))} == {"file"}
    late = {"answer": "PASSED", "issued_on": typed(today() + timedelta(days=3)), "file": upload()}
    assert {field for field, _rule in refused(post(coordinator, "candidate_check", made, 8, **late))} == {"issued_on"}
    assert not made.ground_checks.exists()
    assert not Paper.objects.exists()


def test_papers_are_downloaded_by_the_two_sides_alone(coordinator, officer, sign_in, scene):
    made = make_checked(scene.organisation, scene.body)
    found = post(coordinator, "candidate_paper_new", made, kind="OTHER", title="Анықтама", file=upload())
    assert found.status_code == 302, found.context["form"].errors
    address = url("candidate_paper", made, Paper.objects.get().pk)
    for client in (coordinator, officer):
        assert b"".join(client.get(address).streaming_content).startswith(b"\x89PNG")
    assert LedgerEntry.objects.filter(verb="paper.downloaded").count() == 2
    assert sign_in(make_officer()).get(address).status_code == 404


def test_the_candidates_own_view(coordinator, sign_in, scene):
    made = make_ready(scene.organisation, scene.body, lives_alone=False, members=[a_member()])
    mentor = make_user(scene.organisation.agency, Role.MENTOR)
    client = sign_in(mentor)
    assert client.get(url("own_candidate")).status_code == 404
    moved(coordinator, "candidate_account", made, account=mentor.pk)
    assert client.get(url("candidate", made)).url == url("own_candidate")
    assert client.get(url("candidates")).status_code == 403
    answer(made, 12, answer="BARRED", note="Құпия ескерту")
    page = client.get(url("own_candidate")).content.decode()
    assert made.number in page
    assert "One of the grounds of the Law stands against it" in page
    assert "Құпия ескерту" not in page
    for name in ("candidate_edit", "candidate_submit", "candidate_declare", "candidate_report"):
        assert client.get(url(name, made)).status_code == 403, name
    assert client.get(url("candidate_withdraw", made)).status_code == 200
    found = client.post(url("candidate_withdraw", made), {"reason": "Көшемін", "version": reload(made).version})
    assert found.url == url("own_candidate")
    assert reload(made).state == "WITHDRAWN"
    assert "Көшемін" in client.get(url("own_candidate")).content.decode()


def test_the_candidate_downloads_the_own_papers_and_nobody_elses(coordinator, officer, sign_in, scene):
    made = make_checked(scene.organisation, scene.body, lives_alone=False, members=[a_member()])
    mentor = make_user(scene.organisation.agency, Role.MENTOR)
    moved(coordinator, "candidate_account", made, account=mentor.pk)
    data = {"answer": "PASSED", "issued_on": typed(today())}
    moved(coordinator, "candidate_check", made, 8, **data, file=upload())
    spouse = f"{url('candidate_check', made, 12)}?member={made.household.get().pk}"
    assert coordinator.post(spouse, {**data, "version": reload(made).version, "file": upload()}).status_code == 302
    moved(officer, "candidate_check", made, 5, **data, file=upload())
    client, page = sign_in(mentor), url("own_candidate")
    papers = {check.ground: url("candidate_paper", made, check.paper_id) for check in made.ground_checks.all()}
    content = client.get(page).content.decode()
    assert [ground for ground, address in papers.items() if address in content] == [8]
    assert b"".join(client.get(papers[8]).streaming_content).startswith(b"\x89PNG")
    assert LedgerEntry.objects.get(verb="paper.downloaded").actor_id == mentor.pk
    for ground in (12, 5):
        assert client.get(papers[ground]).status_code == 404
    assert sign_in(make_user(scene.organisation.agency, Role.MENTOR)).get(papers[8]).status_code == 404


def test_how_long_a_paper_counts_is_said_with_whose_rule_it_is(coordinator, scene):
    made = make_checked(scene.organisation, scene.body)
    page = coordinator.get(url("candidate_check", made, Ground.DISPENSARY)).content.decode()
    days = dated.validity_on(today()).days[Ground.DISPENSARY]
    assert f"counts for {days} days from its issue" in page
    assert "The law does not set the length of this term: it is a rule of the system" in page


def test_the_account_of_another_organisation_is_not_offered(coordinator, scene):
    made = make_checked(scene.organisation, scene.body)
    stranger = make_user(make_agreement().organisation.agency, Role.MENTOR)
    assert {field for field, _rule in refused(post(coordinator, "candidate_account", made, account=stranger.pk))} == {
        "account"
    }

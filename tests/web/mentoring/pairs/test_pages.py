"""The pages of waiting children, matches, proposals and pairs: everybody's way through them, and what is refused."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.core.localtime import day_start
from apps.mentoring.acts import assignments as life
from apps.mentoring.models import Assignment, Meeting, Proposal, Wish
from apps.mentoring.states import AssignmentState, ProposalState
from tests.cast import withdraw_consents
from tests.factories.accounts import fresh
from tests.factories.mentoring import make_candidate, make_checked
from tests.factories.pairs import paired, proposed, tried
from tests.factories.papers import upload
from tests.factories.people import make_child, make_stay
from tests.web.mentoring.pairs.asking import day, get, post

pytestmark = pytest.mark.django_db


def test_from_a_waiting_child_to_a_pair(officer, scene):
    cast, number = scene.cast, scene.cast.child.number
    assert number in get(officer, "waiting").content.decode()
    page = get(officer, "match", number).content.decode()
    assert scene.candidate.full_name in page
    chosen = officer.get(reverse("mentoring:propose", args=[number]), {"mentor": scene.candidate.number})
    assert chosen.context["form"].initial["candidate"] == scene.candidate.pk
    assert post(officer, "propose", number, candidate=scene.candidate.pk, text="Көрші").status_code == 302
    proposal = Proposal.objects.get()
    assert post(officer, "accept_proposal", proposal.number).status_code == 403
    officer.force_login(fresh(cast.coordinator))
    assert get(officer, "accept_proposal", proposal.number).status_code == 200
    assert post(officer, "accept_proposal", proposal.number).status_code == 302
    officer.force_login(fresh(cast.officer))
    assert post(officer, "begin_trial", proposal.number, starts_on=day(scene)).status_code == 302
    pair = Assignment.objects.get(proposal=proposal)
    assert pair.state == AssignmentState.TRIAL
    assert post(officer, "activate", pair.number, contract_no="7/26", contract_on=day(scene)).status_code == 302
    assert post(officer, "suspend", pair.number, reason="SAFETY", text="Тексеру").status_code == 302
    assert "Тексеру" in get(officer, "assignment", pair.number).content.decode()
    assert post(officer, "lift", pair.number).status_code == 302
    ending = {"reason": "WISH", "ends_on": day(scene), "text": "Өз еркі", "wants": "LATER", "words": "Кейін"}
    assert post(officer, "end", pair.number, **ending).status_code == 302
    pair.refresh_from_db()
    assert (pair.state, pair.end_reason) == (AssignmentState.ENDED, "WISH")
    assert Wish.objects.newest_first().first().text == "Кейін"
    story = get(officer, "match", number).content.decode()
    assert pair.number in story
    assert scene.before.number in story


def test_a_pair_without_a_trial_meeting_and_without_its_scan_says_so_softly(officer, scene):
    pair = tried(scene)
    assert len(get(officer, "assignment", pair.number).context["warnings"]) == 1
    post(officer, "activate", pair.number, contract_no="7/26", contract_on=day(scene))
    pair.refresh_from_db()
    assert pair.state == AssignmentState.ACTIVE, "a warning refuses nothing"
    assert len(get(officer, "assignment", pair.number).context["warnings"]) == 2
    at = day_start(pair.starts_on) + timedelta(hours=10)
    Meeting.objects.create(
        number="V-26-900001", assignment=pair, kind="INSIDE", state="HELD", planned_from=at,
        planned_to=at + timedelta(hours=1), planned_by=scene.cast.officer, planned_at=at,
        recorded_by=scene.cast.officer, recorded_at=at,
    )  # fmt: skip
    assert len(get(officer, "assignment", pair.number).context["warnings"]) == 1, "the scan alone"


def test_every_page_answers_everybody_it_is_for(client, scene):
    pair, cast = tried(scene), scene.cast
    number, proposal = cast.child.number, pair.proposal.number
    ways = {
        cast.officer: [
            ("waiting",), ("match", number), ("wish", number), ("propose", number), ("proposals",),
            ("proposal", proposal), ("assignments",), ("assignment", pair.number), ("activate", pair.number),
            ("suspend", pair.number), ("lift", pair.number), ("end", pair.number), ("withdraw_proposal", proposal),
            ("begin_trial", proposal),
        ],
        cast.coordinator: [
            ("proposals",), ("proposal", proposal), ("accept_proposal", proposal), ("decline_proposal", proposal),
            ("assignments",), ("assignment", pair.number), ("suspend", pair.number),
        ],
        cast.orphanage: [
            ("waiting",), ("match", number), ("wish", number), ("assignments",), ("assignment", pair.number),
        ],
        cast.mentor: [("assignments",)],
    }  # fmt: skip
    for person, pages in ways.items():
        client.force_login(fresh(person))
        for name, *args in pages:
            assert get(client, name, *args).status_code == 200, (person, name)
    client.force_login(fresh(cast.officer))
    for tab in ("unheard", "wanting", "proposed", "not_now"):
        assert get(client, "waiting", tab=tab, q=number).status_code == 200
    for tab in ("accepted", "all"):
        assert get(client, "proposals", tab=tab, q=proposal).status_code == 200
    for tab in ("suspended", "trial", "active", "ended"):
        assert get(client, "assignments", tab=tab, q=pair.number).status_code == 200


def test_who_has_nothing_to_do_with_it_finds_nothing(client, scene):
    pair = tried(scene)
    proposal, number = pair.proposal.number, scene.cast.child.number
    for person in (*scene.cast.outsiders, scene.cast.police):
        client.force_login(fresh(person))
        for name, ref in (("assignment", pair.number), ("proposal", proposal), ("three_party", pair.number)):
            assert get(client, name, ref).status_code == 404, (person, name)
        assert get(client, "match", number).status_code in (403, 404)
        for name in ("waiting", "proposals", "assignments"):
            answer = get(client, name)
            assert answer.status_code == 403 or answer.context["rows"] == [], (person, name)


def test_the_organisation_reads_a_masked_card_until_mentoring_begins(client, scene):
    proposal, child = proposed(scene), scene.cast.child
    client.force_login(fresh(scene.cast.coordinator))
    for page in (get(client, "proposals"), get(client, "proposal", proposal.number)):
        said = page.content.decode()
        assert "Сол ауданда" in said or page.context.get("rows")
        for word in (child.number, child.surname, child.given_name):
            assert word not in said
    assert client.get(reverse("children:detail", args=[child.number])).status_code == 404


def test_the_last_word_of_the_child_is_not_lost(officer, scene):
    pair = paired(scene)
    data = {"reason": "WISH", "ends_on": day(scene), "words": "Рақмет"}
    assert "wants" in post(officer, "end", pair.number, **data).context["form"].errors
    assert "words" in post(officer, "end", pair.number, **{**data, "words": "", "wants": "NO"}).context["form"].errors
    assert post(officer, "end", pair.number, ends_on=day(scene)).status_code == 422
    pair.refresh_from_db()
    assert pair.state == AssignmentState.ACTIVE


def test_declined_with_a_reason_and_withdrawn(client, officer, scene):
    first = proposed(scene)
    client.force_login(fresh(scene.cast.coordinator))
    assert post(client, "decline_proposal", first.number, reason="").status_code == 422
    assert post(client, "decline_proposal", first.number, reason="Бос емес").status_code == 302
    client.force_login(fresh(scene.cast.officer))
    assert "Бос емес" in get(client, "proposal", first.number).content.decode()
    second = proposed(scene)
    assert post(client, "withdraw_proposal", second.number, reason="Көшті").status_code == 302
    second.refresh_from_db()
    assert (second.state, second.answered_at is not None) == (ProposalState.WITHDRAWN, True)
    assert post(client, "withdraw_proposal", second.number, reason="Қайта").status_code == 422


def test_the_agreement_on_paper_for_those_who_know_the_name(client, scene):
    pair = tried(scene)
    for person in (scene.cast.officer, scene.cast.orphanage, scene.cast.coordinator):
        client.force_login(fresh(person))
        answer = get(client, "three_party", pair.number)
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")
    withdraw_consents(scene.cast)
    client.force_login(fresh(scene.cast.coordinator))
    assert get(client, "three_party", pair.number).status_code == 403


def test_a_mentor_sees_the_own_pair_while_it_runs_and_not_a_second_longer(client, scene):
    scene.candidate.account = scene.cast.mentor
    type(scene.candidate).objects.filter(account=scene.cast.mentor).update(account=None)
    scene.candidate.save(update_fields=["account"])
    pair = paired(scene)
    client.force_login(fresh(scene.cast.mentor))
    assert get(client, "assignment", pair.number).status_code == 200
    assert pair.number in get(client, "assignments").content.decode()
    life.suspend(pair, reason="SAFETY", text="Тексеру", by=fresh(scene.cast.officer), at=scene.now)
    assert get(client, "assignment", pair.number).status_code == 404
    assert get(client, "assignments").context["rows"] == []


def test_the_body_reads_of_those_in_checks_and_of_nobody_who_only_applied(officer, scene):
    register = scene.candidate.organisation
    applied = make_candidate(register, scene.cast.body, surname="Өтінішов")
    checked = make_checked(register, scene.cast.body, surname="Тексерілетін")
    page = get(officer, "match", scene.cast.child.number)
    assert [row["candidate"] for row in page.context["others"]] == [checked]
    assert scene.candidate in [row["candidate"] for row in page.context["possible"]]
    assert applied.surname not in page.content.decode()


@pytest.mark.parametrize(("name", "tab"), [("waiting", ""), ("proposals", "all"), ("assignments", "ended")])
@pytest.mark.parametrize("who", ["officer", "coordinator", "orphanage"])
def test_as_many_queries_for_twenty_as_for_one(client, scene, name, tab, who):
    fill(scene, 1)
    client.force_login(fresh(getattr(scene.cast, who)))
    few = queries(client, name, tab)
    fill(scene, 19)
    many = queries(client, name, tab)
    assert len(many) <= len(few), [sql for sql in many if sql not in few]


def queries(client, name, tab) -> list[str]:
    get(client, name, tab=tab)
    with CaptureQueriesContext(connection) as made:
        get(client, name, tab=tab)
    return [one["sql"] for one in made if one["sql"].startswith("SELECT")]


def fill(scene, count: int) -> None:
    """So many more children who wait, each with a proposal; and so many pairs that ended."""
    officer = fresh(scene.cast.officer)
    for _n in range(count):
        child = make_child(officer, age=12, area=scene.cast.district)
        make_stay(child, officer, scene.cast.home)
        Proposal.objects.create(
            number=f"W-99-{child.pk:06}", child=child, candidate=scene.candidate, organisation=scene.cast.organisation,
            body=scene.cast.body, proposed_by=officer, proposed_at=scene.now,
        )  # fmt: skip
        Assignment.objects.create(
            number=f"P-99-{child.pk:06}", child=child, organisation=scene.cast.organisation, body=scene.cast.body,
            mentor_name="Ахметов", candidate=scene.candidate, starts_on=scene.today - timedelta(days=400),
            ends_on=scene.today - timedelta(days=300), state=AssignmentState.ENDED, end_reason="OTHER",
        )  # fmt: skip


def test_the_signed_agreement_is_added_shown_and_downloaded_by_those_who_know_the_name(officer, scene):
    pair = tried(scene)
    assert (
        reverse("mentoring:contract_file", args=[pair.number])
        not in get(officer, "assignment", pair.number).content.decode()
    )
    assert post(officer, "activate", pair.number, contract_no="7/26", contract_on=day(scene)).status_code == 302
    assert post(officer, "contract_file", pair.number).status_code == 422
    assert get(officer, "contract_download", pair.number, 1).status_code == 404
    for no in (1, 2):
        assert post(officer, "contract_file", pair.number, file=upload()).status_code == 302
        file = get(officer, "contract_download", pair.number, no)
        assert b"".join(file.streaming_content).startswith(b"\x89PNG")
    scan = reverse("mentoring:contract_download", args=[pair.number, 2])
    assert scan in get(officer, "assignment", pair.number).content.decode()
    officer.force_login(fresh(scene.cast.coordinator))
    assert scan in get(officer, "assignment", pair.number).content.decode()
    withdraw_consents(scene.cast)
    assert scan not in get(officer, "assignment", pair.number).content.decode()
    assert get(officer, "contract_download", pair.number, 2).status_code == 403
    assert get(officer, "contract_file", pair.number).status_code == 403

"""Two acts at the same moment end like two in a row: one is done, the other is refused at its field."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from apps.core.errors import Refused, Stale
from apps.core.localtime import local_day
from apps.mentoring.actions import end_assignment
from apps.mentoring.acts import agreements, meetings, notes, vacations
from apps.mentoring.acts import assignments as life
from apps.mentoring.models import Agreement, Assignment, NonStudyPeriod, NoteDraft, Proposal, Suspension
from apps.mentoring.states import AgreementState, AssignmentState, ProposalState
from apps.people.models import ChildAccess, Ground
from tests.factories.accounts import fresh
from tests.factories.obligations import make_law
from tests.factories.pairs import make_scene, paired, proposed

together = pytest.mark.django_db(transaction=True)
alone = pytest.mark.django_db


@pytest.fixture
def scene(request):
    request.getfixturevalue("transactional_db" if request.node.get_closest_marker("django_db").kwargs else "db")
    make_law()
    return make_scene()


def at_once(*acts) -> list[str]:
    """What each act answers when all begin together: `done`, the field that refuses, or the error."""
    start, said = threading.Barrier(len(acts)), []

    def run(act):
        start.wait()
        try:
            act()
            said.append("done")
        except Refused as refused:
            said.append(refused.field)
        except Exception as error:
            said.append(type(error).__name__)
        connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(said)


@together
def test_what_is_made_twice_at_the_same_moment_is_made_once(scene):
    """A draft first saved by three windows, the same vacation, the same proposal, two agreements of the same sides."""
    at, cast, today = scene.now, scene.cast, scene.today
    officer, keeper, coordinator = fresh(cast.officer), fresh(cast.orphanage), fresh(cast.coordinator)
    pair = cast.child, scene.candidate
    assert at_once(*[lambda: life.propose(pair[0], candidate=pair[1], by=officer, at=at)] * 3) == [
        "candidate", "candidate", "done",
    ]  # fmt: skip
    assert Proposal.objects.filter(state=ProposalState.PROPOSED).count() == 1
    days = {"name": "Каникул", "starts_on": today, "ends_on": today + timedelta(days=3)}
    assert at_once(*[lambda: vacations.add_vacation(cast.home, **days, by=keeper, at=at)] * 3) == [
        "done", "starts_on", "starts_on",
    ]  # fmt: skip
    made = NonStudyPeriod.objects.get()
    assert at_once(*[lambda: vacations.remove_vacation(made, by=keeper, at=at)] * 3) == ["done"] * 3
    span = {"planned_from": at - timedelta(hours=2), "planned_to": at - timedelta(hours=1)}
    Assignment.objects.filter(pk=scene.before.pk).update(starts_on=today - timedelta(days=9))
    held = meetings.record_unplanned(scene.before, data={"kind": "INSIDE", **span}, by=coordinator, at=at)
    said = at_once(*[lambda: notes.save_draft(held, text="Сер", version=0, by=coordinator, at=at)] * 3)
    assert said == [Stale.__name__, Stale.__name__, "done"]
    assert NoteDraft.objects.count() == 1


@together
def test_two_agreements_of_the_same_sides_are_not_both_confirmed(scene):
    at, cast, old = scene.now, scene.cast, scene.agreement
    agreements.end(old, reason=Agreement.EndReason.BOTH, text="Келісті", by=fresh(cast.officer), at=at)
    first = scene.today + timedelta(days=1)
    said = {"signed_on": scene.today, "starts_on": first, "ends_on": None}
    waiting = [
        agreements.propose(old.organisation, body=cast.body, data={"paper_number": no, **said},
                           by=fresh(cast.coordinator), at=at)
        for no in ("7", "8")
    ]  # fmt: skip
    officer = fresh(cast.officer)
    assert at_once(*[lambda one=one: agreements.confirm(one, by=officer, at=at) for one in waiting]) == [
        "done", "starts_on",
    ]  # fmt: skip
    assert Agreement.objects.filter(state=AgreementState.IN_FORCE).count() == 1


@alone
@pytest.mark.parametrize("later", ["lift", "suspend", "end"])
def test_who_looked_at_the_clock_before_the_suspension_and_came_after_it(scene, later):
    """The instant is taken before one waits for the lock: a rest never ends before it began."""
    pair, officer = paired(scene), fresh(scene.cast.officer)
    since, before = scene.now + timedelta(seconds=2), scene.now + timedelta(seconds=1)
    life.suspend(pair, reason="SAFETY", text="Тексеру", by=officer, at=since)
    if later == "lift":
        life.lift(pair, by=officer, at=before)
    elif later == "suspend":
        life.suspend(pair, reason="REQUEST", text="Сұрады", by=officer, at=before)
    else:
        end_assignment(pair, ends_on=local_day(before), by=officer, at=before)
    first = Suspension.objects.order_by("pk")[0]
    assert (first.since, first.until) == (since, since)
    state = {"lift": AssignmentState.ACTIVE, "suspend": AssignmentState.SUSPENDED, "end": AssignmentState.ENDED}[later]
    assert Assignment.objects.get(pk=pair.pk).state == state
    opened = ChildAccess.objects.filter(child=pair.child, ground=Ground.MENTORING, valid_to=None)
    assert {one.valid_from for one in opened} == ({since} if later == "lift" else set())


@alone
def test_a_proposal_that_was_declined_is_neither_accepted_nor_declined_nor_taken_back(scene):
    made, coordinator = proposed(scene), fresh(scene.cast.coordinator)
    life.decline_proposal(made, reason="Бос емес", by=coordinator, at=scene.now)
    later = timezone.now()
    for act in (
        lambda: life.accept_proposal(made, by=coordinator, at=later),
        lambda: life.decline_proposal(made, reason="Тағы", by=coordinator, at=later),
        lambda: life.withdraw_proposal(made, reason="Тағы", by=fresh(scene.cast.officer), at=later),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.field == "state"
    assert Proposal.objects.get(pk=made.pk).reason == "Бос емес"

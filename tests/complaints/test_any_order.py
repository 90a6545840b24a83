"""Whatever is done to appeals in whatever order: what must always hold, holds after each act."""

import contextlib
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.complaints import clocks
from apps.complaints.acts import course, danger, requests, sender, triage, work
from apps.complaints.models import Appeal, AppealAccess, BodyRequest, Exclusion, Ground, Receipt
from apps.complaints.states import ENDED, State
from apps.core.errors import NotAllowed, Refused, Stale
from apps.core.localtime import ALMATY
from apps.notices.models import Message
from apps.obligations.models import Obligation
from tests.factories.accounts import fresh, make_user
from tests.factories.appeals import against, file_appeal
from tests.factories.offices import Offices

TRIAGE = {"kind": "COMPLAINT", "right": "BULLYING"}
ACTS = (
    "take_over", "begin", "forward", "forward_back", "pass_outside", "extend", "decide", "take_up_again", "reply",
    "close", "reopen", "join", "separate", "withdraw", "exclude", "admit", "ask", "answer", "withdraw_request", "note",
    "write", "danger", "settle", "assign", "describe",
)  # fmt: skip
STEPS = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 2), st.integers(0, 3), st.integers(0, 12)), min_size=1, max_size=15
)


class Story:
    """Three appeals and four people of two offices, on days that go by."""

    def __init__(self, offices: Offices, at: datetime) -> None:
        self.o, self.at = offices, at
        second = make_user(offices.regional, Role.OMBUDSMAN)
        self.people = [offices.head, second, offices.staff, offices.commissioner]
        self.appeals = [file_appeal(at=at, area=offices.district).appeal.pk for _n in range(3)]
        self.breached: set[int] = set()

    def act(self, name: str, which: int, who: int, days: int) -> None:
        self.at += timedelta(days=days)
        appeal, by = Appeal.objects.get(pk=self.appeals[which]), fresh(self.people[who])
        getattr(self, name)(appeal, by, {"by": by, "at": self.at})

    def take_over(self, a: Appeal, _by: User, w: Any) -> None:
        triage.take_over(a, data=TRIAGE, **w)

    def describe(self, a: Appeal, _by: User, w: Any) -> None:
        triage.describe(a, data={**TRIAGE, "kind": "MESSAGE", "respondents": against(self.o.education)}, **w)

    def begin(self, a: Appeal, _by: User, w: Any) -> None:
        work.begin(a, **w)

    def forward(self, a: Appeal, _by: User, w: Any) -> None:
        triage.forward(a, to=self.o.republic, reason="x", **w)

    def forward_back(self, a: Appeal, _by: User, w: Any) -> None:
        triage.forward(a, to=self.o.regional, reason="x", **w)

    def pass_outside(self, a: Appeal, _by: User, w: Any) -> None:
        triage.pass_outside(a, to="Сот", reason="x", **w)

    def extend(self, a: Appeal, _by: User, w: Any) -> None:
        term = clocks.term_of(a, clocks.current(a))
        course.extend(a, until=term.due_at.date() + timedelta(days=20) if term else None, reason="x", **w)

    def decide(self, a: Appeal, _by: User, w: Any) -> None:
        course.decide(a, outcome="PARTLY", evidence="x", **w)

    def take_up_again(self, a: Appeal, _by: User, w: Any) -> None:
        course.take_up_again(a, reason="x", **w)

    def reply(self, a: Appeal, _by: User, w: Any) -> None:
        course.reply(a, text="x", **w)

    def close(self, a: Appeal, _by: User, w: Any) -> None:
        course.close(a, **w)

    def reopen(self, a: Appeal, _by: User, w: Any) -> None:
        course.reopen(a, reason="x", **w)

    def join(self, a: Appeal, _by: User, w: Any) -> None:
        other = self.appeals[(self.appeals.index(a.pk) + 1) % len(self.appeals)]
        triage.join(a, into=Appeal.objects.get(pk=other), **w)

    def separate(self, a: Appeal, _by: User, w: Any) -> None:
        triage.separate(a, reason="x", **w)

    def withdraw(self, a: Appeal, _by: User, w: Any) -> None:
        triage.withdraw_self(a, reason="x", **w)

    def exclude(self, a: Appeal, _by: User, w: Any) -> None:
        triage.exclude(a, person=self.o.staff, reason="x", **w)

    def admit(self, a: Appeal, _by: User, w: Any) -> None:
        for exclusion in a.exclusions.filter(lifted_at=None, user__isnull=False):
            triage.admit_again(exclusion, reason="x", **w)

    def ask(self, a: Appeal, _by: User, w: Any) -> None:
        requests.ask(a, kind="INFORMATION", body=self.o.police, text="x", **w)

    def answer(self, a: Appeal, _by: User, w: Any) -> None:
        for request in a.requests.all():
            requests.answer(request, text="x", by=fresh(self.o.officer), at=self.at)

    def withdraw_request(self, a: Appeal, _by: User, w: Any) -> None:
        for request in a.requests.all():
            requests.withdraw(request, reason="x", **w)

    def note(self, a: Appeal, _by: User, w: Any) -> None:
        work.write_note(a, kind="REMARK", text="x", **w)

    def write(self, a: Appeal, _by: User, _w: Any) -> None:
        sender.write_more(a, text="x", at=self.at)

    def danger(self, a: Appeal, _by: User, _w: Any) -> None:
        sender.say_in_danger(a, at=self.at)

    def settle(self, a: Appeal, _by: User, w: Any) -> None:
        danger.settle_danger(a, reason="x", **w)

    def assign(self, a: Appeal, by: User, w: Any) -> None:
        work.assign(a, officer=by, **w)

    def check(self) -> None:
        """What holds whatever was done."""
        for appeal in Appeal.objects.all():
            self._check_one(appeal)
        for person in self.people:
            self._check_sight(fresh(person))
        late = set(Obligation.objects.filter(breached_at__isnull=False).values_list("pk", flat=True))
        assert self.breached <= late, "what was late stays late"
        self.breached = late

    def _check_one(self, appeal: Appeal) -> None:
        open_rounds = appeal.rounds.filter(ended_at__isnull=True)
        joined = appeal.state == State.JOINED
        assert open_rounds.count() <= 1
        assert joined or open_rounds.exists() == appeal.is_open, appeal.state
        assert (appeal.joined_to_id is not None) == joined
        assert not joined or appeal.joined_to.state != State.JOINED, "no chains"
        assert not joined or appeal.joined_to.office_id == appeal.office_id
        term = clocks.term_of(appeal, clocks.current(appeal))
        runs = term is not None and term.state == Obligation.State.OPEN
        assert runs == (appeal.due_at is not None) == appeal.is_open, appeal.state
        assert not runs or term.due_at == appeal.due_at
        rows = AppealAccess.objects.filter(appeal=appeal, valid_to__isnull=True, ground=Ground.OFFICE)
        assert [row.agency_id for row in rows] == [appeal.office_id], "one office considers it"
        ended = appeal.state in ENDED
        assert all((row.rank == AppealAccess.Rank.ENDED) == ended for row in rows), "where lists show it"
        running = Obligation.objects.open().filter(
            subject_kind="appeal_round", subject_id__in=appeal.rounds.values("pk")
        )
        assert all(duty.owner_id == appeal.office_id for duty in running), "nobody else owes anything about it"
        assert Receipt.objects.filter(appeal=appeal, ended_at__isnull=True).count() == 1

    def _check_sight(self, person: User) -> None:
        shut = set(Exclusion.objects.filter(user=person, lifted_at=None).values_list("appeal", flat=True))
        seen = set(Appeal.objects.visible_to(person).values_list("pk", flat=True))
        assert not seen & shut
        assert seen <= set(Appeal.objects.filter(office=person.agency).values_list("pk", flat=True))
        told = Message.objects.visible_to(person).filter(subject_kind="appeal").values_list("subject_id", flat=True)
        assert set(told) <= seen
        asked = BodyRequest.objects.visible_to(person).values_list("appeal", flat=True)
        assert set(asked) <= seen


@pytest.fixture
def story(offices: Offices) -> Story:
    """On days that are over, however the story goes: what is in force is asked of the database and its clock."""
    return Story(offices, datetime(2026, 3, 2, 10, tzinfo=ALMATY))


@pytest.mark.django_db
@settings(
    max_examples=12, deadline=None, derandomize=True, phases=(Phase.generate,),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(steps=STEPS)
def test_invariants_hold_after_every_act(story: Story, steps: list[tuple[str, int, int, int]]) -> None:
    began = story.at
    story.breached = set()
    with transaction.atomic():
        try:
            for step in steps:
                with contextlib.suppress(Refused, NotAllowed, Stale):
                    story.act(*step)
                    note(f"{step}")
                story.check()
        finally:
            transaction.set_rollback(True)
            story.at = began

"""Pairs and what they do: trial, rest and end, meetings and notes, and help."""

from datetime import datetime, timedelta
from typing import Any

from apps.accounts.models import Agency, User
from apps.core.localtime import day_start, local_day
from apps.demo.children import HOME
from apps.demo.mentoring import HOUR, Candidates
from apps.demo.reports import Reports
from apps.demo.world import World
from apps.disclosure.models import Consent
from apps.mentoring import actions
from apps.mentoring.acts import assignments, helping, meetings, notes, vacations
from apps.mentoring.acts.contracts import CONTRACT
from apps.mentoring.models import Assignment, Meeting, MeetingNote
from apps.mentoring.states import AssignmentState, MeetingState
from apps.people.models import Child

MONTHS = 9
"""So many months back every pair has met once."""


def make_meetings(world: World) -> int:
    """Rows: a visit a month of every pair whose mentor was cleared in the system; returns how many."""
    made = 0
    for resident in world.residents:
        for pair in resident.assignments:
            if pair.candidate is None or not pair.agreement:
                continue
            until = min(pair.ends_on or world.today, world.today - timedelta(days=12))
            days = [until - timedelta(days=30 * n + pair.pk % 9) for n in range(MONTHS)]
            for day in reversed([day for day in days if day > pair.starts_on]):
                made += bool(_visit(world, pair, day_start(day) + timedelta(hours=16)))
    return made


def _visit(world: World, pair: Assignment, at: datetime) -> Meeting:
    keeper = pair.candidate.applied_by
    return world.rows.add(
        Meeting(
            number=world.rows.number("V", at), assignment=pair, kind=Meeting.Kind.INSIDE, state=MeetingState.HELD,
            planned_from=at, planned_to=at + timedelta(hours=2), planned_by=keeper, planned_at=at - timedelta(days=5),
            recorded_by=keeper, recorded_at=at + timedelta(hours=20),
        )
    )  # fmt: skip


class Pairs(Candidates):
    """What happened to the children of the logins' home and their mentors."""

    def play(self) -> None:
        found = Assignment.objects.filter(organisation=self.agency, body=self.body, state=AssignmentState.ACTIVE)
        known = Consent.objects.in_force(self.world.today).filter(agency=self.agency).values("child")
        settled = found.exclude(mentor__username="mentor").filter(child__in=known)
        settled = settled.filter(starts_on__lt=local_day(self.ago(45)))
        others = list(settled.order_by("-pk").select_related("child", "candidate")[:3])
        self._tried(others[0])
        self._rests(others[1])
        self._proposed(others[2])
        self._of_the_mentor(found.select_related("child").get(mentor__username="mentor"))
        self._help()
        Reports(self.world, self.coordinator, self.officer).play()

    def _tried(self, old: Assignment) -> None:
        """The mentor moved away; another one meets the child on trial."""
        said, officer = self.words, self.officer
        self._end(old, 24, reason="REQUEST", text=said["reasons"]["ended"])
        self._wish(old.child, 22, "YES", said["wishes"]["wants"])
        asked = assignments.propose(old.child, candidate=self.free, text=said["why"], by=officer, at=self.ago(17))
        assignments.accept_proposal(asked, by=self.coordinator, at=self.ago(15))
        assignments.begin_trial(asked, starts_on=local_day(self.ago(14)), by=officer, at=self.ago(14))

    def _rests(self, pair: Assignment) -> None:
        text = self.words["reasons"]["rest"]
        assignments.suspend(pair, reason="REQUEST", text=text, by=self.coordinator, at=self.ago(6))

    def _proposed(self, old: Assignment) -> None:
        """Once declined, once waiting for the answer."""
        said = self.words
        self._end(old, 30, reason="WISH", text=said["reasons"]["wish"])
        self._wish(old.child, 26, "LATER", said["wishes"]["later"])
        self._wish(old.child, 12, "YES", said["wishes"]["wants"])
        asked = {"candidate": old.candidate, "text": said["why"], "by": self.officer}
        first = assignments.propose(old.child, at=self.ago(10), **asked)
        reason = said["reasons"]["declined"]
        assignments.decline_proposal(first, reason=reason, by=self.coordinator, at=self.ago(8))
        assignments.propose(old.child, at=self.ago(2), **asked)

    def _end(self, pair: Assignment, days: float, **why: Any) -> None:
        actions.end_assignment(pair, ends_on=local_day(self.ago(days)), by=self.officer, at=self.ago(days), **why)

    def _wish(self, child: Child, days: float, wants: str, text: str) -> None:
        at, by = self.ago(days), self.who("orphanage")
        assignments.record_wish(child, wants=wants, heard_on=local_day(at), text=text, by=by, at=at)

    def _of_the_mentor(self, pair: Assignment) -> None:
        """Visits with notes, an outing, one that did not take place, and what is to come."""
        mentor, said = self.who("mentor"), self.words
        self._signed_by_three(pair)
        older = self._held(pair, 40, said["notes"][0])
        self._answered(older)
        self._outing(pair, 19, said["notes"][2])
        missed = self._plan(pair, 13, by=mentor)
        meetings.record_missed(missed, reason=said["reasons"]["missed"], by=mentor, at=self.ago(12))
        last = self._held(pair, 4, said["notes"][1])
        notes.ask(last, text=said["question"], by=self.coordinator, at=self.ago(2))
        self._plan(pair, -3, entered=self.ago(1), by=mentor)
        ahead = {**self._span(-8, 4), "kind": "OUTING", "area": self.world.areas[HOME], **said["meetings"]["ahead"]}
        meetings.ask_outing(pair, data=ahead, by=mentor, at=self.ago(1))
        first = local_day(self.ago(-30))
        vacations.add_vacation(
            self.home, name=said["vacation"], starts_on=first, ends_on=first + timedelta(days=9),
            by=self.who("orphanage"), at=self.ago(10),
        )  # fmt: skip

    def _signed_by_three(self, pair: Assignment) -> None:
        """The scan of the agreement that mentor, body and home signed."""
        at = day_start(pair.contract_on or pair.starts_on) + 34 * HOUR
        heading = "ҮШЖАҚТЫ КЕЛІСІМ", "ТРЁХСТОРОННЕЕ СОГЛАШЕНИЕ"
        pair.contract = self.world.mentors.file(
            pair.subject, heading, self.body, by=self.officer, at=at, title=CONTRACT, number=pair.contract_no,
            issued_on=pair.contract_on,
        )  # fmt: skip
        self.world.flush()
        pair.save(update_fields=["contract"])

    @property
    def home(self) -> Agency:
        return self.who("orphanage").agency

    def _held(self, pair: Assignment, days: float, text: str) -> MeetingNote:
        mentor, planned = self.who("mentor"), self._plan(pair, days, by=self.who("mentor"))
        meetings.record_held(planned, data={}, by=mentor, at=self.ago(days - 0.5))
        return notes.write_note(planned, text=text, by=mentor, at=self.ago(days - 1))

    def _answered(self, note: MeetingNote) -> None:
        asked = notes.ask(note, text=self.words["question"], by=self.coordinator, at=self.ago(37))
        notes.answer(asked, text=self.words["answer"], by=self.who("mentor"), at=self.ago(36))

    def _outing(self, pair: Assignment, days: float, text: str) -> None:
        mentor, span = self.who("mentor"), self._span(days, 4)
        data = {**span, "kind": "OUTING", "area": self.world.areas[HOME], **self.words["meetings"]["outing"]}
        asked = meetings.ask_outing(pair, data=data, by=mentor, at=self.ago(days + 5))
        asked = meetings.child_agrees(asked, by=self.who("orphanage"), at=self.ago(days + 4))
        asked = meetings.head_agrees(asked, by=self.who("director"), at=self.ago(days + 3))
        out, back = span["planned_from"] + timedelta(minutes=5), span["planned_to"] - timedelta(minutes=10)
        meetings.child_leaves(asked, left_at=out, by=self.who("orphanage"), at=out)
        meetings.child_returns(asked, returned_at=back, by=self.who("orphanage"), at=back)
        meetings.record_held(asked, data={}, by=mentor, at=back + HOUR)
        notes.write_note(asked, text=text, by=mentor, at=back + 20 * HOUR)

    def _plan(self, pair: Assignment, days: float, *, by: User, entered: datetime | None = None) -> Meeting:
        data = {**self._span(days, 2), "kind": "INSIDE", "purpose": self.words["meetings"]["purpose"]}
        return meetings.plan_meeting(pair, data=data, by=by, at=entered or self.ago(days + 4))

    def _span(self, days: float, hours: int) -> dict[str, datetime]:
        starts = day_start(local_day(self.ago(days))) + 11 * HOUR
        return {"planned_from": starts, "planned_to": starts + hours * HOUR}

    def _help(self) -> None:
        pairs = Assignment.objects.filter(organisation=self.agency, candidate__isnull=False).order_by("pk")
        for number, pair in enumerate(pairs.select_related("candidate")[:4]):
            kind, note = (("LEGAL", "help"), ("PSYCHOLOGICAL", "talk"))[number % 2]
            at = self.ago(60 + number * 25)
            helping.log_help(
                pair.candidate, kind=kind, on=local_day(at), minutes=45 + 15 * number, note=self.words[note],
                by=self.coordinator, at=at,
            )  # fmt: skip

"""Cases and referrals for the logins of two guardianship bodies, made by the real actions at instants of the past."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, User
from apps.accounts.permissions import Perm
from apps.casework import actions, planning, referrals, staffing
from apps.casework.clocks import SUBJECTS
from apps.casework.models import Case, Goal, Plan, Referral, Step
from apps.core.localtime import local_day
from apps.demo.fixture import read
from apps.demo.world import World
from apps.notices.models import Message
from apps.obligations import sweep as sweeping
from apps.obligations.models import Obligation
from apps.people.models import Child

MENTORING = (
    "candidate", "mentor_review", "mentor_reopening", "clearance", "mentor_agreement", "mentor_proposal", "meeting",
    "note_question", "mentoring_report", "report_version",
)  # fmt: skip
APPEALS = ("appeal_round", "appeal_post", "body_request")
MINE = (*SUBJECTS, *MENTORING, *APPEALS, "referral", "emergency", "reading", "child")


class Body:
    """One body at work: its officer, its head, children without a case yet."""

    def __init__(self, world: World, login: str) -> None:
        self.world = world
        self.officer = User.objects.get(username=login)
        self.agency: Agency = self.officer.agency
        self.head = User.objects.get(pk=world.heads(self.agency.pk)[0].pk)
        own = Child.objects.filter(guardianship=self.agency, retention=None).order_by("pk")
        self._children: Iterator[Child] = iter(own.select_related("area", "guardianship")[:40])
        self.words = read("cases")

    def ago(self, days: float) -> datetime:
        return self.world.now - timedelta(days=days)

    def child(self) -> Child:
        return next(self._children)

    def opened(self, days: float, **about: Any) -> Case:
        values = {"reason": Case.Reason.NEGLECT, "risk": Case.Risk.MEDIUM, **about}
        return actions.open_case(self.child(), **values, by=self.officer, at=self.ago(days))

    def assessed(self, days: float, **about: Any) -> Case:
        """Opened, and assessed four days later."""
        case, at = self.opened(days, **about), self.ago(days - 4)
        data = {**self.words["assessment"], "made_on": local_day(at), "risk": case.risk}
        actions.assess(case, data=data, by=self.officer, at=at)
        return Case.objects.get(pk=case.pk)

    def drafted(self, days: float, *, ends: tuple[int, ...] = (2, 20, 45), **about: Any) -> Plan:
        """With a plan whose steps end so many days from now."""
        case, at = self.assessed(days, **about), self.ago(days - 6)
        plan = planning.draft_plan(case, by=self.officer, at=at)
        for goal, steps in zip(self.words["goals"], (ends[:1], ends[1:]), strict=False):
            held: Goal = planning.add_goal(plan, text=goal["text"], by=self.officer, at=at)
            for step, ahead in zip(goal["steps"], steps, strict=False):
                planning.save_step(
                    None, goal=held, text=step["text"], who=step["who"], due_on=local_day(self.ago(-ahead)),
                    by=self.officer, at=at,
                )  # fmt: skip
        return plan

    def active(self, days: float, *, visits: tuple[float, ...] = (), **about: Any) -> Case:
        """With an approved plan and visits so many days ago."""
        asked = planning.submit_plan(self.drafted(days, **about), by=self.officer, at=self.ago(days - 7))
        case = planning.approve(asked, by=self.head, at=self.ago(days - 8))
        for number, when in enumerate(visits):
            self.visit(case, when, self.words["visits"][number % len(self.words["visits"])])
        return case

    def visit(self, case: Case, days: float, said: dict[str, Any]) -> None:
        data = {**said, "occurred_at": self.ago(days), "child_seen": True}
        planning.record_visit(case, data=data, by=self.officer, at=self.ago(days) + timedelta(hours=1))

    def ask(self, to: Agency, days: float, text: dict[str, str], child: Child | None = None) -> Referral:
        at = self.ago(days)
        until = local_day(at) + timedelta(days=60) if text["kind"] == Referral.Kind.REFERRAL else None
        return referrals.send(child or self.child(), recipient=to, until=until, **text, by=self.officer, at=at)


def make_cases(world: World) -> int:
    """Everything; returns how many cases that made. Call once children and people are written."""
    here, there = Body(world, "officer"), Body(world, "officer2")
    _cases_here(here)
    there.active(60, visits=(30, 8))
    there.opened(3, risk=Case.Risk.HIGH, reason=Case.Reason.VIOLENCE)
    _referrals(here, there)
    staffing.find_orphaned(at=world.now)
    take_steps(world.now)
    return Case.objects.count()


def _cases_here(body: Body) -> None:
    first = body.active(75, visits=(60, 33, 9))
    step = Step.objects.filter(goal__plan__case=first).order_by("due_on")[0]
    planning.finish_step(step, result=body.words["done"], by=body.officer, at=body.ago(5))
    planning.plan_visit(first, kind="HOME", planned_on=local_day(body.ago(-3)), by=body.officer, at=body.ago(9))
    body.active(40, ends=(-1, 12, 30), visits=(12,), risk=Case.Risk.CRITICAL, reason=Case.Reason.VIOLENCE)
    review = body.active(25, ends=(9, 21, 60), reason=Case.Reason.HARD_LIFE, risk=Case.Risk.LOW)
    actions.review(review, findings=body.words["review"], by=body.officer, at=body.ago(3))
    body.active(55, ends=(15, 25, 60), visits=(20, 4), reason=Case.Reason.LEAVING_CARE)
    planning.submit_plan(body.drafted(12), by=body.officer, at=body.ago(1))
    body.drafted(10, risk=Case.Risk.HIGH)
    body.opened(2, risk=Case.Risk.HIGH, reason=Case.Reason.RUNAWAY)
    body.assessed(8)
    closing = {"reason": Case.Closing.GOALS_REACHED, "text": body.words["closing"], "by": body.officer}
    done = actions.submit_closing(body.active(120, ends=(3, 4, 5)), **closing, at=body.ago(20))
    planning.approve(done, by=body.head, at=body.ago(19))
    actions.submit_closing(body.active(90, ends=(5, 6, 7)), **closing, at=body.ago(1))
    orphan = body.active(30, ends=(11, 22, 33))
    Case.objects.filter(pk=orphan.pk).update(officer=None)


def _referrals(here: Body, there: Body) -> None:
    """One in every state and more, and one child that moved with its case."""
    world, said = here.world, here.words["referrals"]
    region = here.agency.area.region
    police = world.local(AgencyKind.POLICE, here.agency.area)[0]
    hospital = world.in_region(AgencyKind.HEALTH_ORG, region)[0]
    social = world.in_region(AgencyKind.SOCIAL_PROTECTION, region)[0]
    here.ask(police, 1, said["address"])
    helped = here.ask(hospital, 12, said["treatment"])
    referrals.accept(helped, by=_at(world, hospital), at=here.ago(10))
    answered = here.ask(social, 30, said["support"])
    referrals.accept(answered, by=_at(world, social), at=here.ago(29))
    referrals.answer(answered, text=here.words["answer"], by=_at(world, social), at=here.ago(15))
    there.ask(here.agency, 1, said["moved"])
    there.ask(here.agency, 9, said["relatives"])
    refused = here.ask(there.agency, 16, said["moved"])
    referrals.refuse(refused, reason=here.words["refusal"], by=there.officer, at=here.ago(14))
    withdrawn = here.ask(police, 6, said["address"])
    referrals.withdraw(withdrawn, reason=here.words["withdrawal"], by=here.officer, at=here.ago(5))
    gone = here.active(65, visits=(50,))
    moved = here.ask(there.agency, 22, said["moved"], child=gone.child)
    referrals.accept(moved, area=there.agency.area, by=there.officer, at=here.ago(20))


def _at(world: World, agency: Agency) -> User:
    """Somebody of the agency who answers its post."""
    worker = world.worker(agency, Perm.ACKNOWLEDGE_NOTICES)
    assert worker is not None  # noqa: S101 - every agency in the system has somebody on duty
    return User.objects.get(pk=worker.pk)


def take_steps(now: datetime) -> None:
    """Steps of the past are taken at their own instants, and their mails are long sent."""
    ripe = Obligation.objects.open().filter(subject_kind__in=MINE, next_step_at__lte=now)
    while duties := list(ripe.order_by("next_step_at").values_list("pk", "next_step_at")):
        for pk, at in duties:
            sweeping._take(at, 1, only=pk)
    sent = Message.objects.filter(email_state=Message.Email.QUEUED)
    sent.update(email_state=Message.Email.SENT, emailed_at=F("created_at"))

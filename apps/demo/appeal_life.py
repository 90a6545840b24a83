"""The life of one appeal of the demo: the acts its story names, by the people of its office and of the bodies asked.

A story's `life` reads `over@1 begin@1 ask:EDU_MANAGEMENT@2`: an act, what it is about, and days after the receipt.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, User
from apps.accounts.permissions import Perm
from apps.complaints import policies
from apps.complaints.acts import course, danger, requests, sender, triage, work
from apps.complaints.models import Appeal, BodyRequest
from apps.complaints.states import RequestKind, RequestState
from apps.core.localtime import day_start, local_day
from apps.demo.fixture import read
from apps.demo.staff import find_agency
from apps.demo.world import World
from apps.incidents.models import Incident
from apps.people.models import Child

OF_DISTRICT = (AgencyKind.GUARDIANSHIP, AgencyKind.POLICE)
LONGER = 40
"""Days by which a term is extended."""


class Stage:
    """Who plays: people of offices and bodies, read once."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._known: dict[int, User] = {}
        children = Child.objects.filter(guardianship__kind=AgencyKind.GUARDIANSHIP, retention=None)
        self._children = children.select_related("guardianship", "area").order_by("-pk")
        self.used: set[int] = set()

    def person(self, user: User) -> User:
        if user.pk not in self._known:
            self._known[user.pk] = User.objects.get(pk=user.pk)
        return self._known[user.pk]

    def head_of(self, office: Agency) -> User:
        return self.person(self.world.heads(office.pk)[0])

    def staff_of(self, office: Agency) -> User:
        """The specialist where the office has one."""
        known = self.world.logins["specialist"]
        posts = self.world.posts[office.pk]
        return self.person(known) if any(p.user is known for p in posts) else self.head_of(office)

    def who_answers(self, body: Agency) -> User:
        found = self.world.worker(body, Perm.ANSWER_REQUESTS)
        assert found is not None, body.name_ru  # noqa: S101 - stories ask bodies of the system only
        return self.person(found)

    def body_near(self, kind: str, appeal: Appeal) -> Agency:
        """The body of a kind that a story asks: of the district, or of the region."""
        area = appeal.area or appeal.office.area
        if kind in OF_DISTRICT:
            return self.world.local(kind, area)[0]
        return self.world.in_region(kind, area.region or area)[0]

    def child_of(self, body: Agency) -> Child:
        found = self._children.filter(guardianship=body).exclude(pk__in=self.used)[0]
        self.used.add(found.pk)
        return found

    def any_child(self) -> Child:
        return self._children[0]


class Life:
    """One appeal from its receipt on; each act is a method."""

    def __init__(
        self, stage: Stage, appeal: Appeal, story: dict[str, Any], came: datetime, others: dict[str, Appeal]
    ) -> None:
        self.stage, self.appeal, self.story, self.came, self.others = stage, appeal, story, came, others
        words = read("appeals")["words"]
        self.words = {**words["ru"], **words[story["lang"]]}
        self.at = came

    def live(self) -> None:
        acts = self.story.get("life", "").split()
        for n, act in enumerate(acts):
            name, _at, days = act.partition("@")
            verb, _colon, about = name.partition(":")
            self.appeal = Appeal.objects.select_related("office", "area__parent").get(pk=self.appeal.pk)
            self.at = min(self._instant(float(days), n), self.stage.world.now - timedelta(minutes=len(acts) - n))
            play: Callable[..., Any] = getattr(self, verb)
            play(about) if about else play()

    def _instant(self, days: float, n: int) -> datetime:
        """From the next day on an office works on working days."""
        raw = self.came + timedelta(days=days, minutes=7 * n)
        if days < 1:
            return raw
        day = local_day(raw)
        while not self.stage.world.calendar.is_working(day):
            day += timedelta(days=1)
        return day_start(day) + timedelta(hours=10, minutes=7 * n)

    @property
    def head(self) -> User:
        return self.stage.head_of(self.appeal.office)

    @property
    def staff(self) -> User:
        person = self.stage.staff_of(self.appeal.office)
        return self.head if policies.is_shut_out(person, self.appeal) else person

    def _do(self, act: Callable[..., Any], by: User | None, **what: Any) -> Any:
        return act(self.appeal, **what, by=by, at=self.at)

    def over(self) -> None:
        data = {"kind": self.story.get("kind", "MESSAGE"), "right": self.story.get("right", "BULLYING")}
        self._do(triage.take_over, self.staff, data=data)

    def begin(self) -> None:
        self._do(work.begin, self.staff)

    def plan(self) -> None:
        self._note("PLAN", "plan")

    def interview(self) -> None:
        self._note("INTERVIEW", "interview")

    def visit(self) -> None:
        place = self.story.get("about")
        body = find_agency(self.stage.world, place) if place else self.stage.body_near("ORPHAN_ORG", self.appeal)
        self._note("VISIT", "visit", place=body)

    def _note(self, kind: str, word: str, **about: Any) -> None:
        self._do(work.write_note, self.staff, kind=kind, text=self.words[word], **about)

    def to_sender(self) -> None:
        self._do(work.write_to_sender, self.staff, text=self.words["to_sender"])

    def wrote(self) -> None:
        sender.write_more(self.appeal, text=self.words["wrote"], at=self.at)

    def after(self) -> None:
        sender.write_more(self.appeal, text=self.words["after"], at=self.at)

    def read(self) -> None:
        sender.read(self.appeal, at=self.at)

    def ask(self, kind: str) -> None:
        self._ask(RequestKind.INFORMATION, kind, "asked")

    def recommend(self, kind: str) -> None:
        self._ask(RequestKind.RECOMMENDATION, kind, "recommended")

    def file(self, kind: str) -> None:
        body = self.stage.body_near(kind, self.appeal)
        self._ask(RequestKind.FILE, kind, "file", child=self.stage.child_of(body))

    def _ask(self, what: str, kind: str, word: str, **about: Any) -> None:
        body = self.stage.body_near(kind, self.appeal)
        self._do(requests.ask, self.staff, kind=what, body=body, text=self.words[word], **about)

    def answer(self) -> None:
        request = self._asked(RequestKind.INFORMATION)
        requests.answer(request, text=self.words["answer"], by=self.stage.who_answers(request.body), at=self.at)

    def followed(self) -> None:
        request = self._asked(RequestKind.RECOMMENDATION)
        requests.answer(request, text=self.words["followed"], by=self.stage.who_answers(request.body), at=self.at)

    def grant(self) -> None:
        request = self._asked(RequestKind.FILE)
        requests.answer(request, text=self.words["answer"], by=self.stage.who_answers(request.body), at=self.at)

    def refuse_file(self) -> None:
        request = self._asked(RequestKind.FILE)
        requests.refuse_file(request, reason=self.words["refusal"], by=self.stage.who_answers(request.body), at=self.at)

    def withdraw(self) -> None:
        request = self._asked(RequestKind.INFORMATION)
        requests.withdraw(request, reason=self.words["withdrawn"], by=self.staff, at=self.at)

    def _asked(self, kind: str) -> BodyRequest:
        waiting = self.appeal.requests.filter(kind=kind, state=RequestState.SENT).select_related("body", "child")
        return waiting.latest("pk")

    def link_child(self) -> None:
        asked = self.appeal.requests.exclude(child=None).select_related("child").latest("pk")
        self._do(work.link_child, self.staff, child=asked.child)

    def open_file(self) -> None:
        child = self.stage.any_child()
        self._do(requests.open_file, self.head, child=child)
        self._do(work.link_child, self.head, child=child)

    def link_incident(self) -> None:
        self._do(work.link_incident, self.head, incident=Incident.objects.visible_to(self.head).order_by("pk").first())

    def police(self) -> None:
        body = self.stage.body_near(AgencyKind.POLICE, self.appeal)
        self._do(danger.tell_police, self.staff, body=body, text=self.words["asked_urgently"])

    def danger(self) -> None:
        self._do(danger.settle_danger, self.staff, reason=self.words["danger"])

    def extend(self) -> None:
        until = local_day(self.appeal.due_at) + timedelta(days=LONGER) if self.appeal.due_at else None
        self._do(course.extend, self.head, until=until, reason=self.words["extension"])

    def decide(self, outcome: str) -> None:
        self._do(course.decide, self.head, outcome=outcome, evidence=self.words["evidence"])

    def reply(self) -> None:
        words = self.words["reply" if self.appeal.by_child else "reply_adult"]
        self._do(course.reply, self.head, text=words)

    def close(self) -> None:
        self._do(course.close, self.head)

    def reopen(self) -> None:
        self._do(course.reopen, self.head, reason=self.words["reopened"])

    def join(self, key: str) -> None:
        self._do(triage.join, self.staff, into=self.others[key])

    def forward(self, kind: str) -> None:
        self._do(triage.forward, self.staff, to=self.stage.world.central(kind), reason=self.words["forwarded"])

    def exclude(self) -> None:
        self._do(triage.exclude, self.head, person=self.staff, reason=self.words["why"])

    def withdraw_self(self) -> None:
        self._do(triage.withdraw_self, self.staff, reason=self.words["why"])

    def withdraw_head(self) -> None:
        self._do(triage.withdraw_self, self.head, reason=self.words["why"])

    def propose(self) -> None:
        text = self.story["text"]
        work.propose_law(title=text[:120], text=text, appeals=[self.appeal], by=self.head, at=self.at)

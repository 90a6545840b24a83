"""Mentoring as the logins find it: people on every step of the way, pairs, meetings, training and reports, made by the
real actions at instants of the past."""

from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from apps.accounts.models import Agency, User
from apps.core.localtime import day_start, local_day
from apps.demo.children import HOME
from apps.demo.fixture import read
from apps.demo.identity import Name, invent_name
from apps.demo.mentors import OWN
from apps.demo.world import World
from apps.mentoring import clocks
from apps.mentoring.acts import applications, clearance, evidence, household, training
from apps.mentoring.acts.papers import PROGRAMME
from apps.mentoring.checks.candidates import CONSENT
from apps.mentoring.models import Candidate, Clearance, Programme, Reopening
from apps.mentoring.states import CandidateState

HOUR = timedelta(hours=1)


class Candidates:
    """The organisation of the login `coordinator`, its people, and the body of the login `officer`."""

    def __init__(self, world: World) -> None:
        self.world, self.words = world, read("mentoring")
        self.officer, self.coordinator = self.who("officer"), self.who("coordinator")
        self.agency: Agency = self.coordinator.agency
        self.body: Agency = self.officer.agency
        self.organisation = world.mentors.organisation(self.agency)

    def play(self) -> None:
        """One application in every state, a free mentor, and training past and to come."""
        self._watch()
        self._on_the_way()
        self._decided()
        self._login()
        self._elsewhere()
        self._training()

    def who(self, login: str) -> User:
        return User.objects.get(username=login)

    def ago(self, days: float) -> datetime:
        return self.world.ago(days=days)

    def apply(self, days: float, *, name: Name | None = None, public: bool = False, **fields: Any) -> Candidate:
        """An application so many days ago, at the office or from the public page."""
        random = self.world.mentors.random
        said = name or invent_name(random, female=random.random() < 0.6, russian=0.2)
        born = self.world.today - timedelta(days=random.randint(26 * 365, 55 * 365))
        data = {
            "surname": said.surname, "given_name": said.given, "patronymic": said.patronymic, "birth_date": born,
            "iin": self.world.numbers.iin(born, female=said.surname.endswith("а")), "citizenship": "KAZ",
            "area": self.world.areas[HOME], "address": f"{random.choice(read('names')['streets'])} к-сі, 14",
            "phone": f"8 705 {random.randint(100, 999)} 45 67", "languages": ["kk", "ru"],
            "interests": ["SPORT", "COMPUTERS"], "capacity": 1, **fields,
        }  # fmt: skip
        who = {"by": None, "consent": CONSENT} if public else {"by": self.coordinator}
        return applications.apply(self.organisation, body=self.body, data=data, at=self.ago(days), **who)

    def advised(self, days: float, **fields: Any) -> Candidate:
        made, at = self.apply(days, **fields), self.ago(days - 2)
        applications.consult(made, held_on=local_day(at), note=self.words["advice"], by=self.coordinator, at=at)
        return made

    def checked(self, days: float, *, members: Any = (), **fields: Any) -> Candidate:
        """Advised, and the household declared: alone, or with the spouse."""
        made = self.advised(days, **fields)
        household.declare(
            made, is_married=bool(members), lives_alone=not members, members=members, by=self.coordinator,
            at=self.ago(days - 3),
        )  # fmt: skip
        return self._again(made)

    def ready(self, days: float, **fields: Any) -> Candidate:
        """Every ground passed, trained, with an income."""
        made = self.checked(days, **fields)
        self.world.mentors.answers(made, local_day(self.ago(days - 6)), self.coordinator)
        self.world.mentors.train(made, local_day(self.ago(days - 8)), self.coordinator)
        self.world.flush()
        return made

    def submitted(self, days: float, **fields: Any) -> Candidate:
        made = self.ready(days, **fields)
        clearance.submit(made, by=self.coordinator, at=self.ago(days - 10))
        return made

    def visited(self, days: float, *, in_favour: bool = True, **fields: Any) -> Candidate:
        """Before the body, which has talked with the candidate and seen the dwelling."""
        made, at = self.submitted(days, **fields), self.ago(days - 12)
        said = {"findings": self.words["interview" if in_favour else "doubt"], "is_favourable": in_favour}
        evidence.record_interview(made, held_on=local_day(at), by=self.officer, at=at, **said)
        said |= {"findings": self.words["survey"], "is_favourable": True, "address": made.address}
        evidence.record_survey(made, made_on=local_day(at), by=self.officer, at=at, **said)
        return made

    def cleared(self, days: float, **fields: Any) -> Candidate:
        made = self.visited(days, **fields)
        clearance.approve(made, by=self.officer, at=self.ago(days - 14))
        return self._again(made)

    @cached_property
    def free(self) -> Candidate:
        """Cleared, and without a child yet."""
        return self.cleared(34)

    def _watch(self) -> None:
        """The clocks of the clearances that were made as rows."""
        running = Clearance.objects.filter(ended_at=None, candidate__organisation=self.organisation)
        for one in running.select_related("candidate__organisation__agency").order_by("pk"):
            clocks.watch(one, by=None, at=one.given_at)

    def _on_the_way(self) -> None:
        self.apply(0.8, public=True)
        self.apply(4)
        self.advised(7)
        begun = self.checked(16)
        self.world.mentors.answers(begun, local_day(self.ago(9)), self.coordinator, grounds=OWN[:5])
        self.world.flush()
        self.submitted(13)
        back = self.visited(25)
        reason = self.words["reasons"]["returned"]
        clearance.send_back(back, reason=reason, by=self.officer, at=self.ago(5))

    def _decided(self) -> None:
        said = self.words["reasons"]
        refused = self.visited(45, in_favour=False)
        clearance.refuse_candidate(refused, reason=said["refused"], by=self.officer, at=self.ago(30))
        applications.withdraw(self.checked(40), reason=said["withdrawn"], by=self.coordinator, at=self.ago(21))
        found = {"cause": Reopening.Cause.REGISTER, "text": said["register"]}
        clearance.report(self.cleared(60), by=self.officer, at=self.ago(2), **found)
        assert self.free.state == CandidateState.CLEARED  # noqa: S101 - the proposals below rest on it

    def _login(self) -> None:
        """The login `candidate`: married, with half of the papers in."""
        user = self.who("candidate")
        spouse = {
            "name": f"{user.last_name} Еркін", "birth_date": date(1986, 5, 17), "relation": "SPOUSE",
            "starts_on": date(2015, 8, 1),
        }  # fmt: skip
        name = Name(user.last_name, user.first_name, user.patronymic)
        made = self.checked(20, name=name, members=[spouse])
        applications.link_account(made, account=user, by=self.coordinator, at=self.ago(16))
        self.world.mentors.answers(made, local_day(self.ago(12)), self.coordinator, grounds=OWN[:7])
        self.world.flush()

    def _elsewhere(self) -> None:
        """The other region has applications that nobody in Astana sees."""
        there = Elsewhere(self.world)
        there.apply(3)
        there.submitted(15)

    def _training(self) -> None:
        said = self.words["programme"]
        data = {"title": said["title"], "topics": said["topics"], "hours": 36}
        programme = self._programme(data, self.coordinator)
        waiting = list(
            Candidate.objects.filter(organisation=self.organisation, state=CandidateState.CHECKING).order_by("pk")
        )
        self._session(programme, self.ago(6), said["first"], waiting)
        self._session(programme, self.ago(-5), said["second"], waiting)
        told = self.words["home_programme"]
        self._programme({"title": told["title"], "topics": told["topics"], "hours": 8}, self.who("orphanage"))

    def _programme(self, data: dict[str, Any], by: User) -> Programme:
        """An approved programme with its text."""
        at = self.ago(300)
        data = {**data, "approved_on": local_day(at), "pass_mark": 70}
        made = training.save_programme(None, data=data, by=by, at=at)
        heading = "ОҚЫТУ БАҒДАРЛАМАСЫ", "ПРОГРАММА ОБУЧЕНИЯ"
        made.paper = self.world.mentors.file(made.subject, heading, made.agency, by=by, at=at, title=PROGRAMME)
        self.world.flush()
        made.save(update_fields=["paper"])
        return made

    def _session(self, programme: Programme, at: datetime, topic: str, people: list[Candidate]) -> None:
        said, entered = self.words["programme"], self.ago(9)
        starts = day_start(local_day(at)) + 10 * HOUR
        data = {
            "starts_at": starts, "ends_at": starts + 3 * HOUR, "hours": 3, "place": said["place"],
            "trainer": said["trainer"], "topic": topic,
        }  # fmt: skip
        session = training.plan_session(programme, data=data, by=self.coordinator, at=entered)
        for number, one in enumerate(people):
            there = training.enrol(session, candidate=one, by=self.coordinator, at=entered)
            if starts < self.world.now:
                held_at = starts + 4 * HOUR
                training.record_attendance(there, was_there=number > 0, by=self.coordinator, at=held_at)

    def _again(self, candidate: Candidate) -> Candidate:
        return Candidate.objects.select_related("organisation__agency", "body").get(pk=candidate.pk)


class Elsewhere(Candidates):
    """The same of the logins `coordinator2` and `officer2`."""

    def who(self, login: str) -> User:
        return super().who(f"{login}2" if login in ("officer", "coordinator") else login)

"""The mentors of the demo's children: organisations in the register, agreements, and people whom the bodies cleared."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from apps.accounts.models import Agency, User
from apps.accounts.permissions import Perm
from apps.core.localtime import day_start
from apps.core.subjects import Subject
from apps.demo.fixture import read
from apps.demo.identity import Name
from apps.demo.papers import sheet, store
from apps.demo.reports import entered_on
from apps.demo.world import World
from apps.documents.models import Document, Paper, PaperVersion
from apps.mentoring import dated
from apps.mentoring.acts.papers import AGREEMENT, CHARTER
from apps.mentoring.models import (
    Agreement,
    Candidate,
    Certificate,
    Clearance,
    Consultation,
    Ground,
    GroundCheck,
    HousingSurvey,
    Income,
    Interest,
    Interview,
    LegalForm,
    Organisation,
    OrganisationArea,
    Review,
)
from apps.mentoring.models.grounds import BY_OTHER_RECORDS
from apps.mentoring.states import AgreementState, CandidateState, OrganisationState

SEED = 282
"""Chance of its own: whom else the demo knows does not change with its mentors."""
SINCE = date(2024, 4, 15)
"""The day of the first agreements: a fortnight before the first children had mentors."""
DETAILS = {Ground.CONVICTION: GroundCheck.Detail.NONE, Ground.RECORD: GroundCheck.Detail.NEVER}
OWN = [one for one in Ground if one not in {Ground.NINTH, Ground.SPOUSE_CAPABLE, *BY_OTHER_RECORDS}]
RENEWED = (15, 160)
"""So many days ago the papers of those who mentor were last renewed: some run out within a month."""


class Mentors:
    """Makes cleared mentors as rows: what the way from application to clearance leaves behind."""

    def __init__(self, world: World) -> None:
        self.world, self.random = world, Random(SEED)
        self._registered: dict[int, Organisation] = {}
        self._agreed: dict[tuple[int, int], Agreement] = {}
        self._samples: dict[tuple[str, str], Document] = {}

    def organisation(self, agency: Agency) -> Organisation:
        """The agency in the register of mentoring organisations, working in its region."""
        if agency.pk not in self._registered:
            made = self.world.rows.add(
                Organisation(
                    agency=agency, legal_form=self.random.choice([LegalForm.FOUNDATION, LegalForm.ASSOCIATION]),
                    registered_on=date(2021, 3, 1) + timedelta(days=agency.pk % 300), state=OrganisationState.ACTIVE,
                )
            )  # fmt: skip
            self.world.rows.add(OrganisationArea(organisation=made, area=agency.area.region or agency.area))
            if keeper := self._keeper(agency):
                at = day_start(SINCE - timedelta(days=14)) + timedelta(hours=10)
                made.charter = self.file(made.subject, ("ЖАРҒЫ", "УСТАВ"), agency, by=keeper, at=at, title=CHARTER)
            self._registered[agency.pk] = made
        return self._registered[agency.pk]

    def agreement(self, agency: Agency, body: Agency) -> Agreement | None:
        """The agreement of the two, in force since the first days and entered when they came into the system; None with
        a body that works on paper."""
        theirs, ours = self._officer(body), self._keeper(agency)
        if theirs is None or ours is None:
            return None
        pair = agency.pk, body.pk
        if pair not in self._agreed:
            at = entered_on(self.world, is_own=self._is_of_logins(agency))
            made = self.world.rows.add(
                Agreement(
                    number=self.world.rows.number("A", at), organisation=self.organisation(agency), body=body,
                    paper_number=f"{len(self._agreed) + 1}/24", signed_on=SINCE, starts_on=SINCE,
                    state=AgreementState.IN_FORCE, proposed_agency=agency, proposed_by=ours, proposed_at=at,
                    confirmed_by=theirs, confirmed_at=at + timedelta(hours=5),
                )
            )  # fmt: skip
            made.document = self.file(
                made.subject, ("КЕЛІСІМ", "СОГЛАШЕНИЕ"), agency, by=ours, at=at, title=AGREEMENT,
                number=made.paper_number, issued_on=SINCE,
            )  # fmt: skip
            self._agreed[pair] = made
        return self._agreed[pair]

    def cleared(
        self, agency: Agency, body: Agency, *, since: date, name: Name, account: User | None = None, capacity: int = 1
    ) -> Candidate | None:
        """A mentor who was cleared before a day and is cleared today; None where the body works on paper."""
        officer, keeper = self._officer(body), self._keeper(agency)
        if officer is None or keeper is None or self.agreement(agency, body) is None:
            return None
        applied = day_start(since - timedelta(days=75)) + timedelta(hours=10)
        candidate = self.candidate(agency, body, applied, name, by=keeper, account=account, capacity=capacity)
        candidate.state, candidate.checks_since = CandidateState.CLEARED, applied + timedelta(days=6)
        self._advise(candidate, keeper, applied + timedelta(days=4))
        self.train(candidate, since - timedelta(days=25), keeper)
        self._visits(candidate, officer, applied + timedelta(days=50))
        given = since - timedelta(days=10)
        renewed = self.world.today - timedelta(days=self.random.randint(*RENEWED))
        if renewed > given + timedelta(days=30):
            self.answers(candidate, given - timedelta(days=20), keeper)
            self._clear(candidate, given, officer, until=renewed)
            given = renewed
        self.answers(candidate, given - timedelta(days=8), keeper)
        self._clear(candidate, given, officer)
        return candidate

    def candidate(
        self, agency: Agency, body: Agency, at: datetime, name: Name, *, by: User, account: User | None = None,
        capacity: int = 1,
    ) -> Candidate:  # fmt: skip
        """An application of an invented person."""
        random = self.random
        born = self.world.today - timedelta(days=random.randint(27 * 365, 58 * 365))
        street = random.choice(read("names")["streets"])
        return self.world.rows.add(
            Candidate(
                number=self.world.rows.number("M", at), organisation=self.organisation(agency), body=body,
                account=account, surname=name.surname, given_name=name.given, patronymic=name.patronymic,
                iin=self.world.numbers.iin(born, female=name.surname.endswith("а")), birth_date=born,
                citizenship="KAZ", area=body.area, address=f"{street} к-сі, {random.randint(1, 120)}",
                phone=f"+7705{random.randint(1000000, 9999999)}", languages=random.choice([["kk"], ["kk", "ru"]]),
                interests=random.sample(Interest.values[:-1], 2), is_married=False, lives_alone=True,
                capacity=capacity, applied_at=at, applied_by=by,
            )
        )  # fmt: skip

    def answers(self, candidate: Candidate, issued_on: date, by: User, *, grounds: list[Ground] | None = None) -> None:
        """Passed on every ground, or on some, with an income above the minimum where all are answered."""
        at = day_start(issued_on) + timedelta(days=1, hours=15)
        paper = self._paper(candidate, issued_on, by, at)
        for ground in OWN if grounds is None else grounds:
            self.world.rows.add(
                GroundCheck(
                    candidate=candidate, ground=int(ground), answer=GroundCheck.Answer.PASSED,
                    detail=DETAILS.get(ground, ""), issued_on=issued_on,
                    valid_until=dated.last_day(ground, issued_on), paper=paper, by=by, at=at,
                )
            )  # fmt: skip
        if grounds is None:
            monthly = self.random.randrange(180_000, 640_000, 5_000)
            self.world.rows.add(
                Income(
                    candidate=candidate, monthly=monthly, months=6, issued_on=issued_on,
                    valid_until=dated.last_day(Ground.INCOME, issued_on), paper=paper, by=by, at=at,
                )
            )  # fmt: skip

    def file(
        self, about: Subject, heading: tuple[str, str], agency: Agency, *, by: User, at: datetime, **data: Any
    ) -> Paper:  # fmt: skip
        """A paper of a record: a sample sheet with its heading in both languages. One file serves all of a heading."""
        if heading not in self._samples:
            self._samples[heading] = store(sheet(heading), "PDF")
        held = self._samples[heading]
        document = self.world.rows.add(
            Document(
                name=held.name, content_type=held.content_type, size=held.size, sha256=held.sha256,
                file=held.file.name, uploaded_by=by, uploaded_at=at,
            )
        )  # fmt: skip
        paper = self.world.rows.add(
            Paper(
                subject_kind=about.kind, subject_id=about.id, subject_no=about.no, kind=Paper.Kind.OTHER,
                agency=agency, added_by=by, added_at=at, **data,
            )
        )  # fmt: skip
        self.world.rows.add(PaperVersion(paper=paper, no=1, document=document, by=by, at=at))
        return paper

    def _paper(self, candidate: Candidate, issued_on: date, by: User, at: datetime) -> Paper:
        """The certificates that a candidate brought on one day, scanned together."""
        return self.file(
            candidate.subject, ("АНЫҚТАМАЛАР", "СПРАВКИ"), candidate.organisation.agency, by=by, at=at,
            issued_on=issued_on,
        )  # fmt: skip

    def train(self, candidate: Candidate, issued_on: date, by: User) -> None:
        """A certificate of the candidate's own organisation; an old one was followed by another."""
        for day in {issued_on, max(issued_on, self.world.today - timedelta(days=700))}:
            at = day_start(day) + timedelta(hours=16)
            self.world.rows.add(
                Certificate(
                    number=self.world.rows.number("T", at), candidate=candidate,
                    agency=candidate.organisation.agency, issued_on=day,
                    valid_until=dated.last_day(Ground.TRAINING, day), issued_by=by, issued_at=at,
                )
            )  # fmt: skip

    def _advise(self, candidate: Candidate, by: User, at: datetime) -> None:
        self.world.rows.add(
            Consultation(candidate=candidate, held_on=at.date(), note=read("mentoring")["advice"], by=by, at=at)
        )

    def _visits(self, candidate: Candidate, officer: User, at: datetime) -> None:
        said = read("mentoring")
        found = {"candidate": candidate, "is_favourable": True, "by": officer, "at": at}
        self.world.rows.add(Interview(held_on=at.date(), findings=said["interview"], **found))
        self.world.rows.add(
            HousingSurvey(made_on=at.date(), address=candidate.address, findings=said["survey"], **found)
        )

    def _clear(self, candidate: Candidate, given_on: date, officer: User, *, until: date | None = None) -> None:
        at = day_start(given_on) + timedelta(hours=12)
        review = self.world.rows.add(
            Review(
                candidate=candidate, asked_by=candidate.applied_by, asked_at=at - timedelta(days=5),
                outcome=Review.Outcome.APPROVED, decided_by=officer, decided_at=at,
            )
        )  # fmt: skip
        issued_on = given_on - timedelta(days=8 if until is None else 20)
        ends = [dated.last_day(ground, issued_on) for ground in (*OWN, Ground.INCOME)]
        self.world.rows.add(
            Clearance(
                candidate=candidate, review=review, given_on=given_on, snapshot={"grounds": [], "valid_until": None},
                valid_until=min(end for end in ends if end), given_by=officer, given_at=at,
                ended_at=day_start(until) + timedelta(hours=12) if until else None,
            )
        )  # fmt: skip

    def _is_of_logins(self, agency: Agency) -> bool:
        return any(post.user.username == "coordinator" for post in self.world.posts[agency.pk])

    def _officer(self, body: Agency) -> User | None:
        return self.world.worker(body, Perm.CLEAR_MENTORS)

    def _keeper(self, agency: Agency) -> User | None:
        return self.world.worker(agency, Perm.KEEP_MENTORS)

"""Mentors by the thousand, one organisation and one guardianship body with a fifth of them all."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import count, islice
from typing import Any, TypeVar

from django.db.models import Model
from django.utils import timezone

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, Area, Membership, User
from apps.accounts.roles import Role
from apps.care.models import Placement
from apps.core.localtime import local_day
from apps.demo.staff import grant
from apps.documents.models import Paper
from apps.mentoring.models import Agreement, Assignment, Candidate, Clearance, Income, Meeting, Organisation, Review
from apps.people.models import Child, ChildAccess, Ground
from bench.data import bulk, execute, say

M = TypeVar("M", bound=Model)

LARGE = 5
"""One mentor in so many belongs to the large organisation and the large body."""
PER_ORGANISATION = 50
SINCE = date(2020, 1, 1)
STATES = (*["CLEARED"] * 14, "APPLIED", "ADVISED", "CHECKING", "REVIEW", "SUSPENDED", "WITHDRAWN")
HELD, AHEAD = 8, 2
BATCH = 2000
EMPTIED = (
    "mentoring_quarterlyreport", "mentoring_meeting", "mentoring_assignment", "mentoring_clearance", "mentoring_review",
    "mentoring_candidate", "mentoring_agreement", "mentoring_organisation", "people_child", "people_childaccess",
    "obligations_obligation",
)  # fmt: skip


@dataclass
class Stage:
    """Who takes part: the first of organisations, bodies and homes is the large one; `people` are those who read."""

    organisations: list[Agency]
    bodies: list[Agency]
    homes: list[Agency]
    people: dict[str, User]
    today: date
    now: datetime

    def pairs(self, mentors: int) -> list[tuple[int, int]]:
        """Organisation and body, by position: each organisation works with two bodies."""
        some = max(mentors // PER_ORGANISATION, 2)
        bodies = max(some // 2, 2)
        return [(n, (n + shift) % bodies) for n in range(some) for shift in (0, 1)]


def make_stage(most: int) -> Stage:
    """Agencies for that many mentors, a coordinator, an officer and an inspector with their posts; made once."""
    area = Area.objects.filter(level=Area.Level.DISTRICT).order_by("pk").first()
    some = max(most // PER_ORGANISATION, 2)
    made = {
        kind: _agencies(kind, area, number)
        for kind, number in (
            (AgencyKind.MENTORING_ORG, some), (AgencyKind.GUARDIANSHIP, max(some // 2, 2)),
            (AgencyKind.ORPHAN_ORG, max(some // 2, 2)),
        )
    }  # fmt: skip
    central = Agency.objects.filter(kind=AgencyKind.CENTRAL_AUTHORITY).order_by("pk").first()
    organisations, bodies, homes = made.values()
    people = {
        "organisation": _person(organisations[0], Role.MENTORING_COORDINATOR),
        "body": _person(bodies[0], Role.GUARDIANSHIP_OFFICER), "home": _person(homes[0], Role.ORG_STAFF),
        "country": _person(central, Role.INSPECTOR),
    }  # fmt: skip
    execute("DELETE FROM accounts_agencyuserpermission")
    grant()
    now = timezone.now()
    return Stage(organisations, bodies, homes, people, local_day(now), now)


def fill_mentors(stage: Stage, mentors: int) -> None:
    """That many candidates in all states, with clearances, children, pairs and meetings; what was there is gone."""
    execute(f"TRUNCATE {', '.join(EMPTIED)} CASCADE")
    pairs = stage.pairs(mentors)
    agreements = _agreements(stage, pairs)
    people = write(Candidate, _candidates(stage, mentors, agreements))
    cleared = [one for one in people if one.state == "CLEARED"]
    write(Clearance, _clearances(stage, people))
    proof = _proof(stage, people[0])
    write(Income, (
        Income(candidate=one, monthly=300_000, months=6, issued_on=stage.today, paper=proof,
               by=stage.people["organisation"], at=stage.now)
        for one in people if one.checks_since
    ))  # fmt: skip
    write(Review, (
        Review(candidate=one, asked_by=stage.people["organisation"], asked_at=stage.now - timedelta(days=n % 20))
        for n, one in enumerate(people) if one.state == "REVIEW"
    ))  # fmt: skip
    matched = cleared[: len(cleared) * 4 // 5]
    children = _children(stage, matched, len(people) // 5)
    assignments = write(Assignment, _assignments(stage, matched, children))
    write(Meeting, _meetings(stage, assignments))
    say(f"{mentors:,} mentors of {len(pairs) // 2} organisations, {len(children):,} children")


def _agencies(kind: str, area: Area, number: int) -> list[Agency]:
    mail = f"@{kind.lower().replace('_', '-')}.bench.example"
    made = Agency.objects.bulk_create(
        Agency(kind=kind, area=area, name_kk=f"{kind} {n}", name_ru=f"{kind} {n}", name_en=f"{kind} {n}",
               email=f"n{n}{mail}")
        for n in range(number)
    )  # fmt: skip
    return list(made)


def _person(agency: Agency, role: str) -> User:
    name = f"bench-{role.lower()}"
    user = User.objects.create(username=name, email=f"{name}@bench.example", last_name=role, password="!")
    Membership.objects.create(user=user, agency=agency, role=role, starts_on=SINCE)
    return user


def write(model: type[M], made: Iterable[M]) -> list[M]:
    """By batches, without triggers and indexes until all are there."""
    written: list[M] = []
    rest: Iterator[M] = iter(made)
    with bulk(model._meta.db_table):
        while part := list(islice(rest, BATCH)):
            written += model._base_manager.bulk_create(part)
    return written


def _agreements(stage: Stage, pairs: list[tuple[int, int]]) -> dict[tuple[int, int], Agreement]:
    used = sorted({organisation for organisation, _body in pairs})
    made = write(Organisation, (
        Organisation(agency=stage.organisations[n], legal_form="FOUNDATION", registered_on=SINCE, state="ACTIVE")
        for n in used
    ))  # fmt: skip
    known = dict(zip(used, made, strict=True))
    proposer, officer = stage.people["organisation"], stage.people["body"]
    agreements = write(Agreement, (
        Agreement(
            number=f"A-{n}", organisation=known[organisation], body=stage.bodies[body], paper_number=f"{n}",
            signed_on=SINCE, starts_on=SINCE, state="IN_FORCE", proposed_agency=stage.organisations[organisation],
            proposed_by=proposer, proposed_at=stage.now, confirmed_by=officer, confirmed_at=stage.now,
        )
        for n, (organisation, body) in enumerate(pairs)
    ))  # fmt: skip
    return dict(zip(pairs, agreements, strict=True))


def _candidates(stage: Stage, mentors: int, agreements: dict[tuple[int, int], Agreement]) -> Iterable[Candidate]:
    keys = list(agreements)
    others = keys[2:]
    by, area = stage.people["organisation"], stage.organisations[0].area
    for n in range(mentors):
        agreement = agreements[keys[0] if n % LARGE == 0 else others[n * 7 % len(others)]]
        applied = stage.now - timedelta(hours=n * 7919 % 40_000)
        state = STATES[n * 13 % len(STATES)]
        checked = None if state in ("APPLIED", "ADVISED") else applied
        yield Candidate(
            number=f"M-{n}", organisation=agreement.organisation, body=agreement.body, state=state,
            surname=f"Surname{n % 997}", given_name=f"Name{n % 97}", birth_date=date(1960 + n % 40, 1 + n % 12, 1),
            citizenship="KAZ", area=area, phone="8 701 000 00 00", languages=["kk", "ru"], interests=["BOOKS"],
            is_married=False, lives_alone=True, capacity=2, applied_at=applied, applied_by=by, checks_since=checked,
        )  # fmt: skip


def _clearances(stage: Stage, people: list[Candidate]) -> Iterable[Clearance]:
    by = stage.people["body"]
    for n, one in enumerate(people):
        if one.state in ("CLEARED", "SUSPENDED"):
            ended = stage.now if one.state == "SUSPENDED" else None
            yield Clearance(
                candidate=one, given_on=stage.today - timedelta(days=90), given_by=by, given_at=stage.now,
                valid_until=stage.today + timedelta(days=1 + n * 17 % 400), snapshot=[], ended_at=ended,
            )  # fmt: skip


def _proof(stage: Stage, candidate: Candidate) -> Paper:
    """What all incomes rest on: that there is one is asked, never what it says."""
    about = candidate.subject
    return Paper.objects.create(
        subject_kind=about.kind, subject_id=about.id, subject_no=about.no, kind=Paper.Kind.OTHER,
        agency=stage.organisations[0], added_by=stage.people["organisation"], added_at=stage.now,
    )  # fmt: skip


def _children(stage: Stage, matched: list[Candidate], waiting: int) -> list[Child]:
    """One for each pair, and some who wait; with where they live and who may know them."""
    position = {body.pk: n for n, body in enumerate(stage.bodies)}
    bodies = [one.body_id for one in matched]
    spread = [stage.bodies[0].pk if n % LARGE == 0 else bodies[n % len(bodies)] for n in range(waiting)]
    area = stage.bodies[0].area
    children = write(Child, (
        Child(
            number=f"C-{n}", surname=f"Surname{n % 997}", given_name=f"Name{n % 97}", no_iin_reason="NOT_KNOWN",
            birth_date=stage.today.replace(day=1) - timedelta(days=3700 + n * 7 % 2700), sex="FEMALE",
            guardianship_id=body, area=area, registered_at=stage.now - timedelta(days=800),
        )
        for n, body in enumerate([*bodies, *spread])
    ))  # fmt: skip
    homes = [stage.homes[position[one.guardianship_id]] for one in children]
    since = stage.today - timedelta(days=700)
    write(Placement, (
        Placement(child=one, organisation=home, starts_on=since) for one, home in zip(children, homes, strict=True)
    ))  # fmt: skip
    grounds = [(one, one.guardianship_id, Ground.RESPONSIBLE) for one in children]
    grounds += [(one, home.pk, Ground.PLACEMENT) for one, home in zip(children, homes, strict=True)]
    grounds += [(child, one.organisation.agency_id, Ground.MENTORING)
                for child, one in zip(children, matched, strict=False)]  # fmt: skip
    write(ChildAccess, (
        ChildAccess(child=child, agency_id=agency, ground=ground, valid_from=child.registered_at,
                    sort_at=child.registered_at)
        for child, agency, ground in grounds
    ))  # fmt: skip
    return children


def _assignments(stage: Stage, matched: list[Candidate], children: list[Child]) -> Iterable[Assignment]:
    """For each a pair that runs, and one before it that ended."""
    numbers = count(1)
    year = timedelta(days=365)
    for n, (one, child) in enumerate(zip(matched, children, strict=False)):
        known: dict[str, Any] = {
            "child": child, "organisation_id": one.organisation.agency_id, "body_id": one.body_id, "candidate": one,
            "mentor_name": one.full_name,
        }  # fmt: skip
        begun = stage.today - timedelta(days=5 + n * 11 % 300)
        yield Assignment(
            number=f"P-{next(numbers)}", state="ENDED", starts_on=begun - year, ends_on=begun - timedelta(days=1),
            end_reason="REQUEST", **known,
        )  # fmt: skip
        yield Assignment(
            number=f"P-{next(numbers)}", state="TRIAL" if n % 10 == 0 else "ACTIVE", starts_on=begun, **known
        )


def _meetings(stage: Stage, assignments: list[Assignment]) -> Iterable[Meeting]:
    """Of each running pair those of the last two months, and the next ones."""
    numbers, by = count(1), stage.people["organisation"]
    for n, one in enumerate(pair for pair in assignments if pair.state != "ENDED"):
        for week in range(-HELD, AHEAD):
            at = stage.now + timedelta(days=week * 7 + n % 7)
            state = "PLANNED" if week >= 0 else "MISSED" if (n + week) % 9 == 0 else "HELD"
            yield Meeting(
                number=f"T-{next(numbers)}", assignment=one, kind="INSIDE", state=state, planned_from=at,
                planned_to=at + timedelta(hours=2), planned_by=by, planned_at=stage.now,
                reason="бұл күні болмады" if state == "MISSED" else "",
            )  # fmt: skip

"""Invented children: ages, regions and homes by the published shares, mentors by Article 28-2(1)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, Area, Membership
from apps.accounts.permissions import Perm
from apps.accounts.roles import Role
from apps.care.models import Placement
from apps.core.localtime import day_start, local_day
from apps.core.numbers import next_numbers
from apps.demo.consents import add_consent
from apps.demo.fixture import read
from apps.demo.identity import Name, invent_name, latin
from apps.demo.world import Resident, World
from apps.mentoring.actions import access_of_assignment
from apps.mentoring.models import Assignment, Wish
from apps.mentoring.policies import MENTORED_FROM
from apps.mentoring.states import AssignmentState
from apps.people.access import access_of_period, access_row
from apps.people.checks import name_key
from apps.people.models import Child, Ground

LONGEST_FILE = 6 * 365
"""Days since the oldest file was opened."""
YOUNGEST = 40
OPEKA_UNTIL = 14
HOME = "711110000"
"""The district whose home and mentors the logins know: every child of ten or more there has a mentor."""
MENTORED_SHARE = 0.6
ENDED_SHARE = 0.08


def make_children(world: World, count: int) -> Iterator[int]:
    """Children with their stays and mentors; yields how many are made after each thousand."""
    drafts = _known(world) + [_plan(world) for _ in range(count - len(_KNOWN_AGES))]
    drafts.sort(key=lambda draft: draft.registered_at)
    mentors = _mentors(world)
    for start in range(0, len(drafts), 1000):
        part = drafts[start : start + 1000]
        for number, draft in zip(next_numbers("C", len(part), world.now), part, strict=True):
            world.residents.append(_settle(world, draft, number, mentors))
        yield start + len(part)


class _Draft:
    """What is decided about a child before its file is written."""

    def __init__(self, world: World, born: date, home: Agency | None, district: Area):
        self.born, self.home, self.district = born, home, district
        earliest = max(born + timedelta(days=20), world.today - timedelta(days=LONGEST_FILE))
        self.registered_at = _moment(world, earliest, world.today - timedelta(days=14))
        self.mentor_login = ""


_KNOWN_AGES = [13, 12, 14, 11, 15, 16, 10, 13, 12, 9, 14, 17, 8, 11, 15, 13]


def _known(world: World) -> list[_Draft]:
    """The residents of the first home in Astana; the first of them is the child of the login `mentor`."""
    home = world.in_region(AgencyKind.ORPHAN_ORG, world.areas["710000000"])[0]
    drafts: list[_Draft] = []
    for age in _KNOWN_AGES:
        draft = _Draft(world, _born(world, age), home, home.area)
        draft.registered_at = world.ago(days=900 + len(drafts) * 7)
        drafts.append(draft)
    drafts[0].mentor_login = "mentor"
    return drafts


def _plan(world: World) -> _Draft:
    content = read("children")
    code = world.weighted(content["regions"])
    region = world.areas[f"{code}0000000"]
    low, high, _share = world.random.choices(content["ages"], [share for *_, share in content["ages"]])[0]
    born = _born(world, world.random.randint(low, high))
    home = None
    if world.chance(content["in_organisation"].get(code, content["in_organisation"]["all"])):
        home = _home(world, region, born)
    lives_in = home.area if home and home.area.level == Area.Level.DISTRICT else _district(world, region)
    return _Draft(world, born, home, lives_in)


def _home(world: World, region: Area, born: date) -> Agency | None:
    """A home of the region that may take a child of this age today and a year ago."""
    ages = {d: Child(birth_date=born).age(d) for d in (world.today, world.today - timedelta(days=365))}
    fitting = [
        (home, share)
        for kind, (low, high, share) in read("children")["homes"].items()
        if low <= min(ages.values()) and max(ages.values()) < high
        for home in world.in_region(kind, region)
    ]
    return world.random.choices(*zip(*fitting, strict=True))[0] if fitting else None


def _settle(world: World, draft: _Draft, number: str, mentors: dict[int, list[Membership]]) -> Resident:
    """The file, and everything that hangs on it."""
    child = _child(world, draft, number)
    officer = world.worker(child.guardianship, Perm.REGISTER_CHILDREN)
    world.rows.add(
        access_row(child, child.guardianship, Ground.RESPONSIBLE, valid_from=draft.registered_at, by=officer)
    )
    world.record("child.registered", child.subject, by=officer, at=draft.registered_at)
    resident = Resident(child)
    if draft.home:
        _place(world, resident, draft, officer)
        _mentor(world, resident, draft, mentors, officer)
    return resident


def _child(world: World, draft: _Draft, number: str) -> Child:
    female = world.chance(0.5)
    code = draft.district.region.code[:2]
    name = invent_name(world.random, female=female, russian=read("names")["russian_share"].get(code, 0.12))
    reason = world.weighted(read("children")["without_iin"] | {"": 0.974})
    latin_known = world.chance(0.6)
    child = Child(
        number=number, surname=name.surname, given_name=name.given,
        patronymic=name.patronymic if world.chance(0.93) else "",
        surname_latin=latin(name.surname) if latin_known else "",
        given_name_latin=latin(name.given) if latin_known else "",
        iin="" if reason else world.numbers.iin(draft.born, female=female), no_iin_reason=reason,
        birth_date=draft.born, birth_date_is_estimated=reason == "FOUNDLING",
        sex=Child.Sex.FEMALE if female else Child.Sex.MALE,
        guardianship=world.local(AgencyKind.GUARDIANSHIP, draft.district)[0], area=draft.district,
        address=draft.home.address if draft.home else _address(world, draft.district),
        representative_kind=_representative(world, draft), registered_at=draft.registered_at,
    )  # fmt: skip
    if child.representative_kind != Child.Representative.ORGANISATION:
        carer = invent_name(world.random, female=world.chance(0.7), russian=0.2)
        child.representative_name = f"{carer.surname} {carer.given} {carer.patronymic}"
    if reason == Child.NoIin.FOUNDLING:
        said = read("families")
        child.found_place, child.found_circumstances = map(world.random.choice, (said["found"], said["circumstances"]))
        child.found_on = local_day(draft.registered_at)
    child.name_key = name_key(child)
    return world.rows.add(child)


def _representative(world: World, draft: _Draft) -> str:
    """Who acts for the child: the organisation, or by age opeka or popechitelstvo (Article 27(2))."""
    kind = Child.Representative
    if draft.home:
        return kind.ORGANISATION
    by_age = kind.OPEKUN if Child(birth_date=draft.born).age(world.today) < OPEKA_UNTIL else kind.POPECHITEL
    return world.weighted({by_age: 8, kind.PATRONAGE: 1, kind.FOSTER_PARENT: 0.5})


def _place(world: World, resident: Resident, draft: _Draft, officer) -> None:
    """A stay that began within the ages of the home (Article 30); some have ended."""
    child, home = resident.child, draft.home
    low = read("children")["homes"][home.kind][0]
    first = max(local_day(draft.registered_at), _birthday(child.birth_date, low))
    last = max(first, world.today - timedelta(days=20))
    starts_on = _day(world, first, min(last, first + timedelta(days=300)))
    ended = not draft.mentor_login and home.area.code != HOME and world.chance(ENDED_SHARE)
    ends_on = _day(world, starts_on, world.today - timedelta(days=1)) if ended and starts_on < world.today else None
    stay = world.rows.add(Placement(child=child, organisation=home, starts_on=starts_on, ends_on=ends_on))
    world.rows.add(access_of_period(child, home, Ground.PLACEMENT, starts_on=starts_on, ends_on=ends_on, by=officer))
    resident.placements.append(stay)
    world.record(
        "child.placed", child.subject, by=officer, at=day_start(starts_on) + timedelta(hours=10), placement=stay.pk,
        organisation=home.pk, starts_on=starts_on, ends_on=ends_on,
    )  # fmt: skip


def _mentor(world: World, resident: Resident, draft: _Draft, mentors: dict[int, list[Membership]], officer) -> None:
    """A mentor for a child of ten or more in an orphan organisation of a region that has mentors."""
    child, home = resident.child, draft.home
    organisations = world.in_region(AgencyKind.MENTORING_ORG, home.area.region)
    stay = resident.placements[0]
    first = max(stay.starts_on, _birthday(child.birth_date, MENTORED_FROM), date(2024, 5, 1))
    last = (stay.ends_on or world.today) - timedelta(days=10)
    wanted = draft.mentor_login or home.area.code == HOME or world.chance(MENTORED_SHARE)
    if home.kind != AgencyKind.ORPHAN_ORG or not organisations or first > last or not wanted:
        return
    weights = [1 if home.area.code == HOME else 2] + [0 if home.area.code == HOME else 1] * (len(organisations) - 1)
    organisation = world.random.choices(organisations, weights)[0]
    free = mentors.get(organisation.pk, [])
    person = world.logins[draft.mentor_login] if draft.mentor_login else free.pop().user if free else None
    name = invent_name(world.random, female=world.chance(0.5), russian=0.2)
    if person:
        name = Name(person.last_name, person.first_name, person.patronymic)
    starts_on = _day(world, first, min(last, first + timedelta(days=120)))
    over = stay.ends_on is not None and stay.ends_on < world.today
    candidate = world.mentors.cleared(organisation, child.guardianship, since=starts_on, name=name, account=person)
    assignment = world.rows.add(
        Assignment(
            number=world.rows.number("P", day_start(starts_on)), child=child, organisation=organisation,
            body=child.guardianship, mentor=person, mentor_name=f"{name.surname} {name.given}", candidate=candidate,
            agreement=world.mentors.agreement(organisation, child.guardianship), contract_on=starts_on,
            contract_no=f"{child.number.removeprefix('C-')}/{starts_on:%y}", starts_on=starts_on, ends_on=stay.ends_on,
            state=AssignmentState.ENDED if over else AssignmentState.ACTIVE,
            end_reason=Assignment.EndReason.LEFT if over else "",
        )
    )  # fmt: skip
    if candidate is not None:
        wanted_by = {"by": officer, "at": day_start(starts_on) - timedelta(days=9)}
        heard = starts_on - timedelta(days=10)
        world.rows.add(Wish(child=child, heard_on=heard, wants=Wish.Wants.YES, text="", **wanted_by))
    resident.assignments.append(assignment)
    for row in access_of_assignment(assignment, by=officer):
        world.rows.add(row)
    world.record(
        "child.mentor_assigned", child.subject, by=officer, at=day_start(assignment.starts_on) + timedelta(hours=11),
        assignment=assignment.pk, organisation=organisation.pk, mentor=person.pk if person else None,
        starts_on=assignment.starts_on,
    )  # fmt: skip
    add_consent(world, resident, assignment, officer)


def _mentors(world: World) -> dict[int, list[Membership]]:
    """Mentors with an account that have no child yet; the logins' own child is known."""
    return {
        agency_id: [p for p in posts if p.role == Role.MENTOR and p.user.username not in world.logins]
        for agency_id, posts in world.posts.items()
    }


def _born(world: World, age: int) -> date:
    """A birth date of somebody who is that old today, and not only just."""
    return world.today - timedelta(days=age * 365 + age // 4 + max(YOUNGEST, world.random.randint(30, 320)))


def _birthday(born: date, age: int) -> date:
    return born.replace(year=born.year + age, day=min(born.day, 28))


def _district(world: World, region: Area) -> Area:
    """The city of the region has half of the children."""
    districts = [a for a in world.areas.values() if a.parent_id == region.pk]
    weights = [len(districts)] + [1] * (len(districts) - 1)
    return world.random.choices(districts, weights)[0]


def _address(world: World, area: Area) -> str:
    street = world.random.choice(read("names")["streets"])
    return f"{area.name_kk}, {street} к-сі, {world.random.randint(1, 120)}, {world.random.randint(1, 90)}-пәтер"


def _day(world: World, first: date, last: date) -> date:
    return first + timedelta(days=world.random.randint(0, max(0, (last - first).days)))


def _moment(world: World, first: date, last: date) -> datetime:
    """Some minute of a working hour of a day between the two."""
    return day_start(_day(world, first, last)) + timedelta(minutes=world.random.randint(9 * 60, 18 * 60))

"""Invented families: parents with what became of them, categories, schools, some health, notes where logins look."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from apps.accounts.kinds import AgencyKind
from apps.accounts.permissions import Perm
from apps.core.localtime import day_start, local_day
from apps.demo.children import HOME
from apps.demo.fixture import read
from apps.demo.identity import invent_name
from apps.demo.world import Resident, World
from apps.people.checks import name_key
from apps.people.models import (
    Child,
    ChildCategory,
    HealthRecord,
    Kinship,
    Note,
    NoteText,
    ParentStatus,
    Relative,
    Schooling,
)

Code, Kind = ParentStatus.Code, Kinship.Kind
SIBLINGS_SHARE, FATHER_SHARE, DISABLED_SHARE, ALLERGY_SHARE = 0.14, 0.7, 0.06, 0.08
SCHOOL_FROM, SCHOOL_UNTIL = 6, 17


@dataclass
class Family:
    """Parents with their fates, and since when the children are without them."""

    parents: Sequence[tuple[str, Relative, str]]


@dataclass
class Entry:
    """Somebody of the body writes into a file, some minutes after it was opened."""

    world: World
    child: Child

    def __post_init__(self) -> None:
        self.by = self.world.worker(self.child.guardianship, Perm.REGISTER_CHILDREN)
        self.at = self.child.registered_at

    def add(self, name: str, part: Any, *, since: date | None = None) -> Any:
        """A record of the file and its row of the ledger; `since`: not before this day."""
        self.at += timedelta(minutes=3)
        at = max(self.at, day_start(since) + timedelta(hours=11)) if since else self.at
        self.world.rows.add(part)
        self.world.record(f"{name}.added", self.child.subject, by=self.by, at=at, record=part.pk)
        return part


def make_families(world: World) -> int:
    """A family for every child; some children of a district share their parents. Gives how many families."""
    last: dict[int, Family] = {}
    made = 0
    for resident in world.residents:
        child = resident.child
        family = last.get(child.area_id) if world.chance(SIBLINGS_SHARE) else None
        if family is None:
            family = _family(world, child)
            made += 1
        last[child.area_id] = family
        since = local_day(child.registered_at)
        entry = Entry(world, child)
        _tie(entry, family, since)
        _category(entry, family, since)
        _school(entry)
        _health(entry, since)
        if child.area.code == HOME:
            _notes(world, resident)
    world.flush()
    return made


def _family(world: World, child: Child) -> Family:
    if child.no_iin_reason == Child.NoIin.FOUNDLING:
        return Family([(Kind.MOTHER, _person(world, child, female=True, known=False), Code.UNKNOWN)])
    fates = read("families")["fates"]
    parents: list[tuple[str, Relative, str]] = [
        (Kind.MOTHER, _person(world, child, female=True), world.weighted(fates))
    ]
    if world.chance(FATHER_SHARE):
        parents.append((Kind.FATHER, _person(world, child, female=False), world.weighted(fates)))
    return Family(parents)


def _person(world: World, child: Child, *, female: bool, known: bool = True) -> Relative:
    name = invent_name(world.random, female=female, russian=0.15)
    born = child.birth_date - timedelta(days=world.random.randint(20 * 365, 38 * 365))
    person = Relative(sex=Relative.Sex.FEMALE if female else Relative.Sex.MALE)
    if known:
        person.surname, person.given_name, person.patronymic = name.surname, name.given, name.patronymic
        person.birth_date = born
        if world.chance(0.6):
            person.iin = world.numbers.iin(born, female=female)
        if world.chance(0.4):
            person.phone = f"+7701{world.random.randint(1000000, 9999999)}"
    person.name_key = name_key(person)
    return world.rows.add(person)


def _tie(entry: Entry, family: Family, since: date) -> None:
    child = entry.child
    for kind, person, fate in family.parents:
        tie = entry.add("kinship", Kinship(child=child, relative=person, kind=kind))
        starts_on = None if fate == Code.UNKNOWN else since - timedelta(days=entry.world.random.randint(1, 60))
        entry.add("status", ParentStatus(child=child, kinship=tie, code=fate, starts_on=starts_on))


def _category(entry: Entry, family: Family, since: date) -> None:
    """An orphan when everybody recorded is dead, else without parental care on the first ground there is."""
    fates = [fate for _kind, _person, fate in family.parents]
    if all(fate == Code.DEAD for fate in fates):
        why = "BOTH_PARENTS_DEAD" if len(fates) > 1 else "ONLY_PARENT_DEAD"
        kind, text = ChildCategory.Kind.ORPHAN, ""
    else:
        kind = ChildCategory.Kind.WITHOUT_CARE
        why = next((fate for fate in fates if fate in ChildCategory.Why.values), ChildCategory.Why.OTHER_LACK)
        text = read("families")["no_parents"] if why == ChildCategory.Why.OTHER_LACK else ""
    entry.add("category", ChildCategory(child=entry.child, kind=kind, why=why, why_text=text, starts_on=since))


def _school(entry: Entry) -> None:
    world, child = entry.world, entry.child
    age = child.age(world.today)
    if not SCHOOL_FROM <= age <= SCHOOL_UNTIL:
        return
    grade = max(1, min(11, age - SCHOOL_FROM))
    starts_on = date(world.today.year - (world.today.month < 9), 9, 1)
    schools = world.in_region(AgencyKind.SCHOOL, child.area.region)
    school = world.random.choice(schools) if schools and world.chance(0.5) else None
    entry.add(
        "schooling",
        Schooling(
            child=child, kind=Schooling.Kind.SCHOOL, institution=school,
            institution_name="" if school else read("families")["school"].format(n=world.random.randint(1, 90)),
            grade=str(grade), language=world.weighted({"kk": 0.72, "ru": 0.28}), starts_on=starts_on,
            agency=child.guardianship,
        ),
        since=starts_on,
    )  # fmt: skip


def _health(entry: Entry, since: date) -> None:
    world, child, said = entry.world, entry.child, read("families")
    shared = {"child": child, "starts_on": since, "agency": child.guardianship}
    if world.chance(DISABLED_SHARE):
        group = "CHILD" if child.age(since) < 7 else world.weighted({"I": 0.1, "II": 0.35, "III": 0.55})
        text = world.random.choice(said["disabilities"])
        entry.add("health", HealthRecord(kind=HealthRecord.Kind.DISABILITY, group=group, text=text, **shared))
        entry.add("category", ChildCategory(child=child, kind=ChildCategory.Kind.DISABILITY, starts_on=since))
        if world.chance(0.7):
            plan = {"text": said["plan"], "participants": said["participants"]}
            entry.add("health", HealthRecord(kind=HealthRecord.Kind.PLAN, **plan, **shared))
    if world.chance(ALLERGY_SHARE):
        text = world.random.choice(said["allergies"])
        entry.add("health", HealthRecord(kind=HealthRecord.Kind.ALLERGY, text=text, **shared))


def _notes(world: World, resident: Resident) -> None:
    """One by the home and one by the guardianship body, that one for the body alone."""
    child = resident.child
    authors = [(child.guardianship, Perm.REGISTER_CHILDREN, Note.Confidentiality.RESPONSIBLE)]
    if resident.placements and resident.placements[-1].ends_on is None:
        authors.append((resident.placements[-1].organisation, Perm.VIEW_HEALTH, Note.Confidentiality.OPEN))
    for agency, perm, level in authors:
        by = world.worker(agency, perm)
        if by is None:
            continue
        at: datetime = world.ago(days=world.random.randint(3, 90), minutes=world.random.randint(0, 500))
        at = max(at, child.registered_at + timedelta(days=1))
        kind = world.random.choice([Note.Kind.TALK, Note.Kind.OBSERVATION, Note.Kind.WISH])
        note = world.rows.add(
            Note(child=child, kind=kind, confidentiality=level, author=by, agency=agency, written_at=at)
        )
        world.record("note.written", child.subject, by=by, at=at, record=note.pk, level=level)
        text = world.random.choice(read("families")["notes"])
        world.rows.add(NoteText(note=note, no=1, text=text, by=by, at=at))

"""Everything of mentoring at once, around the cast's child: for tests that look at every page and every answer."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from apps.accounts.roles import Role
from apps.core.localtime import local_day
from apps.mentoring.acts import (
    applications,
    assignments,
    clearance,
    helping,
    meetings,
    notes,
    reports,
    training,
    vacations,
)
from apps.mentoring.models import Assignment, Candidate, QuarterlyReport
from apps.mentoring.quarters import quarter_of
from tests.cast import Cast
from tests.factories.accounts import fresh, make_user
from tests.factories.mentoring import (
    candidate_data,
    make_checked,
    make_organisation,
    make_programme,
    make_ready,
    make_submitted,
    reload,
)
from tests.factories.mentors import agreed, known_mentor
from tests.factories.people import make_child, make_iin, make_stay

SURNAME = "Оқшауова"
"""Of everybody in this world who is not of the cast: found in no other name."""
WORD = "құпиясөз"
"""Stands in every text that is written here."""


@dataclass
class World:
    """The cast, and what stands for the arguments of addresses, by the word before each."""

    cast: Cast
    pair: Assignment
    applicant: Candidate
    trainee: Candidate
    waiting: Any
    known: dict[str, Any] = field(default_factory=dict)

    def marks(self) -> set[str]:
        """Words and numbers by which anybody would know that something of this organisation is shown; every body may
        read that it is in the register."""
        public = {"organisations"}
        numbers = {str(value) for key, value in self.known.items() if "-" in str(value) and key not in public}
        names = {SURNAME, WORD, self.cast.child.surname, self.waiting.surname}
        people = {one.surname for one in Candidate.objects.filter(organisation__agency=self.cast.organisation)}
        return numbers | names | people | set(Candidate.objects.filter(
            organisation__agency=self.cast.organisation).values_list("number", flat=True))  # fmt: skip


def make_world(cast: Cast) -> World:
    """One record of each kind at the cast's organisation; the other coordinator has an organisation, too."""
    now = timezone.now()
    organisation = make_organisation(cast.organisation)
    agreement = agreed(organisation, cast.body, on=local_day(now), by=fresh(cast.officer), at=now)
    named = {"surname": SURNAME, "area": cast.district}
    account = make_user(cast.organisation, Role.MENTOR, last_name=SURNAME, username="applicant")
    applicant = make_checked(organisation, cast.body, iin=make_iin(candidate_data()["birth_date"], "FEMALE"), **named)
    applications.link_account(applicant, account=account, by=fresh(cast.coordinator), at=now)
    asked = make_submitted(organisation, cast.body, **named)
    trainee = make_ready(organisation, cast.body, **named)
    world = World(cast, Assignment.objects.get(child=cast.child), reload(applicant), trainee, _waiting(cast))
    world.known |= {"organisations": organisation.number, "agreements": agreement.number, "asked": asked.number}
    world.known |= {"candidates": applicant.number, "assignments": world.pair.number, "match": world.waiting.number}
    _suspended(world, organisation, named)
    _trained(world)
    _proposed(world)
    _met(world)
    _reported(world)
    _another(cast)
    return world


def _waiting(cast: Cast) -> Any:
    """A child of the home that wants a mentor and has none."""
    officer, now = fresh(cast.officer), timezone.now()
    child = make_child(officer, age=12, surname=SURNAME, area=cast.district)
    make_stay(child, officer, cast.home)
    heard = {"wants": "YES", "text": WORD, "heard_on": local_day(now)}
    assignments.record_wish(child, by=fresh(cast.orphanage), at=now, **heard)
    return child


def _suspended(world: World, organisation: Any, named: dict[str, Any]) -> None:
    cast, now = world.cast, timezone.now()
    by = fresh(cast.officer)
    mentor = known_mentor(cast.organisation, cast.body, on=local_day(now), by=by, at=now, **named)
    clearance.report(mentor, cause="REGISTER", text=WORD, by=by, at=now)
    world.known["suspended"] = mentor.number


def _trained(world: World) -> None:
    cast, now = world.cast, timezone.now()
    by = fresh(cast.coordinator)
    programme = make_programme(cast.organisation, title=f"Мектеп {WORD}")
    starts = now + timedelta(days=2)
    data = {"starts_at": starts, "ends_at": starts + timedelta(hours=2), "hours": 2, "place": WORD, "trainer": WORD}
    session = training.plan_session(programme, data=data, by=by, at=now)
    there = training.enrol(session, candidate=world.trainee, by=by, at=now)
    certificate = world.trainee.certificates.get()
    world.known |= {"training": programme.number, "sessions": session.pk, "off": there.pk}
    world.known |= {"certificates": certificate.number}


def _proposed(world: World) -> None:
    """The cast's own mentor is proposed for the other child, too; the organisation knows it."""
    from tests.factories.mentors import ready_for_a_mentor

    cast, now = world.cast, timezone.now()
    by = fresh(cast.officer)
    consent = ready_for_a_mentor(world.waiting, cast.organisation, on=local_day(now), by=by, at=now)
    made = assignments.propose(world.waiting, candidate=cast.candidate, text=WORD, by=by, at=now)
    world.known["proposals"] = made.number
    if consent:
        consent.delete()


def _met(world: World) -> None:
    """One meeting held, with a note, a question and a draft; an outing that is asked for; help and a vacation."""
    cast, pair, now = world.cast, world.pair, timezone.now()
    mentor, coordinator = fresh(cast.mentor), fresh(cast.coordinator)
    span = {"planned_from": now - timedelta(hours=4), "planned_to": now - timedelta(hours=3)}
    held = meetings.record_unplanned(pair, data={"kind": "INSIDE", "purpose": WORD, **span}, by=mentor, at=now)
    note = notes.write_note(held, text=WORD, by=mentor, at=now)
    asked = notes.ask(note, text=WORD, by=coordinator, at=now)
    notes.save_draft(held, text=WORD, version=0, by=mentor, at=now)
    span = {"planned_from": now + timedelta(days=2), "planned_to": now + timedelta(days=2, hours=3)}
    data = {"kind": "OUTING", "area": cast.district, "place": WORD, "purpose": WORD, **span}
    outing = meetings.ask_outing(pair, data=data, by=mentor, at=now)
    given = {"kind": "LEGAL", "on": local_day(now), "minutes": 60, "note": WORD}
    help_ = helping.log_help(cast.candidate, by=coordinator, at=now, **given)
    days = {"starts_on": local_day(now) + timedelta(days=20), "ends_on": local_day(now) + timedelta(days=25)}
    free = vacations.add_vacation(cast.home, name="Көктемгі", by=fresh(cast.orphanage), at=now, **days)
    world.known |= {"meetings": held.number, "notes": note.pk, "questions": asked.pk, "outing": outing.number}
    world.known |= {"help": help_.pk, "vacations": free.pk}


def _reported(world: World) -> None:
    """Last quarter's report lies with the body; the running one is being written."""
    cast, now = world.cast, timezone.now()
    by, last = fresh(cast.coordinator), quarter_of(local_day(now)).before
    pair: dict[str, Any] = {"organisation": cast.organisation, "body": cast.body, "by": by, "at": now}
    made = reports.draw_up(year=last.year, quarter=last.no, **pair)
    made = reports.save_texts(made, data={"help_given": WORD}, version=made.version, by=by, at=now)
    reports.submit(made, version=made.version, by=by, at=now)
    begun = reports.draw_up(year=last.after.year, quarter=last.after.no, **pair)
    world.known |= {"reports": QuarterlyReport.objects.get(pk=made.pk).number, "draft": begun.number}


def _another(cast: Cast) -> None:
    """The organisation of the other coordinator, with an applicant of its own."""
    there = make_organisation(fresh(cast.coordinator2).agency)
    body, now = fresh(cast.officer2).agency, timezone.now()
    agreed(there, body, on=local_day(now), by=fresh(cast.officer2), at=now)
    make_checked(there, body, surname="Басқабек")

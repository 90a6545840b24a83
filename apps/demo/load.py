"""Loading the demo: once, into a database that holds nothing real, in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from random import Random

from django.db import transaction

from apps.accounts.models import Agency, User
from apps.audit import log
from apps.audit.models import LedgerEntry
from apps.core.subjects import Subject
from apps.demo.agencies import make_agencies
from apps.demo.appeal_past import Past
from apps.demo.appeals import Appeals
from apps.demo.background import make_background
from apps.demo.cases import make_cases, take_steps
from apps.demo.children import make_children
from apps.demo.duplicates import make_duplicates
from apps.demo.families import make_families
from apps.demo.fixture import read
from apps.demo.keeping import Keeping
from apps.demo.mentoring import Candidates
from apps.demo.pairs import Pairs, make_meetings
from apps.demo.papers import make_papers
from apps.demo.rows import measure_tables
from apps.demo.scenes import Scenes
from apps.demo.sights import Sights
from apps.demo.staff import grant, make_people
from apps.demo.world import World
from apps.incidents.models import Incident
from apps.people.models import Child

SEED = 345
SCENES = 25
"""About as many incidents of the whole are scenes for the logins."""
MARK = "demo.loaded"
SUBJECT = Subject("demo", 0, "")


class RealRecords(Exception):
    """The database holds records that the demo did not make; nothing was written."""


@dataclass(frozen=True)
class Loaded:
    """How many of each were made, and how many rows that took."""

    agencies: int
    people: int
    children: int
    incidents: int
    rows: int


def is_loaded() -> bool:
    """Whether this database is the demo's: the mark is a row of the ledger, which nobody can take out."""
    return LedgerEntry.objects.filter(subject_kind=SUBJECT.kind, subject_id=SUBJECT.id, verb=MARK).exists()


@transaction.atomic
def load(*, scale: int, at: datetime, say: Callable[[str], None] = lambda text: None, seed: int = SEED) -> Loaded:
    """Make the synthetic world. Areas, calendar and rules must be loaded. Raises RealRecords."""
    if any(model.objects.exists() for model in (User, Agency, Child, Incident)):
        raise RealRecords
    log.act_as(None)
    world = World(now=at, random=Random(seed))
    make_agencies(world)
    make_people(world)
    world.flush()
    grant()
    say(f"{len(world.agencies)} agencies")
    say(f"{Keeping(world).play()} files of grown people")
    for made in make_children(world, read("children")["count"] * scale):
        world.flush()
        say(f"{made} children")
    say(f"{make_meetings(world)} meetings of mentors")
    for made in make_background(world, read("children")["incidents"] * scale - SCENES):
        world.flush()
        say(f"{made} incidents")
    Past(world).play(read("appeals")["past"] * scale)
    measure_tables()
    Scenes(world).play()
    world.flush()
    say(f"{make_cases(world)} cases")
    Candidates(world).play()
    Pairs(world).play()
    say(f"{make_duplicates(world)} suspected pairs")
    say(f"{make_papers(world)} documents of children")
    say(f"{make_families(world)} families")
    say(f"{Appeals(world).play()} appeals")
    Sights(world).play()
    take_steps(world.now)
    measure_tables()
    loaded = Loaded(
        len(world.agencies), User.objects.count(), len(world.residents), Incident.objects.count(), world.rows.written
    )
    log.record(MARK, SUBJECT, by=None, at=at, scale=scale)
    return loaded

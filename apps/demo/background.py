"""Two years of incidents, each lived by chance: most told in time, some late, some never to the end."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import User
from apps.accounts.permissions import Perm
from apps.accounts.roles import ROLES, Role
from apps.demo.fixture import read
from apps.demo.life import MAIL, Life
from apps.demo.plots import OLDEST, Plot, Plots
from apps.demo.world import World
from apps.incidents.aftermath import FOLLOWED
from apps.incidents.models import FollowUp
from apps.incidents.states import SITUATIONS, Kind, State
from apps.notices.models import Notice

Done = FollowUp.Kind
NEWEST = timedelta(hours=5)
"""The background ends this long ago; what is newer belongs to the scenes."""


def make_background(world: World, count: int, chunk: int = 1000) -> Iterator[int]:
    """`count` incidents from the oldest on; yields how many are made after each chunk."""
    plots = Plots(world)
    kinds = [str(kind) for kind in Kind]
    shares = sorted(_share(world) for _ in range(count))
    newest = 1 - NEWEST / OLDEST
    for number, share in enumerate(shares, start=1):
        asked = kinds.pop() if kinds and number % 7 == 0 else ""
        _live(world, plots, plots.draw(share * newest, asked))
        if number % chunk == 0 or number == count:
            yield number


def _share(world: World) -> float:
    """Where in the two years: more and more often, and one of nine within the last ten days."""
    if world.chance(1 / 9):
        return 1 - timedelta(days=10) * world.random.random() / OLDEST
    return world.random.betavariate(1.6, 1.0)


def _live(world: World, plots: Plots, plot: Plot) -> None:
    """From the draft to wherever it has come by now."""
    draw = world.random
    urgent = plot.kind in SITUATIONS or plot.kind == Kind.CHILD_FOUND
    created_at = plot.established_at + timedelta(minutes=draw.uniform(2, 20 if urgent else 90))
    if created_at > world.now:
        return
    life = plot.begin(world, created_at)
    submitted_at = created_at + _until_submitted(world, plot)
    if world.chance(0.035):
        life.discard(draw.choice(read("stories")["discards"]), min(submitted_at, world.now))
    elif submitted_at < world.now - MAIL * 3:
        life.submit(submitted_at)
        _tell_and_answer(world, life)
        _second_report(world, plots, plot, life, submitted_at)
        _correct(world, life, submitted_at)
        _aftermath(world, life, submitted_at)
    life.finish()


def _until_submitted(world: World, plot: Plot) -> timedelta:
    """Minutes as a rule where the Law says at once; sometimes far too long."""
    if world.chance(0.06):
        return timedelta(hours=world.random.uniform(25, 60))
    if plot.kind in SITUATIONS or plot.kind == Kind.CHILD_FOUND:
        return timedelta(minutes=world.random.uniform(2, 40))
    return timedelta(minutes=world.random.lognormvariate(3.6, 0.8))


def _tell_and_answer(world: World, life: Life) -> None:
    """What becomes of the notices just sent."""
    fresh = [notice for notice in life.notices if not (notice.delivered_at or notice.returned_at)]
    for notice in fresh:
        if notice.channel == Notice.Channel.PLATFORM:
            life.deliver(notice, notice.sent_at + MAIL * world.random.uniform(0.5, 2))
    for notice in fresh:
        if not notice.delivered_at:
            _telephone(world, life, notice)
        elif not notice.told_at:
            _answer(world, life, notice)


def _telephone(world: World, life: Life, notice: Notice) -> None:
    at = notice.sent_at + timedelta(minutes=world.random.uniform(10, 600))
    if at < world.now:
        life.tell(notice, world.random.choice(read("stories")["told"]), at)


def _answer(world: World, life: Life, notice: Notice) -> None:
    """The recipient opens and acknowledges; a few only open, or do nothing at all."""
    by = world.worker(notice.recipient, Perm.ACKNOWLEDGE_NOTICES)
    opened_at = notice.delivered_at + timedelta(minutes=world.random.lognormvariate(5.0, 1.1))
    acknowledged_at = opened_at + timedelta(minutes=world.random.expovariate(1 / 40))
    if by is None or opened_at > world.now or world.chance(0.008):
        return
    life.open_notice(notice, by, opened_at)
    if acknowledged_at < world.now and not world.chance(0.008):
        life.acknowledge(notice, by, acknowledged_at)


def _second_report(world: World, plots: Plots, plot: Plot, life: Life, submitted_at: datetime) -> None:
    """The hospital reports the same event a little later, and the guardianship body joins the two."""
    hospitals = world.in_region(AgencyKind.HEALTH_ORG, plot.area.region)
    joined_at = submitted_at + timedelta(hours=world.random.uniform(8, 20))
    wanted = plot.kind == Kind.CRUEL_PHYSICAL and plot.residents and world.chance(0.25)
    if not wanted or hospitals[0].pk == life.incident.agency_id or joined_at > world.now - MAIL * 3:
        return
    by = world.worker(plot.residents[0].child.guardianship, Perm.MANAGE_INCIDENTS)
    if by is None or life.incident.state not in (State.NOTIFIED, State.NOTIFIED_LATE):
        return
    author = world.worker(hospitals[0], Perm.LOG_INCIDENTS)
    established_at = max(plot.established_at + timedelta(minutes=20), submitted_at - timedelta(hours=1))
    twin = Plot(plot.kind, author, plot.area, established_at, plot.residents, fields=plot.fields)
    second = twin.begin(world, submitted_at + timedelta(minutes=30))
    sent_at = submitted_at + timedelta(minutes=40)
    second.submit(sent_at)
    for notice in second.notices:
        if notice.channel == Notice.Channel.PLATFORM:
            second.deliver(notice, sent_at + MAIL)
    second.join_into(life, by, joined_at)
    second.finish()
    _tell_and_answer(world, life)


def _correct(world: World, life: Life, submitted_at: datetime) -> None:
    at = submitted_at + timedelta(hours=world.random.uniform(7, 30))
    earlier = life.incident.established_at - timedelta(minutes=world.random.randint(10, 180))
    occurred = life.incident.occurred_from
    if at > world.now or len(life.reports) > 1 or (occurred and earlier < occurred) or not world.chance(0.06):
        return
    if life.incident.discovered_at and earlier < life.incident.discovered_at:
        return
    if life.incident.state in (State.NOTIFIED, State.NOTIFIED_LATE):
        life.correct(earlier, world.random.choice(read("stories")["corrections"]), at)


def _aftermath(world: World, life: Life, submitted_at: datetime) -> None:
    """Follow-up by somebody who may, the plan where violence is confirmed, and closing."""
    by = _caseworker(world, life)
    at = submitted_at + timedelta(days=world.random.uniform(1.5, 9))
    if by is None or at > world.now or life.incident.state not in FOLLOWED or world.chance(0.04):
        return
    kinds = [Done.DATABANK] if life.incident.kind == Kind.CHILD_FOUND else [Done.MEASURE]
    if life.incident.is_violent and world.chance(0.7):
        life.confirm_violence(by, at)
        kinds.append(Done.ASSISTANCE_PLAN if world.chance(0.9) else Done.ASSISTANCE_REFUSED)
    elif life.incident.is_violent:
        kinds.append(Done.NO_VIOLENCE)
    for kind in kinds:
        at += timedelta(days=world.random.uniform(0.1, 6))
        if at > world.now:
            return
        life.follow_up(kind, by, at)
    at += timedelta(days=world.random.uniform(3, 45))
    is_own = by.post.agency_id == life.incident.agency_id
    if at < world.now and is_own and life.may_close() and not world.chance(0.06):
        life.close(by, at)


def _caseworker(world: World, life: Life) -> User | None:
    """The author if the post allows, else somebody of the reporting agency or of the guardianship body told."""
    author = life.incident.author
    if Perm.MANAGE_INCIDENTS in ROLES[author.post.role].permissions and author.post.role != Role.MENTOR:
        return author
    able = [world.worker(life.incident.agency, Perm.MANAGE_INCIDENTS)]
    able += [world.worker(n.recipient, Perm.MANAGE_INCIDENTS) for n in life.notices]
    return next(filter(None, able), None)

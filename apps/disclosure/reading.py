"""Unusual reading of files: found in the ledger since the last look, told to the head, once per hour and kind."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from apps.accounts.models import Agency, Membership, User
from apps.audit import log
from apps.audit.models import LedgerEntry
from apps.core.localtime import local_day
from apps.core.models import Heartbeat
from apps.core.names import match_key
from apps.core.tasks import beat
from apps.disclosure import overseers
from apps.disclosure.models import ReadingAlert
from apps.notices.models import Message
from apps.people import glimpses
from apps.people.models import Child, Kinship

Kind = ReadingAlert.Kind
HEARTBEAT = "reading"
HOUR = timedelta(hours=1)
OVERLAP = timedelta(minutes=10)
"""A transaction may commit its row this long after the instant the row bears."""
FARTHEST = timedelta(days=14)
"""After a longer outage only this much is looked at again."""
SUFFIXES = ("ова", "ева", "ина", "ска")

PEAKS = """
WITH rows AS (
    SELECT actor_id, agency_id, subject_id, at,
           lag(at) OVER (PARTITION BY actor_id, agency_id, subject_id ORDER BY at) AS before
      FROM audit_ledgerentry
     WHERE at > %(start)s AND at <= %(until)s AND verb = %(verb)s AND subject_kind = 'child'
       AND actor_id IS NOT NULL AND agency_id IS NOT NULL
), counted AS (
    SELECT actor_id, agency_id, at,
           count(*) FILTER (WHERE %(all)s OR before IS NULL OR before <= at - interval '1 hour')
               OVER (PARTITION BY actor_id, agency_id ORDER BY at RANGE interval '1 hour' PRECEDING) AS times
      FROM rows
)
SELECT actor_id, agency_id, date_trunc('hour', at), max(times)
  FROM counted WHERE at > %(since)s GROUP BY 1, 2, 3 HAVING max(times) > %(least)s
"""
"""The most files one person opened within any sixty minutes that end in each clock hour. `all` counts every row
(refusals), else one file counts once an hour."""


@dataclass(frozen=True)
class Found:
    """What is unusual: who, in which post's agency, in which hour, how many times."""

    actor: int
    agency: int
    hour: datetime
    kind: str
    times: int
    limit: int


def watch(at: datetime) -> int:
    """Look at what was read since the last run and raise alerts; gives how many. A second run adds nothing."""
    since = _since(at)
    found = [*_many(since, at), *_refused(since, at), *_surnames(since, at)]
    with transaction.atomic():
        log.act_as(None)
        raised = _raise(found, at)
        beat(HEARTBEAT, at, raised=raised)
    return raised


def limit_of(roles: Iterable[str]) -> int:
    """Files an hour that are usual for the most reading of these roles (setting READING_LIMITS)."""
    usual: Mapping[str, int] = settings.READING_LIMITS
    return max((usual.get(role, usual["*"]) for role in roles), default=usual["*"])


def files_of(alert: ReadingAlert) -> QuerySet:
    """Ids of the files behind an alert: an hour may have begun before its clock hour."""
    verbs = ["access.refused", glimpses.VERB] if alert.kind == Kind.REFUSED else ["child.opened"]
    rows = LedgerEntry.objects.filter(
        actor_id=alert.user_id, agency_id=alert.agency_id, verb__in=verbs, subject_kind="child",
        at__gt=alert.hour - HOUR, at__lt=alert.hour + HOUR,
    )  # fmt: skip
    return rows.values_list("subject_id", flat=True).distinct().order_by()


def _since(at: datetime) -> datetime:
    last = Heartbeat.objects.filter(name=HEARTBEAT).values_list("at", flat=True).first()
    return max((last or at - HOUR) - OVERLAP, at - FARTHEST)


def _peaks(verb: str, since: datetime, until: datetime, *, least: int, every_row: bool) -> list[tuple]:
    values: dict[str, Any] = {
        "start": since - HOUR, "since": since, "until": until, "verb": verb, "least": least, "all": every_row,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(PEAKS, values)
        return cursor.fetchall()


def _many(since: datetime, until: datetime) -> list[Found]:
    least = min(settings.READING_LIMITS.values())
    peaks = _peaks("child.opened", since, until, least=least, every_row=False)
    roles: dict[tuple[int, int], set[str]] = {}
    posts = Membership.objects.in_force(local_day(until)).filter(user__in={row[0] for row in peaks})
    for user, agency, role in posts.values_list("user_id", "agency_id", "role"):
        roles.setdefault((user, agency), set()).add(role)
    found = []
    for actor, agency, hour, times in peaks:
        limit = limit_of(roles.get((actor, agency), ()))
        if times > limit:
            found.append(Found(actor, agency, hour, Kind.MANY, times, limit))
    return found


def _refused(since: datetime, until: datetime) -> list[Found]:
    """Files reached for without a ground, and hidden ones of which so much was told that no more is."""
    found = []
    for verb, limit in (("access.refused", settings.READING_REFUSALS), (glimpses.VERB, glimpses.AN_HOUR - 1)):
        peaks = _peaks(verb, since, until, least=limit, every_row=True)
        found += [Found(actor, agency, hour, Kind.REFUSED, times, limit) for actor, agency, hour, times in peaks]
    return found


def _surnames(since: datetime, until: datetime) -> list[Found]:
    """Files of children, or of families, with the surname of the reader or of somebody of the same agency."""
    opened = LedgerEntry.objects.filter(
        at__gt=since, at__lte=until, verb="child.opened", subject_kind="child", agency_id__isnull=False
    )
    rows = list(opened.values_list("actor_id", "agency_id", "subject_id", "at"))
    names = _names_of_children({row[2] for row in rows})
    staff = _names_of_staff({row[1] for row in rows}, until)
    hits: dict[tuple[int, int, datetime], set[int]] = {}
    for actor, agency, child, at in rows:
        if names.get(child, frozenset()) & staff.get(agency, frozenset()):
            hour = at.replace(minute=0, second=0, microsecond=0)
            hits.setdefault((actor, agency, hour), set()).add(child)
    return [Found(*key, kind=Kind.SURNAME, times=len(children), limit=0) for key, children in hits.items()]


def _names_of_children(ids: set[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    own = Child.objects.filter(pk__in=ids).values_list("pk", "surname")
    family = Kinship.objects.filter(child__in=ids, relative__isnull=False).values_list("child_id", "relative__surname")
    for child, surname in [*own, *family]:
        if surname:
            found.setdefault(child, set()).add(surname_key(surname))
    return found


def _names_of_staff(agencies: set[int], at: datetime) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    posts = Membership.objects.in_force(local_day(at)).filter(agency__in=agencies)
    for agency, surname in posts.values_list("agency_id", "user__last_name"):
        if surname:
            found.setdefault(agency, set()).add(surname_key(surname))
    return found


def surname_key(surname: str) -> str:
    """One key for the spellings and both genders of a surname: Ахметов, Ахметова, Akhmetova."""
    key = match_key(surname)
    return key[:-1] if key.endswith(SUFFIXES) else key


def _raise(found: list[Found], at: datetime) -> int:
    """Write what is new, and tell whoever looks at it. Nobody is told of the own reading."""
    known = set(
        ReadingAlert.objects.filter(user__in={one.actor for one in found}).values_list(
            "user_id", "agency_id", "kind", "hour"
        )
    )
    fresh = [one for one in found if (one.actor, one.agency, one.kind, one.hour) not in known]
    people = User.objects.in_bulk({one.actor for one in fresh})
    agencies = Agency.objects.select_related("area__parent").in_bulk({one.agency for one in fresh})
    raised = 0
    for one in fresh:
        reader, agency = people[one.actor], agencies[one.agency]
        addressee = overseers.addressee(agency, reader, at)
        alert, is_new = ReadingAlert.objects.get_or_create(
            user=reader, agency=agency, kind=one.kind, hour=one.hour,
            defaults={"addressed_to": addressee or agency, "times": one.times, "limit": one.limit, "raised_at": at},
        )  # fmt: skip
        if is_new:
            raised += 1
            log.record("reading.alert", alert.subject, by=None, at=at, reader=reader.pk, kind=one.kind)
            overseers.tell(alert.addressed_to, Message.Kind.READING, alert.subject, at=at, besides=[reader.pk])
    return raised

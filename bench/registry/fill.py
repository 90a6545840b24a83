"""300 guardianship bodies with Zipf-like numbers of children, ten people each, a region over fifteen of them."""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import Any

from django.db import connection
from django.db.models import NOT_PROVIDED

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, Area, Membership, User
from apps.accounts.roles import Role
from apps.demo.staff import grant
from apps.people.models import Child
from bench.data import bulk, execute, rows, say

BODIES, PEOPLE, IN_REGION, SHARED = 300, 10, 15, 0.12
SKEW = 1.02
"""Of the Zipf-like sizes: at a million children the largest bodies hold tens of thousands, the middling 2,000."""
SINCE = date(2020, 1, 1)


@dataclass(frozen=True)
class Reader:
    """One of those whose list is measured, and how many children they may see."""

    kind: str
    user_id: int
    agency_id: int
    children: int


def make_bodies() -> list[Agency]:
    """The 300 bodies, the regional one, the one of three old files, 3,000 people with posts and grants; made once."""
    if made := list(Agency.objects.filter(email__endswith="@bench.example").order_by("pk")):
        return made
    area = Area.objects.filter(level=Area.Level.DISTRICT).first()
    bodies = Agency.objects.bulk_create(
        Agency(kind=AgencyKind.GUARDIANSHIP, area=area, name_kk=f"B{n}", name_ru=f"B{n}", name_en=f"B{n}",
               email=f"b{n}@bench.example")
        for n in range(BODIES + 2)
    )  # fmt: skip
    users = User.objects.bulk_create(
        User(username=f"bench{n}", email=f"bench{n}@bench.example", last_name=f"P{n}", password="!")
        for n in range(len(bodies) * PEOPLE)
    )
    Membership.objects.bulk_create(
        Membership(user=user, agency=bodies[n // PEOPLE], role=Role.GUARDIANSHIP_OFFICER, starts_on=SINCE)
        for n, user in enumerate(users)
    )
    execute("DELETE FROM accounts_agencyuserpermission")
    grant()
    return bodies


def sizes(count: int) -> list[int]:
    """How many children each body has; together `count`."""
    weights = [1 / (rank + 3) ** SKEW for rank in range(BODIES)]
    whole = [max(1, int(count * weight / sum(weights))) for weight in weights]
    whole[0] += count - sum(whole)
    return whole


FILL_ACCESS = """
INSERT INTO people_childaccess (child_id, agency_id, ground, valid_from, sort_at)
SELECT id, {agency}, '{ground}', registered_at, registered_at FROM people_child WHERE {where}
"""


def fill_children(count: int, bodies: list[Agency]) -> list[Reader]:
    """That many children, their rows of access, and the five readers to measure."""
    execute("TRUNCATE people_child, people_childaccess CASCADE")
    many = sizes(count)
    with bulk("people_child"):
        _copy_children(count, many, bodies)
    region, old = bodies[BODIES], bodies[BODIES + 1]
    in_region = ", ".join(str(body.pk) for body in bodies[2 : 2 + IN_REGION])
    with bulk("people_childaccess"):
        execute(FILL_ACCESS.format(agency="guardianship_id", ground="RESPONSIBLE", where="true"))
        shared = f"{bodies[0].pk} + (id * 7919) %% {BODIES}"
        execute(FILL_ACCESS.format(agency=shared, ground="PLACEMENT", where=f"id %% 100 < {SHARED * 100:.0f}"))
        whose = f"guardianship_id IN ({in_region})"
        execute(FILL_ACCESS.format(agency=region.pk, ground="RESPONSIBLE", where=whose))
        oldest = "id IN (SELECT id FROM people_child ORDER BY registered_at, id LIMIT 3)"
        execute(FILL_ACCESS.format(agency=old.pk, ground="RESPONSIBLE", where=oldest))
    say(f"{count:,} children of {BODIES} bodies")
    middle = bisect_left([-size for size in many], -count // 500)
    chosen = {"small": bodies[BODIES - 1], "middling": bodies[min(middle, BODIES - 2)], "large": bodies[1],
              "region": region, "three old": old}  # fmt: skip
    return [_reader(kind, body) for kind, body in chosen.items()]


def _reader(kind: str, body: Agency) -> Reader:
    seen = rows("SELECT count(DISTINCT child_id) FROM people_childaccess WHERE agency_id = %s", body.pk)[0][0]
    user = Membership.objects.filter(agency=body).order_by("pk").first().user_id
    return Reader(kind, user, body.pk, seen)


def _copy_children(count: int, many: list[int], bodies: list[Agency]) -> None:
    """COPY of everything a child's row needs; columns nobody names here get the model's own default."""
    area_id = bodies[0].area_id
    bounds, total = [], 0
    for size in many:
        total += size
        bounds.append(total)
    known = ("id", "number", "surname", "given_name", "name_key", "no_iin_reason", "birth_date", "sex",
             "guardianship_id", "area_id", "registered_at")  # fmt: skip
    rest = [field for field in Child._meta.concrete_fields if field.column not in known and not _nullable(field)]
    names = (*known, *(field.column for field in rest))
    tail = "\t".join(_text(field.get_default() if field.default is not NOT_PROVIDED else "") for field in rest)
    with connection.cursor() as cursor, cursor.copy(f"COPY people_child ({', '.join(names)}) FROM STDIN") as copy:
        part = StringIO()
        for n in range(1, count + 1):
            body = bodies[bisect_left(bounds, n)].pk
            part.write(f"{n}\tB-{n}\tSurname{n % 9973}\tName{n % 499}\tsurname{n % 9973} name{n % 499}\tNOT_KNOWN\t"
                       f"{2009 + n % 16}-{n % 12 + 1:02}-{n % 28 + 1:02}\t{'FEMALE' if n % 2 else 'MALE'}\t{body}\t"
                       f"{area_id}\t{_moment(n, count)}\t{tail}\n")  # fmt: skip
            if part.tell() > 1_000_000:
                copy.write(part.getvalue())
                part = StringIO()
        copy.write(part.getvalue())


def _nullable(field: Any) -> bool:
    return field.null or getattr(field, "generated", False)


def _moment(n: int, count: int) -> str:
    """Registered within five years, the bodies interleaved."""
    minutes = (n * 7919) % count * 2_600_000 // count
    return f"{2020 + minutes // 525_600}-{minutes // 43_800 % 12 + 1:02}-{minutes // 1440 % 28 + 1:02} " \
           f"{minutes // 60 % 24:02}:{minutes % 60:02}+05"  # fmt: skip


def _text(value: Any) -> str:
    """A default as COPY reads it."""
    if value is None:
        return r"\N"
    if isinstance(value, bool):
        return "t" if value else "f"
    return "{}" if isinstance(value, (list, dict)) else str(value)

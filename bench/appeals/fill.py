"""Masses of appeals over the offices of the country, sealed as ever, with the fingerprints of their words."""

from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import connection
from django.db.models import NOT_PROVIDED, Model
from django.utils import timezone

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, Area
from apps.complaints import words
from apps.complaints.models import Appeal, AppealAccess, AppealKey, Index, Post, Respondent, Round
from apps.complaints.sealing import Vault, new_key
from apps.complaints.states import Kind, Right
from apps.core.localtime import local_day
from bench.data import bulk, execute, say

SEED, YEARS, SHARE = 345, 3, 0.4
"""`SHARE`: of all appeals lie with one office, so that the largest list is a large one."""
TABLES = ("index", "post", "round", "respondent", "appealaccess", "appealkey", "appeal")
STATES = (("CLOSED", 70), ("REPLIED", 15), ("UNDER_REVIEW", 8), ("REGISTERED", 4), ("INFORMATION_REQUESTED", 3))
STEMS = {
    "kk": ("мектеп", "мұғалім", "бала", "интернат", "емхана", "қамқоршы", "жәрдемақы", "тәлімгер", "сынып", "қорқыныш"),
    "ru": ("учитель", "школа", "опека", "пособие", "больница", "интернат", "насилие", "травля", "жилье", "полиция"),
}
ENDINGS = {"kk": ("", "тің", "ке", "тен", "лар", "ларға"), "ru": ("", "а", "у", "ом", "ы", "ами")}


def fill(count: int) -> Agency:
    """The office with the most of them."""
    offices = list(Agency.objects.filter(kind__in=[AgencyKind.REGIONAL_OMBUDSMAN]).order_by("pk"))
    random, now = Random(SEED), timezone.now()
    execute("TRUNCATE " + ", ".join(f"complaints_{name}" for name in TABLES) + " CASCADE")
    texts = [_text(random, n) for n in range(2000)]
    areas = list(Area.objects.filter(level=Area.Level.DISTRICT))
    bodies = list(Agency.objects.filter(kind=AgencyKind.EDU_MANAGEMENT)) or offices
    made = [_one(n, random, now, offices, areas) for n in range(1, count + 1)]
    _copy(Appeal, made)
    _copy(AppealAccess, (_access(one) for one in made))
    _copy(Index, (Index(appeal_id=one.pk, words=texts[one.pk % len(texts)][1]) for one in made))
    _copy(Round, (Round(appeal_id=one.pk, no=1, began_at=one.received_at, ended_at=one.replied_at) for one in made))
    _copy(
        Respondent, (Respondent(appeal_id=one.pk, level="LOCAL", agency=bodies[one.pk % len(bodies)]) for one in made)
    )
    _seal(made[:1000], texts)
    execute("ANALYZE")
    say(f"{count:,} appeals")
    return offices[0]


def _text(random: Random, n: int) -> tuple[str, list[int]]:
    """A text of 40 words with its fingerprints; a word of its own by which it is found alone."""
    language = "kk" if n % 2 else "ru"
    said = [random.choice(STEMS[language]) + random.choice(ENDINGS[language]) for _n in range(12)]
    said += [f"сөз{chr(1072 + n % 32)}{chr(1072 + n // 32 % 32)}{chr(1072 + m)}" for m in range(28)]
    return " ".join(said), words.fingerprints_of(" ".join(said))


def _one(n: int, random: Random, now: datetime, offices: list[Agency], areas: list[Area]) -> Appeal:
    state = random.choices([s for s, _w in STATES], [w for _s, w in STATES])[0]
    received = now - timedelta(minutes=random.randrange(YEARS * 365 * 24 * 60))
    ended = state in ("CLOSED", "REPLIED")
    office = offices[0] if random.random() < SHARE else random.choice(offices)
    replied = received + timedelta(days=random.randrange(3, 25)) if ended else None
    return Appeal(
        id=n, number=f"E-B-{n}", kind=random.choice(Kind.values), channel="SITE", state=state, language="kk",
        office=office, route="LOCAL", received_at=received, registered_on=local_day(received), registered_at=received,
        right=random.choice(Right.values), area=random.choice(areas), is_urgent=not ended and n % 50 == 0,
        outcome="RESTORED" if ended else "", due_at=None if ended else received + timedelta(days=21),
        replied_at=replied, closed_at=replied if state == "CLOSED" else None,
    )  # fmt: skip


def _access(appeal: Appeal) -> AppealAccess:
    rank = 2 if appeal.replied_at else 0 if appeal.is_urgent else 1
    return AppealAccess(
        appeal=appeal, agency_id=appeal.office_id, ground="OFFICE", rank=rank, valid_from=appeal.received_at,
        sort_at=appeal.replied_at or appeal.due_at,
    )  # fmt: skip


def _seal(appeals: list[Appeal], texts: list[tuple[str, list[int]]]) -> None:
    """Keys and statements for as many as are opened here: what is measured reads no other."""
    for appeal in appeals:
        key = new_key()
        AppealKey.objects.create(appeal=appeal, wrapped=key)
        body = Vault.of(appeal.pk, key).seal(texts[appeal.pk % len(texts)][0], "post")
        Post.objects.create(appeal=appeal, author="SENDER", what="STATEMENT", body=body, at=appeal.received_at)


def _copy(model: type[Model], made: Any) -> None:
    table = model._meta.db_table
    fields = [
        f for f in model._meta.concrete_fields if not (f.primary_key and model is not Appeal and not f.remote_field)
    ]
    names = ", ".join(f'"{field.column}"' for field in fields)
    with bulk(table), connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for one in made:
            copy.write_row([_value(one, field) for field in fields])
    if model is Appeal:
        execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")


def _value(one: Model, field: Any) -> Any:
    value = getattr(one, field.attname)
    return field.default if value is NOT_PROVIDED else value

"""Writing the keys of children: the same few statements for one file and for a hundred thousand."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import combinations
from typing import Any

from django.db import connection
from django.db.models import Model
from django.db.models.expressions import RawSQL

from apps.core.names import name_words, word_key
from apps.matching.models import ChildKey, Merge
from apps.people.models import Child, ChildName, Kinship

PARTS = ("surname", "given_name", "patronymic")
SPELLINGS = ("", "_ru", "_latin")
"""Suffixes of the fields that hold one part of a name."""
BATCH = 5000
PHONE, SHORTEST_PHONE = 10, 5
TAILS = (7, 4)
"""So many last digits of a telephone are kept beside the whole, as people say and remember them."""
PHONES = re.compile(r"(?<!\d)(?:\+?[78])?[\s(-]*\d{3}[\s)-]*\d{3}[\s-]*\d{2}[\s-]*\d{2}(?!\d)")
"""Telephones within a text; an IIN is none."""

COLUMNS = ("tokens", "pairs", "phones", "birth_date", "birth_is_vague")
WRITE = f"""
INSERT INTO matching_childkey (child_id, {", ".join(COLUMNS)}, is_fresh)
SELECT child, tokens::int[], pairs::bigint[], phones::varchar[], born, vague, true
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::date[], %s::bool[])
    AS new (child, tokens, pairs, phones, born, vague)
ON CONFLICT (child_id) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in COLUMNS)}, is_fresh = true
WHERE ({", ".join(f"matching_childkey.{name}" for name in COLUMNS)})
    IS DISTINCT FROM ({", ".join(f"excluded.{name}" for name in COLUMNS)})
"""  # noqa: S608 - names of columns


@dataclass(frozen=True)
class Word:
    """A folded word and the part of the name it belongs to: spellings of one part share the mark."""

    part: str
    key: str


def rebuild(children: Sequence[int]) -> None:
    """Write the keys of these children (ids) anew. Call in the transaction that wrote their names."""
    for start in range(0, len(children), BATCH):
        _rebuild(list(children[start : start + BATCH]))


def words_of(names: Mapping[str, Any]) -> list[Word]:
    """The words of one set of names in all spellings (`surname`, `surname_latin`, …)."""
    found = {
        Word(f"{part}{place}", key): None
        for part in PARTS
        for suffix in SPELLINGS
        if names.get(part + suffix)
        for place, key in enumerate(_keys(names[part + suffix]))
    }
    return list(found)


@lru_cache(maxsize=65536)
def _keys(name: str) -> tuple[str, ...]:
    return tuple(filter(None, map(word_key, name_words(name))))


def pairs_of(words: Iterable[Word], ids: dict[str, int]) -> set[int]:
    """One number for every two words of different parts of a name, whatever their order."""
    known = [(word.part, ids[word.key]) for word in words if word.key in ids]
    return {pair(a, b) for (one, a), (other, b) in combinations(known, 2) if one != other}


def pair(one: int, other: int) -> int:
    """Two ids as one number."""
    return min(one, other) << 32 | max(one, other)


@dataclass
class _Found:
    """What one file says by which its child may be found."""

    born: date
    is_vague: bool
    names: list[dict[str, Any]] = field(default_factory=list)
    phones: set[str] = field(default_factory=set)


def _rebuild(children: list[int]) -> None:
    files = _read(children)
    worded = {pk: [words_of(names) for names in file.names] for pk, file in files.items()}
    ids = _ids_of({word.key for sets in worded.values() for words in sets for word in words})
    rows = []
    for pk, sets in worded.items():
        tokens = {ids[word.key] for words in sets for word in words}
        pairs = set().union(*(pairs_of(words, ids) for words in sets))
        file = files[pk]
        rows.append((pk, _array(tokens), _array(pairs), _array(file.phones), file.born, file.is_vague))
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(WRITE, [list(column) for column in zip(*rows, strict=True)])
    ChildKey.objects.filter(pk__in=set(children) - set(files)).delete()


def _read(children: list[int]) -> dict[int, _Found]:
    """Present and former names, birth date and telephones, those of files merged into it too.

    What the secrecy of adoption hides finds nobody; a merged file is found through the kept one alone.
    """
    kept = _kept_by(children)
    found: dict[int, _Found] = {}
    fields = ("pk", "birth_date", "birth_date_is_estimated", "birth_precision", "phone", "contacts", *_fields(Child))
    rows = {row["pk"]: row for row in Child.objects.filter(pk__in=_these(kept)).values(*fields)}
    for pk, row in rows.items():
        if kept[pk] == pk:
            found[pk] = _Found(row["birth_date"], is_vague(row), [row], _phones_of(row))
    for pk, row in rows.items():
        if kept[pk] != pk:
            found[kept[pk]].names.append(row)
            found[kept[pk]].phones |= _phones_of(row)
    for former in ChildName.objects.open().filter(child__in=_these(found)).values("child_id", *_fields(ChildName)):
        found[former["child_id"]].names.append(former)
    family = Kinship.objects.standing().filter(child__in=_these(found), is_secret=False, relative__phone__gt="")
    for pk, phone in family.values_list("child_id", "relative__phone"):
        found[pk].phones |= _with_tails(phone)
    return found


def _phones_of(row: Mapping[str, Any]) -> set[str]:
    """The telephones that one file names as ways to reach the child."""
    return set().union(*map(_with_tails, (row["phone"], *PHONES.findall(row["contacts"]))))


def _with_tails(phone: str) -> set[str]:
    return {found[-n:] for found in phones_in(phone) for n in (PHONE, *TAILS)}


def _kept_by(children: list[int]) -> dict[int, int]:
    """Each of these files that is not part of another, and each that is part of one of them: to the file kept."""
    merged = Merge.objects.standing()
    gone = set(merged.filter(absorbed__in=_these(children)).values_list("absorbed", flat=True))
    kept = {pk: pk for pk in children if pk not in gone}
    parts = list(kept)
    while rows := list(merged.filter(kept__in=_these(parts)).values_list("absorbed", "kept")):
        kept |= {absorbed: kept[into] for absorbed, into in rows}
        parts = [absorbed for absorbed, _into in rows]
    return kept


def _these(ids: Iterable[int]) -> RawSQL:
    """Many ids as one parameter: a placeholder for each takes longer than the answer."""
    return RawSQL("SELECT unnest(%s::bigint[])", [list(ids)])


def is_vague(values: Mapping[str, Any]) -> bool:
    """Whether the day of birth is not known."""
    return bool(values.get("birth_date_is_estimated")) or (values.get("birth_precision") or "DAY") != "DAY"


def phones_in(text: str) -> set[str]:
    """The number as it is compared: its last ten digits, so that +7 and 8 are one."""
    digits = re.sub(r"\D", "", text)[-PHONE:]
    return {digits} if len(digits) >= SHORTEST_PHONE else set()


def tail_in(digits: str) -> str:
    """What is kept of every telephone that ends with these digits, or empty for too few of them."""
    return next((digits[-n:] for n in (PHONE, *TAILS) if len(digits) >= n), "")


def _fields(model: type[Model]) -> list[str]:
    """Those of a model that hold names."""
    held = {one.name for one in model._meta.get_fields()}
    return [part + suffix for part in PARTS for suffix in SPELLINGS if part + suffix in held]


def _ids_of(tokens: set[str]) -> dict[str, int]:
    """Ids of all these words; new ones are added."""
    wanted = sorted(tokens)
    with connection.cursor() as cursor:
        cursor.execute("SELECT token, id FROM matching_nametoken WHERE token = ANY(%s)", [wanted])
        ids = dict(cursor.fetchall())
        missing = [token for token in wanted if token not in ids]
        if missing:
            cursor.execute(
                "INSERT INTO matching_nametoken (token) SELECT unnest(%s::varchar[])"
                " ON CONFLICT (token) DO UPDATE SET token = excluded.token RETURNING token, id",
                [missing],
            )
            ids |= dict(cursor.fetchall())
    return ids


def _array(values: Iterable[Any]) -> str:
    return "{" + ",".join(map(str, sorted(values))) + "}"


def everyone() -> Iterator[list[int]]:
    """Ids of all children, part by part."""
    last = 0
    while ids := list(Child.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        yield ids
        last = ids[-1]

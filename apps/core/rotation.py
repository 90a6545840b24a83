"""Writing encrypted values anew under the first of FIELD_KEYS."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from django.apps import apps
from django.db import IntegrityError, connection, transaction

from apps.core.crypto import Undecipherable, current, decrypt, encrypt
from apps.core.fields import Encrypted

BATCH = 1000
_OTHERS: list["Place"] = []


@dataclass(frozen=True)
class Place:
    """Where encrypted values lie: a column of text, or a `key` inside a column of JSON."""

    label: str
    table: str
    column: str
    purpose: str
    findable: bool = False
    key: str = ""
    pk: str = "id"

    @property
    def value(self) -> str:
        """The stored text, as SQL; all names are our own."""
        return f"\"{self.column}\" ->> '{self.key}'" if self.key else f'"{self.column}"'

    @property
    def written(self) -> str:
        """What the column is set to, as SQL, with the new text as `new.text`."""
        return f"jsonb_set(\"{self.column}\", '{{{self.key}}}', to_jsonb(new.text))" if self.key else "new.text"

    @property
    def is_stale(self) -> str:
        """SQL with the name of the first key as its parameter: encrypted, but under another key."""
        return f"({self.value}) LIKE 'v_.%%' AND split_part({self.value}, '.', 2) <> %s"


@dataclass
class Batch:
    """What became of some rows: how many were written, ids of those that no key opens, ids of those whose text
    another row holds already where it may stand but once."""

    written: int = 0
    closed: list[int] = field(default_factory=list)
    double: list[int] = field(default_factory=list)

    def __add__(self, other: "Batch") -> "Batch":
        return Batch(self.written + other.written, self.closed + other.closed, self.double + other.double)


def also_encrypted(place: Place) -> None:
    """Declare values that no field of type Encrypted holds."""
    if place not in _OTHERS:
        _OTHERS.append(place)


def places() -> list[Place]:
    """Everything that is encrypted and kept."""
    fields = [
        one
        for model in apps.get_models(include_auto_created=True)
        for one in model._meta.local_fields
        if isinstance(one, Encrypted)
    ]
    return [
        Place(
            label=f"{one.model._meta.label}.{one.name}",
            table=one.model._meta.db_table,
            column=one.column,
            purpose=one.purpose,
            findable=one.findable,
            pk=one.model._meta.pk.column,
        )
        for one in fields
    ] + _OTHERS


def stale(place: Place) -> int:
    """How many values still lie under another key than the first."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{place.table}" WHERE {place.is_stale}', [current().name])  # noqa: S608
        return cursor.fetchone()[0]


def rotate(place: Place) -> Iterator[Batch]:
    """Write anew what lies under an older key, in batches, each in a transaction of its own.

    Safe to stop and start again, and beside people at work: what is under the first key already is passed over, and a
    row is locked while it is written.
    """
    return _in_batches(place, place.is_stale, [current().name], partial(_anew, place))


def seal(place: Place) -> None:
    """Encrypt a column of plain text, in batches: for migrations. What is encrypted already stays."""
    plain = f"({place.value}) <> '' AND ({place.value}) NOT LIKE 'v_.%%.%%'"
    _whole(_in_batches(place, plain, [], partial(encrypt, purpose=place.purpose, findable=place.findable)))


def unseal(place: Place) -> None:
    """The way back: a column of plain text again."""
    _whole(_in_batches(place, f"({place.value}) LIKE 'v_.%%.%%'", [], partial(decrypt, purpose=place.purpose)))


def _whole(batches: Iterator[Batch]) -> None:
    for batch in batches:
        if batch.closed or batch.double:
            raise Undecipherable(f"rows {batch.closed + batch.double} cannot be written")


def _anew(place: Place, stored: str) -> str:
    return encrypt(decrypt(stored, purpose=place.purpose), purpose=place.purpose, findable=place.findable)


def _in_batches(place: Place, where: str, given: list[str], change: Callable[[str], str]) -> Iterator[Batch]:
    after = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('caseflow.by', '0', true)")  # to the history: the system itself
            cursor.execute(
                f'SELECT {place.pk}, {place.value} FROM "{place.table}" WHERE {where}'  # noqa: S608 - own names
                f" AND {place.pk} > %s ORDER BY {place.pk} LIMIT %s FOR UPDATE",
                [*given, after, BATCH],
            )
            rows = cursor.fetchall()
            batch = _write(place, rows, change)
        if not rows:
            return
        after = rows[-1][0]
        yield batch


def _write(place: Place, rows: Sequence[tuple[int, str]], change: Callable[[str], str]) -> Batch:
    batch, made = Batch(), []
    for pk, stored in rows:
        try:
            made.append((pk, change(stored)))
        except Undecipherable:
            batch.closed.append(pk)
    if not _update(place, made):
        batch.double = [one[0] for one in made if not _update(place, [one])]
    batch.written = len(made) - len(batch.double)
    return batch


def _update(place: Place, made: Sequence[tuple[int, str]]) -> bool:
    """Whether they could be written: not when a text would stand twice where it may stand but once."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f'UPDATE "{place.table}" SET "{place.column}" = {place.written}'  # noqa: S608 - own names
                f" FROM unnest(%s::bigint[], %s::text[]) new (pk, text) WHERE {place.pk} = new.pk",
                [[pk for pk, _text in made], [text for _pk, text in made]],
            )
    except IntegrityError:
        return False
    return True

"""Finding one child among a million by a misspelt name: ours, trigram KNN over the folded key, and the raw limit.

`figure` and `limit`: the 95th percentile in milliseconds of our search, and of fetching by token ids that are known
already. `knn` is measured in the same run. A hit is the child, or one whose name has the same keys, among the first
ten. `visible` is our search by an officer of a body that sees a twenty-fifth of the children.
"""

import os
import statistics
import time
from collections.abc import Callable, Sequence
from random import Random
from typing import Any

import psycopg
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from apps.accounts.models import Agency, User
from apps.core.names import match_key
from apps.matching.dictionary import WORDS
from apps.matching.keeping import everyone, rebuild
from apps.matching.search import search, search_among
from apps.people.models import Child
from bench.data import bulk, execute, make_country, rows, say, size
from bench.names.people import Misspeller, Namer, Person
from bench.registry.fill import make_bodies

CHILDREN, QUERIES, TOP, SEED = 1_000_000, 40, 10, 345
KNN = "SELECT id FROM bench_names ORDER BY key <-> %s LIMIT 10"
LIMIT = """
SELECT c.id, c.surname, c.given_name, c.patronymic, k.birth_date FROM matching_childkey k
JOIN people_child c ON c.id = k.child_id WHERE k.tokens && %s::int[] AND k.tokens && %s::int[] LIMIT 50
"""
Asked = tuple[str, Person, int]


def run() -> dict[str, Any]:
    count = size(CHILDREN)
    make_country()
    people, per_second = _fill(count)
    _warm(people)
    asked = _questions(people, SEED + 1)
    reader = _reader(count)
    kinds: dict[str, Any] = {}
    times: dict[str, list[float]] = {"ours": [], "knn": [], "limit": [], "visible": []}
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as line:
        for kind, questions in asked.items():
            kinds[kind] = _measure(questions, people, line, times, reader)
            say(f"{kind}: {kinds[kind]}")
    result = {name: _spread(took) for name, took in times.items()}
    return {
        "children": count, "words": rows("SELECT count(*) FROM matching_nametoken")[0][0],
        "keys_per_second": per_second, "figure": result["ours"]["p95"], "limit": result["limit"]["p95"], **result,
        "times_knn_p95": round(result["knn"]["p95"] / result["ours"]["p95"], 1),
        "times_knn_p50": round(result["knn"]["p50"] / result["ours"]["p50"], 1),
        "recall": _recall(kinds, kinds), "recall_across_scripts": _recall(kinds, ["other script"]), "kinds": kinds,
    }  # fmt: skip


def _measure(
    questions: Sequence[Asked], people: Sequence[Person], line: psycopg.Connection, times: dict[str, list[float]],
    reader: User,
) -> dict[str, Any]:  # fmt: skip
    """Each question to each of the ways, one after the other, so that a busy moment of the machine meets all."""
    everybody = Child.objects.all()
    found = {"ours": 0, "knn": 0}
    mine: dict[str, list[float]] = {name: [] for name in times}
    for text, person, _pk in questions:
        key, ids = _key(text), _known_ids(person)
        calls: dict[str, Callable[[], Any]] = {
            "ours": lambda text=text: search_among(everybody, text, known=Q(pk__in=[]), limit=TOP),
            "knn": lambda key=key: [row[0] for row in line.execute(KNN, [key], prepare=True)],
            "limit": lambda ids=ids: line.execute(LIMIT, ids, prepare=True).fetchall(),
            "visible": lambda text=text: search(reader, text, limit=TOP),
        }
        for name, call in calls.items():
            started = time.perf_counter()
            answer = call()
            mine[name].append((time.perf_counter() - started) * 1000)
            if name in found:
                found[name] += _hit(answer, person, people)
    for name, took in mine.items():
        times[name] += took
    return {
        "recall": round(found["ours"] / len(questions), 3), "recall_knn": round(found["knn"] / len(questions), 3),
        "ours": _spread(mine["ours"]), "knn": _spread(mine["knn"]),
    }  # fmt: skip


def _hit(answer: Sequence[int], person: Person, people: Sequence[Person]) -> bool:
    wanted = _key(str(person))
    return any(_key(str(people[pk - 1])) == wanted for pk in answer)


def _warm(people: Sequence[Person]) -> None:
    """Other questions first, as in a system that runs: pages just written are read and marked for the first time."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as line:
        for questions in _questions(people, SEED + 2).values():
            for text, _person, _pk in questions:
                search_among(Child.objects.all(), text, known=Q(pk__in=[]), limit=TOP)
                line.execute(KNN, [_key(text)], prepare=True).fetchall()


def _questions(people: Sequence[Person], seed: int) -> dict[str, list[Asked]]:
    random = Random(seed)
    misspeller = Misspeller(random)
    found: dict[str, list[Asked]] = {}
    for kind, typed in misspeller.kinds.items():
        for _n in range(QUERIES):
            place = random.randrange(len(people))
            found.setdefault(kind, []).append((typed(people[place]), people[place], place + 1))
    return found


def _known_ids(person: Person) -> list[list[int]]:
    WORDS.refresh()
    return [WORDS.ids_of(match_key(name).split()) for name in (person.surname, person.given)]


def _key(text: str) -> str:
    """The folded key as a column would hold it: words sorted, figures left out."""
    return " ".join(sorted(match_key(text).split()))


def _recall(kinds: dict[str, Any], which: Any) -> float:
    return round(statistics.mean(kinds[kind]["recall"] for kind in which), 3)


def _spread(took: Sequence[float]) -> dict[str, float]:
    return {"p50": round(statistics.median(took), 2), "p95": round(statistics.quantiles(took, n=20)[-1], 2)}


def _fill(count: int) -> tuple[list[Person], int]:
    """The children with their keys, and the table of the trigram index."""
    namer = Namer(Random(SEED))
    people = [namer.person() for _n in range(count)]
    execute("TRUNCATE people_child, people_childaccess, matching_childkey CASCADE")
    body = make_bodies()[0]
    with bulk("people_child"):
        _copy(people, body)
    say(f"{count:,} children")
    started = time.perf_counter()
    with bulk("matching_childkey"):
        for children in everyone():
            rebuild(children)
    per_second = int(count / (time.perf_counter() - started))
    say(f"keys: {per_second:,} children a second, with indexes")
    execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    execute("CREATE TABLE bench_names (id bigint, key text)")
    with connection.cursor() as cursor, cursor.copy("COPY bench_names FROM STDIN") as copy:
        for n, person in enumerate(people, start=1):
            copy.write_row((n, _key(str(person))))
    execute("CREATE INDEX ON bench_names USING gist (key gist_trgm_ops(siglen=64))")
    execute("VACUUM ANALYZE bench_names")
    return people, per_second


def _copy(people: Sequence[Person], body: Agency) -> None:
    at = timezone.now()
    common = {"guardianship": body, "area_id": body.area_id, "registered_at": at, "no_iin_reason": "NOT_KNOWN"}
    fields = [field for field in Child._meta.concrete_fields if field.column != "face_id"]
    names = ", ".join(f'"{field.column}"' for field in fields)
    with connection.cursor() as cursor, cursor.copy(f"COPY people_child ({names}) FROM STDIN") as copy:
        for n, person in enumerate(people, start=1):
            child = Child(
                id=n, number=f"B-{n}", surname=person.surname, given_name=person.given, patronymic=person.patronymic,
                birth_date=person.born, sex="FEMALE", **common,
            )  # fmt: skip
            copy.write_row([getattr(child, field.attname) for field in fields])


def _reader(count: int) -> User:
    """An officer of a body that sees every twenty-fifth child."""
    body = make_bodies()[0]
    with bulk("people_childaccess"):
        execute(
            "INSERT INTO people_childaccess (child_id, agency_id, ground, valid_from, sort_at)"
            " SELECT id, %s, 'RESPONSIBLE', registered_at, registered_at FROM people_child WHERE id %% 25 = 0",
            body.pk,
        )
    execute("ANALYZE")
    person = User.objects.filter(memberships__agency=body).order_by("pk")[0]
    assert Child.objects.visible_to(person).count() == count // 25
    return person

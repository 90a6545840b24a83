"""Finding a child among all a person may see: by number, IIN, telephone or its end, number of a document, birth date,
or any spelling of the names.

Words are matched against the dictionary in memory; the database is asked only for sets of word ids, the narrowest
first; what it gives is ordered here by how alike the names are written.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Case, F, FloatField, Func, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Concat

from apps.accounts.models import User
from apps.core import wall
from apps.core.identifiers import is_valid
from apps.core.names import unfinished_keys, word_key
from apps.disclosure.mask import is_masking, named_to
from apps.documents.models import Paper
from apps.matching.asking import Asked, read
from apps.matching.birth import slips
from apps.matching.candidates import Among, Condition, all_but_one, any_of, born_between, born_on, has_all, has_any
from apps.matching.dictionary import WORDS
from apps.matching.keeping import PHONE, tail_in
from apps.matching.models import kept_of
from apps.matching.ranking import ranked
from apps.people.models import IDENTITY_GROUNDS, Child, access_rows

FOUND = 50
ENOUGH = 10
"""With so many that fit wholly, nobody is looked for who fits but for one word."""
IIN = 12
TAIL = 3
"""So many last figures of a file's number find it."""
HELD = 3
"""Words longer than this are looked for inside others too."""
GLUED = 7
"""A word so long may be two that were written as one."""
LONG = 8
"""A word so long has few that are two slips away."""


@dataclass
class _Word:
    """Ids of the words of the dictionary that one typed word may mean: `sure`, itself or a beginning; `close`, with a
    slip or two; `maybe`, with more, or a part of a longer one; `both`, two that were written as one."""

    sure: list[int]
    close: list[int] = field(default_factory=list)
    maybe: list[int] = field(default_factory=list)
    both: list[list[int]] = field(default_factory=list)

    def fits(self) -> Condition:
        return has_any(self.sure)

    def fits_closely(self) -> Condition:
        return has_any({*self.sure, *self.close})

    def fits_widely(self) -> Condition:
        return any_of([has_any({*self.sure, *self.close, *self.maybe}), *map(has_all, self.both)])


@wall.lifted("ids of whom `visible_to` shows, by indexes closed to walled queries; files are loaded behind it")
def search(user: User, text: str, *, fits: Q | None = None, limit: int = FOUND) -> list[int]:
    """Ids of the children `user` may see that fit `text` (and `fits`, a condition on Child), best first."""
    children = Child.objects.visible_to(user).filter(fits or Q())
    papers = _by_paper(user, children, text)
    if papers and read(text).words:  # the letters of a series are no name
        return papers[:limit]
    known = access_rows(user).filter(ground__in=IDENTITY_GROUNDS).values("child_id")
    found = search_among(children.filter(named_to(user)), text, known=Q(pk__in=known), limit=limit)
    digits = read(text).digits if is_masking(user) else ""
    if digits and len(digits) != IIN:  # a masked child is found by its number alone
        numbered = children.filter(number=f"C-{digits}").values_list("pk", flat=True)
        found = [*numbered, *found]
    return list(dict.fromkeys([*papers, *found]))[:limit]


def _by_paper(user: User, children: QuerySet, text: str) -> list[int]:
    """Those with a document of this number that `user` may see."""
    asked = read(text)
    if (asked.days and not asked.digits) or is_valid(asked.digits):  # a name with a birth date; an IIN
        return []
    papers = Paper.objects.visible_to(user).standing().filter(subject_kind="child").numbered(text)
    found = children.filter(pk__in=papers.values("subject_id")).order_by("-pk")
    return list(found.values_list("pk", flat=True))


def load(ids: Sequence[int], children: QuerySet | None = None) -> list[Child]:
    """The children in the order of `ids`; `children` may select related records."""
    held = (Child.objects.all() if children is None else children).in_bulk(ids)
    return [held[pk] for pk in ids if pk in held]


def search_among(children: QuerySet, text: str, *, known: Q, limit: int = FOUND) -> list[int]:
    """As `search`, among any children. `known`: those whose IIN and telephone may be looked for."""
    asked = read(text)
    if asked.digits:
        return _by_digits(children, asked, known, limit)
    if asked.words:
        WORDS.refresh()
        return _by_name(children, asked, limit)
    return _by_birth(children, asked.days, limit) if asked.days else []


def _by_digits(children: QuerySet, asked: Asked, known: Q, limit: int) -> list[int]:
    """Each way by its own index, then those of them that are among `children`."""
    digits = asked.digits
    ways: list[QuerySet] = []
    if len(digits) == IIN:  # found whole or not at all; no number is so long, and no statement should hold an IIN
        ways.append(Child.objects.filter(known, iin=digits))
        exact, ending = Q(pk__in=ways[0].values("pk")), Q(pk__in=[])
    else:
        numbers = [f"C-{digits}", kept_of(f"C-{digits}")]
        ways.append(Child.objects.filter(number__in=[*numbers, *_numbers_ending(digits)]))
        exact, ending = Q(number__in=numbers), Q(number__endswith=digits)
    if tail := tail_in(digits):
        ways.append(_with_phone(tail, digits[-PHONE:]).filter(known))
    if asked.days:
        ways.append(children.filter(key__birth_date__in=asked.days))
    ids = [way.values("pk") for way in ways]
    rank = Case(
        When(exact, then=Value(1.0)), When(ending, then=Value(0.5)), default=Value(0.0),
        output_field=FloatField(),
    )  # fmt: skip
    found = children.filter(pk__in=ids[0].union(*ids[1:])).annotate(rank=rank).order_by("-rank", "-pk")
    return list(found.values_list("pk", flat=True)[:limit])


def _with_phone(tail: str, digits: str) -> QuerySet:
    """By the tail that is kept, which the index holds; then those whose telephone ends with all the digits."""
    found = Child.objects.filter(key__phones__overlap=[tail])
    if tail == digits:
        return found
    joined = Func(F("key__phones"), Value(" "), function="array_to_string", output_field=TextField())
    return found.annotate(listed=Concat(joined, Value(" "), output_field=TextField())).filter(
        listed__contains=f"{digits} "
    )


def _numbers_ending(digits: str) -> list[str]:
    """Numbers of files with up to three more figures before these."""
    return [f"C-{n}{digits}" for n in range(1, 1000)] if TAIL <= len(digits) < IIN else []


def _by_birth(children: QuerySet, days: Sequence[date], limit: int) -> list[int]:
    """The very day first, then the days a slip makes of it."""
    near = {slip for day in days for slip in slips(day)}
    very = Case(When(key__birth_date__in=days, then=Value(1)), default=Value(0))
    found = children.filter(key__birth_date__in=near).annotate(very=very).order_by("-very", "-pk")
    return list(found.values_list("pk", flat=True)[:limit])


def _by_name(children: QuerySet, asked: Asked, limit: int) -> list[int]:
    keys = [key for key in map(word_key, asked.words) if key]
    if not keys:
        return []
    words = [_sure(key, n == len(keys) - 1) for n, key in enumerate(keys)]
    among = Among(children)
    found = among.find([word.fits() for word in words] + _born(asked, widely=False))
    if len(found) < limit:
        for n, word in enumerate(words):
            _widen(word, n, keys, asked)
        sure, born = [word.sure for word in words], _born(asked, widely=True)
        found |= among.find([word.fits_widely() for word in words] + born, best=sure)
        if len(found) < ENOUGH and len(words + born) > 2:
            found |= among.find([all_but_one([word.fits_closely() for word in words] + born)], best=sure)
    return ranked(found.values(), asked, limit)


def _sure(key: str, last: bool) -> _Word:
    """The word itself, and what begins with it: the last one may not be finished yet."""
    tokens = {key, *WORDS.beginning(key)} if last or len(key) < 3 else {key}
    return _Word(WORDS.ids_of(tokens))


def _widen(word: _Word, place: int, keys: list[str], asked: Asked) -> None:
    """Add words with a slip, unfinished endings, longer words that hold this one, and words written together."""
    key = keys[place]
    slips = WORDS.near(key, slips_allowed(key))
    close = {there for there, n in slips.items() if n < 2 or len(key) >= LONG}
    for stem in unfinished_keys(asked.words[place]):
        close |= WORDS.near(stem, min(slips_allowed(stem), 1)).keys()
    word.close = WORDS.ids_of(close)
    tokens = {*slips, *WORDS.beginning(key)}
    if len(key) > HELD:
        tokens |= set(WORDS.holding(key))
    for neighbour in keys[max(place - 1, 0) : place] + keys[place + 1 : place + 2]:
        tokens |= {key + neighbour, neighbour + key}
    word.maybe = WORDS.ids_of(tokens)
    if len(key) >= GLUED:
        halves = (WORDS.ids_of((key[:n], key[n:])) for n in range(3, len(key) - 2))
        word.both = [ids for ids in halves if len(ids) == 2]


def slips_allowed(key: str) -> int:
    """How many letters may be wrong in a word of this length."""
    return 0 if len(key) < 4 else 1 if len(key) < 6 else 2


def _born(asked: Asked, *, widely: bool) -> list[Condition]:
    if asked.year:
        return [born_between(date(asked.year, 1, 1), date(asked.year, 12, 31))]
    if not asked.days:
        return []
    return [born_on({slip for day in asked.days for slip in slips(day)} if widely else asked.days)]

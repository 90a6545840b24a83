"""Invented people: names in Kazakh or Russian with a Latin spelling, and numbers by the real algorithm."""

from dataclasses import dataclass
from datetime import date
from random import Random

from apps.core.identifiers import check_digit
from apps.demo.fixture import read

FIRST_SERIAL = 9000
"""Serial numbers of invented IINs and BINs begin with 9, so that one can tell them."""

_LATIN = dict(
    zip("абвгдеёзийклмнопрстуфъыьэ", ["a", "b", "v", "g", "d", "e", "yo", "z", "i", "i", "k", "l", "m", "n", "o", "p",
                                      "r", "s", "t", "u", "f", "", "y", "", "e"], strict=True)
) | {"ә": "a", "ғ": "g", "қ": "k", "ң": "n", "ө": "o", "ұ": "u", "ү": "u", "һ": "h", "і": "i", "ж": "zh", "х": "kh",
     "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ю": "yu", "я": "ya"}  # fmt: skip


@dataclass(frozen=True)
class Name:
    surname: str
    given: str
    patronymic: str


def latin(word: str) -> str:
    """The spelling of a passport: Қайрат -> Kairat."""
    return "".join(_LATIN.get(letter, letter) for letter in word.lower()).title()


def invent_name(random: Random, *, female: bool, russian: float) -> Name:
    """`russian` is the share of names from the Russian list."""
    is_russian = random.random() < russian
    names = read("names")["russian" if is_russian else "kazakh"]
    surname = random.choice(names["surnames"])
    given = random.choice(names["girls" if female else "boys"])
    father = random.choice(names["fathers"])
    patronymic = _russian_patronymic(father, female) if is_russian else father + ("қызы" if female else "ұлы")
    return Name(surname + "а" if female else surname, given, patronymic)


def _russian_patronymic(father: str, female: bool) -> str:
    special = {"Илья": "Ильи", "Никита": "Никити", "Михаил": "Михайл"}
    stem = special.get(father, father)
    if stem[-1] in "йь":
        stem = stem[:-2] + "ье" if stem[-2:] == "ий" else stem[:-1] + "е"
        return stem + ("вна" if female else "вич")
    return stem + ("овна" if female else "ович")


class Numbers:
    """Gives out IINs and BINs that are valid, invented and all different."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def iin(self, born: date, *, female: bool) -> str:
        century = 5 if born.year >= 2000 else 3
        return self._next(f"{born:%y%m%d}{century + female}", FIRST_SERIAL, 4)

    def bin(self, registered: date) -> str:
        """Resident, head organisation; d7 to d11 are the serial."""
        return self._next(f"{registered:%y%m}40", FIRST_SERIAL * 10, 5)

    def _next(self, stem: str, first: int, digits: int) -> str:
        while True:
            serial = self._taken.get(stem, first)
            if serial >= 10**digits:
                raise ValueError(f"no serial left for {stem}")
            self._taken[stem] = serial + 1
            number = f"{stem}{serial:0{digits}d}"
            last = check_digit(number)
            if last is not None:
                return f"{number}{last}"

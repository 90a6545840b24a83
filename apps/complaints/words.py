"""Words of sealed texts as keyed fingerprints: what makes a search possible in texts the database cannot read.

A word is reduced to its stem (Snowball for Russian; for Kazakh its endings are cut by a table), keyed and cut to
64 bits. Whoever has the database sees that two appeals share a word, and never which (docs/security.md).
"""

import re
from collections.abc import Iterable
from functools import lru_cache

import snowballstemmer

from apps.complaints.fingerprints import fingerprint, index_key

PURPOSE = "complaints.word"
WORD = re.compile(r"[^\W\d_]{3,40}|\d{3,20}")
MOST = 2000
"""Words of one text that are indexed."""
_KAZAKH = frozenset("әғқңөұүһі")
_RUSSIAN = snowballstemmer.stemmer("russian")
_ENDINGS = tuple(sorted((
    "лар", "лер", "дар", "дер", "тар", "тер", "ның", "нің", "дың", "дің", "тың", "тің", "ға", "ге", "қа", "ке", "на",
    "не", "ны", "ні", "ды", "ді", "ты", "ті", "да", "де", "та", "те", "нда", "нде", "дан", "ден", "тан", "тен", "нан",
    "нен", "мен", "бен", "пен", "ым", "ім", "ың", "ің", "сы", "сі", "мыз", "міз", "ңыз", "ңіз", "лы", "лі", "ын", "ін",
    "ған", "ген", "қан", "кен", "ады", "еді", "йды", "йді", "ып", "іп", "дым", "дім", "тым", "тім", "ы", "і",
), key=len, reverse=True))  # fmt: skip
SHORTEST = 4


def stems(text: str) -> set[str]:
    """The stems of a text, at most `MOST`."""
    found: set[str] = set()
    for word in WORD.findall(text.casefold()):
        found |= _stems_of(word)
        if len(found) >= MOST:
            break
    return found


def fingerprints_of(text: str) -> list[int]:
    """What is stored of a text."""
    return sorted(_keyed(stems(text), index_key()))


def asked(text: str) -> list[list[int]]:
    """For each word of a query what it may be stored as; a text matches when it has one of each."""
    key = index_key()
    return [sorted(_keyed(_stems_of(word), key)) for word in WORD.findall(text.casefold())]


@lru_cache(maxsize=65536)
def _stems_of(word: str) -> frozenset[str]:
    """A Kazakh and a Russian stem: a word written without Kazakh letters may be of either language."""
    both = {_kazakh(word)}
    if not _KAZAKH & set(word):
        both.add(_RUSSIAN.stemWord(word.replace("ё", "е")))
    return frozenset(both)


def _kazakh(word: str) -> str:
    """Cut endings, at most three, as long as a stem stays."""
    for _turn in range(3):
        ending = next((e for e in _ENDINGS if word.endswith(e) and len(word) - len(e) >= SHORTEST), None)
        if ending is None:
            break
        word = word[: -len(ending)]
    return word


def _keyed(words: Iterable[str], key: bytes) -> set[int]:
    return {int.from_bytes(fingerprint(key, PURPOSE, word)[:8], "big", signed=True) for word in words}

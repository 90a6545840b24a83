"""Names of people across Kazakh, Russian and Latin spelling: cleaning what is typed, and keys for finding.

A key is the name as it sounds, in plain Latin letters, without the endings that say only sex or kin:
Қайрат, Кайрат, Kairat and Qairat give `kairat`; Серікұлы, Серикович and Сериков give `serik`.
"""

import re
import unicodedata
from functools import lru_cache

_LOOKALIKES = str.maketrans("ABCEHKMOPTXYIaceopxyi", "АВСЕНКМОРТХУІасеорхуі")
_SCHWA = str.maketrans("Əə", "Әә")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_SOUNDS = str.maketrans({
    "а": "a", "ә": "a", "б": "b", "в": "v", "г": "g", "ғ": "g", "д": "d", "е": "e", "ё": "e", "э": "e", "ж": "j",
    "з": "z", "и": "i", "й": "i", "і": "i", "ы": "i", "к": "k", "қ": "k", "л": "l", "м": "m", "н": "n", "ң": "n",
    "о": "o", "ө": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ұ": "u", "ү": "u", "ф": "f", "х": "h",
    "һ": "h", "ц": "ts", "ч": "c", "ш": "c", "щ": "c", "ю": "iu", "я": "ia", "ъ": "", "ь": "", "ў": "u", "ї": "i",
    "є": "e",
})  # fmt: skip
_MARKED = str.maketrans({"ş": "sh", "ç": "ch", "ŋ": "n", "ı": "i", "ß": "s", "ø": "o", "ə": "a"})
_DIGRAPHS = {
    "shch": "c", "sch": "c", "tch": "c", "sh": "c", "ch": "c", "zh": "j", "dzh": "j", "dj": "j", "kh": "h",
    "gh": "g", "ph": "f", "th": "t", "tz": "ts", "yo": "e", "ye": "e", "x": "ks", "q": "k", "w": "v", "y": "i",
}  # fmt: skip
_DIGRAPH = re.compile("|".join(sorted(_DIGRAPHS, key=len, reverse=True)))
_LONE_C = re.compile("c(?!h)")
_KIN = r"uli|kizi|gizi|ogli|oglu|ugli|ovic|evic|ovna|evna|inicna"
_KIN_WORD = re.compile(rf"^(?:{_KIN})$")
_ENDING = re.compile(rf"(?<=...)(?:{_KIN}|ova|eva|ov|ev|skaia|skii|skai|ski)$")
_CUT_SHORT = re.compile(r"(?<=...)(?:ovn|ovi|evn|evi|ovich?|uly?|ul|ki?z?|o|e)$")
_MUHAMMED = re.compile(r"m[aou][gh][aou]m[aeiou]+[dt]")
"""Мұхаммед, Мухамед, Магомед, alone and inside longer names: no rule of sounds makes h of g."""
_EQUIVALENT = {
    "genis": "cinis", "junibek": "janibek", "iskandar": "iskander", "aleksander": "aleksandr", "julia": "ulia",
    "usuf": "jusup", "usup": "jusup", "jusip": "jusup", "junis": "junus", "unus": "junus", "ibragim": "ibrahim",
    "suleiman": "suleimen", "fatma": "fatima", "batima": "fatima", "husain": "husein", "kusain": "husein",
}  # fmt: skip
"""Spellings of one name that no rule connects."""
_UNVOICED = str.maketrans("dzgbv", "tskpf")
SHORTEST = 3
"""Letters that must stay when an ending goes: Лев and Ева keep theirs."""


def clean_name(text: str) -> tuple[str, bool]:
    """The name as it should be stored, and whether Latin look-alikes inside a Cyrillic word were replaced."""
    text = " ".join(unicodedata.normalize("NFC", text).translate(_SCHWA).split())
    words = [w.translate(_LOOKALIKES) if _CYRILLIC.search(w) else w for w in text.split(" ")]
    cleaned = " ".join(words)
    return cleaned, cleaned != text


@lru_cache(maxsize=65536)
def match_key(text: str) -> str:
    """One key for all spellings of a name, word by word; words that only say «son of» are left out."""
    return " ".join(filter(None, map(word_key, name_words(text))))


def name_words(text: str) -> list[str]:
    """The words of a name as written, without marks; Нұрлан-Әли is two words, Серік ұлы too."""
    return re.findall(r"[^\W\d_]+(?:['’ʼ`][^\W\d_]+)*", clean_name(text)[0].casefold())


@lru_cache(maxsize=65536)
def word_key(word: str) -> str:
    """The key of one word; empty for «ұлы», «қызы» standing alone."""
    heard = _heard(word)
    if _KIN_WORD.match(heard):
        return ""
    return _key(_ENDING.sub("", heard, count=1))


@lru_cache(maxsize=65536)
def unfinished_keys(word: str) -> tuple[str, ...]:
    """Keys a word may turn into when its ending is still being typed, or has a slip in it."""
    heard = _heard(word)
    found = {_key(_CUT_SHORT.sub("", heard))}
    found |= {_key(heard[:-cut]) for cut in range(2, 6) if len(heard) - cut >= SHORTEST and _ends_like(heard[-cut:])}
    return tuple(sorted(found - {word_key(word)}))


@lru_cache(maxsize=65536)
def spelling(word: str) -> str:
    """The whole word as it sounds, with its ending: what two names are compared by in the end."""
    return _once(_heard(word))


def _heard(word: str) -> str:
    text = word.casefold()
    if _CYRILLIC.search(text):
        text = text.translate(_SOUNDS).replace("dj", "j")
    text = unicodedata.normalize("NFD", text.translate(_MARKED))
    text = "".join(c for c in text if c.isalpha())
    if not _CYRILLIC.search(word):
        text = _DIGRAPH.sub(lambda found: _DIGRAPHS[found.group()], _LONE_C.sub("k", text))
    return text.replace("ng", "n").replace("ie", "e")


def _key(heard: str) -> str:
    """Vowels and final consonants that are heard alike made one."""
    text = _MUHAMMED.sub("muhamed", _once(heard)).replace("iu", "u").replace("o", "u")
    if len(text) > SHORTEST and text[-1] == "i" and text[-2] in "aeu":
        text = text[:-1]
    if text.endswith("ina") and len(text) > SHORTEST + 1:
        text = text[:-1]
    text = text[:-1] + text[-1:].translate(_UNVOICED)
    text = _once(text)
    return _EQUIVALENT.get(text, text)


def _once(text: str) -> str:
    """Doubled letters single."""
    return re.sub(r"(.)\1+", r"\1", text)


_WHOLE_ENDINGS = ("uli", "kizi", "ovic", "evic", "ovna", "evna", "ova", "eva", "ov", "ev")


def _ends_like(tail: str) -> bool:
    """Whether the letters at the end are a known ending with one letter wrong, missing, added or swapped."""
    return any(
        abs(len(tail) - len(whole)) <= 1 and (sorted(tail) == sorted(whole) or _one_off(tail, whole))
        for whole in _WHOLE_ENDINGS
    )


def _one_off(one: str, other: str) -> bool:
    if len(one) > len(other):
        one, other = other, one
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) <= 1
    return any(one == other[:n] + other[n + 1 :] for n in range(len(other)))

"""Names of people across Kazakh, Russian and Latin spelling: cleaning what is typed, and a key for finding."""

import re
import unicodedata

_LOOKALIKES = str.maketrans("ABCEHKMOPTXYIaceopxyi", "АВСЕНКМОРТХУІасеорхуі")
_SCHWA = str.maketrans("Əə", "Әә")
_FOLD = str.maketrans({
    "ә": "а", "ғ": "г", "қ": "к", "ң": "н", "ө": "о", "ұ": "у", "ү": "у", "һ": "х", "і": "и", "ё": "е", "й": "и",
    "ь": "", "ъ": "", "э": "е", "ы": "и",
})  # fmt: skip
_LATIN = {
    "shch": "щ", "sch": "щ", "zh": "ж", "kh": "х", "ts": "ц", "ch": "ч", "sh": "ш", "yu": "ю", "ya": "я", "yo": "е",
    "iu": "ю", "ia": "я", "gh": "г", "ng": "н", "a": "а", "b": "б", "c": "к", "d": "д", "e": "е", "f": "ф", "g": "г",
    "h": "х", "i": "и", "j": "ж", "k": "к", "l": "л", "m": "м", "n": "н", "o": "о", "p": "п", "q": "к", "r": "р",
    "s": "с", "t": "т", "u": "у", "v": "в", "w": "у", "x": "х", "y": "и", "z": "з",
}  # fmt: skip
_LATIN_RE = re.compile("|".join(sorted(_LATIN, key=len, reverse=True)))
_CYRILLIC = re.compile("[\u0400-\u04ff]")


def clean_name(text: str) -> tuple[str, bool]:
    """The name as it should be stored, and whether Latin look-alikes inside a Cyrillic word were replaced."""
    text = " ".join(unicodedata.normalize("NFC", text).translate(_SCHWA).split())
    words = [w.translate(_LOOKALIKES) if _CYRILLIC.search(w) else w for w in text.split(" ")]
    cleaned = " ".join(words)
    return cleaned, cleaned != text


def match_key(text: str) -> str:
    """One key for all spellings of a name: Қайрат, Кайрат, Kairat and Qairat give the same."""
    text = clean_name(text)[0].casefold().translate(_FOLD)
    text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    text = _LATIN_RE.sub(lambda m: _LATIN[m.group()], text).translate(_FOLD)
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[^\w ]", "", text))

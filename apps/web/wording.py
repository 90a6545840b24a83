"""Names, numbers, articles and states in each language. Pure functions, no clock."""

import re
from typing import Any

from apps.web.formats import NBSP, language

THIN = "\u202f"
_ARTICLE_CODE = re.compile(
    r"^kz345\.a(?P<a>[\d-]+)(?:\.p(?P<p>[\d-]+))?(?:\.s(?P<s>[\d-]+))?(?:\.pt(?P<pt>\d+))?(?:\.[a-z_]+)?$"
)
_ARTICLE_TEXT = re.compile(r"^(?P<a>\d+(?:-\d+)?)(?:\((?P<p>[\d-]+)\))?(?:\((?P<s>[\d-]+)\))?(?P<pt>)$")
_ARTICLE_FORMS = {
    "kk": {"a": "{}-бап", "p": "{}-тармақ", "s": "{}) тармақша", "pt": "{}-бөлік", "glue": ", "},
    "ru": {"a": "ст. {}", "p": "п. {}", "s": "пп. {})", "pt": "ч. {}", "glue": " "},
}
BASIS_WORDS = {
    "LAW": {"kk": "ЗАҢ", "ru": "ЗАКОН", "en": "LAW"},
    "BYLAW": {"kk": "ЗАҢҒА ТӘУЕЛДІ АКТ", "ru": "ПОДЗАКОННЫЙ АКТ", "en": "BY-LAW"},
    "POLICY": {"kk": "ЖҮЙЕ ЕРЕЖЕСІ", "ru": "ПРАВИЛО СИСТЕМЫ", "en": "SYSTEM RULE"},
}
TERM_ONLY = {"kk": "мерзімі: {}", "ru": "срок: {}", "en": "term: {}"}
POLICY = {
    "kk": "бұл — жүйе ережесі, яғни қолданысқа енген күні көрсетілген баптау",
    "ru": "это правило системы, настройка с датой, с которой она действует",
    "en": "it is a rule of the system, a setting with the day from which it is in force",
}
OF_POLICY = {
    "kk": "Мұны заңнама белгілемейді: {}.", "ru": "Законодательство этого не устанавливает: {}.",
    "en": "The law does not set this: {}.",
}  # fmt: skip
TERM_OF_POLICY = {
    "kk": "Бұл мерзімнің ұзақтығын заңнама белгілемейді: {}.",
    "ru": "Длительность этого срока законодательство не устанавливает: {}.",
    "en": "The law does not set the length of this term: {}.",
}
STATE_WORDS = {
    "over": {"kk": "мерзімі өтті", "ru": "просрочено", "en": "overdue"},
    "soon": {"kk": "мерзімі таяу", "ru": "срок истекает", "en": "due soon"},
    "run": {"kk": "мерзімі жүріп жатыр", "ru": "срок идёт", "en": "running"},
    "met": {"kk": "мерзімінде орындалды", "ru": "исполнено в срок", "en": "met"},
    "late": {"kk": "кеш орындалды", "ru": "исполнено с опозданием", "en": "met late"},
    "off": {"kk": "тоқтатылды", "ru": "снято", "en": "cancelled"},
}
SIZES = {"kk": ("Б", "КБ", "МБ", "ГБ"), "ru": ("Б", "КБ", "МБ", "ГБ"), "en": ("B", "kB", "MB", "GB")}


def article(reference: str | dict[str, Any], lang: str | None = None) -> str:
    """`28-2-бап, 10-тармақ, 7) тармақша` · `ст. 28-2 п. 10 пп. 7)` · `Art. 28-2(10)(7)`.

    Takes a rule's code (`kz345.a28-2.p10.s7`) or its article (`28-2(10)(7)`); anything else, such as
    the name of a by-law, is returned as it is. A mapping holds the parts (`article`, `paragraph`,
    `subparagraph`, `part`) or the text in each language.
    """
    lang = language(lang)
    if isinstance(reference, dict):
        if "article" not in reference:
            return reference.get(lang) or reference.get("ru") or ""
        named = zip(("a", "p", "s", "pt"), ("article", "paragraph", "subparagraph", "part"), strict=True)
        parts = {key: str(reference[name]) for key, name in named if reference.get(name)}
    else:
        reference = (reference or "").strip()
        match = _ARTICLE_CODE.match(reference) or _ARTICLE_TEXT.match(reference)
        if not match:
            return reference
        parts = {key: value for key, value in match.groupdict().items() if value}
    return _article_text(parts, lang)


def _article_text(parts: dict[str, str], lang: str) -> str:
    if lang == "en":
        numbers = "".join(f"({parts[key]})" for key in ("p", "s") if key in parts)
        return f"Art.{NBSP}{parts['a']}{numbers}" + (f" part{NBSP}{parts['pt']}" if "pt" in parts else "")
    forms = _ARTICLE_FORMS[lang]
    return forms["glue"].join(forms[key].format(value).replace(" ", NBSP) for key, value in parts.items())


def rule_article(rule: Any, lang: str | None = None) -> str:
    """The article a rule rests on, else what its code says; nothing for a rule without one."""
    code = getattr(rule, "code", "")
    said = article(getattr(rule, "article", None) or code, lang)
    return "" if said == code else said


def basis_word(basis: str, lang: str | None = None) -> str:
    """`ЗАҢ`, `ПОДЗАКОННЫЙ АКТ`, `SYSTEM RULE`."""
    return BASIS_WORDS[str(basis)][language(lang)]


def policy_said(lang: str | None = None, *, term: bool = False) -> str:
    """What it means that a demand, or only the length of its term, is a rule of the system."""
    lang = language(lang)
    return (TERM_OF_POLICY if term else OF_POLICY)[lang].format(POLICY[lang])


def state_word(state: str, lang: str | None = None) -> str:
    """The name of a time state (`over`, `soon`, `run`, `met`, `late`, `off`)."""
    return STATE_WORDS[state][language(lang)]


def number(value: int, *, cap: int | None = None) -> str:
    """`12 480` with narrow spaces; above the cap `1 000+`, because counting further costs too much."""
    if cap is not None and value > cap:
        return f"{number(cap)}+"
    return f"{value:,}".replace(",", THIN)


def decimal(value: float, digits: int = 1, lang: str | None = None) -> str:
    """`3,5` in Kazakh and Russian, `3.5` in English."""
    text = f"{value:,.{digits}f}".replace(",", THIN)
    return text if language(lang) == "en" else text.replace(".", ",")


def file_size(size: int, lang: str | None = None) -> str:
    """`340 КБ`, `1,2 МБ`, counted in thousands as the file managers of today do."""
    names = SIZES[language(lang)]
    value, step = float(size), 0
    while value >= 1000 and step < len(names) - 1:
        value, step = value / 1000, step + 1
    shown = decimal(value, 1, lang) if step and value < 10 else number(round(value))
    return f"{shown}{NBSP}{names[step]}"


def full_name(person: Any, lang: str | None = None) -> str:
    """`Бекетова Айару Сериковна`; in English the Latin spelling of the document when there is one."""
    latin = language(lang) == "en" and getattr(person, "surname_latin", "")
    if latin:
        return _join(person.surname_latin, getattr(person, "given_name_latin", ""))
    return _join(*_name_parts(person)) or str(getattr(person, "username", ""))


def short_name(person: Any, lang: str | None = None) -> str:
    """Initials: `Г. Оспанова` in Kazakh and English, `Оспанова Г. С.` in Russian."""
    lang = language(lang)
    surname, given, patronymic = _name_parts(person)
    if lang == "en" and getattr(person, "surname_latin", ""):
        surname, given = person.surname_latin, getattr(person, "given_name_latin", "")
    if not surname:
        return given or str(getattr(person, "username", ""))
    if lang == "ru":
        return NBSP.join([surname, *(f"{part[0]}." for part in (given, patronymic) if part)])
    return NBSP.join([*(f"{part[0]}." for part in (given,) if part), surname])


def monogram(person: Any) -> str:
    """Two letters for the square beside a name: `БА`."""
    surname, given, _ = _name_parts(person)
    return (surname[:1] + given[:1]).upper()


def _name_parts(person: Any) -> tuple[str, str, str]:
    surname = getattr(person, "surname", None) or getattr(person, "last_name", "") or ""
    given = getattr(person, "given_name", None) or getattr(person, "first_name", "") or ""
    return surname.strip(), given.strip(), (getattr(person, "patronymic", "") or "").strip()


def _join(*parts: str) -> str:
    return " ".join(part for part in parts if part)

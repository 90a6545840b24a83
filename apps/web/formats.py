"""Dates and durations as people write them in Kazakh, Russian and English.

Pure functions: the language defaults to the active one, the clock is always an argument. Instants
are aware datetimes and are shown in the time zone of the country (settings.TIME_ZONE).
"""

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import get_language

LANGUAGES = ("kk", "ru", "en")
NBSP = "\u00a0"


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


MONTHS = {
    "kk": _words("қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан"),
    "ru": _words("января февраля марта апреля мая июня июля августа сентября октября ноября декабря"),
    "en": _words("January February March April May June July August September October November December"),
}
MONTHS_SHORT = {
    "kk": _words("қаң. ақп. нау. сәу. мам. мау. шіл. там. қыр. қаз. қар. жел."),
    "ru": _words("янв. февр. марта апр. мая июня июля авг. сент. окт. нояб. дек."),
    "en": _words("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"),
}
MONTHS_ALONE = MONTHS | {
    "ru": _words("январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь"),
}
WEEKDAYS = {
    "kk": _words("дүйсенбі сейсенбі сәрсенбі бейсенбі жұма сенбі жексенбі"),
    "ru": _words("понедельник вторник среда четверг пятница суббота воскресенье"),
    "en": _words("Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
}
WEEKDAYS_SHORT = {
    "kk": _words("дс сс ср бс жм сн жс"),
    "ru": _words("пн вт ср чт пт сб вс"),
    "en": _words("Mon Tue Wed Thu Fri Sat Sun"),
}
NEAR_DAYS = {
    "kk": {-1: "кеше", 0: "бүгін", 1: "ертең"},
    "ru": {-1: "вчера", 0: "сегодня", 1: "завтра"},
    "en": {-1: "yesterday", 0: "today", 1: "tomorrow"},
}
UNITS = {
    "kk": {"h": "сағ", "min": "мин", "d": "күн"},
    "ru": {"h": "ч", "min": "мин", "d": "дн."},
    "en": {"h": "h", "min": "min", "d": "d"},
}
DAY_WORDS = {"kk": ("күн",) * 3, "ru": ("день", "дня", "дней"), "en": ("day", "days", "days")}
YEAR_WORDS = {"kk": ("жыл",) * 3, "ru": ("год", "года", "лет"), "en": ("year", "years", "years")}
YEAR_MARKS = {"kk": f"{NBSP}ж.", "ru": f"{NBSP}г.", "en": ""}
ABOUT_YEARS = {"kk": ("жыл",) * 3, "ru": ("года", "лет", "лет"), "en": YEAR_WORDS["en"]}
PHRASES = {
    "kk": {
        "left": "{} қалды",
        "late": "{} кешікті",
        "took": "{} ішінде",
        "ago": "{} бұрын",
        "till_end": "күн соңына дейін",
        "unit_left": "қалды",
        "aged": "{} жаста",
        "about": "шамамен {} жаста",
    },
    "ru": {
        "left": "осталось {}",
        "late": "опоздание {}",
        "took": "за {}",
        "ago": "{} назад",
        "till_end": "до конца дня",
        "unit_left": "осталось",
        "aged": "{}",
        "about": "около {}",
    },
    "en": {
        "left": "{} left",
        "late": "{} late",
        "took": "in {}",
        "ago": "{} ago",
        "till_end": "by the end of the day",
        "unit_left": "left",
        "aged": "{} old",
        "about": "about {} old",
    },
}
# The ending of the Kazakh dative depends on how the last number is spoken: он-ға, бес-ке, қырық-қа.
_KK_DATIVE_ONES = ("ге", "ге", "ге", "ке", "ке", "ке", "ға", "ге", "ге", "ға")
_KK_DATIVE_TENS = ("ге", "ға", "ға", "ға", "қа", "ге")


def language(lang: str | None = None) -> str:
    """`kk`, `ru` or `en`: the given language, else the active one, else Russian."""
    code = (lang or get_language() or "ru").split("-")[0]
    return code if code in LANGUAGES else "ru"


def local_day(moment: date | datetime) -> date:
    """The calendar day of an instant where people live, not in UTC."""
    return timezone.localtime(moment).date() if isinstance(moment, datetime) else moment


def clock_time(moment: datetime) -> str:
    """`23:10`."""
    return f"{timezone.localtime(moment):%H:%M}"


def numeric_date(day: date | datetime) -> str:
    """`20.03.2026`, the form typed into fields in all three languages."""
    return f"{local_day(day):%d.%m.%Y}"


def long_date(day: date | datetime, lang: str | None = None, *, weekday: bool = True) -> str:
    """`2026 ж. 20 наурыз, жұма` · `пт 20 марта 2026` · `Fri 20 March 2026`."""
    lang, day = language(lang), local_day(day)
    month = MONTHS[lang][day.month - 1]
    if lang == "kk":
        text = f"{day.year}{NBSP}ж. {day.day}{NBSP}{month}"
        return f"{text}, {WEEKDAYS['kk'][day.weekday()]}" if weekday else text
    text = f"{day.day}{NBSP}{month} {day.year}"
    return f"{WEEKDAYS_SHORT[lang][day.weekday()]} {text}" if weekday else text


def year(day: date, lang: str | None = None) -> str:
    """`2014 ж.` · `2014 г.` · `2014`."""
    return f"{day.year}{YEAR_MARKS[language(lang)]}"


def month_of_year(day: date, lang: str | None = None) -> str:
    """`2014 ж. желтоқсан` · `декабрь 2014` · `December 2014`: when no day is known."""
    lang = language(lang)
    month = MONTHS_ALONE[lang][day.month - 1]
    return f"{year(day, lang)} {month}" if lang == "kk" else f"{month} {day.year}"


def day_and_month(day: date | datetime, lang: str | None = None, *, short: bool = False) -> str:
    """`20 наурыз` · `20 марта` · `20 March`; short: `20 нау.`."""
    lang, day = language(lang), local_day(day)
    return f"{day.day}{NBSP}{(MONTHS_SHORT if short else MONTHS)[lang][day.month - 1]}"


def weekday_name(day: date | datetime, lang: str | None = None, *, short: bool = False) -> str:
    """`жұма`, short `жм`."""
    return (WEEKDAYS_SHORT if short else WEEKDAYS)[language(lang)][local_day(day).weekday()]


def instant(moment: datetime, lang: str | None = None, *, weekday: bool = True) -> str:
    """`2026 ж. 20 наурыз, жұма, 23:10` · `пт 20 марта 2026, 23:10` · `Fri 20 March 2026, 23:10`."""
    return f"{long_date(moment, lang, weekday=weekday)}, {clock_time(moment)}"


def near_day(day: date | datetime, now: datetime, lang: str | None = None, *, short: bool = False) -> str:
    """The day as people say it: `вчера`, `20 марта`, and with the year when it is another one."""
    lang, day, today = language(lang), local_day(day), local_day(now)
    near = NEAR_DAYS[lang].get((day - today).days)
    if near:
        return near
    if day.year == today.year:
        return day_and_month(day, lang, short=short)
    return numeric_date(day) if short else long_date(day, lang, weekday=False)


def relative(moment: datetime, now: datetime, lang: str | None = None, *, short: bool = False) -> str:
    """`сегодня, 08:12` · `вчера, 18:30` · `20 марта, 23:10`."""
    return f"{near_day(moment, now, lang, short=short)}, {clock_time(moment)}"


def until_time(moment: datetime, lang: str | None = None) -> str:
    """`23:10-ға дейін` · `до 23:10` · `by 23:10`."""
    lang, text = language(lang), clock_time(moment)
    if lang == "kk":
        return f"{text}-{_kk_dative(timezone.localtime(moment))}{NBSP}дейін"
    return f"{'до' if lang == 'ru' else 'by'}{NBSP}{text}"


def until(moment: datetime, now: datetime, lang: str | None = None) -> str:
    """A due instant in a row: `до 17:30` today, else `завтра, до 12:05`, `23 наурыз, 23:59-ға дейін`."""
    if local_day(moment) == local_day(now):
        return until_time(moment, lang)
    return f"{near_day(moment, now, lang)}, {until_time(moment, lang)}"


def _kk_dative(local: datetime) -> str:
    spoken = local.minute or local.hour
    if spoken % 10 == 0 and spoken:
        return _KK_DATIVE_TENS[spoken // 10]
    return _KK_DATIVE_ONES[0] if not local.minute and not local.hour else _KK_DATIVE_ONES[spoken % 10]


def plural(number: int, forms: tuple[str, str, str], lang: str | None = None) -> str:
    """The form that goes with a number: one, few, many in Russian; one, other in English."""
    lang = language(lang)
    if lang != "ru":
        return forms[0] if number == 1 else forms[1]
    if number % 10 == 1 and number % 100 != 11:
        return forms[0]
    return forms[1] if 2 <= number % 10 <= 4 and not 12 <= number % 100 <= 14 else forms[2]


def duration(span: timedelta, lang: str | None = None) -> str:
    """`50 мин` · `3 ч 20 мин` · from two days on whole days: `4 дня`. Seconds are dropped."""
    lang = language(lang)
    minutes = max(int(span.total_seconds() // 60), 0)
    if minutes >= 2 * 24 * 60:
        return days(minutes // (24 * 60), lang)
    return hours_and_minutes(span, lang)


def hours_and_minutes(span: timedelta, lang: str | None = None) -> str:
    """A length in hours however long it is: `72 ч`, `1 ч 30 мин`."""
    unit = UNITS[language(lang)]
    hours, minutes = divmod(max(int(span.total_seconds() // 60), 0), 60)
    if not hours:
        return f"{minutes}{NBSP}{unit['min']}"
    return f"{hours}{NBSP}{unit['h']}" + (f" {minutes}{NBSP}{unit['min']}" if minutes else "")


def days(number: int, lang: str | None = None) -> str:
    """`4 күн` · `4 дня` · `4 days`."""
    return f"{number}{NBSP}{plural(number, DAY_WORDS[language(lang)], lang)}"


def left(due_at: datetime, now: datetime, lang: str | None = None) -> str:
    """`осталось 3 ч 20 мин`, or once the term has passed `опоздание 2 ч`."""
    if now > due_at:
        return late_by(due_at, now, lang)
    return _phrase("left", due_at - now, lang)


def late_by(due_at: datetime, moment: datetime, lang: str | None = None) -> str:
    """`опоздание 22 ч 10 мин`: how long after the due instant something stands or happened."""
    return _phrase("late", moment - due_at, lang)


def took(started_at: datetime, met_at: datetime, lang: str | None = None) -> str:
    """`за 15 мин`: how long it took from the start of the clock."""
    return _phrase("took", met_at - started_at, lang)


def ago(moment: datetime, now: datetime, lang: str | None = None) -> str:
    """`14 мин назад`."""
    return _phrase("ago", now - moment, lang)


def _phrase(key: str, span: timedelta, lang: str | None) -> str:
    lang = language(lang)
    return PHRASES[lang][key].format(duration(span, lang))


def age(born: date, on: date, lang: str | None = None) -> str:
    """`13 жаста` · `13 лет` · `13 years old`: full years on a day."""
    return _aged("aged", YEAR_WORDS, full_years(born, on), language(lang))


def age_about(born: date, on: date, lang: str | None = None) -> str:
    """`шамамен 13 жаста` · `около 13 лет` · `about 13 years old`: when the day of birth is not known."""
    return _aged("about", ABOUT_YEARS, full_years(born, on), language(lang))


def _aged(key: str, forms: dict[str, tuple[str, str, str]], years: int, lang: str) -> str:
    word = years if lang == "kk" else f"{years}{NBSP}{plural(years, forms[lang], lang)}"
    return PHRASES[lang][key].format(word)


def full_years(born: date, on: date) -> int:
    """Whole years of age; a child born on 29 February becomes older on 1 March of common years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def countdown_words(lang: str | None = None) -> dict[str, str]:
    """What the countdown script needs to say the same words as `left` and `late_by`."""
    lang = language(lang)
    keys = ("left", "late", "unit_left")
    return {**UNITS[lang], **{key: PHRASES[lang][key] for key in keys}}

"""Days and instants in words, in Kazakh, Russian and English, for sentences made below the edges."""

from datetime import date, datetime

from apps.core.localtime import local

MONTHS = {
    "kk": "қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан".split(),
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split(),
    "en": "January February March April May June July August September October November December".split(),
}
WEEKDAYS = {
    "kk": "дүйсенбі сейсенбі сәрсенбі бейсенбі жұма сенбі жексенбі".split(),
    "ru": "пн вт ср чт пт сб вс".split(),
    "en": "Mon Tue Wed Thu Fri Sat Sun".split(),
}


def day_in_words(day: date, lang: str) -> str:
    """`2026 ж. 20 наурыз, жұма` · `пт 20 марта 2026` · `Fri 20 March 2026`."""
    month, weekday = MONTHS[lang][day.month - 1], WEEKDAYS[lang][day.weekday()]
    if lang == "kk":
        return f"{day.year} ж. {day.day} {month}, {weekday}"
    return f"{weekday} {day.day} {month} {day.year}"


def instant_in_words(at: datetime, lang: str) -> str:
    """`2026 ж. 20 наурыз, жұма, 23:10`; seconds only where there are some."""
    at = local(at)
    clock = f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"
    return f"{day_in_words(at.date(), lang)}, {clock}"

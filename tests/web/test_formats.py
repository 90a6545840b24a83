"""Dates, lengths of time, articles, names and numbers as each language writes them."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from apps.web import formats, wording

ESTABLISHED = datetime(2026, 3, 20, 18, 10, tzinfo=UTC)  # 23:10 in Almaty
DUE = ESTABLISHED + timedelta(hours=24)


def plain(text):
    """The text with ordinary spaces."""
    return text.replace(formats.NBSP, " ").replace(wording.THIN, " ")


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("kk", "2026 ж. 20 наурыз, жұма, 23:10"),
        ("ru", "пт 20 марта 2026, 23:10"),
        ("en", "Fri 20 March 2026, 23:10"),
    ],
)
def test_an_instant_is_written_in_local_time_with_its_weekday(lang, said):
    assert plain(formats.instant(ESTABLISHED, lang)) == said


@pytest.mark.parametrize(
    ("lang", "yesterday", "today", "tomorrow"),
    [
        ("kk", "кеше, 23:10", "бүгін, 23:10", "ертең, 23:10"),
        ("ru", "вчера, 23:10", "сегодня, 23:10", "завтра, 23:10"),
        ("en", "yesterday, 23:10", "today, 23:10", "tomorrow, 23:10"),
    ],
)
def test_near_days_have_names(lang, yesterday, today, tomorrow):
    now = datetime(2026, 3, 20, 19, 30, tzinfo=UTC)  # 00:30 on the 21st in Almaty
    for days, said in ((-1, yesterday), (0, today), (1, tomorrow)):
        assert formats.relative(ESTABLISHED + timedelta(days=days + 1), now, lang) == said


@pytest.mark.parametrize(
    ("lang", "same_year", "other_year"),
    [
        ("kk", "20 наурыз, 23:10", "2026 ж. 20 наурыз, 23:10"),
        ("ru", "20 марта, 23:10", "20 марта 2026, 23:10"),
        ("en", "20 March, 23:10", "20 March 2026, 23:10"),
    ],
)
def test_the_year_is_named_only_when_it_is_another(lang, same_year, other_year):
    assert plain(formats.relative(ESTABLISHED, datetime(2026, 5, 1, tzinfo=UTC), lang)) == same_year
    assert plain(formats.relative(ESTABLISHED, datetime(2027, 5, 1, tzinfo=UTC), lang)) == other_year


@pytest.mark.parametrize(
    ("hour", "minute", "said"),
    [
        (23, 10, "23:10-ға дейін"),
        (23, 25, "23:25-ке дейін"),
        (18, 40, "18:40-қа дейін"),
        (17, 30, "17:30-ға дейін"),
        (12, 5, "12:05-ке дейін"),
        (9, 50, "09:50-ге дейін"),
        (12, 6, "12:06-ға дейін"),
        (23, 59, "23:59-ға дейін"),
        (20, 0, "20:00-ға дейін"),
        (18, 0, "18:00-ге дейін"),
        (0, 0, "00:00-ге дейін"),
    ],
)
def test_the_kazakh_ending_follows_the_number_as_it_is_spoken(hour, minute, said):
    moment = datetime(2026, 3, 20, hour, minute, tzinfo=UTC) - timedelta(hours=5)
    assert plain(formats.until_time(moment, "kk")) == said


def test_a_due_instant_of_today_is_only_its_time():
    assert plain(formats.until(DUE, DUE - timedelta(hours=2), "ru")) == "до 23:10"
    assert plain(formats.until(DUE, ESTABLISHED, "ru")) == "завтра, до 23:10"
    assert plain(formats.until(DUE, ESTABLISHED, "en")) == "tomorrow, by 23:10"


@pytest.mark.parametrize(
    ("lang", "left", "late"),
    [
        ("kk", "3 сағ 20 мин қалды", "2 сағ кешікті"),
        ("ru", "осталось 3 ч 20 мин", "опоздание 2 ч"),
        ("en", "3 h 20 min left", "2 h late"),
    ],
)
def test_what_is_left_becomes_how_late(lang, left, late):
    assert plain(formats.left(DUE, DUE - timedelta(hours=3, minutes=20, seconds=40), lang)) == left
    assert plain(formats.left(DUE, DUE + timedelta(hours=2), lang)) == late


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(seconds=59), "0 мин"),
        (timedelta(minutes=50), "50 мин"),
        (timedelta(hours=47, minutes=59), "47 ч 59 мин"),
        (timedelta(days=2), "2 дня"),
        (timedelta(days=5, hours=23), "5 дней"),
        (timedelta(days=11), "11 дней"),
        (timedelta(days=21), "21 день"),
        (timedelta(days=-1), "0 мин"),
    ],
)
def test_lengths_take_the_right_russian_form(span, said):
    assert plain(formats.duration(span, "ru")) == said


def test_age_turns_on_the_birthday():
    born = date(2012, 11, 1)
    assert formats.full_years(born, date(2026, 10, 31)) == 13
    assert formats.full_years(born, date(2026, 11, 1)) == 14
    assert plain(formats.age(born, date(2026, 3, 20), "kk")) == "13 жаста"
    assert plain(formats.age(born, date(2026, 3, 20), "ru")) == "13 лет"
    assert plain(formats.age(born, date(2013, 11, 1), "ru")) == "1 год"
    assert formats.full_years(date(2012, 2, 29), date(2026, 2, 28)) == 13


@pytest.mark.parametrize(
    ("reference", "kk", "ru", "en"),
    [
        ("kz345.a28-2.p10.s7", "28-2-бап, 10-тармақ, 7) тармақша", "ст. 28-2 п. 10 пп. 7)", "Art. 28-2(10)(7)"),
        ("52(11)", "52-бап, 11-тармақ", "ст. 52 п. 11", "Art. 52(11)"),
        ("kz345.a52-3.p10.pt1", "52-3-бап, 10-тармақ, 1-бөлік", "ст. 52-3 п. 10 ч. 1", "Art. 52-3(10) part 1"),
        ({"article": "46"}, "46-бап", "ст. 46", "Art. 46"),
        ({"article": "1", "subparagraph": "4-1"}, "1-бап, 4-1) тармақша", "ст. 1 пп. 4-1)", "Art. 1(4-1)"),
        ({"kk": "Бұйрық", "ru": "Приказ", "en": "Order"}, "Бұйрық", "Приказ", "Order"),
        ("caseflow.time.ambiguous", "caseflow.time.ambiguous", "caseflow.time.ambiguous", "caseflow.time.ambiguous"),
        ("", "", "", ""),
    ],
)  # fmt: skip
def test_articles_are_cited_as_each_language_does(reference, kk, ru, en):
    said = [plain(wording.article(reference, lang)) for lang in ("kk", "ru", "en")]
    assert said == [kk, ru, en]


def test_every_code_of_the_law_in_the_fixtures_has_an_article(settings):
    import yaml

    for path in (settings.BASE_DIR / "fixtures" / "rules").glob("*.yaml"):
        for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]:
            if rule["code"].startswith("kz345."):
                assert wording.article(rule["code"], "en").startswith("Art."), rule["code"]


def test_names_take_the_form_of_the_language():
    child = SimpleNamespace(
        surname="Бекетова", given_name="Айару", patronymic="Сериковна",
        surname_latin="Beketova", given_name_latin="Aiaru",
    )  # fmt: skip
    assert wording.full_name(child, "ru") == "Бекетова Айару Сериковна"
    assert wording.full_name(child, "en") == "Beketova Aiaru"
    assert plain(wording.short_name(child, "ru")) == "Бекетова А. С."
    assert plain(wording.short_name(child, "kk")) == "А. Бекетова"
    assert plain(wording.short_name(child, "en")) == "A. Beketova"
    assert wording.monogram(child) == "БА"


def test_a_user_without_a_name_is_called_by_the_login():
    user = SimpleNamespace(username="officer", last_name="", first_name="", patronymic="")
    assert wording.short_name(user, "ru") == "officer"
    assert wording.full_name(user, "ru") == "officer"


def test_numbers_and_sizes():
    assert plain(wording.number(1234567)) == "1 234 567"
    assert plain(wording.number(1001, cap=1000)) == "1 000+"
    assert wording.number(1000, cap=1000) == f"1{wording.THIN}000"
    assert plain(wording.file_size(340_000, "ru")) == "340 КБ"
    assert plain(wording.file_size(1_234_567, "kk")) == "1,2 МБ"
    assert plain(wording.file_size(1_234_567, "en")) == "1.2 MB"


TABLES = (
    formats.MONTHS, formats.MONTHS_SHORT, formats.MONTHS_ALONE, formats.WEEKDAYS, formats.WEEKDAYS_SHORT,
    formats.NEAR_DAYS, formats.UNITS, formats.PHRASES, formats.DAY_WORDS, formats.YEAR_WORDS, wording.TERM_ONLY,
    wording.SIZES, *wording.BASIS_WORDS.values(), *wording.STATE_WORDS.values(),
)  # fmt: skip


@pytest.mark.parametrize("table", TABLES)
def test_every_table_speaks_three_languages_to_the_same_length(table):
    assert set(table) == set(formats.LANGUAGES)
    assert len({len(row) for row in table.values() if not isinstance(row, str)}) <= 1

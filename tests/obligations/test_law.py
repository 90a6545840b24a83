"""Loading the law: only adds, says what changed, and answers which version is in force."""

from dataclasses import astuple
from datetime import date, timedelta

import pytest

from apps.accounts.models import Area
from apps.obligations import law
from apps.obligations.calendar import stored_calendar
from apps.obligations.lawfiles import calendar_rows, files_calendar, rule_rows
from apps.obligations.models import CalendarDay, Rule

pytestmark = pytest.mark.django_db


@pytest.fixture
def empty():
    """Whatever the database was set up with, these tests begin without law."""
    Rule.objects.all().delete()
    CalendarDay.objects.all().delete()
    Area.objects.filter(level=Area.Level.DISTRICT).delete()
    Area.objects.filter(level=Area.Level.REGION).delete()
    Area.objects.all().delete()


@pytest.fixture
def loaded(empty):
    return law.load_law()


def test_loads_everything_once(loaded):
    assert loaded.rules == len(rule_rows())
    assert loaded.days == len(calendar_rows())
    assert Area.objects.filter(level=Area.Level.REGION).count() == 20
    assert astuple(law.load_law()) == (0, 0, 0)


def test_a_second_load_costs_a_handful_of_queries(loaded, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        law.load_law()


def test_stored_version_is_never_edited(loaded):
    rows = tuple(row | {"term": {"kind": "HOURS", "amount": 48}} for row in rule_rows()[:1])
    with pytest.raises(law.LawChanged, match=rf"{rows[0]['code']} version {rows[0]['version']}.*term"):
        law.load_rules(rows)


def in_force(code, day):
    return Rule.objects.in_force(day).filter(code=code).order_by("-version").first()


def test_new_version_may_end_its_predecessor(loaded):
    old = next(row for row in rule_rows() if row["in_force_to"] is None)
    ended = old | {"in_force_to": date(2027, 12, 31)}
    new = old | {"version": old["version"] + 1, "in_force_from": date(2028, 1, 1)}
    assert law.load_rules((ended, new)) == 1
    before, after = (in_force(old["code"], day) for day in (date(2027, 12, 31), date(2028, 1, 1)))
    assert before is not None
    assert after is not None
    assert (before.version, after.version) == (old["version"], old["version"] + 1)


def test_corrected_day_is_kept(loaded):
    CalendarDay.objects.filter(date=date(2026, 5, 27)).update(is_working=True, reason_ru="рабочий день")
    assert law.load_calendar() == 0
    assert CalendarDay.objects.get(date=date(2026, 5, 27)).is_working


def test_stored_calendar_answers_like_the_files(loaded):
    stored, files = stored_calendar(), files_calendar()
    day = date(2024, 1, 1)
    while day.year < 2028:
        assert (stored.is_working(day), stored.reason(day)) == (files.is_working(day), files.reason(day))
        day += timedelta(days=1)


def test_version_in_force_by_day(loaded):
    assert [rule.version for rule in law.versions("kz345.a52.p11")] == [1, 2]
    picked = {
        day: rule.version if (rule := in_force("kz345.a52.p11", day)) else None
        for day in (
            date(2018, 6, 3),
            date(2018, 6, 4),
            date(2024, 6, 15),
            date(2024, 6, 16),
            date(2030, 1, 1),
        )
    }
    assert list(picked.values()) == [None, 1, 1, 2, 2]
    assert in_force("kz345.a28-2.p10.s7", date(2025, 4, 11)) is None


def test_areas_hang_together(loaded):
    districts = Area.objects.filter(level=Area.Level.DISTRICT).select_related("parent")
    assert all(area.parent and area.code[:2] == area.parent.code[:2] for area in districts)
    almaty = Area.objects.get(code="711110000")
    assert (almaty.name_kk, almaty.name_ru, almaty.parent.code) == (
        "Алматы ауданы",
        "Алматинский район",
        "710000000",
    )
    born = Area.objects.filter(level=Area.Level.REGION, valid_from__isnull=False).order_by("code")
    assert [area.code[:2] for area in born] == ["10", "33", "62"]

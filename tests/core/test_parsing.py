"""Days and times as people type them."""

from datetime import date, time

import pytest

from apps.core.errors import Refused
from apps.core.parsing import parse_day, parse_instant, parse_time

TODAY = date(2026, 3, 21)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("20.03.2026", date(2026, 3, 20)), ("20.3.26", date(2026, 3, 20)), ("20/03/2026", date(2026, 3, 20)),
        ("2026-03-20", date(2026, 3, 20)), ("20 марта 2026", date(2026, 3, 20)), ("пт 20 марта", date(2026, 3, 20)),
        ("2026 ж. 21 наурыз, сенбі", date(2026, 3, 21)), ("20 наурыз", date(2026, 3, 20)),
        ("20 March 2026", date(2026, 3, 20)), ("1 октября", date(2025, 10, 1)), ("вчера", date(2026, 3, 20)),
        ("Кеше", date(2026, 3, 20)), ("today", TODAY), ("бүгін", TODAY), ("29.02.2024", date(2024, 2, 29)), ("", None),
    ],
)  # fmt: skip
def test_days(text, day):
    assert parse_day(text, TODAY) == day


@pytest.mark.parametrize(
    "text", ["30.02.2026", "20.13.2026", "soon", "20", "29.02.2026", "20.03", "2026", "0.0.0", "1 2 3 4"]
)
def test_days_that_are_none(text):
    with pytest.raises(Refused) as refusal:
        parse_day(text, TODAY, "established_at")
    assert refusal.value.field == "established_at"


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("23:10", time(23, 10)), ("23.10", time(23, 10)), ("2310", time(23, 10)), ("9:05", time(9, 5)), ("9", time(9)),
        ("23 ч 10 мин", time(23, 10)), ("8 сағ 05", time(8, 5)), ("23:10:05", time(23, 10, 5)), ("", None),
    ],
)  # fmt: skip
def test_times(text, hour):
    assert parse_time(text) == hour


@pytest.mark.parametrize("text", ["24:00", "23:60", "ten", "23:1"])
def test_times_that_are_none(text):
    with pytest.raises(Refused):
        parse_time(text)


def test_instants():
    assert parse_instant("20.03.2026", "23:10", today=TODAY).isoformat() == "2026-03-20T18:10:00+00:00"
    assert parse_instant("2026-03-20T23:10+06:00", "", today=TODAY).isoformat() == "2026-03-20T17:10:00+00:00"
    assert parse_instant("2026-03-20T23:10", "", today=TODAY).isoformat() == "2026-03-20T18:10:00+00:00"
    assert parse_instant(" ", "", today=TODAY) is None


@pytest.mark.parametrize(("day", "hour"), [("20.03.2026", ""), ("", "23:10")])
def test_half_an_instant_is_refused(day, hour):
    with pytest.raises(Refused):
        parse_instant(day, hour, today=TODAY)


def test_an_hour_that_happened_twice_asks_for_its_offset():
    """Bad input 67."""
    with pytest.raises(Refused) as refusal:
        parse_instant("29.02.2024", "23:30", today=TODAY, field="established_at")
    assert refusal.value.rule == "caseflow.time.ambiguous"
    first = parse_instant("29.02.2024", "23:30", today=TODAY, offset_hours=6)
    second = parse_instant("29.02.2024", "23:30", today=TODAY, offset_hours=5)
    assert (second - first).total_seconds() == 3600

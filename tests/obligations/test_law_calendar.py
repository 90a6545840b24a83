"""Loading the calendar again never brings back a day that somebody removed."""

from apps.obligations.law import load_calendar
from apps.obligations.models import CalendarDay


def test_a_removed_day_stays_removed(db):
    assert load_calendar() > 50
    CalendarDay.objects.get(date="2026-10-26").delete()
    assert load_calendar() == 0
    assert not CalendarDay.objects.filter(date="2026-10-26").exists()

"""A changed day moves the open terms that count it, with both clocks kept, and never one that has passed."""

from datetime import date, datetime

import pytest

from apps.accounts.kinds import AgencyKind
from apps.accounts.roles import Role
from apps.audit.models import LedgerEntry
from apps.core.errors import NotAllowed, Refusals, Refused
from apps.core.localtime import ALMATY
from apps.obligations import calendar_actions as calendar
from apps.obligations.models import CalendarDay, Change, Obligation
from tests.factories.accounts import make_agency, make_officer, make_user
from tests.factories.obligations import make_duty, make_rule

pytestmark = pytest.mark.django_db

TUESDAY = datetime(2026, 6, 2, 10, tzinfo=ALMATY)
THURSDAY = date(2026, 6, 4)
NAMED = {"reason_kk": "Мереке", "reason_ru": "Праздник", "source": "Указ № 1"}


@pytest.fixture
def editor():
    return make_user(make_agency(AgencyKind.OPERATIONS), Role.SYSADMIN)


def at(day: int, hour: int = 10, month: int = 6) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=ALMATY)


def set_free(editor, day: date = THURSDAY, now: datetime = TUESDAY, **fields):
    return calendar.set_day(date=day, is_working=False, by=editor, at=now, **{**NAMED, **fields})


def end_of(day: int) -> datetime:
    return datetime(2026, 6, day, 23, 59, 59, tzinfo=ALMATY)


def test_holiday_inside_the_term_moves_it_and_keeps_both_clocks(editor):
    duty = make_duty(make_rule(), at(1))
    assert duty.due_at == end_of(8)
    effects = set_free(editor)
    assert (effects.moved, effects.left) == (1, 0)
    old = (duty.due_at, duty.step_times)
    duty.refresh_from_db()
    assert duty.due_at == end_of(9)
    assert duty.step_times == [at(8, 9), end_of(9)]
    assert duty.next_step_at == at(8, 9)
    skipped = [line for line in duty.arithmetic["lines"] if line["params"].get("date") == "2026-06-04"]
    assert [line["code"] for line in skipped] == ["DAY_SKIPPED"]
    change = Change.objects.get(duty=duty)
    assert (change.old_due_at, change.new_due_at) == (old[0], duty.due_at)
    assert (change.cause, change.by) == (Change.Cause.CALENDAR, editor)
    assert change.reason == "04.06.2026: Праздник (Указ № 1)"


def test_ledger_names_the_day_and_every_clock(editor):
    make_duty(make_rule(), at(1))
    set_free(editor)
    day, clock = LedgerEntry.objects.filter(verb__in=["calendar.day_named", "duty.clock_changed"]).order_by("-verb")[:2]
    if day.verb != "calendar.day_named":
        day, clock = clock, day
    assert day.subject_no == "2026-06-04"
    assert (day.data["moved"], day.data["left"]) == (1, 0)
    assert clock.data["cause"] == "CALENDAR"


@pytest.mark.parametrize(("day", "moved"), [(1, 0), (2, 1), (8, 1), (9, 0)])
def test_only_days_after_the_start_up_to_the_last_one_count(editor, day, moved):
    make_duty(make_rule(), at(1))
    assert set_free(editor, date(2026, 6, day), at(1, 12)).moved == moved


def test_worked_weekend_brings_the_end_forward(editor):
    duty = make_duty(make_rule(), at(1))
    effects = calendar.set_day(date=date(2026, 6, 6), is_working=True, by=editor, at=TUESDAY, **NAMED)
    duty.refresh_from_db()
    assert effects.moved == 1
    assert duty.due_at == end_of(6)


def test_hours_run_through_a_holiday(editor):
    duty = make_duty(make_rule({"kind": "HOURS", "amount": 72}, ladder=[]), at(2))
    assert set_free(editor).moved == 0
    duty.refresh_from_db()
    assert duty.due_at == at(5)


def test_reminder_in_working_days_moves_though_the_term_does_not(editor):
    rule = make_rule({"kind": "CALENDAR_DAYS", "amount": 4, "count_from": "DAY_FOLLOWING"})
    duty = make_duty(rule, at(1))
    assert duty.step_times[0] == at(4, 9)
    assert set_free(editor).moved == 0
    duty.refresh_from_db()
    assert (duty.due_at, duty.step_times[0], duty.next_step_at) == (end_of(5), at(3, 9), at(3, 9))
    assert not Change.objects.exists()


def test_steps_taken_stay_taken(editor):
    duty = make_duty(make_rule(), at(1), steps_taken=1)
    set_free(editor, date(2026, 6, 8), at(5, 12))
    duty.refresh_from_db()
    assert duty.steps_taken == 1
    assert duty.next_step_at == duty.due_at == end_of(9)


def test_overdue_duty_is_left_and_listed(editor):
    duty = make_duty(make_rule(), at(1))
    effects = set_free(editor, now=at(9))
    assert (effects.moved, effects.left) == (0, 1)
    assert [(move.duty, move.due_at, move.new_due_at) for move in effects.passed] == [(duty, end_of(8), end_of(9))]
    duty.refresh_from_db()
    assert duty.due_at == end_of(8)
    assert not Change.objects.exists()


def test_duty_that_would_be_past_is_left_and_listed(editor):
    duty = make_duty(make_rule(), at(1))
    effects = calendar.set_day(date=date(2026, 6, 6), is_working=True, by=editor, at=at(7), **NAMED)
    assert (effects.moved, effects.left) == (0, 1)
    duty.refresh_from_db()
    assert duty.due_at == end_of(8)


def test_duties_no_longer_open_are_not_touched(editor):
    duty = make_duty(make_rule(), at(1), state=Obligation.State.MET, met_at=at(2))
    assert set_free(editor).moved == 0
    duty.refresh_from_db()
    assert duty.due_at == end_of(8)


def test_preview_writes_nothing(editor):
    duty = make_duty(make_rule(), at(1))
    day = CalendarDay(date=THURSDAY, is_working=False, **NAMED)
    effects = calendar.preview_day(day=day, at=TUESDAY)
    assert [(move.duty, move.new_due_at) for move in effects.moves] == [(duty, end_of(9))]
    duty.refresh_from_db()
    assert duty.due_at == end_of(8)
    assert not CalendarDay.objects.exists()


def test_removing_a_day_moves_terms_back(editor):
    duty = make_duty(make_rule(), at(1))
    set_free(editor)
    assert calendar.preview_removal(date=THURSDAY, at=TUESDAY).moved == 1
    assert calendar.remove_day(date=THURSDAY, by=editor, at=TUESDAY).moved == 1
    duty.refresh_from_db()
    assert duty.due_at == end_of(8)
    assert Change.objects.filter(duty=duty).count() == 2


def test_renaming_a_holiday_moves_nothing_but_tells_the_new_name(editor):
    set_free(editor)
    duty = make_duty(make_rule(), at(1))
    assert set_free(editor, reason_ru="День столицы").moved == 0
    duty.refresh_from_db()
    named = [line for line in duty.arithmetic["lines"] if line["params"].get("date") == "2026-06-04"]
    assert named[0]["params"]["reason"]["ru"] == "День столицы"
    assert CalendarDay.objects.get().reason_ru == "День столицы"


def test_thousands_take_few_queries(editor, monkeypatch, django_assert_max_num_queries):
    monkeypatch.setattr(calendar, "CHUNK", 100)
    rule, owner = make_rule(), make_agency()
    for _ in range(120):
        make_duty(rule, at(1), owner)
    with django_assert_max_num_queries(40):
        effects = set_free(editor)
    assert effects.moved == Change.objects.count() == 120
    assert len(effects.moves) == calendar.SHOWN


def test_only_who_may_edit(db):
    with pytest.raises(NotAllowed):
        set_free(make_officer())
    with pytest.raises(NotAllowed):
        calendar.remove_day(date=THURSDAY, by=make_officer(), at=TUESDAY)


def test_a_day_needs_a_name_and_a_source(editor):
    with pytest.raises(Refusals) as refused:
        set_free(editor, reason_kk=" ", source="")
    assert {one.field for one in refused.value.all} == {"reason_kk", "source"}


def test_far_years_are_refused(editor):
    with pytest.raises(Refused) as refused:
        set_free(editor, date(2031, 1, 1))
    assert refused.value.field == "date"


def test_removing_a_plain_day_is_refused(editor):
    with pytest.raises(Refused):
        calendar.remove_day(date=THURSDAY, by=editor, at=TUESDAY)

"""The parts of a page: what their presenters work out, and that their templates say it."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from apps.core.errors import Refusals, Refused
from apps.obligations.calendar import calendar_of
from apps.obligations.terms import Term, compute
from apps.web.presenters import clocks, notices, strip, why
from apps.web.refusals import refuse
from apps.web.widgets import WhenWidget

ALMATY = ZoneInfo("Asia/Almaty")
START = datetime(2026, 3, 20, 23, 10, tzinfo=ALMATY)
DUE = START + timedelta(hours=24)
LAW = SimpleNamespace(
    code="kz345.a28-2.p10.s7", basis="LAW", term_basis="LAW", article={}, term={"kind": "HOURS"},
    title="Известить троих", duty="",
)  # fmt: skip
DAYS = SimpleNamespace(**{**vars(LAW), "code": "kz345.a52.p11", "term": {"kind": "WORKING_DAYS"}})


def duty(state="OPEN", *, start=START, due=DUE, met=None, breached=None, rule=LAW, taken=0, steps=(12, 20, 23)):
    return SimpleNamespace(
        rule=rule, state=state, started_at=start, due_at=due, met_at=met, breached_at=breached, arithmetic={},
        cancel_reason="", subject_no="I-26-000415", steps_taken=taken,
        step_times=[start + timedelta(hours=hours) for hours in steps],
    )  # fmt: skip


def notice(**instants):
    named = dict.fromkeys(
        ("sent_at", "delivered_at", "opened_at", "acknowledged_at", "returned_at", "withdrawn_at"), None
    )
    return SimpleNamespace(**named | {"channel": "PLATFORM"} | instants)


def render(source, **context):
    request = RequestFactory().get("/", {"sort": context.pop("sort", "")})
    libraries = "{% load caseflow caseflow_forms caseflow_formats %}"
    with translation.override("ru"):
        return engines["django"].from_string(libraries + source).render({"now": START, "request": request, **context})


# --- time states ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("passed", "state"),
    [
        (timedelta(0), "run"),
        (timedelta(hours=20) - timedelta(seconds=1), "run"),
        (timedelta(hours=20), "soon"),
        (timedelta(hours=24), "soon"),
        (timedelta(hours=24, seconds=1), "over"),
    ],
)
def test_an_open_duty_is_soon_in_the_last_sixth_and_over_after_its_due_instant(passed, state):
    assert clocks.time_state("OPEN", START, DUE, None, None, START + passed) == state


def test_a_term_in_working_days_is_soon_on_its_last_day_only():
    due = datetime(2026, 4, 1, 23, 59, 59, tzinfo=ALMATY)
    eve = datetime(2026, 3, 31, 23, 59, tzinfo=ALMATY)
    assert clocks.time_state("OPEN", START, due, None, None, eve, whole_days=True) == "run"
    assert clocks.time_state("OPEN", START, due, None, None, eve + timedelta(minutes=1), whole_days=True) == "soon"


def test_late_stays_late_whatever_the_state_says():
    assert clocks.time_state("MET", START, DUE, DUE, None, DUE) == "met"
    assert clocks.time_state("MET", START, DUE, DUE, DUE, DUE) == "late"
    assert clocks.time_state("MET_LATE", START, DUE, DUE, None, DUE) == "late"
    assert clocks.time_state("OPEN", START, DUE + timedelta(hours=5), None, DUE, DUE) == "over"
    assert clocks.time_state("CANCELLED", START, DUE, None, None, DUE) == "off"


# --- the ring ------------------------------------------------------------------------------------


def test_the_ring_shows_what_is_left_and_a_notch_for_each_reminder():
    ring = clocks.clock(duty(), START + timedelta(hours=20, minutes=40), lang="ru")
    assert (ring.state, ring.figure, ring.unit) == ("soon", "3:20", "ч")
    assert (ring.dash, ring.offset) == ("13.9", "-86.1")
    assert ring.notches == ("180", "300", "345")
    assert ring.label.replace("\xa0", " ") == "осталось 3 ч 20 мин"


@pytest.mark.parametrize(
    ("left", "large", "figure"),
    [
        (timedelta(minutes=50), False, ("50", "мин")),
        (timedelta(hours=6, minutes=30), False, ("6:30", "ч")),
        (timedelta(hours=19, minutes=25), False, ("19", "ч")),
        (timedelta(hours=19, minutes=25), True, ("19:25", "осталось")),
        (timedelta(days=3, hours=7), True, ("3", "дн.")),
    ],
)
def test_the_figure_in_the_ring_fits_it(left, large, figure):
    assert clocks.ring_figure(left, large=large, lang="ru") == figure


def test_an_overdue_ring_is_full_and_a_cancelled_one_empty():
    over = clocks.clock(duty(), DUE + timedelta(hours=2), lang="ru")
    assert (over.dash, over.icon, over.figure, over.notches) == ("100.0", "alert", "", ())
    off = clocks.clock(duty("CANCELLED"), DUE, lang="ru")
    assert (off.dash, off.icon, off.due) == ("0", "off", "")


def test_a_met_ring_keeps_what_was_left_when_it_was_met():
    met = clocks.clock(duty("MET", met=START + timedelta(hours=6)), DUE + timedelta(days=9))
    assert (met.state, met.dash, met.icon) == ("met", "75.0", "check")


def test_the_most_urgent_clock_stands_for_the_card():
    early, late, met = duty(), duty(due=DUE + timedelta(hours=1)), duty("MET", met=START)
    assert clocks.most_urgent([None, met, late, early], START) is early
    assert clocks.most_urgent([met, None], START) is met
    assert clocks.most_urgent([None], START) is None


@pytest.mark.parametrize(
    ("state", "met", "now", "said"),
    [
        ("OPEN", None, DUE + timedelta(hours=2), "опоздание 2 ч"),
        ("MET", START + timedelta(minutes=15), DUE, "за 15 мин"),
        ("MET_LATE", DUE + timedelta(hours=3), DUE, "опоздание 3 ч"),
        ("CANCELLED", None, DUE, "снято"),
    ],
)
def test_the_state_is_spoken_with_its_measure(state, met, now, said):
    assert clocks.spoken(duty(state, met=met), now, "ru").replace("\xa0", " ") == said


def test_a_cancelled_duty_says_why_in_words():
    joined = duty("CANCELLED")
    joined.cancel_reason, joined.get_cancel_reason_display = "JOINED", lambda: "объединено"
    assert clocks.spoken(joined, DUE, "ru") == "снято (объединено)"


def test_the_term_bar_names_its_reminders_and_ticks_those_taken():
    bar = clocks.scale(duty(taken=2), START + timedelta(hours=20, minutes=40), lang="ru")
    assert bar.width == "86.1%"
    assert [mark.x for mark in bar.marks] == ["50.0%", "83.3%", "95.8%"]
    assert [mark.label.replace("\xa0", " ") for mark in bar.marks] == ["✓ 12 ч", "✓ 20 ч", "23 ч"]


# --- the strip -----------------------------------------------------------------------------------

NOON = datetime(2026, 3, 20, 12, 0, tzinfo=ALMATY)


def due_in(hours):
    return duty(start=NOON - timedelta(days=1), due=NOON + timedelta(hours=hours))


def test_the_strip_puts_overdue_first_and_days_in_their_zones():
    drawn = strip.strip(
        [due_in(-30), due_in(6), due_in(13), due_in(200)], NOON, free_days={date(2026, 3, 21): "Наурыз"}, lang="ru"
    )
    assert [dot.state for dot in drawn.dots] == ["over", "run", "run"]
    assert [zone.over for zone in drawn.zones] == [True, False, False, False, False]
    assert [zone.free for zone in drawn.zones] == [False, False, True, False, False]
    assert drawn.zones[2].label == "Сб 21"
    assert drawn.now_x == "22.0%"


def test_the_strip_without_overdue_starts_with_now():
    drawn = strip.strip([due_in(6)], NOON, lang="ru")
    assert (len(drawn.zones), drawn.now_x) == (4, "0.0%")


def test_more_than_twenty_marks_become_counts_per_hour():
    drawn = strip.strip([due_in(6 + n / 100) for n in range(30)] + [due_in(40)], NOON, lang="ru")
    assert [dot.count for dot in drawn.dots] == [30, 1]


def test_many_overdue_are_one_square_with_a_figure():
    drawn = strip.strip([due_in(-n - 1) for n in range(7)], NOON, lang="ru")
    assert [(dot.state, dot.count) for dot in drawn.dots] == [("over", 7)]


# --- notices -------------------------------------------------------------------------------------


def test_a_notice_that_came_back_never_looks_delivered():
    card = notices.recipient(
        notice(sent_at=START, returned_at=START + timedelta(minutes=7)), duty(), None, START + timedelta(hours=2)
    )
    assert [step.mark for step in card.track] == ["done", "fail", "", ""]
    assert "23:17" in card.track[1].time
    assert card.lines[1].rule is None


def test_the_track_names_the_day_where_it_changes():
    told = notice(
        sent_at=START, delivered_at=START + timedelta(minutes=1), opened_at=START + timedelta(hours=9), channel="PHONE"
    )
    steps = notices.track(told, START + timedelta(hours=12), lang="ru")
    assert [step.day.replace("\xa0", " ") for step in steps] == ["20 марта", "", "21 марта", ""]
    assert steps[3].time == "—"


def test_the_card_takes_the_most_urgent_of_its_two_clocks():
    informed = duty("MET", met=START + timedelta(minutes=15))
    waiting = duty(start=START + timedelta(minutes=15), due=DUE + timedelta(minutes=15))
    card = notices.recipient(notice(sent_at=START), informed, waiting, START + timedelta(hours=1), lang="ru")
    assert card.state == "run"
    assert [line.state for line in card.lines] == ["met", "run"]


# --- why -----------------------------------------------------------------------------------------

NAURYZ = calendar_of(
    [(date(2026, 3, day), False, "Наурыз", "Наурыз", "Nauryz") for day in (21, 22, 23)]
    + [(date(2026, 3, day), False, "ауысқан", "перенос", "moved") for day in (24, 25)]
)
FIVE_DAYS = Term.parse({"kind": "WORKING_DAYS", "amount": 5, "count_from": "DAY_FOLLOWING"})


def test_an_objection_of_five_working_days_is_drawn_day_by_day():
    counted = compute(FIVE_DAYS, datetime(2026, 3, 20, 10, 0, tzinfo=ALMATY), NAURYZ).as_json()
    cells = why.day_cells(counted, lang="ru")
    assert (cells[0].kind, cells[0].day, cells[-1].kind, cells[-1].day) == (
        "from", date(2026, 3, 20), "to", date(2026, 4, 1),
    )  # fmt: skip
    assert [cell.number for cell in cells if cell.number] == [1, 2, 3, 4, 5]
    rows = why.days_sum(cells, datetime.fromisoformat(counted["due_at"]), lang="ru")
    texts = [row.text.replace("\xa0", " ") for row in rows]
    assert texts[1] == "7: Наурыз 21–23 марта; перенос 24–25 марта; выходной 28–29 марта"
    assert texts[2] == "5: 26–27, 30–31 марта, 1 апреля"
    assert rows[-1].total


def test_hours_are_a_sum_and_draw_no_days():
    counted = compute(Term.parse({"kind": "HOURS", "amount": 24}), START, NAURYZ).as_json()
    assert why.day_cells(counted) == []
    page = render("{% why_due duty fact='Факт установлен' %}", duty=duty())
    assert "24\xa0ч" in page
    assert "сб 21\xa0марта 2026, 23:10" in page


# --- templates -----------------------------------------------------------------------------------


def test_a_duty_row_holds_ring_words_basis_and_one_button():
    page = render("{% duty_row duty url='/x/' act='Подтвердить' primary=True %}", duty=duty())
    assert page.count("btn-primary") == 1
    assert 'class="clock is-run"' in page
    assert "basis-law" in page
    assert f'data-due="{DUE.isoformat()}"' in page


def test_a_term_of_policy_on_a_duty_of_law_says_so():
    rule = SimpleNamespace(**{**vars(LAW), "term_basis": "POLICY"})
    page = render("{% basis rule term=True %}", rule=rule)
    assert "basis-policy" in page
    assert "срок: ПРАВИЛО СИСТЕМЫ" in page
    assert 'title="Длительность этого срока законодательство не устанавливает: это правило системы' in page
    plain = render("{% basis rule %}", rule=rule)
    assert "basis-law" in plain
    assert "title=" not in plain


class Sample(forms.Form):
    number = forms.CharField(label="ИИН", help_text="Двенадцать цифр")
    kind = forms.ChoiceField(label="Что", widget=forms.RadioSelect, choices=[("a", "А"), ("b", "Б")])
    when = forms.Field(label="Когда", required=False, widget=WhenWidget(quick=True))
    proof = forms.FileField(label="Документ", required=False)

    def clean_number(self):
        raise ValidationError("Не сходится", params={"rule": "kz345.a28-2.p10.s7"})


def test_a_wrong_field_ties_its_hint_error_and_rule_to_the_control():
    form = Sample({"number": "1", "kind": "a"})
    page = render("{% errors form %}{% field form.number %}", form=form)
    assert 'href="#id_number"' in page
    assert 'aria-invalid="true"' in page
    assert 'aria-describedby="id_number_helptext id_number_error"' in page
    assert "ст.\xa028-2 п.\xa010 пп.\xa07)" in page


def test_refusals_of_the_domain_stand_at_their_fields():
    form = Sample({"number": "1", "kind": "a"})
    form.full_clean()
    refuse(form, Refusals([Refused("Рано", field="established_at"), Refused("Нельзя")]), {"established_at": "when"})
    assert form.errors["when"] == ["Рано"]
    assert form.non_field_errors() == ["Нельзя"]


def test_day_and_time_are_two_named_text_fields():
    page = render("{% field form.when %}", form=Sample(initial={"when": START.astimezone(UTC)}))
    assert 'value="20.03.2026"' in page
    assert 'value="23:10"' in page
    assert 'type="text"' in page
    assert "datetime" not in page


def test_choices_become_whole_rows_in_a_named_group():
    page = render("{% field form.kind %}", form=Sample())
    assert '<fieldset class="picks field"' in page
    assert page.count("<label") == 2


def test_a_capped_count_says_so():
    page = {"previous_url": "", "next_url": "?after=1", "count": 1001, "cap": 1000}
    assert "1\u202f000+" in render("{% pager page %}", page=page)


def test_a_sorted_column_turns_round():
    first = render("{% sort_header 'at' 'Когда' %}")
    assert "?sort=at" in first
    turned = render("{% sort_header 'at' 'Когда' %}", sort="at")
    assert "?sort=-at" in turned
    assert 'aria-sort="ascending"' in turned


def test_a_name_is_escaped_everywhere():
    evil = "<script>alert(1)</script>"
    page = render("{% say_text 'met' text %}{% pill 'met' text %}", text=evil)
    assert "<script>" not in page


TEMPLATES = sorted(Path("templates").glob("**/*.html"))


def test_no_template_holds_inline_style_or_script():
    inline = re.compile(r"\sstyle=|\son[a-z]+=\"|<style|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE)
    assert [str(path) for path in TEMPLATES if inline.search(path.read_text(encoding="utf-8"))] == []


def test_every_icon_named_in_a_template_exists():
    known = set(re.findall(r'<symbol id="([^"]+)"', Path("static/icons.svg").read_text(encoding="utf-8")))
    named = {
        (str(path), name)
        for path in TEMPLATES
        for name in re.findall(r'{% icon "([^"]+)"', path.read_text(encoding="utf-8"))
    }
    assert {(path, name) for path, name in named if name not in known} == set()
    assert set(clocks.ICONS.values()) <= known


def test_the_dark_theme_names_every_colour_of_the_light_one():
    def colours(name):
        text = Path(f"static/css/{name}.css").read_text(encoding="utf-8")
        return set(re.findall(r"(--[a-z0-9-]+):\s*#", text))

    assert colours("dark") == colours("tokens")

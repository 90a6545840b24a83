"""The command `due`: the worked examples of the Law, its exit status and its languages."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from apps.obligations.calculator import calculate, parse_start
from apps.obligations.explain import PLURALS, SENTENCES, explain
from apps.obligations.law import load_law
from apps.obligations.lawfiles import files_calendar, rule_rows
from apps.obligations.terms import Term, compute

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def law():
    load_law()


def due(rule: str, start: str, *options: str) -> list[str]:
    out = StringIO()
    call_command("due", rule, "--from", start, *options, stdout=out)
    return out.getvalue().splitlines()


@pytest.mark.parametrize(
    ("rule", "start", "expected"),
    [
        ("kz345.a28-2.p10.s7", "2026-03-20T23:10+05:00", "2026-03-21T23:10:00+05:00"),
        ("kz345.a28-2.p10.s7", "2026-03-20T18:10Z", "2026-03-21T23:10:00+05:00"),
        ("kz345.a28-2.p10.s7", "2026-03-20T23:10", "2026-03-21T23:10:00+05:00"),
        ("kz345.a28-2.p10.s7", "2026-03-20 23:10", "2026-03-21T23:10:00+05:00"),
        ("kz345.a52.p11", "2026-03-20", "2026-04-01T23:59:59+05:00"),
        ("kz345.a52.p10", "2026-03-20", "2026-04-08T23:59:59+05:00"),
        ("kz345.a52.p10", "2026-03-20T17:45:00+05:00", "2026-04-08T23:59:59+05:00"),
        ("kz345.a52.p8", "2026-04-13", "2026-04-20T23:59:59+05:00"),
        ("kz345.a47-11.p2", "2025-11-30", "2026-02-28T23:59:59+05:00"),
        ("kz345.a28-2.p10.s5", "2026-03-31", "2026-04-14T23:59:59+05:00"),
        ("kz345.a52-1.p6.pt1", "2026-06-01", "2026-12-19T23:59:59+05:00"),
        ("kz345.a52-1.p6.pt2", "2026-06-01", "2026-12-25T23:59:59+05:00"),
        ("kz345.a52-3.p1", "2026-04-14T09:00", "2026-04-13T09:00:00+05:00"),
        ("kz345.a52-3.p10.pt2", "2026-03-20", "2026-03-30T23:59:59+05:00"),
        ("kz345.a39-1.p14", "2026-03-01", "2026-03-31T23:59:59+05:00"),
        ("kz345.a52.p13", "2026-04-01", "2026-04-25T23:59:59+05:00"),
        ("kz345.a36.p3.plan", "2026-04-01", "2026-04-15T23:59:59+05:00"),
    ],
)
def test_last_line_is_the_due_instant(rule, start, expected):
    assert due(rule, start)[-1] == expected


def test_says_a_line_a_step_in_each_language():
    for lang, skipped in (
        ("en", "Nauryz"),
        ("ru", "Наурыз мейрамы"),
        ("kk", "Наурыз мейрамы: ауысқан демалыс"),
    ):
        lines = due("kz345.a52.p11", "2026-03-20", "--lang", lang)
        assert len(lines) == 17
        assert any(skipped in line for line in lines)


def test_english_reads_well():
    assert due("kz345.a52.p11", "2026-03-27", "--lang", "en") == [
        "Start: Fri 27 March 2026.",
        "Fri 27 March 2026 is not counted: the term runs from the day following.",
        "Sat 28 March 2026: not counted (weekend).",
        "Sun 29 March 2026: not counted (weekend).",
        "Mon 30 March 2026: working day 1.",
        "Tue 31 March 2026: working day 2.",
        "Wed 1 April 2026: working day 3.",
        "Thu 2 April 2026: working day 4.",
        "Fri 3 April 2026: working day 5.",
        "A term in days ends with the day in Almaty, at 23:59:59 (rule of the system).",
        "Due: Fri 3 April 2026, 23:59:59.",
        "2026-04-03T23:59:59+05:00",
    ]


def test_json_carries_code_params_and_text():
    answer = json.loads("\n".join(due("kz345.a28-2.p10.s7", "2026-03-20T23:10+05:00", "--json", "--lang", "en")))
    assert (answer["rule"], answer["version"], answer["basis"]) == ("kz345.a28-2.p10.s7", 1, "LAW")
    assert answer["due_at"] == "2026-03-21T23:10:00+05:00"
    assert [line["code"] for line in answer["lines"]] == ["START", "ADD_HOURS", "RUNS_THROUGH", "DUE"]
    assert answer["lines"][2]["text"] == "Sat 21 March 2026 (Nauryz): the hours run on."


def test_before_the_rule_was_in_force_exits_3_with_a_reason(capsys):
    err = StringIO()
    with pytest.raises(SystemExit) as stop:
        call_command("due", "kz345.a28-2.p10.s7", "--from", "2025-04-11", stderr=err)
    assert stop.value.code == 3
    assert "kz345.a28-2.p10.s7" in err.getvalue()
    assert "12.04.2025" in err.getvalue()


def test_files_answer_where_nothing_is_stored(django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = calculate("kz345.a52.p10", parse_start("2026-03-20"), from_files=True)
    assert answer.computation.due_at.isoformat() == "2026-04-08T23:59:59+05:00"


def test_named_version_must_have_been_in_force():
    assert due("kz345.a52.p11", "2024-05-20", "--version", "1")[-1] == "2024-05-27T23:59:59+05:00"
    with pytest.raises(SystemExit):
        due("kz345.a52.p11", "2024-05-20", "--version", "2")


@pytest.mark.parametrize(
    ("rule", "start"),
    [("kz345.a99", "2026-03-20"), ("kz345.a52.p11", "yesterday"), ("kz345.a28-2.p6.s2", "2024-02-29T23:30")],
)
def test_bad_question_is_refused(rule, start):
    with pytest.raises(CommandError):
        due(rule, start)


def test_window_says_inside_or_outside():
    assert due("kz345.a36.p4", "2026-04-14T21:30", "--lang", "en")[-1].startswith("Tue 14 April 2026, 21:30 does not")
    assert " lies between 22:00 and 06:00" in due("kz345.a36.p4", "2026-04-14T22:00", "--lang", "en")[-1]


def test_age_is_counted_from_birth():
    lines = due("kz345.a14.p2.pt2", "2026-04-01", "--birth-date", "2014-08-09")
    assert lines[-1] == "2032-08-09T23:59:59+05:00"


@pytest.mark.parametrize("row", rule_rows(), ids=lambda row: f"{row['code']}.v{row['version']}")
def test_every_rule_computes_and_explains_itself(row):
    start = parse_start(row["in_force_from"].isoformat())
    computation = compute(Term.parse(row["term"]), start, files_calendar())
    for lang in ("kk", "ru", "en"):
        assert all(sentence.strip() for sentence in explain(computation, lang))
    known = {*SENTENCES, *PLURALS, "WINDOW", "EXTENDED"}
    assert {line.code for line in computation.lines} <= known

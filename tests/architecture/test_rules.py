"""The rule files are sound: every row with a time limit is there, every word known, nothing blurred."""

import re
from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from apps.accounts.kinds import AgencyKind
from apps.core.localtime import ALMATY
from apps.obligations.events import Event
from apps.obligations.lawfiles import LANGUAGES, files_calendar, rule_rows
from apps.obligations.parties import Audience, Group, Outside
from apps.obligations.terms import Bound, Kind, Term, compute
from apps.obligations.terms.ladder import rung_at

TIME_LIMITS = """
kz345.a7-3.p1.s6 kz345.a7-4.p2 kz345.a14.p2.pt2 kz345.a28-2.p6.s2 kz345.a28-2.p10.s5 kz345.a28-2.p10.s7
kz345.a36.p4 kz345.a36.p5 kz345.a39-1.p13 kz345.a39-1.p14 kz345.a46 kz345.a47-7.p1.s1 kz345.a47-9.p1
kz345.a47-9.p3 kz345.a47-11.p2 kz345.a52.p8 kz345.a52.p10 kz345.a52.p11 kz345.a52.p12 kz345.a52.p13
kz345.a52-1.p5.pt1 kz345.a52-1.p6.pt1 kz345.a52-1.p6.pt2 kz345.a52-3.p1 kz345.a52-3.p3.pt3 kz345.a52-3.p3.s1
kz345.a52-3.p3.s2 kz345.a52-3.p10.pt1 kz345.a52-3.p10.pt2 kz345.a52-3.p10.pt6
""".split()
"""Every row of the Law No. 345 that bears a time limit."""

ROWS = rule_rows()
CALENDAR = files_calendar()
BASES = {"LAW", "BYLAW", "POLICY"}
OWNERS = {*AgencyKind.values, *Outside.values, *Group.values}
RECIPIENTS = {*AgencyKind.values, *Outside.values, Group.OMBUDSMAN}
PRECISIONS = {"stated", "corroborated", "not_before", "unknown"}
rule_test = pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['code']}.v{row['version']}")


def test_every_time_limit_of_the_law_is_a_rule():
    assert len(TIME_LIMITS) == 30
    assert set(TIME_LIMITS) <= {row["code"] for row in ROWS}
    assert all(row["basis"] == "LAW" for row in ROWS if row["code"] in TIME_LIMITS)


def test_code_and_version_are_unique():
    assert not [key for key, count in Counter((r["code"], r["version"]) for r in ROWS).items() if count > 1]


def test_versions_follow_each_other_without_overlap():
    for code in {row["code"] for row in ROWS}:
        chain = sorted((row for row in ROWS if row["code"] == code), key=lambda row: row["version"])
        assert [row["version"] for row in chain] == list(range(1, len(chain) + 1)), code
        for old, new in pairwise(chain):
            assert old["in_force_to"], code
            assert old["in_force_to"] < new["in_force_from"], code


@rule_test
def test_texts_in_three_languages_and_short_enough(row):
    for text, longest in (("title", 250), ("duty", 400), ("note", 1000)):
        said = [row[f"{text}_{language}"] for language in LANGUAGES]
        assert all(said), text
        assert len(set(said)) == 3, text
        assert max(map(len, said)) <= longest, text


BARE_CASE = re.compile(r"(?<!ішкі )(?<!жеке )\bіс(?:тер\w*|тің|ті|тен|те|і\w*)?\b(?!-)")


@pytest.mark.parametrize("row", [row for row in ROWS if not row["in_force_to"]], ids=lambda row: row["code"])
def test_a_case_and_a_file_are_called_as_in_the_glossary(row):
    """«кейс» and «жеке іс», never «іс» alone."""
    said = " ".join(row[f"{text}_kk"] for text in ("title", "duty", "note")).lower()
    assert not BARE_CASE.findall(said)


@rule_test
def test_basis_is_named_and_never_blurred(row):
    assert {row["basis"], row["term_basis"], row["ladder_basis"]} <= BASES
    assert row["source"]
    assert row["in_force_precision"] in PRECISIONS
    assert isinstance(row["in_force_from"], date)
    if row["basis"] == "LAW":
        assert row["code"].startswith("kz345.a")
        assert row["article"]["article"]
        assert row["code"].split(".")[1] == f"a{row['article']['article']}"
    else:
        assert not row["code"].startswith("kz345.")
        assert row["term_basis"] != "LAW"


@rule_test
def test_a_term_that_the_system_set_is_said_in_the_note(row):
    if row["term_basis"] == "POLICY":
        assert "жүйе ережесі" in row["note_kk"]
        assert "правило системы" in row["note_ru"]
        assert "rule of the system" in row["note_en"]


@rule_test
def test_events_and_parties_are_known(row):
    assert {row["opens_on"], row["met_on"]} <= {"", *Event.values}
    assert row["opens_on"] != row["met_on"] or not row["opens_on"]
    assert row["owner_kind"] in OWNERS
    assert set(row["recipients"]) <= RECIPIENTS
    assert (row["recipient_rule"] == "NONE") == (not row["recipients"])


@rule_test
def test_only_a_clock_opens_a_duty(row):
    term = Term.parse(row["term"])
    runs = term.kind != Kind.CLOCK_WINDOW and not term.needs_birth_date and term.bound == Bound.LATEST
    assert bool(row["opens_on"]) == bool(row["met_on"]) == runs
    assert not row["ladder"] or runs


@rule_test
def test_ladder_is_in_order_and_addresses_somebody(row):
    start = datetime(2026, 2, 2, 10, tzinfo=ALMATY)
    due = compute(Term.parse(row["term"]), start, CALENDAR).due_at
    if not row["ladder"]:
        return
    assert due is not None
    at = [rung_at(rung["at"], start, due, CALENDAR) for rung in row["ladder"]]
    assert at == sorted(at)
    for rung, falls in zip(row["ladder"], at, strict=True):
        assert set(rung) == {"at", "kind", "notify"}
        assert rung["notify"]
        assert set(rung["notify"]) <= set(Audience.values)
        expected = "REMINDER" if falls < due else "BREACH" if falls == due else "ESCALATION"
        assert rung["kind"] == expected
    assert sum(rung["kind"] == "BREACH" for rung in row["ladder"]) == 1


@rule_test
def test_extension_says_how_often_how_long_and_by_whom(row):
    if row["extension"] is not None:
        assert set(row["extension"]) == {"times", "up_to", "unit", "by"}
        assert row["extension"]["unit"] in (row["term"]["kind"], "MONTHS")


def test_the_24_hours_are_reminded_at_12_20_and_23():
    (row,) = (row for row in ROWS if row["code"] == "kz345.a28-2.p10.s7")
    start = datetime(2026, 3, 20, 23, 10, tzinfo=ALMATY)
    due = start + timedelta(hours=24)
    at = [rung_at(rung["at"], start, due, CALENDAR) - start for rung in row["ladder"]]
    assert [span.total_seconds() / 3600 for span in at] == [12, 20, 23, 24]
    assert row["ladder"][-1]["notify"] == ["HEAD", "GUARDIANSHIP", "REGIONAL_OMBUDSMAN"]


def test_every_event_is_used():
    used = {row[key] for row in ROWS for key in ("opens_on", "met_on")}
    assert set(Event.values) == used - {""}

"""A table of children is no list of questions: few hidden files are told of, all are counted and noted."""

import pytest
from django.utils import timezone

from apps.audit.models import LedgerEntry
from apps.core.errors import Refused
from apps.disclosure.models import ReadingAlert
from apps.disclosure.reading import watch
from apps.exchange import actions, hidden
from apps.exchange.states import ImportState
from apps.people import glimpses
from tests.exchange.files import csv_file, good_row
from tests.factories.accounts import make_officer
from tests.factories.people import make_child, make_iin, years_ago

BORN = years_ago(9)
DAY = f"{BORN:%d.%m.%Y}"
COUNT = 4

pytestmark = pytest.mark.usefixtures("few")


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(hidden, "MOST_TOLD", 2)
    monkeypatch.setattr(hidden, "MOST_AN_HOUR", 2)


@pytest.fixture
def iins(db):
    other = make_officer()
    found = [make_iin(BORN, "MALE", 500 + n) for n in range(COUNT)]
    for n, iin in enumerate(found):
        make_child(other, iin=iin, no_iin_reason="", birth_date=BORN, sex="MALE", surname=f"Ж{'аеиоу'[n]}рқынбаев")
    return found


def of_iins(iins):
    return csv_file([good_row(n, ЖСН=iin, **{"Туған күні": DAY}) for n, iin in enumerate(iins)])


def told(job):
    return [row.row for row in job.rows.filter(faulty=True)]


def test_iins_beyond_the_most_are_not_told_and_refuse_the_table(check, officer, iins):
    job = check(of_iins(iins))
    assert job.state == ImportState.CHECKED_FAULTY
    assert len(told(job)) == 2
    assert "more than 2 rows" in job.refusal["en"]
    row = LedgerEntry.objects.get(verb="import.met_hidden")
    assert (row.actor_id, row.data) == (officer.pk, {"iins": COUNT, "names": 0, "told": 2})
    assert LedgerEntry.objects.filter(verb=glimpses.VERB, actor_id=officer.pk).count() == COUNT


def test_after_too_many_no_table_is_taken(check, officer, iins, monkeypatch):
    check(of_iins(iins))
    monkeypatch.setattr(actions, "MOST_AN_HOUR", 2)
    with pytest.raises(Refused) as refused:
        actions.upload_import(of_iins(iins[:1]), by=officer, at=timezone.now())
    assert refused.value.field == "file"


def test_the_next_table_of_the_hour_tells_nothing_and_the_head_hears(check, officer, iins, monkeypatch):
    check(of_iins(iins))
    job = check(of_iins(iins[:1]))
    assert job.state == ImportState.CHECKED_FAULTY
    assert told(job) == []
    monkeypatch.setattr(glimpses, "AN_HOUR", 2)
    watch(timezone.now())
    assert ReadingAlert.objects.get().user == officer


def test_names_beyond_the_most_are_not_told(check, db):
    other = make_officer()
    names = ["Жұмабаев", "Қасымов", "Оспанов", "Төлегенов"]
    for name in names:
        make_child(other, surname=name, given_name="Тимур", patronymic="", birth_date=BORN, sex="MALE")
    rows = [
        good_row(n, **{"Тегі": name, "Аты": "Тимур", "Әкесінің аты": "", "Туған күні": DAY,
                       "ЖСН": make_iin(BORN, "MALE", 700 + n * 3)})
        for n, name in enumerate(names)
    ]  # fmt: skip
    job = check(csv_file(rows))
    said = [issue["text"]["en"] for row in job.rows.all() for issue in row.issues if issue["field"] != "iin"]
    assert sum("another body" in one for one in said) == 2
    assert sum("Further rows" in one for one in said) == 1
    assert LedgerEntry.objects.get(verb="import.met_hidden").data["names"] == COUNT

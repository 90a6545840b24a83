"""A child moves to another district with the terms that run: the new body owes them, by the same clock."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from apps.audit.models import LedgerEntry
from apps.casework import referrals
from apps.casework.models import Referral
from apps.core.localtime import ALMATY
from apps.obligations.models import Obligation
from apps.obligations.sweep import sweep
from apps.people.databank import ask_for_entry, enter_in_databank
from apps.people.models import Child
from apps.web.children.duties import duties_of
from apps.web.day.duties import owed_by
from tests.cast import make_cast
from tests.factories.accounts import fresh
from tests.factories.casework import active
from tests.factories.obligations import make_law

IDENTIFIED = datetime(2026, 4, 6, 10, tzinfo=ALMATY)
"""Monday: the entry is due at the end of Tuesday."""
SOON, LATE = IDENTIFIED + timedelta(hours=3), IDENTIFIED + timedelta(days=7)


@pytest.fixture
def cast(db):
    make_law()
    made = make_cast()
    ask_for_entry(made.child, by=fresh(made.officer), at=IDENTIFIED)
    return made


def move_child(cast, at: datetime) -> Child:
    referral = referrals.send(
        cast.child, kind=Referral.Kind.TRANSFER, recipient=cast.officer2.agency, asked="Қабылдауды сұраймыз",
        reason="Отбасы көшті.", by=fresh(cast.officer), at=at,
    )  # fmt: skip
    referrals.accept(referral, by=fresh(cast.officer2), at=at + timedelta(minutes=30))
    return Child.objects.get(pk=cast.child.pk)


def entries():
    return Obligation.objects.filter(subject_kind="child").order_by("pk")


def test_a_running_term_moves_with_its_clock(cast, client):
    before = entries().get()
    child = move_child(cast, SOON)
    after = entries().get()
    assert (after.pk, after.due_at, after.started_at) == (before.pk, before.due_at, before.started_at)
    assert (after.owner, after.author, after.breached_at) == (cast.officer2.agency, cast.officer2, None)
    noted = LedgerEntry.objects.get(verb="duty.handed_over")
    assert (noted.data["old"], noted.data["new"]) == (cast.body.pk, cast.officer2.agency.pk)
    assert after not in owed_by(fresh(cast.officer), SOON)
    assert after in owed_by(fresh(cast.officer2), SOON)
    assert after in duties_of(child, fresh(cast.officer2)).open()
    client.force_login(fresh(cast.officer2))
    page = reverse("children:databank", args=[child.number])
    assert page in client.get("/").content.decode()
    assert page in client.get(reverse("children:detail", args=[child.number])).content.decode()
    assert client.get(page).status_code == 200
    enter_in_databank(child, number="РБД-9", on=SOON.date(), by=fresh(cast.officer2), at=SOON + timedelta(hours=1))
    assert entries().get().state == "MET"


def test_what_was_late_stays_with_the_body_that_was_late(cast):
    sweep(LATE)
    move_child(cast, LATE)
    old, new = entries()
    assert (old.owner, old.state, old.breached_at) == (cast.body, "CANCELLED", old.due_at)
    assert (new.owner, new.state, new.due_at) == (cast.officer2.agency, "OPEN", old.due_at)
    sweep(LATE + timedelta(days=2))
    new.refresh_from_db()
    assert new.breached_at is None


def test_a_step_of_the_closed_case_says_it_was_left_open(cast, client):
    case = active(cast.child, cast.officer, cast.heads["GUARDIANSHIP"], at=IDENTIFIED)
    move_child(cast, SOON)
    client.force_login(fresh(cast.officer2))
    page = client.get(reverse("cases:detail", args=[case.number]), HTTP_ACCEPT_LANGUAGE="en")
    assert page.status_code == 200
    new = case.following.get()
    mine = client.get(reverse("cases:detail", args=[new.number])).content.decode()
    assert reverse("cases:detail", args=[case.number]) in mine
    type(cast.officer2).objects.filter(pk=cast.officer2.pk).update(language="en")
    client.force_login(fresh(cast.officer2))
    shown = client.get(reverse("cases:detail", args=[case.number])).content.decode()
    assert "not in force yet" not in shown
    assert "open when the case was closed" in shown

"""A purpose is asked for where the ground is not one's daily work: once per person, child and day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.audit.models import LedgerEntry
from apps.core.errors import Refused
from apps.disclosure.actions import state_purpose
from apps.disclosure.models import Purpose
from apps.people.access import access_row
from apps.people.actions import open_child
from apps.people.models import Ground
from apps.people.opening import PurposeRequired
from tests.factories.accounts import fresh


@pytest.fixture
def referred(cast):
    """The other district's body was asked to help: it sees the file, but not as daily work."""
    now = timezone.now()
    access_row(cast.child, cast.officer2.agency, Ground.REFERRAL, valid_from=now - timedelta(days=1)).save()
    cast.helper = fresh(cast.officer2)
    return cast


@pytest.mark.parametrize("who", ["officer", "orphanage", "coordinator", "mentor"])
def test_daily_work_is_asked_for_nothing(cast, who):
    open_child(cast.child, by=fresh(getattr(cast, who)), at=timezone.now())
    assert "purpose" not in LedgerEntry.objects.filter(verb="child.opened").latest("pk").data


def test_asked_once_a_day_and_noted(referred):
    now = timezone.now()
    with pytest.raises(PurposeRequired):
        open_child(referred.child, by=referred.helper, at=now)
    assert not LedgerEntry.objects.filter(verb="child.opened").exists()
    purpose = state_purpose(referred.child, kind="HANDOVER", text="№ 12", by=referred.helper, at=now)
    for _time in range(2):
        open_child(referred.child, by=referred.helper, at=now)
    entry = LedgerEntry.objects.filter(verb="child.opened").latest("pk")
    assert (entry.data["purpose"], entry.data["purpose_id"]) == ("HANDOVER", purpose.pk)
    assert "№ 12" not in str(entry.data)
    with pytest.raises(PurposeRequired):
        open_child(referred.child, by=referred.helper, at=now + timedelta(days=1))


def test_what_was_said_first_stays(referred):
    now = timezone.now()
    for kind in ("COURT", "CHECK"):
        state_purpose(referred.child, kind=kind, by=referred.helper, at=now)
    assert Purpose.objects.get().kind == "COURT"


@pytest.mark.parametrize(("kind", "field"), [("OTHER", "text"), ("X", "kind"), ("", "kind")])
def test_something_else_is_said_in_words(referred, kind, field):
    with pytest.raises(Refused) as refused:
        state_purpose(referred.child, kind=kind, text="  ", by=referred.helper, at=timezone.now())
    assert refused.value.field == field


def test_without_a_ground_no_purpose_opens_anything(cast):
    with pytest.raises(Refused):
        state_purpose(cast.child, kind="COURT", by=fresh(cast.officer2), at=timezone.now())

"""Every way a file is kept waits for the heads of the body of the login `officer`."""

from collections import Counter

import pytest

from apps.accounts.models import User
from apps.core.localtime import local_day
from apps.people.models import Child
from apps.retention import erasing
from apps.retention.models import Erasure, Hold, Retention
from apps.retention.standing import against_person

pytestmark = pytest.mark.django_db


def who(login: str) -> User:
    return User.objects.get(username=login)


def test_files_in_every_state(demo):
    rows = Retention.objects.visible_to(who("head"))
    assert Counter(rows.values_list("state", flat=True)) == {"ARCHIVED": 4, "PROPOSED": 2, "POSTPONED": 1, "ERASED": 1}
    assert rows.filter(state="ARCHIVED", keep_until__lt=local_day(demo), erasures=None).count() == 1
    assert not Retention.objects.visible_to(who("officer")).exists()
    archived = rows.filter(state="ARCHIVED").values("child")
    assert not Child.objects.visible_to(who("officer")).filter(pk__in=archived).exists()


def test_one_is_held_and_one_has_nothing_against_it(demo):
    hold = Hold.objects.visible_to(who("head")).on(local_day(demo)).get()
    stands = {
        row.child_id: [one.kind for one in against_person(row.child_id, demo)]
        for row in Retention.objects.filter(state="PROPOSED")
    }
    assert stands == {hold.child_id: ["hold"], **{pk: [] for pk in stands if pk != hold.child_id}}


def test_one_erasure_waits_for_the_login_head(demo):
    found = Erasure.objects.visible_to(who("head"))
    assert Counter(found.values_list("state", flat=True)) == {"PROPOSED": 1, "CONFIRMED": 1, "DONE": 1}
    waiting = found.get(state="PROPOSED")
    assert waiting.proposed_by == who("head2")
    confirmed = erasing.confirm_erasure(waiting, typed=waiting.number, by=who("head"), at=demo)
    assert confirmed.state == "CONFIRMED"
    assert found.get(state="DONE").counts["people_child"] == 1

"""The demo's cases: every stage is there for the logins, nothing of the past is left for the sweep."""

from collections import Counter

import pytest

from apps.accounts.models import User
from apps.casework.models import Case, Referral
from apps.casework.states import State
from apps.obligations.models import Obligation

pytestmark = pytest.mark.django_db


def test_every_stage_waits_for_the_officer(demo):
    officer = User.objects.get(username="officer")
    seen = Case.objects.visible_to(officer)
    assert set(State) <= set(seen.values_list("state", flat=True))
    assert seen.filter(officer=None).count() == 1


def test_referrals_in_every_state(demo):
    found = Counter(Referral.objects.values_list("state", flat=True))
    assert found == {"SENT": 3, "ACCEPTED": 2, "ANSWERED": 1, "REFUSED": 1, "WITHDRAWN": 1}
    assert Referral.objects.filter(escalated_to__isnull=False).count() == 1


def test_nothing_old_is_left_to_the_sweep(demo):
    mine = Obligation.objects.open().filter(subject_kind__startswith="case")
    assert not mine.filter(next_step_at__lt=demo).exists()

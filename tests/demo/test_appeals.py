"""The demo's appeals: every state, channel and kind of request is there; the known code opens one of them."""

from collections import Counter

import pytest

from apps.accounts.models import User
from apps.complaints import codes, reading
from apps.complaints.models import Appeal, BodyRequest, Call, LegislativeProposal
from apps.complaints.states import Channel, RequestKind, RequestState, State
from apps.complaints.vaults import vault_of
from apps.demo.appeals import receipt
from apps.obligations.models import Obligation

pytestmark = pytest.mark.django_db
PASSING = {State.RECEIVED}
"""Nothing rests in this state: an appeal is registered in the same moment."""


def test_every_state_and_every_door(demo):
    assert set(Appeal.objects.values_list("state", flat=True)) == set(State.values) - PASSING
    assert set(Appeal.objects.values_list("channel", flat=True)) == set(Channel.values)
    assert set(Appeal.objects.values_list("language", flat=True)) == {"kk", "ru", "en"}


def test_offices_have_work(demo):
    for login, least in {"ombudsman": 30, "specialist": 30, "ombudsman2": 7, "commissioner": 7}.items():
        assert Appeal.objects.visible_to(User.objects.get(username=login)).count() >= least, login


def test_the_accused_and_the_bodies_see_none(demo):
    own = Appeal.objects.filter(respondents__agency=User.objects.get(username="ombudsman").agency)
    assert own.exists()
    assert not own.filter(pk__in=Appeal.objects.visible_to(User.objects.get(username="ombudsman"))).exists()
    official = User.objects.get(username="education")
    assert not Appeal.objects.visible_to(official).exists()
    assert BodyRequest.objects.visible_to(official).filter(state=RequestState.SENT).count() >= 3


def test_requests_of_every_kind_late_refused_and_unanswered(demo):
    assert set(BodyRequest.objects.values_list("kind", flat=True)) == set(RequestKind.values)
    assert set(BodyRequest.objects.values_list("state", flat=True)) == set(RequestState.values)
    assert BodyRequest.objects.filter(is_obstruction=True).exists()
    late = Obligation.objects.filter(subject_kind="body_request")
    assert late.filter(state=Obligation.State.MET_LATE).exists()
    assert late.open().filter(due_at__lt=demo).exists()


def test_calls_with_outcomes_and_one_in_danger_not_passed_on(demo):
    found = Counter(Call.objects.values_list("outcome", flat=True))
    assert set(found) == set(Call.Outcome.values)
    assert Call.objects.filter(safety="IN_DANGER", outcome="", referrals=None).count() == 1
    assert Call.objects.filter(referrals__outcome_at__isnull=False).exists()
    assert LegislativeProposal.objects.exists()


def test_the_known_code_opens_a_replied_appeal(demo):
    found = codes.receipt_of(receipt())
    assert found is not None
    assert found.appeal.state == State.REPLIED
    assert found.appeal.attachments.count() == 0


def test_two_years_of_every_region_with_late_ones_among_them(demo):
    offices = Appeal.objects.filter(office__kind="REGIONAL_OMBUDSMAN").values_list("office", flat=True).distinct()
    assert offices.count() == 20
    assert (demo - Appeal.objects.earliest("received_at").received_at).days > 600
    terms = Obligation.objects.filter(subject_kind="appeal_round", rule__code__startswith="appc.a76.")
    assert 20 < terms.filter(state=Obligation.State.MET_LATE).count() < terms.filter(state="MET").count() / 4
    old = Appeal.objects.filter(state=State.CLOSED, by_child=True, attachments=None).order_by("pk")[0]
    text = reading.conversation(old, vault_of(old))
    assert [one.post.what for one in text] == ["STATEMENT", "REPLY"]
    assert "111" in text[-1].text
    sought = reading.search(Appeal.objects.filter(pk=old.pk), max(text[0].text.split(), key=len))
    assert sought.exists()


def test_nothing_old_is_left_to_the_sweep(demo):
    mine = Obligation.objects.open().filter(subject_kind__in=("appeal_round", "appeal_post", "body_request"))
    assert mine.exists()
    assert not mine.filter(next_step_at__lt=demo).exists()

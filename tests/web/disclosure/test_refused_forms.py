"""A form that comes back refused shows what it showed before: that is a row of the ledger too."""

import pytest
from django.utils import timezone

from apps.audit.models import LedgerEntry
from apps.matching.models import SuspectedPair
from tests.factories.accounts import fresh
from tests.factories.people import make_child

pytestmark = pytest.mark.django_db


def looks(user, child) -> int:
    return LedgerEntry.objects.filter(verb="child.opened", subject_id=child.pk, actor_id=user.pk).count()


def test_a_refused_correction_is_a_look(as_, cast):
    answer = as_(cast.officer).post(f"/children/{cast.child.number}/edit/", {"version": "0"})
    assert answer.status_code == 422
    assert cast.child.iin in answer.content.decode()
    assert looks(cast.officer, cast.child) == 1


def test_a_comparison_shown_by_an_act_that_is_none(as_, cast):
    head = cast.heads["GUARDIANSHIP"]
    one, two = sorted([cast.child, make_child(fresh(cast.officer))], key=lambda child: child.pk)
    pair = SuspectedPair.objects.create(one=one, two=two, score=90, reasons=[], found_at=timezone.now())
    answer = as_(head).post(f"/duplicates/{pair.pk}/", {"act": "nonsense"})
    assert answer.status_code in (200, 422)
    assert one.number in answer.content.decode()
    assert looks(head, one) == looks(head, two) == 1


def test_a_refused_record_is_a_look(as_, cast):
    answer = as_(cast.officer).post(f"/children/{cast.child.number}/schooling/new/", {"kind": ""})
    assert answer.status_code == 422
    assert looks(cast.officer, cast.child) == 1


def test_the_end_of_a_stay_and_of_mentoring_is_a_look(as_, cast):
    at = f"/children/{cast.child.number}"
    for number, url in enumerate(
        (f"stays/{cast.child.placements.get().pk}", f"mentors/{cast.child.assignments.get().pk}")
    ):
        assert as_(cast.officer).get(f"{at}/{url}/end/").status_code == 200
        assert looks(cast.officer, cast.child) == number + 1

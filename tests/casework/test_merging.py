"""Two files with cases become one, and two again."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from apps.casework import actions, clocks, planning
from apps.casework.merging import TWO_CASES
from apps.casework.models import Case
from apps.casework.states import State
from apps.core.errors import Refused
from apps.matching.actions import merge, undo
from apps.matching.models import Merge, SuspectedPair
from apps.obligations.law import load_rules
from tests.cast import make_cast
from tests.factories.accounts import fresh
from tests.factories.casework import make_case
from tests.factories.people import make_child

pytestmark = pytest.mark.django_db
WHY = "Бір бала: туу туралы куәлігі табылды."


@pytest.fixture
def cast():
    load_rules()
    return make_cast()


@pytest.fixture
def other(cast):
    return make_child(cast.officer, surname="Ким", given_name="Аяжан", iin="", age=13)


def joined(cast, other) -> Merge:
    return merge(cast.child, absorbed=other, reason=WHY, by=fresh(cast.officer), at=timezone.now())


def test_two_open_cases_of_one_body_stand_against_a_merge(cast, other):
    one, two = make_case(cast.child, cast.officer), make_case(other, cast.officer)
    with translation.override("en"), pytest.raises(Refused) as refused:
        joined(cast, other)
    assert refused.value.rule == TWO_CASES
    assert f"{one.number}, {two.number}" in str(refused.value.message)
    assert "Close one" in str(refused.value.message)
    assert not Merge.objects.exists()
    assert set(Case.objects.open()) == {one, two}


def test_after_one_is_closed_the_files_merge_and_the_undoing_gives_each_its_case(cast, other):
    one, two = make_case(cast.child, cast.officer), make_case(other, cast.officer)
    now = timezone.now()
    asked = actions.submit_closing(
        two, reason="NOT_NEEDED", text=f"Жұмыс {one.number} ішінде жүреді", by=fresh(cast.officer), at=now
    )
    planning.approve(asked, by=fresh(cast.heads["GUARDIANSHIP"]), at=now)
    made = joined(cast, other)
    assert set(cast.child.cases.all()) == {one, two}
    with pytest.raises(Refused):
        actions.reopen(Case.objects.get(pk=two.pk), reason="Қайта", by=fresh(cast.officer), at=now)
    undo(made, reason="Екі бала екен, қате біріктірілді", by=fresh(cast.officer), at=now + timedelta(days=1))
    assert (list(cast.child.cases.all()), list(other.cases.all())) == ([one], [two])


def test_an_open_case_of_the_absorbed_file_goes_on_with_its_clocks_and_comes_back(cast, other):
    case = make_case(other, cast.officer)
    duties = set(clocks.duties_of(case).open().values_list("pk", "due_at"))
    assert duties
    made = joined(cast, other)
    moved = Case.objects.get(pk=case.pk)
    assert (moved.child_id, moved.state, moved.officer_id) == (cast.child.pk, State.OPENED, cast.officer.pk)
    assert set(clocks.duties_of(moved).open().values_list("pk", "due_at")) == duties
    undo(made, reason="Екі бала екен, қате біріктірілді", by=fresh(cast.officer), at=timezone.now())
    assert Case.objects.get(pk=case.pk).child_id == other.pk
    assert set(clocks.duties_of(case).open().values_list("pk", "due_at")) == duties


def test_the_page_says_why(client, cast, other):
    make_case(cast.child, cast.officer)
    two = make_case(other, cast.officer)
    one, second = sorted([cast.child, other], key=lambda child: child.pk)
    pair = SuspectedPair.objects.create(one=one, two=second, score=0, reasons=[], found_at=timezone.now())
    client.force_login(cast.officer)
    typed = {"act": "merge", "kept": cast.child.number, "reason": WHY}
    refused = client.post(f"/duplicates/{pair.pk}/", typed)
    assert refused.status_code == 422
    assert two.number in refused.content.decode()

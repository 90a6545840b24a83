"""Two files become one and two again, with everything they held."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from apps.audit.models import LedgerEntry
from apps.core.errors import NotAllowed, Refused
from apps.matching.actions import likely_duplicates, merge, undo
from apps.matching.models import Merge, SuspectedPair, kept_of
from apps.matching.relations import MOVED
from apps.matching.search import search
from apps.mentoring.models import Assignment
from apps.people.actions import correct_child
from apps.people.models import Child, ChildAccess, ChildCategory, Note
from tests.cast import FRIDAY, log_harm, make_cast
from tests.factories.accounts import fresh, make_agency, make_officer, make_user
from tests.factories.people import make_child, make_iin, make_mentored, make_stay

pytestmark = pytest.mark.django_db

WHY = "Бір бала: туу туралы куәлігі табылды."
BACK = "Қате біріктірілді, бұл екі бала."
NOW = timezone.now()


@pytest.fixture
def officer():
    return make_officer()


@pytest.fixture
def kept(officer):
    return make_child(officer, surname="", given_name="Ая", patronymic="", no_iin_reason="FOREIGNER", age=13)


@pytest.fixture
def absorbed(officer):
    return make_child(officer, surname="Ким", given_name="Аяжан", iin="", age=13)


def joined(kept, absorbed, officer, **options) -> Merge:
    return merge(kept, absorbed=absorbed, **{"reason": WHY, "by": fresh(officer), "at": NOW, **options})


def apart(made, officer):
    return undo(made, reason=BACK, by=fresh(officer), at=NOW + timedelta(days=1))


def picture(child) -> dict[str, list]:
    """Every declared row that names the child, with all its values but the counters."""
    found = {}
    for name, relation in MOVED.items():
        key = {"subject_kind": "child", "subject_id": child.pk} if relation.subject else {relation.field: child.pk}
        rows = relation.target._base_manager.filter(**key).order_by("pk").values()
        found[name] = [{k: v for k, v in row.items() if k not in ("version",)} for row in rows]
    return found


def test_everything_moves_and_comes_back_exactly():
    cast = make_cast()
    log_harm(cast)
    kept = make_child(fresh(cast.officer), surname="", given_name="Ая", no_iin_reason="FOREIGNER", age=13)
    ChildCategory.objects.create(child=cast.child, kind="LARGE_FAMILY", starts_on=FRIDAY.date())
    before = picture(cast.child), picture(kept)
    held = sum(map(len, before[0].values()))
    made = joined(kept, cast.child, cast.officer)
    assert made.left == {}
    assert sum(len(ids) for ids in made.moved.values()) == held
    assert sum(map(len, picture(cast.child).values())) == 0
    assert {"care.Placement.child", "mentoring.Assignment.child", "incidents.IncidentChild.child",
            "people.ChildAccess.child", "people.ChildCategory.child"} <= set(made.moved)  # fmt: skip
    apart(made, cast.officer)
    assert (picture(cast.child), picture(kept)) == before


def test_the_absorbed_file_is_seen_by_nobody_and_found_by_its_number(officer, kept, absorbed):
    joined(kept, absorbed, officer)
    assert list(Child.objects.visible_to(officer)) == [kept]
    assert search(officer, absorbed.number) == [kept.pk]
    assert search(officer, kept.number) == [kept.pk]
    assert search(officer, "Ким Аяжан") == [kept.pk]
    assert kept_of(absorbed.number) == kept.number
    assert kept_of(kept.number) == ""
    assert search(make_officer(), absorbed.number) == []


def test_those_who_saw_either_see_the_kept_one_for_their_time(officer, kept, absorbed):
    home = make_agency("ORPHAN_ORG", officer.agency.area)
    staff = make_user(home, "ORG_STAFF")
    stay = make_stay(absorbed, officer, home)
    made = joined(kept, absorbed, officer)
    assert list(Child.objects.visible_to(fresh(staff))) == [kept]
    stay.refresh_from_db()
    assert stay.child == kept
    pages = ChildAccess.objects.filter(child=kept).values_list("sort_at", flat=True)
    assert set(pages) == {kept.registered_at}
    apart(made, officer)
    assert list(Child.objects.visible_to(fresh(staff))) == [absorbed]


def test_what_stands_twice_stays_with_the_absorbed_file(officer, kept, absorbed):
    home = make_agency("ORPHAN_ORG", officer.agency.area)
    first, second = make_stay(kept, officer, home), make_stay(absorbed, officer, home)
    mentored = make_mentored(absorbed, officer)
    made = joined(kept, absorbed, officer)
    assert made.left == {"care.Placement.child": [second.pk]}
    assert list(kept.placements.all()) == [first]
    assert Assignment.objects.get(pk=mentored.pk).child == kept


def test_values_are_chosen_and_the_iin_comes_along(officer, kept, absorbed):
    iin = make_iin(absorbed.birth_date, "FEMALE")
    data = {"iin": iin, "no_iin_reason": ""}
    absorbed = correct_child(absorbed, data=data, version=1, by=officer, at=NOW)[0]
    made = joined(kept, absorbed, officer, take={"surname": True, "given_name": True, "patronymic": False})
    kept.refresh_from_db()
    assert (kept.surname, kept.given_name, kept.patronymic, kept.iin) == ("Ким", "Аяжан", "", iin)
    assert iin not in str(made.before)
    apart(made, officer)
    kept.refresh_from_db()
    absorbed.refresh_from_db()
    assert (kept.surname, kept.given_name, kept.iin, kept.no_iin_reason) == ("", "Ая", "", "FOREIGNER")
    assert (absorbed.iin, absorbed.no_iin_reason) == (iin, "")
    assert search(officer, "Ким") == [absorbed.pk]


def test_two_iins_are_two_children(officer, kept, absorbed):
    for serial, child in enumerate((kept, absorbed), start=1):
        data = {"iin": make_iin(child.birth_date, "FEMALE", serial), "no_iin_reason": "", "surname": "Ким"}
        correct_child(child, data=data, version=1, by=officer, at=NOW)
    with pytest.raises(Refused, match="two children"):
        joined(kept, absorbed, officer)


def test_undo_is_refused_when_a_chosen_value_was_corrected_since(officer, kept, absorbed):
    made = joined(kept, absorbed, officer, take={"surname": True})
    kept.refresh_from_db()
    correct_child(kept, data={"surname": "Цой"}, version=kept.version, by=officer, at=NOW)
    with pytest.raises(Refused, match="Corrected since"):
        apart(made, officer)
    assert Merge.objects.standing().count() == 1


def test_merges_in_a_chain_are_undone_from_the_end(officer, kept, absorbed):
    third = make_child(officer, surname="Ли", given_name="Вера", age=13)
    first = joined(kept, absorbed, officer)
    second = joined(third, kept, officer)
    assert kept_of(absorbed.number) == third.number
    assert search(officer, "Ким Аяжан") == search(officer, absorbed.number) == [third.pk]
    with pytest.raises(Refused, match="itself become part"):
        apart(first, officer)
    apart(second, officer)
    apart(first, officer)
    assert kept_of(absorbed.number) == ""
    with pytest.raises(Refused, match="undone already"):
        apart(first, officer)


def test_what_was_written_since_stays_with_the_kept_file(officer, kept, absorbed):
    made = joined(kept, absorbed, officer)
    note = Note.objects.create(child=kept, **note_values(officer))
    apart(made, officer)
    note.refresh_from_db()
    assert note.child == kept


def note_values(officer) -> dict:
    """Whatever a note needs, read off the model, so that this test is of merging alone."""
    values = {"author": officer, "by": officer, "agency": officer.agency, "at": NOW, "written_at": NOW,
              "created_at": NOW}  # fmt: skip
    named = {field.name for field in Note._meta.concrete_fields}
    return {name: value for name, value in values.items() if name in named}


def test_only_officers_of_the_body_of_both(officer, kept, absorbed):
    other = make_officer()
    theirs = make_child(other, surname="Ким", given_name="Аяжан", age=13)
    with pytest.raises(NotAllowed):
        joined(kept, absorbed, other)
    with pytest.raises(Refused, match="another guardianship body"):
        joined(kept, theirs, officer)
    made = joined(kept, absorbed, officer)
    with pytest.raises(NotAllowed):
        apart(made, other)


@pytest.mark.parametrize("reason", ["", "жоқ", "................", "аааааааааааааааааааааа"])
def test_a_reason_somebody_can_follow(officer, kept, absorbed, reason):
    with pytest.raises(Refused) as refused:
        joined(kept, absorbed, officer, reason=reason)
    assert refused.value.field == "reason"


def test_ledger_pair_and_duplicates_follow(officer, kept, absorbed):
    made = joined(kept, absorbed, officer)
    pair = SuspectedPair.objects.get()
    assert pair.state == "SAME"
    rows = LedgerEntry.objects.filter(verb="child.merged").values_list("subject_no", "data__other")
    assert set(rows) == {(kept.number, absorbed.number), (absorbed.number, kept.number)}
    assert "Аяжан" not in str(list(LedgerEntry.objects.values_list("data", flat=True)))
    values = {"surname": "Ким", "given_name": "Аяжан", "birth_date": absorbed.birth_date}
    assert [one.child for one in likely_duplicates(values)] == [kept.pk]
    apart(made, officer)
    pair.refresh_from_db()
    assert (pair.state, pair.decided_at) == ("OPEN", None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_rowhistory WHERE table_name = 'matching_merge'")
        assert cursor.fetchone()[0] == 2

"""The records of a child's file by the Law: parents, orphans, ages, siblings, secrecy, versions, the data bank."""

from datetime import UTC, date, datetime, timedelta

import pytest

from apps.accounts.roles import Role
from apps.audit.models import LedgerEntry, RowHistory
from apps.core.errors import NotAllowed, Refused, Stale
from apps.core.names import match_key
from apps.core.phones import clean_phone
from apps.obligations.law import load_calendar, load_rules
from apps.obligations.models import Obligation
from apps.people.acts import family, names, notes, parts
from apps.people.acts.categories import CATEGORY, GROUNDS, WITHOUT_CARE_RULE, orphan_ground
from apps.people.acts.health import HEALTH, lacks_plan
from apps.people.acts.schooling import SCHOOLING
from apps.people.acts.siblings import name_sibling
from apps.people.acts.statuses import STATUS
from apps.people.databank import enter_in_databank
from apps.people.models import Child, ChildCategory, Kinship, ParentStatus, Relative
from apps.people.siblings import siblings_of
from tests.factories.accounts import fresh, make_officer, make_user
from tests.factories.people import make_child, years_ago

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 20, 12, 0, tzinfo=UTC)
DAY = date(2026, 3, 10)


@pytest.fixture
def officer():
    return make_officer()


@pytest.fixture
def head(officer):
    return make_user(officer.agency, Role.GUARDIANSHIP_HEAD)


@pytest.fixture
def child(officer):
    return make_child(officer, birth_date=date(2014, 5, 1), at=AT)


def relative(child, by, kind="MOTHER", **fields):
    given = {"kind": kind, "surname": "Бекетова", "given_name": "Сауле", **fields}
    return family.add_relative(child, data=given, by=by, at=AT)[0]


def status(tie, by, code="DEAD", **fields):
    data = {"kinship": tie, "code": code, "starts_on": DAY, **fields}
    return parts.add(STATUS, tie.child, data=data, by=by, at=AT)[0]


def category(child, by, kind, why="", at=AT, **fields):
    return parts.add(CATEGORY, child, data={"kind": kind, "why": why, "starts_on": DAY, **fields}, by=by, at=at)[0]


def refused(act) -> dict[str, str | None]:
    with pytest.raises(Refused) as caught:
        act()
    return {refusal.field: refusal.rule for refusal in caught.value.all}


def test_the_ten_grounds_of_the_law():
    assert len(GROUNDS["WITHOUT_CARE"]) == 10
    assert set(GROUNDS["WITHOUT_CARE"]) == set(ParentStatus.Code.values) - {"DEAD", "UNKNOWN"}


def test_g02_an_orphan_only_if_both_or_the_only_parent_is_dead(officer, child):
    orphan = {"why": {"kz345.a1.s8"}}
    for why in ("BOTH_PARENTS_DEAD", "ONLY_PARENT_DEAD"):
        told = refused(lambda why=why: category(child, officer, "ORPHAN", why))
        assert {field: {rule} for field, rule in told.items()} == orphan
    mother = relative(child, officer)
    status(mother, officer)
    father = relative(child, officer, "FATHER", given_name="Серік")
    for why in ("BOTH_PARENTS_DEAD", "ONLY_PARENT_DEAD"):
        assert refused(lambda why=why: category(child, officer, "ORPHAN", why))
    assert orphan_ground(child) == ""
    status(father, officer)
    assert orphan_ground(child) == "BOTH_PARENTS_DEAD"
    assert refused(lambda: category(child, officer, "ORPHAN", "ONLY_PARENT_DEAD"))
    assert category(child, officer, "ORPHAN", "BOTH_PARENTS_DEAD").pk


def test_declared_dead_is_a_ground_of_no_care_and_makes_no_orphan(officer, child):
    status(relative(child, officer), officer, "DECLARED_DEAD")
    assert orphan_ground(child) == ""
    assert category(child, officer, "WITHOUT_CARE", "DECLARED_DEAD").why == "DECLARED_DEAD"


def test_a_death_known_through_one_child_counts_for_the_other(officer, child):
    other = make_child(officer, given_name="Дана", birth_date=date(2016, 5, 1), at=AT)
    own = relative(child, officer, iin="851123300157")
    relative(other, officer, iin="851123300157")
    status(own, officer)
    assert orphan_ground(other) == "ONLY_PARENT_DEAD"


def test_other_needs_text_and_a_death_does_not_end(officer, child):
    tie = relative(child, officer)
    assert refused(lambda: status(tie, officer, "OTHER_LACK")) == {"text": WITHOUT_CARE_RULE}
    assert "ends_on" in refused(lambda: status(tie, officer, "DEAD", ends_on=DAY))
    status(tie, officer, "IMPRISONED")
    assert "starts_on" in refused(lambda: status(tie, officer, "IMPRISONED", starts_on=DAY + timedelta(days=2)))
    assert status(tie, officer, "RIGHTS_DEPRIVED").pk


def test_only_parents_have_grounds(officer, child):
    aunt = relative(child, officer, "AUNT_UNCLE")
    assert "kinship" in refused(lambda: status(aunt, officer))


@pytest.mark.parametrize(
    ("kind", "age", "stands"),
    [("NEGLECTED", 17, True), ("NEGLECTED", 18, False), ("CARE_LEAVER", 15, False), ("CARE_LEAVER", 16, True),
     ("CARE_LEAVER", 22, True), ("CARE_LEAVER", 23, False), ("DISABILITY", 18, False)],
)  # fmt: skip
def test_row_62_ages_of_categories(officer, child, kind, age, stands):
    Child.objects.filter(pk=child.pk).update(birth_date=DAY.replace(year=DAY.year - age))
    if stands:
        assert category(child, officer, kind).pk
    else:
        rule = None if kind == "CARE_LEAVER" else "kz345.a1.s2"
        assert refused(lambda: category(child, officer, kind)) == {"starts_on": rule}


def test_the_eighteenth_birthday_itself_is_too_late(officer, child):
    Child.objects.filter(pk=child.pk).update(birth_date=date(2008, 3, 10))
    assert refused(lambda: category(child, officer, "NEGLECTED")) == {"starts_on": "kz345.a1.s2"}
    assert category(child, officer, "NEGLECTED", starts_on=DAY - timedelta(days=1)).pk


def test_several_categories_at_once_but_never_the_same_twice(officer, child):
    for kind in ("NEGLECTED", "NEEDY_FAMILY", "LARGE_FAMILY"):
        category(child, officer, kind)
    assert "starts_on" in refused(lambda: category(child, officer, "NEGLECTED"))
    first = ChildCategory.objects.get(kind="NEGLECTED")
    parts.end(CATEGORY, first, ends_on=DAY + timedelta(days=5), reason="Отбасына оралды", by=officer, at=AT)
    assert category(child, officer, "NEGLECTED", starts_on=DAY + timedelta(days=6)).pk
    assert RowHistory.objects.filter(table_name="people_childcategory", row_id=first.pk).count() == 2


def test_target_claims_are_for_citizens(officer, child):
    Child.objects.filter(pk=child.pk).update(citizenship="RUS")
    assert refused(lambda: category(child, officer, "TARGET_CLAIMS")) == {"kind": "kz345.a7-4.p1"}


def test_special_services_need_a_circumstance(officer, child):
    assert refused(lambda: category(child, officer, "SPECIAL_SERVICES")) == {"why": "kz345.a1.s1"}
    assert refused(lambda: category(child, officer, "SPECIAL_SERVICES", "SC_OTHER")) == {"why_text": "kz345.a1.s1"}
    assert category(child, officer, "SPECIAL_SERVICES", "SC_CRUELTY").pk


def test_siblings_through_a_parent_and_by_name(officer, child):
    elsewhere = make_officer()
    own = relative(child, officer, iin="851123300157")
    far = make_child(elsewhere, given_name="Дана", birth_date=date(2016, 5, 1), at=AT)
    relative(far, elsewhere, iin="851123300157")
    near = make_child(officer, given_name="Асан", birth_date=date(2017, 5, 1), at=AT)
    assert Relative.objects.count() == 2, "each body has its own record"
    found = siblings_of(child, fresh(officer))
    assert (found.open, found.hidden) == ([], 1)
    name_sibling(child, number=near.number.lower(), by=officer, at=AT)
    found = siblings_of(child, fresh(officer))
    assert ([one.child for one in found.open], found.hidden) == ([near], 1)
    assert [one.child for one in siblings_of(near, fresh(officer)).open] == [child]
    assert "number" in refused(lambda: name_sibling(child, number=far.number, by=officer, at=AT))
    assert "number" in refused(lambda: name_sibling(near, number=child.number, by=officer, at=AT))
    family.withdraw_kinship(own, reason="Басқа адам", by=officer, at=AT)
    assert siblings_of(child, fresh(officer)).hidden == 0


def test_one_iin_one_person(officer, child):
    relative(child, officer, iin="851123300157")
    other = make_child(officer, given_name="Дана", at=AT)
    assert "iin" in refused(lambda: relative(other, officer, iin="851123300157", surname="Ахметова"))
    assert "iin" in refused(lambda: relative(other, officer, iin="851123300158"))
    assert "given_name" in refused(lambda: relative(child, officer, "AUNT_UNCLE", iin="851123300157"))


def test_a_parent_without_a_name_is_unknown(officer, child):
    tie = relative(child, officer, surname="", given_name="")
    assert tie.statuses.get().code == "UNKNOWN"
    assert "given_name" in refused(lambda: relative(child, officer, "GRANDPARENT", surname="", given_name=""))
    assert "kind" in refused(lambda: relative(child, officer, given_name="Екінші"))


def test_two_who_correct_a_relative(officer, child):
    tie = relative(child, officer)
    version = family.version_of(tie)
    family.correct_relative(tie, data={"phone": "87011234567"}, version=version, by=officer, at=AT)
    assert Relative.objects.get().phone == "+77011234567"
    with pytest.raises(Stale):
        family.correct_relative(tie, data={"phone": "87010000000"}, version=version, by=officer, at=AT)


def test_a_secret_former_name_is_not_in_the_key(officer, head, child):
    old_key = child.name_key
    new = {"surname": "Ахметова", "given_name": "Дария", "reason": "ADOPTION", "changed_on": DAY}
    with pytest.raises(NotAllowed):
        names.change_name(child, data=new, version=1, by=officer, at=AT)
    changed, _ = names.change_name(child, data=new, version=1, by=head, at=AT)
    assert not set(old_key.split()) & set(changed.name_key.split())
    assert changed.names.get().is_secret
    assert "Бекетова" not in str(LedgerEntry.objects.filter(subject_no=child.number).values_list("data", flat=True))
    with pytest.raises(Stale):
        names.change_name(child, data={**new, "given_name": "Әсел"}, version=1, by=head, at=AT)


def test_an_open_former_name_finds_the_child(officer, child):
    new = {"surname": "Ахметова", "given_name": "Айару", "reason": "COURT", "changed_on": DAY}
    changed, _ = names.change_name(child, data=new, version=1, by=officer, at=AT)
    assert {match_key("Бекетова"), match_key("Ахметова")} <= set(changed.name_key.split())
    names.withdraw_name(changed.names.get(), reason="Қате", by=officer, at=AT)
    assert match_key("Бекетова") not in Child.objects.get(pk=child.pk).name_key.split()


def test_disability_and_its_plan(officer, child):
    shared = {"starts_on": DAY}
    add = lambda **data: parts.add(HEALTH, child, data={**shared, **data}, by=officer, at=AT)[0]  # noqa: E731
    assert "group" in refused(lambda: add(kind="DISABILITY"))
    assert "group" in refused(lambda: add(kind="ALLERGY", text="Сүт", group="I"))
    add(kind="DISABILITY", group="III")
    assert lacks_plan(child, DAY)
    assert refused(lambda: add(kind="PLAN", text="Жоспар")) == {"participants": "kz345.a31.p3"}
    add(kind="PLAN", text="Жоспар", participants="Ата-анасы, маман")
    assert not lacks_plan(child, DAY)
    assert "starts_on" in refused(lambda: add(kind="DISABILITY", group="II"))


def test_schooling_somewhere_and_one_school_at_a_time(officer, child):
    add = lambda **data: parts.add(SCHOOLING, child, data={"starts_on": DAY, **data}, by=officer, at=AT)[0]  # noqa: E731
    assert "institution_name" in refused(lambda: add(kind="SCHOOL"))
    add(kind="SCHOOL", institution_name="№ 7")
    assert "starts_on" in refused(lambda: add(kind="SCHOOL", institution_name="№ 8"))
    add(kind="EXTRA", institution_name="Сурет")
    assert add(kind="EXTRA", institution_name="Домбыра").agency == officer.agency


def test_notes_are_never_erased(officer, child):
    data = {"kind": "TALK", "confidentiality": "OPEN", "text": "Бір"}
    note = notes.write_note(child, data=data, by=officer, at=AT)
    notes.correct_note(note, text="Екі", version=1, by=officer, at=AT)
    with pytest.raises(Stale):
        notes.correct_note(note, text="Үш", version=1, by=officer, at=AT)
    with pytest.raises(NotAllowed):
        notes.correct_note(note, text="Үш", version=2, by=make_user(officer.agency, Role.GUARDIANSHIP_OFFICER), at=AT)
    notes.withdraw_note(note, reason="Басқа бала", by=officer, at=AT)
    assert [text.text for text in note.texts.all()] == ["Бір", "Екі"]
    assert refused(lambda: notes.correct_note(note, text="Үш", version=3, by=officer, at=AT)) == {None: None}


def test_a_withdrawn_record_stays_with_its_reason(officer, child):
    one = category(child, officer, "NEGLECTED")
    assert "reason" in refused(lambda: parts.withdraw(CATEGORY, one, reason=" ", by=officer, at=AT))
    parts.withdraw(CATEGORY, one, reason="Басқа бала", by=officer, at=AT)
    one.refresh_from_db()
    assert (one.withdraw_reason, one.withdrawn_by, one.version) == ("Басқа бала", officer, 2)
    assert category(child, officer, "NEGLECTED").pk


def test_another_body_writes_nothing(child):
    stranger = make_officer()
    for act in (lambda: relative(child, stranger), lambda: category(child, stranger, "NEGLECTED")):
        with pytest.raises(NotAllowed):
            act()
    assert not Kinship.objects.exists()


def test_g01_a_found_child_is_entered_in_the_data_bank_within_a_working_day(officer):
    load_rules()
    load_calendar()
    found = {"found_place": "Вокзал", "found_circumstances": "Полиция тапты"}
    child = make_child(officer, no_iin_reason="FOUNDLING", surname="", birth_precision="UNKNOWN", at=AT, **found)
    duty = Obligation.objects.get(subject_kind="child", subject_id=child.pk)
    assert (duty.owner, duty.due_at.astimezone(UTC).date()) == (officer.agency, date(2026, 3, 26))
    assert "number" in refused(lambda: enter_in_databank(child, number=" ", on=DAY, by=officer, at=AT))
    enter_in_databank(child, number="РБД-1", on=date(2026, 3, 20), by=officer, at=AT + timedelta(hours=1))
    duty.refresh_from_db()
    assert duty.state == "MET"


@pytest.mark.parametrize(
    ("known", "kept"),
    [("DAY", date(2015, 3, 5)), ("MONTH", date(2015, 3, 31)), ("YEAR", date(2015, 12, 31))],
)
def test_what_is_not_known_of_a_birth_date_counts_as_late_as_may_be(officer, known, kept):
    child = make_child(officer, birth_date=date(2015, 3, 5), birth_precision=known, at=AT)
    assert (child.birth_date, child.birth_precision) == (kept, known)


def test_a_birth_date_never_lies_after_the_registration(officer):
    child = make_child(officer, birth_date=date(2026, 1, 5), birth_precision="YEAR", at=AT)
    assert child.birth_date == date(2026, 3, 20)


@pytest.mark.parametrize("typed", ["8 701 123-45-67", "+7 (701) 123 45 67", "77011234567", "701 123 45 67"])
def test_telephones_are_stored_one_way(typed):
    assert clean_phone(typed) == "+77011234567"


def test_no_telephone_is_refused(officer):
    with pytest.raises(Refused):
        make_child(officer, phone="звонить маме", birth_date=years_ago(9))

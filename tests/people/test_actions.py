"""Registering and correcting a child's file (domain section 19, rows 60, 61, 62, 66)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from apps.accounts.kinds import AgencyKind
from apps.accounts.roles import Role
from apps.audit.models import LedgerEntry
from apps.core.errors import NotAllowed, Refused, Stale
from apps.people.actions import correct_child, open_child, register_child, reveal_iin
from apps.people.models import Child, ChildAccess, Ground
from tests.factories.accounts import make_agency, make_officer, make_user
from tests.factories.people import child_data, make_child, make_iin, make_mentored, make_stay, years_ago

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 20, 18, 10, tzinfo=UTC)


@pytest.fixture
def officer():
    return make_officer()


def register(officer, at=AT, **fields):
    return register_child(data=child_data(**fields), by=officer, at=at)


def refused(officer, **fields) -> dict[str, str | None]:
    with pytest.raises(Refused) as caught:
        register(officer, **fields)
    return {refusal.field: refusal.rule for refusal in caught.value.all}


def test_register_opens_a_file_for_the_own_body(officer):
    child, cautions = register(officer, iin="150301500128", no_iin_reason="", birth_date=date(2015, 3, 1), sex="MALE")
    row = ChildAccess.objects.get(child=child)
    assert cautions == []
    assert child.number.startswith("C-")
    assert (child.guardianship, child.area, child.version) == (officer.agency, officer.agency.area, 1)
    assert (row.agency, row.ground, row.sort_at, row.valid_to) == (
        officer.agency, Ground.RESPONSIBLE, child.registered_at, None,
    )  # fmt: skip
    assert LedgerEntry.objects.filter(verb="child.registered", subject_no=child.number).exists()


@pytest.mark.parametrize("iin", ["150301500127", "15030150012", "1503015001281", "15030150012А", "150301501890"])
def test_row_60_a_wrong_iin_is_refused(officer, iin):
    assert "iin" in refused(officer, iin=iin, no_iin_reason="")


def test_row_61_another_birth_date_in_the_iin_is_only_a_caution(officer):
    child, cautions = register(officer, iin="150301500128", no_iin_reason="", birth_date=date(2015, 3, 2), sex="MALE")
    assert child.birth_date == date(2015, 3, 2)
    assert [caution.field for caution in cautions] == ["birth_date"]
    assert "01.03.2015" in str(cautions[0].message)


def test_row_61_the_other_sex_in_the_iin_is_only_a_caution(officer):
    _, cautions = register(officer, iin="150301500128", no_iin_reason="", birth_date=date(2015, 3, 1), sex="FEMALE")
    assert [caution.field for caution in cautions] == ["sex"]


@pytest.mark.parametrize("born", [date(2026, 3, 21), date(2008, 3, 20), date(1990, 1, 1)])
def test_row_62_birth_date_of_no_child_is_refused(officer, born):
    assert refused(officer, birth_date=born) == {"birth_date": "kz345.a1.s2"}


def test_row_62_the_day_before_eighteen_is_a_child(officer):
    child, _ = register(officer, birth_date=date(2008, 3, 22))
    assert child.age(date(2026, 3, 21)) == 17


def test_row_66_mixed_letters_are_made_cyrillic_with_a_caution(officer):
    child, cautions = register(officer, surname="Бекeтовa", given_name="Айару")  # Latin e and a
    assert child.surname == "Бекетова"
    assert [caution.field for caution in cautions] == ["surname"]


def test_schwa_of_the_old_keyboard_is_mended_silently(officer):
    child, _ = register(officer, given_name="Əлия")
    assert child.given_name == "Әлия"


@pytest.mark.parametrize(
    ("fields", "at_field"),
    [
        ({"given_name": " "}, "given_name"),
        ({"surname": ""}, "surname"),
        ({"given_name": "123"}, "given_name"),
        ({"surname_latin": "Бекетова"}, "surname_latin"),
        ({"no_iin_reason": ""}, "iin"),
        ({"no_iin_reason": "WHATEVER"}, "no_iin_reason"),
        ({"iin": "150301500128"}, "no_iin_reason"),
        ({"sex": ""}, "sex"),
        ({"birth_date": None}, "birth_date"),
        ({"area": None}, "area"),
    ],
)
def test_what_is_missing_or_senseless_is_refused_at_its_field(officer, fields, at_field):
    assert at_field in refused(officer, **fields)


def test_all_refusals_come_at_once(officer):
    assert refused(officer, given_name="", birth_date=None, iin="1", no_iin_reason="").keys() == {
        "given_name", "birth_date", "iin",
    }  # fmt: skip


def test_a_found_child_needs_no_surname(officer):
    found = {"found_place": "Вокзал", "found_circumstances": "Подъезде табылды."}
    assert register(officer, surname="", no_iin_reason="FOUNDLING", **found)[0].surname == ""


def test_same_iin_of_a_file_one_sees_is_refused_with_its_number(officer):
    iin = make_iin(years_ago(12), "FEMALE")
    first = make_child(officer, iin=iin, no_iin_reason="")
    with pytest.raises(Refused, match=first.number):
        make_child(officer, iin=iin, no_iin_reason="")


def test_same_iin_of_a_hidden_file_is_refused_without_naming_it(officer):
    iin = make_iin(years_ago(12), "FEMALE")
    hidden = make_child(make_officer(), iin=iin, no_iin_reason="")
    with pytest.raises(Refused) as caught:
        make_child(officer, iin=iin, no_iin_reason="")
    said = str(caught.value)
    assert caught.value.field == "iin"
    assert not any(word in said for word in (hidden.number, hidden.surname, hidden.guardianship.name_ru))


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        (AgencyKind.ORPHAN_ORG, Role.ORG_STAFF),
        (AgencyKind.MENTORING_ORG, Role.MENTORING_HEAD),
        (AgencyKind.POLICE, Role.POLICE_OFFICER),
        (AgencyKind.OPERATIONS, Role.SYSADMIN),
        (AgencyKind.GUARDIANSHIP, Role.AGENCY_ADMIN),
    ],
)
def test_others_register_nobody(kind, role):
    with pytest.raises(NotAllowed):
        register(make_user(make_agency(kind), role))


def test_correct_changes_what_is_given_and_keeps_the_rest(officer):
    child = make_child(officer)
    new, _ = correct_child(child, data={"given_name": "Айша"}, version=1, by=officer, at=AT)
    assert (new.given_name, new.surname, new.version) == ("Айша", "Бекетова", 2)
    assert LedgerEntry.objects.get(verb="child.corrected").data["fields"] == ["given_name"]


def test_correct_without_a_change_leaves_the_version(officer):
    child = make_child(officer)
    assert correct_child(child, data={}, version=1, by=officer, at=AT)[0].version == 1


def test_correct_of_a_version_no_longer_stored_is_stale(officer):
    child = make_child(officer)
    correct_child(child, data={"address": "А"}, version=1, by=officer, at=AT)
    with pytest.raises(Stale):
        correct_child(child, data={"address": "Б"}, version=1, by=officer, at=AT)
    assert Child.objects.get(pk=child.pk).address == "А"


def test_correct_by_another_body_is_not_allowed(officer):
    child = make_child(officer)
    with pytest.raises(NotAllowed):
        correct_child(child, data={}, version=1, by=make_officer(), at=AT)


def test_correct_counts_eighteen_from_the_day_of_registration(officer):
    child = make_child(officer, age=17)
    later = timezone.now() + timedelta(days=800)
    assert correct_child(child, data={"address": "А"}, version=1, by=officer, at=later)[0].address == "А"


def test_opening_is_written_with_the_ground(officer):
    child = make_child(officer)
    open_child(child, by=officer, at=AT)
    row = LedgerEntry.objects.get(verb="child.opened")
    assert (row.actor_id, row.subject_no, row.data) == (
        officer.pk,
        child.number,
        {"grounds": ["RESPONSIBLE"]},
    )


def test_opening_without_a_ground_is_not_allowed(officer):
    with pytest.raises(NotAllowed):
        open_child(make_child(officer), by=make_officer(), at=AT)


def test_iin_is_shown_to_the_home_and_noted(officer):
    child = make_child(officer, iin=make_iin(years_ago(12), "FEMALE"), no_iin_reason="")
    home = make_agency(AgencyKind.ORPHAN_ORG)
    make_stay(child, officer, home)
    assert reveal_iin(child, by=make_user(home, Role.ORG_STAFF), at=AT) == child.iin
    assert LedgerEntry.objects.filter(verb="child.iin_shown").exists()


@pytest.mark.parametrize("kind", ["MENTOR", "HOST_FAMILY"])
def test_row_64_a_mentor_is_no_legal_representative(officer, kind):
    given = {"representative_kind": kind, "representative_name": "Ахметов Тимур"}
    assert refused(officer, **given) == {"representative_kind": "kz345.a1.s6"}


def test_row_64_nor_by_another_right(officer):
    child = make_child(officer)
    make_stay(child, officer)
    organisation = make_agency(AgencyKind.MENTORING_ORG)
    mentor = make_user(organisation, Role.MENTOR, first_name="Қайрат", last_name="Серіков")
    make_mentored(child, officer, organisation, mentor=mentor)
    data = {"representative_kind": "OPEKUN", "representative_name": "Кайрат Сериков"}
    with pytest.raises(Refused) as caught:
        correct_child(child, data=data, version=1, by=officer, at=AT)
    assert (caught.value.field, caught.value.rule) == ("representative_name", "kz345.a1.s6")


def test_representative_needs_right_and_name(officer):
    assert "representative_kind" in refused(officer, representative_name="Бекетова Сауле")
    assert "representative_name" in refused(officer, representative_kind="PARENT")
    assert register(officer, representative_kind="ORGANISATION")[0].representative_name == ""

"""Finding children by any spelling, number, IIN, telephone or birth date; and who finds none."""

from datetime import date
from importlib import import_module

import pytest
from django.db import connection
from django.utils import timezone

from apps.core.names import match_key
from apps.matching.models import ChildKey
from apps.matching.search import load, search
from apps.people.actions import correct_child
from apps.people.acts import family
from apps.people.models import Child, ChildName
from tests.cast import make_cast
from tests.factories.accounts import fresh, make_officer
from tests.factories.people import make_child, make_iin, years_ago

pytestmark = pytest.mark.django_db

BORN = date(2013, 4, 12)
SAME_NAME = [
    "Қайрат Кайрат Kairat Qairat",
    "Әлия Алия Aliya",
    "Өмірзақ Омирзак Умирзак",
    "Ұлан Улан",
    "Жансая Zhansaya Jansaya",
    "Жиһан Жихан",
    "Шыңғыс Чингиз",
    "Мұхаммед Мухамед Магомед",
    "Серікұлы Серикович",
    "Серікқызы Сериковна",
    "Ахметов Ахметова Ахмет Akhmetov",
    "Сергеев Сергеева Сергей",
]
"""Section 15 of the domain: every word of a line finds every other."""


@pytest.fixture
def officer():
    return make_officer()


def found(officer, text) -> list[str]:
    return [child.given_name for child in load(search(officer, text))]


@pytest.mark.parametrize("line", SAME_NAME)
def test_variants_of_one_name_have_one_key_and_find_each_other(officer, line):
    spellings = line.split()
    assert len({match_key(word) for word in spellings}) == 1
    for surname in ("Ли", "Тен"):
        make_child(officer, surname=surname, given_name="Вера", patronymic="")
    for there in spellings:
        child = make_child(officer, surname="Оспанова", given_name=there, patronymic="")
        for typed in spellings:
            assert child.pk in search(officer, typed), (typed, there)
            assert child.pk in search(officer, f"{typed} Оспанова"), (typed, there)


@pytest.mark.parametrize(
    "text",
    [
        "Нұрлан Серікұлы", "Нурлан Серикович", "Нұрлансерікұлы", "Серікұлы Нұрлан", "Nurlan Serikuly",
        "Нұрлан Серік ұлы", "НурланСерикович", "Нурлан Сериков",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "names", [("Нұрлан", "Серікұлы"), ("Нұрлан Серікұлы", ""), ("НұрланСерікұлы", ""), ("Серикович Нурлан", "")]
)
def test_patronymic_merged_with_the_given_name_or_split_from_it(officer, text, names):
    make_child(officer, surname="Ли", given_name="Вера", patronymic="")
    child = make_child(officer, surname="Ким", given_name=names[0], patronymic=names[1])
    assert search(officer, text) == [child.pk]


@pytest.mark.parametrize(
    "text", ["Қайрат", "КАЙРАТ сер", "Серіков Кайрат", "Сериков Кайрт", "кайрат серикв", "Srikov Kairat", "йрат"]
)
def test_slips_and_beginnings(officer, text):
    make_child(officer, surname="Серіков", given_name="Қайрат", patronymic="", sex="MALE")
    make_child(officer, surname="Ли", given_name="Вера", patronymic="")
    assert found(officer, text) == ["Қайрат"]


def test_every_letter_typed_keeps_the_child_in_sight(officer):
    make_child(officer, surname="Нұрпейісова", given_name="Ақмарал", patronymic="Сейітқызы")
    whole = "Нурпеисова Акмарал Сейтовна"
    assert all(found(officer, whole[:n]) == ["Ақмарал"] for n in range(3, len(whole) + 1) if whole[n - 1] != " ")


def test_the_closest_comes_first(officer):
    make_child(officer, surname="Бекмаганбетов", given_name="Дінасыл", patronymic="")
    make_child(officer, surname="Асылбеков", given_name="Нурлан", patronymic="")
    make_child(officer, surname="Ахметов", given_name="Асыл", patronymic="")
    assert found(officer, "асыл") == ["Асыл", "Нурлан", "Дінасыл"]


def test_as_written_comes_before_another_spelling(officer):
    for given in ("Касым", "Қасым", "Касим"):
        make_child(officer, surname="Оспанов", given_name=given, patronymic="")
    assert found(officer, "Қасым")[0] == "Қасым"
    assert found(officer, "Касим")[0] == "Касим"


@pytest.mark.parametrize(
    "day", ["12.04.2013", "12/4/13", "2013-04-12", "12 апреля 2013", "2013 ж. 12 сәуір", "04.12.2013", "13.04.2013"]
)
def test_the_birth_date_in_any_form_chooses_among_namesakes(officer, day):
    make_child(officer, given_name="Айару", birth_date=BORN)
    make_child(officer, given_name="Айару", birth_date=date(2014, 7, 30))
    ids = search(officer, f"Айару Бекетова {day}")
    assert Child.objects.get(pk=ids[0]).birth_date == BORN
    assert len(ids) == 1


@pytest.mark.parametrize("text", ["12.04.2013", "12042013", "12.04.2013 Айару", "Айару 2013"])
def test_birth_date_alone_and_year(officer, text):
    child = make_child(officer, given_name="Айару", birth_date=BORN)
    make_child(officer, given_name="Айару", birth_date=date(2015, 6, 21))
    assert search(officer, text) == [child.pk]


@pytest.mark.parametrize("form", ["{0}", "C-{0}", "c {0}", "С-{0}"])
def test_number_in_any_form(officer, form):
    child = make_child(officer)
    make_child(officer, given_name="Дана")
    assert found(officer, form.format(child.number[2:])) == [child.given_name]


def test_iin_whole_and_no_part_of_it(officer):
    iin = make_iin(years_ago(12), "FEMALE")
    make_child(officer, iin=iin, no_iin_reason="")
    assert found(officer, iin) == ["Айару"]
    assert found(officer, iin[:8]) == found(officer, iin[:11]) == []


@pytest.mark.parametrize("text", ["+7 701 234 56 78", "87012345678", "7012345678", "8 (701) 234-56-78"])
def test_telephone(officer, text):
    child = make_child(officer)
    Child.objects.filter(pk=child.pk).update(phone="+7 (701) 234-56-78")
    correct_child(child, data={"given_name": "Дана"}, version=1, by=officer, at=child.registered_at)
    assert found(officer, text) == ["Дана"]


def test_those_who_may_not_see_the_iin_cannot_find_by_it():
    cast = make_cast()
    iin = make_iin(cast.child.birth_date, "FEMALE")
    data = {"iin": iin, "no_iin_reason": ""}
    correct_child(cast.child, data=data, version=1, by=fresh(cast.officer), at=cast.child.registered_at)
    assert search(fresh(cast.orphanage), iin) == [cast.child.pk]
    assert search(fresh(cast.coordinator), iin) == []
    assert search(fresh(cast.coordinator), cast.child.surname) == [cast.child.pk]


def test_former_names_find_the_child_but_not_those_the_secrecy_of_adoption_hides(officer):
    child = make_child(officer, surname="Ким", given_name="Айару", patronymic="")
    former = {"child": child, "given_name": "Айару", "ends_on": date(2024, 1, 1)}
    ChildName.objects.create(surname="Оспанова", reason="WISH", **former)
    ChildName.objects.create(surname="Жансүгірова", reason="ADOPTION", is_secret=True, **former)
    correct_child(child, data={"patronymic": "Сериковна"}, version=1, by=officer, at=child.registered_at)
    assert search(officer, "Оспанова Айару") == [child.pk]
    assert search(officer, "Жансүгірова") == []


@pytest.mark.parametrize("text", ["", "  ", "%", "'; --", "(", "999999999999", "~~", "ұлы", "\x00", "щ" * 500])
def test_odd_text_finds_nothing_and_breaks_nothing(officer, text):
    make_child(officer)
    assert found(officer, text) == []


def test_another_district_finds_nothing(officer):
    child = make_child(officer)
    outsider = make_officer()
    for text in (child.number, child.surname, f"{child.given_name} {child.birth_date:%d.%m.%Y}"):
        assert search(outsider, text) == []
        assert search(officer, text) == [child.pk]


def test_the_number_of_queries_does_not_grow(officer, django_assert_max_num_queries):
    for n in range(12):
        make_child(officer, surname=f"Бекетов{'аәоө'[n % 4]}", given_name="Айару")
    search(officer, "Бекетова")
    with django_assert_max_num_queries(4):
        assert len(search(officer, "Бекетова Айару Серик 12.04.2013")) <= 12


def test_the_last_figures_of_a_number(officer):
    child = make_child(officer)
    Child.objects.filter(pk=child.pk).update(number="C-104512")
    other = make_child(officer, given_name="Дана")
    Child.objects.filter(pk=other.pk).update(number="C-204519")
    assert search(officer, "4512") == search(officer, "512") == search(officer, "104512") == [child.pk]
    assert search(officer, "12") == []


@pytest.mark.parametrize("text", ["2345678", "234-56-78", "12345678", "345678", "45678", "5678", "56-78"])
def test_the_last_figures_of_a_telephone(officer, text):
    child = make_child(officer)
    for n, phone in enumerate(("+77019995678", "+77012345679", "+77765432100")):
        other = make_child(officer, given_name=("Дана", "Ерке", "Асан")[n])
        correct_child(other, data={"phone": phone}, version=1, by=officer, at=other.registered_at)
    correct_child(child, data={"phone": "8 701 234 56 78"}, version=1, by=officer, at=child.registered_at)
    wanted = {"Айару", "Дана"} if text in ("5678", "56-78") else {"Айару"}
    assert set(found(officer, text)) == wanted
    assert found(officer, "678") == found(officer, "9345678") == []
    correct_child(child, data={"phone": ""}, version=2, by=officer, at=child.registered_at)
    assert "Айару" not in found(officer, text)


def test_a_number_of_a_file_comes_before_a_telephone(officer):
    called, numbered = make_child(officer), make_child(officer, given_name="Дана")
    correct_child(called, data={"phone": "+77011115678"}, version=1, by=officer, at=called.registered_at)
    Child.objects.filter(pk=numbered.pk).update(number="C-905678")
    assert search(officer, "5678") == [numbered.pk, called.pk]


def test_telephones_of_relatives_and_other_contacts(officer):
    child, at = make_child(officer), timezone.now()
    text = "Әжесі 8 (702) 111 22 33, ИИН 120412500123; әпкесі +77770001122"
    correct_child(child, data={"contacts": text}, version=1, by=officer, at=at)
    assert found(officer, "1112233") == found(officer, "87021112233") == found(officer, "1122") == ["Айару"]
    assert found(officer, "0123") == found(officer, "500123") == []
    mother = {"kind": "MOTHER", "surname": "Ким", "given_name": "Алма", "phone": "+77055550001"}
    tie, _ = family.add_relative(child, data=mother, by=officer, at=at)
    assert found(officer, "5550001") == ["Айару"]
    tie, _ = family.correct_relative(
        tie, data={"phone": "+77055550002"}, version=family.version_of(tie), by=officer, at=at
    )
    assert (found(officer, "5550001"), found(officer, "5550002")) == ([], ["Айару"])
    family.withdraw_kinship(tie, reason="Басқа адам", by=officer, at=at)
    assert found(officer, "5550002") == []


def test_a_telephone_finds_for_those_alone_who_may_see_it():
    cast, at = make_cast(), timezone.now()
    head, iin = fresh(cast.heads["GUARDIANSHIP"]), make_iin(years_ago(40), "FEMALE")
    correct_child(cast.child, data={"phone": "+77012345678"}, version=1, by=head, at=at)
    adopter = {"kind": "ADOPTER", "surname": "Ким", "given_name": "Алма", "sex": "FEMALE", "iin": iin}
    hidden = adopter | {"phone": "+77055550001", "is_secret": True}
    family.add_relative(cast.child, data=hidden, by=head, at=at)
    for text in ("5678", "2345678", "87012345678"):
        assert search(fresh(cast.orphanage), text) == search(fresh(cast.officer), text) == [cast.child.pk]
        assert search(fresh(cast.coordinator), text) == search(make_officer(), text) == []
    for user in (head, fresh(cast.officer), fresh(cast.orphanage)):
        assert search(user, "5550001") == search(user, "0001") == []


def test_the_migration_fills_what_the_keeping_writes(officer):
    at = timezone.now()
    one, two = make_child(officer), make_child(officer, given_name="Дана")
    correct_child(one, data={"phone": "87012345678", "contacts": "Т. 8-702-111-22-33"}, version=1, by=officer, at=at)
    family.add_relative(
        two, data={"kind": "MOTHER", "surname": "Ким", "given_name": "Алма", "phone": "87055550001"}, by=officer, at=at
    )  # fmt: skip
    written = dict(ChildKey.objects.values_list("pk", "phones"))
    assert [len(phones) for phones in written.values()] == [6, 3]
    ChildKey.objects.update(phones=[])
    with connection.cursor() as cursor:
        cursor.execute(import_module("apps.matching.migrations.0003_ends_of_telephones").FILL)
    assert dict(ChildKey.objects.values_list("pk", "phones")) == written


def test_the_end_of_a_telephone_is_read_from_the_index(officer):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
        cursor.execute("EXPLAIN SELECT child_id FROM matching_childkey WHERE phones && ARRAY['5678']::varchar(15)[]")
        assert "child_key_phones" in str(cursor.fetchall())

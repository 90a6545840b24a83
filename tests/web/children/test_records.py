"""Pages of the records in a child's file: family, categories, health, education, notes, names."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.core.localtime import local_day
from apps.people.models import Child, ChildCategory, ChildName, HealthRecord, Kinship, Note, ParentStatus, Schooling
from tests.cast import make_cast, withdraw_consents
from tests.factories.accounts import fresh
from tests.factories.people import make_child

pytestmark = pytest.mark.django_db
TABS = ("family", "categories", "health", "education", "notes")


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def officer(client, cast):
    client.force_login(cast.officer)
    return client


@pytest.fixture
def at(cast):
    return f"/children/{cast.child.number}/"


def text(response) -> str:
    return response.content.decode()


def day(back: int = 10) -> str:
    return f"{local_day(timezone.now()) - timedelta(days=back):%d.%m.%Y}"


def add_mother(officer, at, **typed):
    given = {"kind": "MOTHER", "surname": "Бекетова", "given_name": "Сауле", "birth_date": "01.02.1985", **typed}
    return officer.post(f"{at}family/new/", given)


def errors(response) -> dict[str, list[str]]:
    assert response.status_code == 422, response.status_code
    return {name: [str(one) for one in told] for name, told in response.context["form"].errors.items()}


def test_empty_parts_say_so(officer, at):
    for tab in TABS:
        page = officer.get(f"{at}{tab}/")
        assert page.status_code == 200, tab
        assert 'class="muted"' in text(page)


def test_a_relative_with_grounds(officer, at, cast):
    assert add_mother(officer, at).status_code == 302
    tie = Kinship.objects.get()
    refused = officer.post(f"{at}family/{tie.pk}/ground/", {"code": "OTHER_LACK"})
    assert "text" in errors(refused)
    assert officer.post(f"{at}family/{tie.pk}/ground/", {"code": "DEAD", "starts_on": day()}).status_code == 302
    page = text(officer.get(f"{at}family/"))
    assert "Бекетова Сауле" in page
    assert str(ParentStatus.Code.DEAD.label) in page
    status = ParentStatus.objects.get()
    assert "reason" in errors(officer.post(f"{at}ground/{status.pk}/withdraw/", {"reason": ""}))
    assert officer.post(f"{at}ground/{status.pk}/withdraw/", {"reason": "Қате"}).status_code == 302
    assert "Қате" in text(officer.get(f"{at}family/"))


def test_60_and_66_of_a_relative(officer, at):
    assert "iin" in errors(add_mother(officer, at, iin="150301500127"))
    done = officer.post(
        f"{at}family/new/", {"kind": "MOTHER", "surname": "Бекeтовa", "given_name": "Сауле"}, follow=True
    )
    assert Kinship.objects.get().relative.surname == "Бекетова"
    assert "banner" in text(done) or "message" in text(done)


def test_orphan_only_if_the_parents_are_dead(officer, at):
    typed = {"kind": "ORPHAN", "why": "ONLY_PARENT_DEAD", "starts_on": day()}
    refused = officer.post(f"{at}category/new/", typed)
    assert "why" in errors(refused)
    rules = [one.params["rule"] for one in refused.context["form"].errors.as_data()["why"]]
    assert rules == ["kz345.a1.s8"]
    add_mother(officer, at)
    tie = Kinship.objects.get()
    assert "why" in errors(officer.post(f"{at}category/new/", typed))
    officer.post(f"{at}family/{tie.pk}/ground/", {"code": "DEAD", "starts_on": day()})
    assert officer.get(f"{at}categories/").context["hint"]
    assert officer.post(f"{at}category/new/", typed).status_code == 302
    assert "starts_on" in errors(officer.post(f"{at}category/new/", typed))
    category = ChildCategory.objects.get()
    ended = officer.post(f"{at}category/{category.pk}/end/", {"ends_on": day(1), "reason": "Асырап алынды"})
    assert ended.status_code == 302
    assert "Асырап алынды" in text(officer.get(f"{at}categories/"))


def test_62_a_category_of_a_child_starts_before_eighteen(officer, cast):
    grown = make_child(fresh(cast.officer), age=17)
    Child.objects.filter(pk=grown.pk).update(birth_date=local_day(timezone.now()) - timedelta(days=19 * 366))
    at = f"/children/{grown.number}/"
    refused = officer.post(f"{at}category/new/", {"kind": "NEGLECTED", "starts_on": day()})
    assert "starts_on" in errors(refused)
    assert officer.post(f"{at}category/new/", {"kind": "CARE_LEAVER", "starts_on": day()}).status_code == 302


def test_health_needs_its_permission_and_a_plan(officer, at, client, cast):
    typed = {"kind": "DISABILITY", "starts_on": day()}
    assert "group" in errors(officer.post(f"{at}health/new/", typed))
    assert officer.post(f"{at}health/new/", {**typed, "group": "III", "text": "Есту"}).status_code == 302
    assert officer.get(f"{at}health/").context["lacks_plan"]
    assert "participants" in errors(
        officer.post(f"{at}health/new/", {"kind": "PLAN", "text": "Жоспар", "starts_on": day()})
    )
    plan = {"kind": "PLAN", "text": "Жоспар", "participants": "Анасы", "starts_on": day()}
    assert officer.post(f"{at}health/new/", plan).status_code == 302
    assert not officer.get(f"{at}health/").context["lacks_plan"]
    withdraw_consents(cast)
    for person, status in ((cast.orphanage, 200), (cast.coordinator, 403), (cast.mentor, 403), (cast.officer2, 404)):
        client.force_login(person)
        answer = client.get(f"{at}health/")
        assert answer.status_code == status, person.username
        assert ("Есту" in text(answer)) == (status == 200)
    record = HealthRecord.objects.filter(kind="DISABILITY").get()
    client.force_login(cast.coordinator)
    assert client.get(f"{at}health/{record.pk}/edit/").status_code == 403


def test_the_home_writes_school_and_notes_but_no_category(client, at, cast):
    client.force_login(cast.orphanage)
    school = {"kind": "SCHOOL", "institution_name": "№ 7 мектеп", "grade": "7", "starts_on": day(100)}
    assert client.post(f"{at}schooling/new/", school).status_code == 302
    assert client.post(f"{at}notes/new/", {"kind": "WISH", "confidentiality": "OPEN", "text": "Апасына барғысы келеді"})
    assert client.get(f"{at}category/new/").status_code == 403
    assert client.get(f"{at}family/new/").status_code == 403
    assert (Schooling.objects.get().agency, Note.objects.get().author) == (cast.home, cast.orphanage)
    assert "№ 7 мектеп" in text(client.get(f"{at}education/"))


def test_notes_are_corrected_by_a_new_version(officer, at, client, cast):
    typed = {"kind": "TALK", "confidentiality": "RESPONSIBLE", "text": "Бірінші"}
    assert officer.post(f"{at}notes/new/", typed).status_code == 302
    note = Note.objects.get()
    assert officer.post(f"{at}notes/{note.pk}/edit/", {"text": "Екінші", "version": 1}).status_code == 302
    page = text(officer.get(f"{at}notes/"))
    assert "Бірінші" in page
    assert "Екінші" in page
    client.force_login(cast.orphanage)
    assert "Екінші" not in text(client.get(f"{at}notes/"))
    assert client.get(f"{at}notes/{note.pk}/edit/").status_code == 404
    client.force_login(cast.officer)
    assert client.post(f"{at}notes/{note.pk}/withdraw/", {"reason": "Басқа бала"}).status_code == 302
    assert "Басқа бала" in text(client.get(f"{at}notes/"))


def test_a_name_changed_by_adoption_is_secret(client, at, cast):
    new = {"surname": "Жаңова", "given_name": "Әсел", "reason": "ADOPTION", "changed_on": day(), "version": 1}
    client.force_login(cast.officer)
    assert "reason" in errors(client.post(f"{at}name/", new))
    old = cast.child.surname
    client.force_login(cast.heads["GUARDIANSHIP"])
    assert client.post(f"{at}name/", new).status_code == 302
    assert ChildName.objects.get().is_secret
    assert old in text(client.get(f"{at}family/"))
    client.force_login(cast.officer)
    assert old not in text(client.get(f"{at}family/"))
    assert client.get(f"{at}name/{ChildName.objects.get().pk}/withdraw/").status_code == 404
    assert old not in text(client.get(at))


def test_a_found_child_without_iin(officer, cast):
    typed = {
        "given_name": "Белгісіз", "birth_date": "2024", "sex": "MALE", "no_iin_reason": "FOUNDLING",
        "area": cast.district.pk,
    }  # fmt: skip
    refused = officer.post("/children/new/", typed)
    assert {"found_place", "found_circumstances"} <= set(errors(refused))
    found = {"found_place": "Вокзал", "found_circumstances": "Полиция тапты", "found_on": day(0)}
    assert officer.post("/children/new/", {**typed, **found}).status_code == 302
    child = Child.objects.latest("pk")
    assert (child.birth_precision, child.birth_date.year, child.birth_date.month) == ("YEAR", 2024, 12)


@pytest.mark.parametrize("tab", TABS)
def test_the_same_queries_for_one_and_for_many(officer, at, cast, tab, django_assert_max_num_queries):
    def fill(number: int) -> None:
        add_mother(officer, at, kind="OTHER", surname=f"Туыс{'абвгд'[number]}")
        typed = {"kind": ["NEGLECTED", "HOMELESS", "DEVIANT"][number % 3], "starts_on": day()}
        officer.post(f"{at}category/new/", typed)
        officer.post(f"{at}health/new/", {"kind": "ALLERGY", "text": "Сүт", "starts_on": day()})
        school = {"kind": "EXTRA", "institution_name": f"Үйірме {number}", "starts_on": day()}
        officer.post(f"{at}schooling/new/", school)
        officer.post(f"{at}notes/new/", {"kind": "TALK", "confidentiality": "OPEN", "text": f"Сөз {number}"})

    fill(0)
    officer.get(f"{at}{tab}/")
    with django_assert_max_num_queries(45) as few:
        officer.get(f"{at}{tab}/")
        count = len(few)
    fill(1)
    fill(2)
    with django_assert_max_num_queries(count):
        officer.get(f"{at}{tab}/")

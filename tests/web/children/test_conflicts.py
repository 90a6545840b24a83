"""Two people change one record at once: nothing is overwritten silently, nothing typed is lost."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation
from django.utils.translation import gettext

from apps.core.localtime import local_day
from apps.documents.models import Paper
from apps.people.actions import correct_child
from apps.people.acts import parts
from apps.people.acts.schooling import SCHOOLING
from apps.people.models import Child, Note, Relative, Schooling
from tests.cast import make_cast
from tests.factories.accounts import fresh
from tests.factories.papers import make_paper
from tests.web.forms import as_sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture
def officer(client, cast):
    client.force_login(cast.officer)
    return client


@pytest.fixture
def url(cast):
    return f"/children/{cast.child.number}/edit/"


def save_meanwhile(cast, **data):
    """The head saves the child's form while the officer has it open."""
    stored = Child.objects.get(pk=cast.child.pk)
    by = fresh(cast.heads["GUARDIANSHIP"])
    correct_child(stored, data=data, version=stored.version, by=by, at=timezone.now())


def names(differences) -> list[str]:
    return [one.name for one in differences]


def text(response) -> str:
    return response.content.decode()


def test_what_only_one_side_changed_is_put_together_and_marked(officer, url, cast):
    page = officer.get(url)
    save_meanwhile(cast, address="Сарыарқа, 5")
    late = officer.post(url, as_sent(page, phone="+77010000001"))
    assert late.status_code == 422
    comparison = late.context["form"].comparison
    assert (comparison.conflicts, names(comparison.taken), names(comparison.own)) == ([], ["address"], ["phone"])
    assert (comparison.taken[0].before, comparison.taken[0].stored) == ("—", "Сарыарқа, 5")
    assert Child.objects.get(pk=cast.child.pk).phone == ""
    assert officer.post(url, as_sent(late)).status_code == 302
    child = Child.objects.get(pk=cast.child.pk)
    assert (child.address, child.phone, child.version) == ("Сарыарқа, 5", "+77010000001", 3)


def test_a_field_both_changed_shows_both_versions_and_who_saved(officer, url, cast):
    page = officer.get(url)
    save_meanwhile(cast, address="Сарыарқа, 5")
    late = officer.post(url, as_sent(page, address="Абай, 1"))
    one = late.context["form"].comparison.conflicts[0]
    assert (one.name, one.stored, one.mine, one.chosen) == ("address", "Сарыарқа, 5", "Абай, 1", "")
    assert one.by
    assert one.by in text(late)
    assert one.at is not None
    assert 'checked id="keep-address' not in text(late)


def test_a_save_without_a_choice_changes_nothing_and_keeps_what_was_typed(officer, url, cast):
    page = officer.get(url)
    save_meanwhile(cast, address="Сарыарқа, 5")
    late = officer.post(url, as_sent(page, address="Абай, 1"))
    again = officer.post(url, as_sent(late))
    assert again.status_code == 422
    assert Child.objects.get(pk=cast.child.pk).address == "Сарыарқа, 5"
    assert as_sent(again)["address"] == ["Абай, 1"]
    assert names(again.context["form"].comparison.conflicts) == ["address"]


@pytest.mark.parametrize(("side", "kept"), [("stored", "Сарыарқа, 5"), ("mine", "Абай, 1")])
def test_the_side_that_was_chosen_is_written(officer, url, cast, side, kept):
    page = officer.get(url)
    save_meanwhile(cast, address="Сарыарқа, 5")
    late = officer.post(url, as_sent(page, address="Абай, 1", phone="+77010000001"))
    assert officer.post(url, as_sent(late, **{"keep-address": side})).status_code == 302
    child = Child.objects.get(pk=cast.child.pk)
    assert (child.address, child.phone) == (kept, "+77010000001")


def test_a_third_save_in_between_asks_again(officer, url, cast):
    page = officer.get(url)
    save_meanwhile(cast, address="Сарыарқа, 5", contacts="көршісі")
    late = officer.post(url, as_sent(page, address="Абай, 1"))
    save_meanwhile(cast, address="Тәуелсіздік, 9", found_place="")
    again = officer.post(url, as_sent(late, **{"keep-address": "mine"}))
    assert again.status_code == 422
    comparison = again.context["form"].comparison
    assert [(one.stored, one.mine, one.chosen) for one in comparison.conflicts] == [("Тәуелсіздік, 9", "Абай, 1", "")]
    assert names(comparison.taken) == ["contacts"]
    assert officer.post(url, as_sent(again, **{"keep-address": "mine"})).status_code == 302
    assert Child.objects.get(pk=cast.child.pk).address == "Абай, 1"


def test_a_choice_stands_when_another_field_was_saved_in_between(officer, url, cast):
    page = officer.get(url)
    save_meanwhile(cast, address="Сарыарқа, 5")
    late = officer.post(url, as_sent(page, address="Абай, 1"))
    save_meanwhile(cast, contacts="көршісі")
    again = officer.post(url, as_sent(late, **{"keep-address": "mine"}))
    assert [one.chosen for one in again.context["form"].comparison.conflicts] == ["mine"]
    assert officer.post(url, as_sent(again)).status_code == 302
    child = Child.objects.get(pk=cast.child.pk)
    assert (child.address, child.contacts) == ("Абай, 1", "көршісі")


def test_what_was_taken_over_may_be_taken_back_knowingly(officer, url, cast):
    page = officer.get(url)
    save_meanwhile(cast, contacts="көршісі")
    late = officer.post(url, as_sent(page, address="Абай, 1"))
    assert officer.post(url, as_sent(late, contacts="")).status_code == 302
    assert Child.objects.get(pk=cast.child.pk).contacts == ""


def test_a_refusal_after_the_choice_keeps_choice_and_comparison(officer, url, cast):
    page = officer.get(url)
    save_meanwhile(cast, address="Сарыарқа, 5")
    late = officer.post(url, as_sent(page, address="Абай, 1"))
    again = officer.post(url, as_sent(late, given_name="", **{"keep-address": "stored"}))
    assert again.status_code == 422
    assert [(one.name, one.chosen) for one in again.context["form"].comparison.conflicts] == [("address", "stored")]


def test_choices_languages_and_days_are_taken_over(officer, url, cast):
    page = officer.get(url)
    told = local_day(timezone.now()) - timedelta(days=3)
    save_meanwhile(cast, languages=["kk", "ru"], citizenship="KAZ", savings_told_on=told, birth_date_is_estimated=True)
    late = officer.post(url, as_sent(page, address="Абай, 1"))
    comparison = late.context["form"].comparison
    assert comparison.conflicts == []
    assert set(names(comparison.taken)) == {"languages", "citizenship", "savings_told_on", "birth_date_is_estimated"}
    assert officer.post(url, as_sent(late)).status_code == 302
    child = Child.objects.get(pk=cast.child.pk)
    assert (child.languages, child.citizenship, child.savings_told_on) == (["kk", "ru"], "KAZ", told)
    assert child.birth_date_is_estimated


def test_a_version_that_never_was_makes_every_difference_a_choice(officer, url, cast):
    page = officer.get(url)
    save_meanwhile(cast, address="Сарыарқа, 5")
    late = officer.post(url, as_sent(page, phone="+77010000001", version="77"))
    assert set(names(late.context["form"].comparison.conflicts)) == {"address", "phone"}


def test_the_school_of_a_child(officer, cast):
    at, day = f"/children/{cast.child.number}/schooling/", f"{local_day(timezone.now()):%d.%m.%Y}"
    officer.post(f"{at}new/", {"kind": "SCHOOL", "institution_name": "№ 7", "starts_on": day})
    url = f"{at}{Schooling.objects.get().pk}/edit/"
    page = officer.get(url)
    assert officer.post(url, as_sent(page, grade="6", language="kk")).status_code == 302
    late = officer.post(url, as_sent(page, grade="5"))
    comparison = late.context["form"].comparison
    assert (names(comparison.conflicts), names(comparison.taken)) == (["grade"], ["language"])
    assert officer.post(url, as_sent(late, **{"keep-grade": "mine"})).status_code == 302
    stored = Schooling.objects.get()
    assert (stored.grade, stored.language) == ("5", "kk")


def test_a_relative_with_its_person(officer, cast):
    at = f"/children/{cast.child.number}/family/"
    officer.post(f"{at}new/", {"kind": "MOTHER", "surname": "Бекетова", "given_name": "Сауле"})
    url = f"{at}{cast.child.kinships.get().pk}/edit/"
    page = officer.get(url)
    assert officer.post(url, as_sent(page, phone="+77010000001")).status_code == 302
    assert officer.post(url, as_sent(officer.get(url), remark="апасы")).status_code == 302
    late = officer.post(url, as_sent(page, phone="+77010000002", address="Абай, 1"))
    comparison = late.context["form"].comparison
    assert (names(comparison.conflicts), names(comparison.taken), names(comparison.own)) == (
        ["phone"], ["remark"], ["address"],
    )  # fmt: skip
    assert officer.post(url, as_sent(late, **{"keep-phone": "stored"})).status_code == 302
    person = Relative.objects.get()
    assert (person.phone, person.address) == ("+77010000001", "Абай, 1")


def test_a_note_open_in_two_windows(officer, cast):
    at = f"/children/{cast.child.number}/notes/"
    officer.post(f"{at}new/", {"kind": "TALK", "confidentiality": "OPEN", "text": "Бірінші\r\nекінші жол"})
    url = f"{at}{Note.objects.get().pk}/edit/"
    page = officer.get(url)
    assert officer.post(url, as_sent(page, text="Екінші")).status_code == 302
    late = officer.post(url, as_sent(page, text="Үшінші"))
    assert names(late.context["form"].comparison.conflicts) == ["text"]
    assert officer.post(url, as_sent(late, **{"keep-text": "mine"})).status_code == 302
    assert Note.objects.get().texts.latest("no").text == "Үшінші"


def test_a_change_of_name_beside_a_correction(officer, cast):
    url = f"/children/{cast.child.number}/name/"
    page = officer.get(url)
    save_meanwhile(cast, patronymic="Асқарқызы")
    typed = {"surname": "Жаңова", "reason": "COURT", "changed_on": f"{local_day(timezone.now()):%d.%m.%Y}"}
    late = officer.post(url, as_sent(page, **typed))
    comparison = late.context["form"].comparison
    assert (names(comparison.taken), names(comparison.own)) == (["patronymic"], ["surname"])


def test_what_is_said_about_a_document(officer, cast):
    paper = make_paper(cast.child, cast.officer)
    url = f"/children/{cast.child.number}/documents/{paper.pk}/correct/"
    page = officer.get(url)
    assert page.status_code == 200
    assert officer.post(url, as_sent(page, number="12-34")).status_code == 302
    late = officer.post(url, as_sent(page, number="56-78", title="Куәлік"))
    comparison = late.context["form"].comparison
    assert (names(comparison.conflicts), names(comparison.own)) == (["number"], ["title"])
    assert officer.post(url, as_sent(late, **{"keep-number": "stored"})).status_code == 302
    stored = Paper.objects.get(pk=paper.pk)
    assert (stored.number, stored.title) == ("12-34", "Куәлік")


def test_a_document_that_is_closed_to_the_reader_is_not_named(officer, cast):
    at, day = f"/children/{cast.child.number}/schooling/", f"{local_day(timezone.now()):%d.%m.%Y}"
    officer.post(f"{at}new/", {"kind": "SCHOOL", "institution_name": "№ 7", "starts_on": day})
    school, head = Schooling.objects.get(), fresh(cast.heads["GUARDIANSHIP"])
    url = f"{at}{school.pk}/edit/"
    page = officer.get(url)
    secret = make_paper(cast.child, head, compartment="ADOPTION", title="Асырап алу туралы шешім")
    seen = make_paper(cast.child, head, title="Анықтама")
    parts.correct(SCHOOLING, school, data={"paper": secret}, version=1, by=head, at=timezone.now())
    late = officer.post(url, as_sent(page, paper=str(seen.pk)))
    one = late.context["form"].comparison.conflicts[0]
    assert (one.name, one.mine) == ("paper", "Анықтама")
    with translation.override("ru"):
        assert one.stored == gettext("not shown to you")
    assert secret.title not in text(late)

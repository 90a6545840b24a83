"""The one-page summary: one page in either language, only what the reader may see, and printing is noted."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.test import Client
from django.utils import timezone, translation
from pypdf import PdfReader

from apps.audit.models import LedgerEntry
from apps.obligations.law import load_rules
from apps.people.models import Child, HealthRecord
from apps.web.children import summary
from tests.cast import log_harm, make_cast
from tests.factories.accounts import fresh
from tests.factories.papers import make_paper, picture
from tests.factories.people import make_iin

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    load_rules()
    cast = make_cast()
    iin = make_iin(cast.child.birth_date)
    Child.objects.filter(pk=cast.child.pk).update(iin=iin, no_iin_reason="", address="Абай даңғылы 1")
    cast.child.refresh_from_db()
    return cast


def sign_in(user) -> Client:
    client = Client()
    client.force_login(fresh(user))
    return client


def printed(cast, person, language="ru") -> str:
    answer = sign_in(person).get(f"/children/{cast.child.number}/summary/{language}/")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{cast.child.number}-{language}.pdf"'
    read = PdfReader(BytesIO(answer.content))
    assert len(read.pages) == 1
    return " ".join(read.pages[0].extract_text().split())


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_one_page_says_who_the_child_is_where_it_lives_and_whom_to_call(cast, language):
    make_paper(cast.child, fresh(cast.officer), kind="PHOTO", content=picture("JPEG", (600, 800)))
    incident = log_harm(cast)
    said = printed(cast, cast.officer, language)
    for part in (cast.child.number, "Бекетова", cast.child.iin, "Абай даңғылы 1", cast.home.name, cast.body.name,
                 cast.officer.last_name):  # fmt: skip
        assert part in said, part
    assert incident.description not in said
    noted = LedgerEntry.objects.get(verb="child.summary_printed")
    assert (noted.actor_id, noted.subject_id, noted.data["language"]) == (cast.officer.pk, cast.child.pk, language)


def test_the_home_gets_the_iin_masked(cast):
    said = printed(cast, cast.orphanage)
    assert cast.child.iin not in said
    assert cast.child.iin[:4] in said


def test_health_stands_there_only_with_the_right_to_it(cast):
    HealthRecord.objects.create(
        child=cast.child, kind="ALLERGY", text="пенициллин", starts_on=date(2025, 1, 1), agency=cast.body
    )
    with translation.override("ru"):
        for person, there in ((cast.officer, True), (cast.ombudsman, False), (cast.coordinator, False)):
            said = str(summary.content(cast.child, fresh(person), timezone.now()))
            assert ("пенициллин" in said) is there


def test_long_lists_are_cut_and_stay_on_one_page(cast):
    officer = fresh(cast.officer)
    soon = timezone.localdate() + timedelta(days=60)
    for _ in range(9):
        make_paper(cast.child, officer, title="Ж" * 200, expires_on=soon)
    for n in range(12):
        HealthRecord.objects.create(
            child=cast.child, kind="DIAGNOSIS", text=f"{n} " + "ұзақ сөз " * 80, starts_on=date(2025, 1, 1),
            agency=cast.body,
        )  # fmt: skip
    Child.objects.filter(pk=cast.child.pk).update(
        surname="Ж" * 100, given_name="Щ" * 100, patronymic="Ю" * 100, address="Ш" * 250
    )
    cast.child.refresh_from_db()
    printed(cast, cast.officer)


def test_others_get_nothing(cast):
    for person in (cast.coordinator, cast.mentor, cast.police, *cast.outsiders):
        assert sign_in(person).get(f"/children/{cast.child.number}/summary/ru/").status_code == 404
    assert sign_in(cast.officer).get(f"/children/{cast.child.number}/summary/en/").status_code == 404
    assert not LedgerEntry.objects.filter(verb="child.summary_printed").exists()

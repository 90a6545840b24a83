"""Posters of an office: made, printed, taken down; and how many appeals each brought, as far as that may be told."""

import subprocess

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from apps.accounts.kinds import AgencyKind
from apps.complaints.acts import posters
from apps.complaints.models import Appeal, Poster
from apps.web.posters import pdf
from apps.web.posters.views import brought
from tests.factories.accounts import fresh, make_agency
from tests.factories.appeals import file_appeal

pytestmark = pytest.mark.django_db


def now():
    return timezone.now()


@pytest.fixture
def school(offices):
    return make_agency(AgencyKind.SCHOOL, offices.district)


def make(offices, place, language="kk") -> Poster:
    return posters.make_poster(place=place, language=language, by=fresh(offices.head), at=now())


@pytest.fixture
def head(client, offices):
    client.force_login(fresh(offices.head))
    return client


def listed(client) -> str:
    return client.get(reverse("posters:index")).content.decode()


def test_a_poster_is_made_printed_and_taken_down(head, offices, school):
    assert head.get(reverse("posters:new")).status_code == 200
    found = head.post(reverse("posters:new"), {"find": "1", "find_words": school.name_kk, "language": "kk"})
    assert school.name in found.content.decode()
    assert not Poster.objects.exists()
    assert head.post(reverse("posters:new"), {"body": school.pk, "language": "kk"}).status_code == 302
    poster = Poster.objects.get()
    assert school.name in listed(head)
    printed = head.get(reverse("posters:pdf", args=[poster.pk]))
    assert printed["Content-Type"] == "application/pdf"
    assert printed.content.startswith(b"%PDF")
    assert school.name in head.get(reverse("posters:end", args=[poster.pk])).content.decode()
    assert not Poster.objects.get().ended_at
    assert head.post(reverse("posters:end", args=[poster.pk])).status_code == 302
    assert Poster.objects.get().ended_at
    assert head.get(reverse("posters:pdf", args=[poster.pk])).status_code == 404
    assert reverse("posters:pdf", args=[poster.pk]) not in listed(head)


def test_without_a_place_it_is_said_at_the_field(head, offices):
    answer = head.post(reverse("posters:new"), {"language": "kk"})
    assert answer.status_code == 422
    assert answer.context["form"].errors["body"]
    assert "form-control" in answer.content.decode()


def test_there_is_one_at_a_time(head, offices, school):
    for _turn in range(2):
        head.post(reverse("posters:new"), {"body": school.pk, "language": "kk"})
    assert Poster.objects.count() == 1


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_pdf_is_one_page_in_the_language_of_the_poster(offices, school, language, tmp_path):
    poster = make(offices, school, language)
    path = tmp_path / "poster.pdf"
    path.write_bytes(pdf.build(poster, now()))
    said = subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    assert "Pages:           1" in said
    with translation.override(language):
        school.refresh_from_db()
        text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True).stdout
        assert school.name in " ".join(text.split())


def test_the_square_leads_to_the_page_and_says_where_the_poster_hangs_and_nothing_else(offices, school):
    poster = make(offices, school)
    address = pdf.address_of(poster)
    assert address == f"{settings.SITE_URL.rstrip('/')}{reverse('intake:index')}?p={poster.code}"
    rows = pdf.content(poster, now())["qr"]
    assert len(rows) == len(rows[0])
    assert rows[0][:7] == ["1"] * 7
    assert str(school.pk) not in poster.code


@pytest.mark.parametrize(("count", "told"), [(0, "0"), (1, "<5"), (4, "<5"), (5, "5"), (12, "12")])
def test_few_appeals_are_not_counted(count, told):
    assert brought(count) == told


def test_the_list_tells_how_many_appeals_a_poster_brought(head, offices, school):
    poster = make(offices, school)
    assert [row["brought"] for row in head.get(reverse("posters:index")).context["rows"]] == ["0"]
    first = file_appeal(at=now(), area=offices.district).appeal
    Appeal.objects.filter(pk=first.pk).update(poster=poster)
    assert [row["brought"] for row in head.get(reverse("posters:index")).context["rows"]] == ["<5"]
    assert "&lt;5" in listed(head)
    asked = head.get(reverse("posters:end", args=[poster.pk]))
    assert asked.context["brought"] == "<5"
    assert "&lt;5" in asked.content.decode()
    assert first.number not in asked.content.decode()


def test_another_office_finds_nothing(client, offices, school):
    poster = make(offices, school)
    client.force_login(fresh(offices.head2))
    assert school.name not in listed(client)
    assert client.get(reverse("posters:pdf", args=[poster.pk])).status_code == 404
    assert client.post(reverse("posters:end", args=[poster.pk])).status_code == 404
    assert Poster.objects.get().ended_at is None


@pytest.mark.parametrize("who", ["official", "officer", "operator"])
def test_bodies_have_no_posters(client, offices, school, who):
    poster = make(offices, school)
    client.force_login(fresh(getattr(offices, who)))
    assert client.get(reverse("posters:index")).status_code == 403
    assert client.get(reverse("posters:new")).status_code == 403
    assert client.get(reverse("posters:pdf", args=[poster.pk])).status_code == 404
    assert client.post(reverse("posters:end", args=[poster.pk])).status_code == 404


def test_many_rows_take_as_many_queries_as_one(head, offices, school):
    make(offices, school)
    head.get(reverse("posters:index"))
    with CaptureQueriesContext(connection) as few:
        head.get(reverse("posters:index"))
    for _turn in range(5):
        make(offices, make_agency(AgencyKind.SCHOOL, offices.district))
    with CaptureQueriesContext(connection) as many:
        assert len(head.get(reverse("posters:index")).context["rows"]) == 6
    assert len(many) == len(few)


def test_a_name_is_shown_as_text(head, offices, school):
    type(school).objects.filter(pk=school.pk).update(name_ru="<script>1</script>", name_kk="<script>1</script>")
    make(offices, school)
    assert "<script>1" not in listed(head)

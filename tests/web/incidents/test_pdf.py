"""The official notice: what it says to whom, and who may have it."""

import io

import pypdf
import pytest

from apps.audit.models import LedgerEntry
from tests.factories.incidents import fresh_harm, notice_to


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


@pytest.fixture
def incident(cast):
    return fresh_harm(cast)


def test_number_article_parties_and_code_in_both_languages(cast, incident, sign_in):
    notice = notice_to(cast.department)
    answer = sign_in(cast.police).get(f"/incidents/{incident.number}/notices/{notice.number}/pdf/")
    assert answer["Content-Type"] == "application/pdf"
    assert notice.number in answer["Content-Disposition"]
    text = text_of(answer.content)
    for words in (
        notice.number, incident.number, cast.department.name, cast.organisation.name, "ст.\u00a028-2", "28-2-бап",
        notice.code[:4], f"/verify/{notice.code}/", cast.child.number,
    ):  # fmt: skip
        assert words.replace("\u00a0", " ") in text.replace("\u00a0", " "), words
    assert LedgerEntry.objects.filter(verb="notice.printed", actor_id=cast.police.pk).count() == 1


def test_no_name_and_no_story_stand_in_it(cast, incident, sign_in):
    answer = sign_in(cast.coordinator).get(f"/incidents/{incident.number}/notices/{notice_to(cast.body).number}/pdf/")
    text = text_of(answer.content)
    assert cast.child.surname not in text
    assert incident.description not in text
    assert "Б.А.С." in text


def test_the_ombudsman_reads_a_number_without_initials(cast, incident, sign_in):
    notice = notice_to(cast.ombudsman_office)
    text = text_of(sign_in(cast.ombudsman).get(f"/incidents/{incident.number}/notices/{notice.number}/pdf/").content)
    assert cast.child.number in text
    assert "Б.А.С." not in text


def test_sender_and_recipient_alone_have_it(cast, incident, sign_in):
    notice = notice_to(cast.department)
    url = f"/incidents/{incident.number}/notices/{notice.number}/pdf/"
    assert sign_in(cast.coordinator).get(url).status_code == 200
    for person in (cast.officer, cast.orphanage, *cast.outsiders):
        assert sign_in(person).get(url).status_code == 404


def test_markup_in_a_name_stays_text(cast, incident, sign_in):
    cast.department.name_ru = cast.department.name_kk = 'Отдел #import "x" *жирный* $a$'
    cast.department.save()
    notice = notice_to(cast.department)
    text = text_of(sign_in(cast.police).get(f"/incidents/{incident.number}/notices/{notice.number}/pdf/").content)
    assert "*жирный*" in text

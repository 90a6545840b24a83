"""The public page: who applies, what is refused, what is told afterwards, and that robots tire."""

import re

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import translation

from apps.audit.models import LedgerEntry
from apps.mentoring.models import Candidate
from apps.notices.models import Notice
from apps.web.mentoring.candidates.apply import LIMIT
from tests.factories.accounts import make_district
from tests.factories.mentoring import make_organisation
from tests.factories.people import years_ago
from tests.web.mentoring.candidates.conftest import refused

pytestmark = pytest.mark.django_db
RULE = "kz345.a28-2.p3.s1"


@pytest.fixture
def visitor():
    client = Client(headers={"Accept-Language": "en"})
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


@pytest.fixture
def area(scene):
    """The district in which the scene's organisation and body both work."""
    district = scene.organisation.agency.area
    scene.body.area = district
    scene.body.save()
    return district


def address(area) -> str:
    return f"{reverse('apply:index')}?area={area.pk}"


def person(scene, **changes) -> dict:
    return {
        "organisation": scene.organisation.pk, "surname": "Нұрланова", "given_name": "Дана",
        "birth_date": "12.04.1990", "citizenship": "KAZ", "phone": "8 701 123 45 67", "consent": "on",
        "once": "0123456789abcdefABCDEF", **changes,
    }  # fmt: skip


def test_from_the_district_to_the_number(visitor, scene, area):
    first = visitor.get(reverse("apply:index"))
    assert first.status_code == 200
    assert str(area.pk) in first.content.decode()
    second = visitor.get(address(area))
    assert str(scene.organisation.agency) in second.content.decode()
    sent = visitor.post(address(area), person(scene))
    assert sent.status_code == 302, sent.context["form"].errors
    made = Candidate.objects.get()
    assert (made.source, made.applied_by, made.organisation, made.body) == (
        "PUBLIC", None, scene.organisation, scene.body,
    )  # fmt: skip
    assert LedgerEntry.objects.get(verb="candidate.applied").data["consent"] == "2026-1"
    assert Notice.objects.get(subject_kind="candidate").recipient == scene.organisation.agency
    assert made.number not in sent.url or "Нұрланова" not in sent.url
    told = visitor.get(sent.url).content.decode()
    assert made.number in told
    assert "calls you by this day at the latest" in told
    assert "Нұрланова" not in told


@pytest.mark.parametrize(
    ("changed", "field", "rule"),
    [
        ({"birth_date": f"{years_ago(17):%d.%m.%Y}"}, "birth_date", RULE),
        ({"citizenship": "RUS"}, "citizenship", RULE),
        ({"consent": ""}, "consent", ""),
        ({"organisation": ""}, "organisation", ""),
        ({"phone": "call me"}, "phone", ""),
        ({"phone": "123"}, "phone", ""),
        ({"surname": ""}, "surname", ""),
    ],
)
def test_what_is_refused_is_said_at_its_field(visitor, scene, area, changed, field, rule):
    found = visitor.post(address(area), person(scene, **changed))
    assert (field, rule) in refused(found)
    assert not Candidate.objects.exists()


def test_an_organisation_of_another_region_cannot_be_chosen(visitor, scene, area):
    elsewhere = make_organisation()
    found = visitor.post(address(area), person(scene, organisation=elsewhere.pk))
    assert {name for name, _rule in refused(found)} == {"organisation"}


def test_a_district_without_an_organisation_says_whom_to_ask(visitor, scene):
    nowhere = make_district()
    assert "telephone 111" in visitor.get(address(nowhere)).content.decode()
    assert visitor.post(address(nowhere), person(scene)).status_code == 422


def test_a_form_sent_twice_is_one_application(visitor, scene, area):
    first, second = (visitor.post(address(area), person(scene)) for _ in range(2))
    assert first.status_code == second.status_code == 302
    assert Candidate.objects.count() == 1
    visitor.post(address(area), person(scene, once="anotherformanotherform"))
    assert Candidate.objects.count() == 2


def test_another_person_in_the_same_form_is_another_application(visitor, scene, area):
    visitor.post(address(area), person(scene))
    assert visitor.post(address(area), person(scene, given_name="Бейбіт")).status_code == 302
    assert Candidate.objects.count() == 2
    assert visitor.post(address(area), person(scene, consent="")).status_code == 422


def test_whether_the_person_is_known_is_not_told(visitor, scene, area):
    answers = [visitor.post(address(area), person(scene, once=f"form-of-mine-number-{n}")) for n in (1, 2)]
    first, second = Candidate.objects.order_by("pk")
    assert [answer.status_code for answer in answers] == [302, 302]

    def said(made, answer):
        page = visitor.get(answer.url).content.decode()
        return re.sub(r"\b\w{64}\b", "", page.replace(made.number, "").replace(answer.url, ""))

    assert said(first, answers[0]) == said(second, answers[1])


def test_an_error_at_the_consent_is_said_once(visitor, scene, area):
    def said(**wrong):
        page = visitor.post(address(area), person(scene, **wrong)).content.decode()
        return page.split('id="errors"')[1].split("</div>")[0]

    summary = said(consent="", organisation="")
    assert ".:" not in summary
    assert "?:" not in summary
    assert "I agree that my data" not in summary
    assert summary.count("Agree that your data are processed") == 1
    assert "Telephone: Write the telephone number with its code" in said(phone="123")
    assert "Which organisation? " in summary


def test_all_that_is_wrong_is_said_in_one_go_and_in_the_order_of_the_page(visitor, scene, area):
    wrong = {"surname": "x" * 101, "birth_date": "31.02.1990", "phone": "123", "email": "nobody", "consent": ""}
    answer = visitor.post(address(area), person(scene, **wrong))
    summary = answer.content.decode().split('id="errors"')[1].split("</ul>")[0]
    assert re.findall(r'href="#id_(\w+?)(?:_0)?"', summary) == ["surname", "birth_date", "phone", "email", "consent"]
    assert "Consent: Agree that your data are processed" in summary
    assert not Candidate.objects.exists()


@pytest.mark.parametrize("name", ["😀", "123", "Дана2", "<b>Дана</b>", "---"])
def test_a_name_is_written_in_letters(visitor, scene, area, name):
    for field in ("surname", "given_name", "patronymic"):
        assert (field, "") in refused(visitor.post(address(area), person(scene, **{field: name})))
    assert not Candidate.objects.exists()


def test_a_form_in_which_nothing_was_typed_is_left_without_a_question(visitor, scene, area):
    empty = visitor.post(address(area), {"citizenship": "KAZ", "organisation": scene.organisation.pk})
    assert "data-untouched" in empty.content.decode()
    typed = visitor.post(address(area), {"citizenship": "KAZ", "surname": "Нұр"})
    assert "data-untouched" not in typed.content.decode()


def test_no_browser_cuts_what_is_pasted(visitor, scene, area):
    assert "maxlength" not in visitor.get(address(area)).content.decode()
    assert ("address", "") in refused(visitor.post(address(area), person(scene, address="А" * 251)))


def test_which_convictions_bar_stands_as_in_the_law(visitor):
    page = visitor.get(reverse("apply:index")).content.decode()
    assert "outstanding or unexpunged conviction for an intentional crime" in page
    for offence in ("murder", "harm to health", "public health and morality", "sexual integrity", "extremist",
                    "terrorist", "human trafficking"):  # fmt: skip
        assert offence in page
    assert "served out or expunged counts, too" in page
    assert "35(1)(1) or (2)" in page


def test_too_many_applications_from_one_address(visitor, scene, area):
    for number in range(LIMIT.tries):
        visitor.post(address(area), person(scene, once=f"form-of-mine-number-{number:04}"))
    assert Candidate.objects.count() == LIMIT.tries
    found = visitor.post(address(area), person(scene, once="one-more-form-of-mine"))
    assert found.status_code == 429
    assert found.headers["Retry-After"] == str(LIMIT.window)
    assert Candidate.objects.count() == LIMIT.tries


def test_works_without_the_cache(visitor, scene, area):
    dead = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}
    with override_settings(CACHES=dead):
        assert visitor.post(address(area), person(scene)).status_code == 302
    assert Candidate.objects.count() == 1


def test_a_forged_token_is_told_nothing(visitor, scene, area):
    sent = visitor.post(address(area), person(scene))
    assert visitor.get(sent.url[:-2] + "x/").status_code == 404
    assert visitor.get(reverse("apply:received", args=["M-26-000001"])).status_code == 404


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_page_speaks_three_languages(scene, area, language):
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    found = client.get(reverse("apply:index"))
    assert f'<html lang="{language}"' in found.content.decode()
    with translation.override(language):
        assert found.headers["X-Robots-Tag"] == "noindex"

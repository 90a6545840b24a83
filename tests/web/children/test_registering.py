"""Search before create, on the page: stopped, side by side, overridden; what one may not see stays masked."""

from datetime import date

import pytest
from django.urls import reverse

from apps.audit.models import LedgerEntry
from apps.matching.models import Enquiry, SuspectedPair
from apps.people.models import Child
from tests.factories.accounts import make_officer
from tests.factories.people import make_child

pytestmark = pytest.mark.django_db

BORN = date(2015, 4, 12)
NEW = reverse("children:new")
WHY = "Туу туралы куәлігі басқа, анасы басқа адам."


@pytest.fixture
def officer(client):
    officer = make_officer()
    client.force_login(officer)
    return officer


def typed(officer, **changes):
    return {
        "surname": "Beketova", "given_name": "Айару", "patronymic": "", "no_iin_reason": "NOT_KNOWN", "iin": "",
        "birth_date": "12.04.2015", "sex": "FEMALE", "area": officer.agency.area.pk, **changes,
    }  # fmt: skip


def test_stopped_beside_the_file_that_is_there(client, officer):
    there = make_child(officer, birth_date=BORN)
    answer = client.post(NEW, typed(officer))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert there.number in page
    assert "Бекетова" in page
    assert 'name="override_reason"' in page
    assert Child.objects.count() == 1


def test_opened_with_a_reason(client, officer):
    make_child(officer, birth_date=BORN)
    answer = client.post(NEW, typed(officer, override_reason=WHY))
    assert answer.status_code == 302
    assert SuspectedPair.objects.get().reason == WHY
    assert LedgerEntry.objects.filter(verb="child.registered_despite").count() == 1


def test_a_reason_too_short_is_said_at_its_field_and_the_files_stay_in_sight(client, officer):
    there = make_child(officer, birth_date=BORN)
    answer = client.post(NEW, typed(officer, override_reason="жоқ"))
    assert answer.status_code == 422
    assert answer.context["form"].errors["override_reason"]
    assert there.number in answer.content.decode()


def test_a_file_of_another_body_is_masked_and_its_body_asked(client, officer):
    theirs = make_child(make_officer(), birth_date=BORN, address="Абай 1")
    page = client.post(NEW, typed(officer)).content.decode()
    for secret in (theirs.number, "Бекетова", "12.04.2015<", "Абай", "Сериковна"):
        assert secret not in page
    assert theirs.guardianship.name in page
    assert "Б. А." in page
    [side] = client.post(NEW, typed(officer)).context["sides"]
    question = {"token": side.token, "text": "Бізде осыған ұқсас бала бар, тексеріңіз."}
    answer = client.post(reverse("matching:ask"), question, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert Enquiry.objects.get().asked == theirs.guardianship
    again = client.post(NEW, typed(officer)).context["sides"]
    assert again[0].asked


def test_a_token_of_somebody_else_asks_nobody(client, officer):
    make_child(make_officer(), birth_date=BORN)
    token = client.post(NEW, typed(officer)).context["sides"][0].token
    client.force_login(make_officer())
    for wrong in (token, "", "1:2:3"):
        assert client.post(reverse("matching:ask"), {"token": wrong, "text": "?"}).status_code == 404
    assert not Enquiry.objects.exists()


def test_the_number_of_a_merged_file_leads_to_the_kept_one(client, officer):
    from django.utils import timezone

    from apps.matching.actions import merge

    kept, absorbed = make_child(officer, birth_date=BORN), make_child(officer, birth_date=BORN)
    merge(kept, absorbed=absorbed, reason=WHY, by=officer, at=timezone.now())
    old = reverse("children:detail", args=[absorbed.number])
    assert client.get(old).url == reverse("children:detail", args=[kept.number])
    client.force_login(make_officer())
    assert client.get(old).status_code == 404

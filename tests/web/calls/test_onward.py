"""Calls passed on: to the ombudsman, whose code is shown once, or as an incident."""

import pytest
from django.urls import reverse

from apps.accounts.kinds import AgencyKind
from apps.accounts.roles import Role
from apps.complaints import codes
from apps.complaints.models import Appeal, CallReferral, Receipt
from apps.incidents.models import Incident
from tests.factories.accounts import fresh, make_agency, make_user
from tests.factories.appeals import replied
from tests.web.calls.desk import detail, log, now, post, referred

pytestmark = pytest.mark.django_db


def test_an_incident_begins_with_what_the_call_says(operator, offices):
    call = log(offices, category="BULLYING", safety="IN_DANGER")
    address = f"{reverse('incidents:new')}?call={call.number}"
    assert address in detail(operator, call)
    shown = operator.get(address)
    assert shown.context["form"]["kind"].value() == "BULLYING"
    assert "Мектепте ұрады" not in shown.content.decode()
    data = {"kind": "BULLYING", "key": shown.context["key"], "call": call.number, "go": "next"}
    saved = operator.post(reverse("incidents:new"), data)
    draft = Incident.objects.get()
    assert (draft.kind, draft.area, draft.safety) == ("BULLYING", offices.district, "IN_DANGER")
    assert operator.get(saved["Location"]).context["form"]["area"].value() == offices.district.pk
    Incident.objects.filter(pk=draft.pk).update(area=None)
    operator.post(reverse("incidents:new"), data)
    assert Incident.objects.get().area is None


def test_which_violence_it_was_the_operator_says(operator, offices):
    call = log(offices, category="VIOLENCE")
    shown = operator.get(reverse("incidents:new"), {"call": call.number})
    assert not shown.context["form"]["kind"].value()
    assert f'name="call" value="{call.number}"' in shown.content.decode()


def test_only_who_reads_a_call_begins_an_incident_with_it(client, offices):
    call = log(offices)
    other = make_user(make_agency(AgencyKind.CONTACT_CENTRE, offices.regional.area), Role.OPERATOR_111)
    for person in (other, offices.officer):
        client.force_login(fresh(person))
        assert client.get(reverse("incidents:new")).status_code == 200
        assert client.get(reverse("incidents:new"), {"call": call.number}).status_code == 404
        said = {"kind": "BULLYING", "key": "1", "call": call.number, "go": "next"}
        assert client.post(reverse("incidents:new"), said).status_code == 404
    assert not Incident.objects.exists()


@pytest.mark.parametrize(("own", "callers", "shown"), [("ru", "kk", ["kk", "ru"]), ("kk", "kk", ["kk"])])
def test_what_is_read_out_stands_in_the_language_of_the_caller_first(client, offices, own, callers, shown):
    type(offices.operator).objects.filter(pk=offices.operator.pk).update(language=own)
    client.force_login(fresh(offices.operator))
    answer = post(client, "ombudsman", log(offices, language=callers), text="Мектепте ұрады")
    assert [one["language"] for one in answer.context["said"]] == shown
    assert len({one["text"] for one in answer.context["said"]}) == len(shown)
    assert all(f'<p lang="{one}"' in answer.content.decode() for one in shown)
    assert answer.context["said"][0]["text"].startswith("Былай деңіз")


def test_the_code_is_shown_once_and_only_on_the_answer_of_the_act(operator, offices):
    call = log(offices)
    assert operator.get(reverse("calls:ombudsman", args=[call.number])).status_code == 200
    answer = post(operator, "ombudsman", call, text="Мектепте ұрады")
    shown = answer.context["code"]
    assert len(codes.typed(shown)) == 16
    assert all(f"<span>{group}</span>" in answer.content.decode() for group in shown.split())
    assert "no-store" in answer["Cache-Control"]
    referral = CallReferral.objects.get()
    for address in (reverse("calls:detail", args=[call.number]), reverse("calls:index"),
                    reverse("calls:ombudsman", args=[call.number])):  # fmt: skip
        html = operator.get(address).content.decode()
        assert shown not in html
        assert codes.typed(shown) not in html
    assert operator.get(reverse("calls:code", args=[call.number, referral.pk])).status_code == 405


def test_another_code_only_while_the_first_was_not_used(operator, offices):
    call = log(offices)
    referral = referred(operator, call)
    again = reverse("calls:code", args=[call.number, referral.pk])
    assert again in detail(operator, call)
    answer = operator.post(again)
    assert len(codes.typed(answer.context["code"])) == 16
    Receipt.objects.filter(appeal=referral.appeal).update(must_renew=False)
    assert again not in detail(operator, call)
    assert operator.post(again).status_code == 403


def test_a_code_belongs_to_its_own_call(operator, offices):
    first, second = log(offices), log(offices)
    referral = referred(operator, first)
    assert operator.post(reverse("calls:code", args=[second.number, referral.pk])).status_code == 404


def test_an_incident_of_another_body_cannot_be_chosen(operator, offices):
    call = log(offices)
    assert operator.get(reverse("calls:incident", args=[call.number])).status_code == 200
    assert post(operator, "incident", call, incident=1).status_code == 422
    assert not CallReferral.objects.exists()


def test_a_body_of_the_register_is_found_and_shut_out(operator, offices):
    """What was typed stays while the register is searched; the body learns nothing of what is about it."""
    call, school = log(offices), make_agency(AgencyKind.SCHOOL, offices.district, name="Сынақ мектебі")
    found = post(operator, "ombudsman", call, text="Мектепте ұрады", find_words="Сынақ", find="1")
    html = found.content.decode()
    assert f'value="{school.pk}"' in html
    assert "Мектепте ұрады" in html
    assert not Appeal.objects.exists()
    assert post(operator, "ombudsman", call, text="Мектепте ұрады", body=school.pk).status_code == 200
    appeal = Appeal.objects.get()
    assert appeal.exclusions.get().agency == school
    assert appeal.route == "LOCAL"


def test_the_centre_reads_how_it_ended_and_never_the_appeal(operator, offices):
    call = log(offices)
    referral = referred(operator, call)
    replied(Appeal.objects.get(pk=referral.appeal_id), by=offices.head, at=now())
    html = detail(operator, call)
    assert referral.appeal.number not in html
    assert "Мектепте тексеру болды" not in html
    referral.refresh_from_db()
    assert referral.acknowledged_at

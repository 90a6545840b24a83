"""Duties about appeals on My day: the danger first, each with its act, none of an appeal one is shut out of."""

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from apps.complaints.acts import sender, triage
from tests.factories.accounts import fresh
from tests.factories.appeals import file_appeal, under_review

pytestmark = pytest.mark.django_db


def now():
    return timezone.now()


def rows(client) -> list:
    return [row for group in client.get("/").context["groups"] for row in group["rows"]]


def test_danger_stands_first_with_its_act(client, offices):
    calm = file_appeal(at=now(), area=offices.district).appeal
    urgent = file_appeal(at=now(), area=offices.district, safety="IN_DANGER").appeal
    client.force_login(fresh(offices.head))
    page = client.get("/")
    first = page.context["groups"][0]
    assert first["key"] == "danger"
    assert [row.act_url for row in first["rows"]] == [reverse("appeals:police", args=[urgent.number])]
    assert first["rows"][0].primary
    acts = {row.act_url for row in rows(client)}
    assert reverse("appeals:take_over", args=[calm.number]) in acts
    assert client.get("/?show=danger").context["show"] == "danger"


def test_an_urgent_one_says_so_in_every_row(client, offices):
    urgent = file_appeal(at=now(), area=offices.district, safety="IN_DANGER").appeal
    calm = file_appeal(at=now(), area=offices.district).appeal
    person = fresh(offices.head)
    client.force_login(person)
    with translation.override(person.language):
        said = gettext("Urgent")
    found = [(row.duty.subject_no, row.meta) for row in rows(client)]
    assert all(meta[0] == said for number, meta in found if number == urgent.number)
    assert not any(said in meta for number, meta in found if number == calm.number)
    assert {urgent.number, calm.number} <= {number for number, _meta in found}


def test_what_the_sender_wrote_leads_to_the_conversation(client, offices):
    appeal = under_review(file_appeal(at=now(), area=offices.district).appeal, by=offices.head, at=now())
    sender.write_more(appeal, text="Тағы", at=now())
    client.force_login(fresh(offices.staff))
    found = {row.act_url: row for row in rows(client)}
    row = found[reverse("appeals:detail", args=[appeal.number]) + "#said"]
    assert row.meta[0] == appeal.get_right_display()


def test_who_is_shut_out_is_told_of_no_duty(client, offices):
    appeal = file_appeal(at=now(), area=offices.district).appeal
    triage.exclude(appeal, person=offices.staff, reason="Туысы", by=fresh(offices.head), at=now())
    client.force_login(fresh(offices.staff))
    assert rows(client) == []
    client.force_login(fresh(offices.head))
    assert rows(client) != []


def test_other_people_have_no_such_group(client, offices):
    file_appeal(at=now(), area=offices.district, safety="IN_DANGER")
    client.force_login(fresh(offices.officer))
    assert rows(client) == []

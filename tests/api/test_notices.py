"""Notices over the API: the inbox, opening by reading, acknowledging, telling by telephone."""

import pytest
from django.utils import timezone

from apps.audit.models import LedgerEntry
from apps.notices.models import Message, Notice
from apps.obligations.models import Obligation
from tests.api.conftest import V1, problem
from tests.cast import FRIDAY, log_harm

NOTICES = f"{V1}/notices/"

pytestmark = pytest.mark.usefixtures("friday")


@pytest.fixture
def incident(cast):
    return log_harm(cast)


def notice_to(agency):
    return Notice.objects.get(recipient=agency)


def test_keys_of_a_notice_and_the_inbox(cast, as_, incident):
    rows = as_(cast.police).get(NOTICES).json()["results"]
    assert [row["subject"] for row in rows] == [incident.number]
    assert set(rows[0]) == {
        "id", "number", "subject", "sender", "recipient", "recipient_name", "role", "channel", "sent_at",
        "delivered_at", "opened_at", "opened_by", "acknowledged_at", "acknowledged_by", "returned_at",
        "return_reason", "told_person",
        "told_by", "told_at", "withdrawn_at", "withdraw_reason",
    }  # fmt: skip
    assert as_(cast.police).get(f"{NOTICES}?acknowledged=true").json()["results"] == []
    assert len(as_(cast.police).get(f"{NOTICES}?acknowledged=false&role=POLICE&subject=").json()["results"]) == 1


def test_reading_by_the_recipient_opens_and_delivers(cast, as_, incident):
    notice = notice_to(cast.department)
    seen = as_(cast.coordinator).get(f"{NOTICES}{notice.number}/").json()
    assert (seen["opened_at"], seen["delivered_at"]) == (None, None)
    read = as_(cast.police).get(f"{NOTICES}{notice.number}/").json()
    assert read["opened_by"]["id"] == cast.police.pk
    assert read["delivered_at"]
    assert Obligation.objects.get(notice=notice, rule__basis="LAW").state == "MET"


def test_acknowledging_says_who_and_when_and_twice_changes_nothing(cast, as_, incident):
    notice = notice_to(cast.body)
    client = as_(cast.officer)
    first = client.post(f"{NOTICES}{notice.pk}/acknowledge/").json()
    assert first["acknowledged_by"] == {"id": cast.officer.pk, "name": cast.officer.get_full_name()}
    again = client.post(f"{NOTICES}{notice.pk}/acknowledge/")
    assert again.status_code == 200
    assert again.json()["acknowledged_at"] == first["acknowledged_at"]
    assert LedgerEntry.objects.filter(verb="notice.acknowledged").count() == 1


def test_only_the_recipient_acknowledges(cast, as_, incident):
    notice = notice_to(cast.department)
    problem(as_(cast.coordinator).post(f"{NOTICES}{notice.pk}/acknowledge/"), 403, "not-allowed")
    problem(as_(cast.officer).post(f"{NOTICES}{notice.pk}/acknowledge/"), 404, "not-found")
    for person in cast.outsiders:
        problem(as_(person).post(f"{NOTICES}{notice.pk}/acknowledge/"), 404, "not-found")
    notice.refresh_from_db()
    assert notice.acknowledged_at is None


def test_resending_and_telling_are_the_senders(cast, as_, incident):
    notice = notice_to(cast.department)
    sender, recipient = as_(cast.coordinator), as_(cast.police)
    problem(recipient.post(f"{NOTICES}{notice.pk}/resend/"), 403, "not-allowed")
    assert sender.post(f"{NOTICES}{notice.pk}/resend/").status_code == 200
    assert Message.objects.filter(kind="NOTICE_AGAIN", to_agency=cast.department).exists()
    told = {"channel": "PHONE", "person": "Сержант Б.", "told_at": FRIDAY.isoformat()}
    problem(recipient.post(f"{NOTICES}{notice.pk}/told/", told), 403, "not-allowed")
    answer = sender.post(f"{NOTICES}{notice.pk}/told/", told)
    assert answer.status_code == 200, answer.content
    assert answer.json()["told_by"]["id"] == cast.coordinator.pk
    assert answer.json()["channel"] == "PHONE"
    problem(sender.post(f"{NOTICES}{notice.pk}/told/", {**told, "told_at": "2026-03-22T00:00:00Z"}), 422, "refused")
    problem(sender.post(f"{NOTICES}{notice.pk}/told/", {**told, "channel": "PIGEON"}), 400, "invalid")


def test_if_match_on_an_act(cast, as_, incident):
    notice = notice_to(cast.department)
    client = as_(cast.police)
    tag = client.get(f"{NOTICES}{notice.pk}/")["ETag"]
    url = f"{NOTICES}{notice.pk}/acknowledge/"
    Notice.objects.filter(pk=notice.pk).update(told_at=timezone.now(), told_person="Б.")
    problem(client.post(url, headers={"If-Match": tag}), 412, "stale")
    tag = client.get(f"{NOTICES}{notice.pk}/")["ETag"]
    assert client.post(url, headers={"If-Match": tag}).status_code == 200


def test_mentors_have_no_inbox(cast, as_, incident):
    problem(as_(cast.mentor).get(NOTICES), 403, "not-allowed")


def test_the_same_queries_for_one_and_for_many(cast, as_, django_assert_max_num_queries):
    for _n in range(3):
        log_harm(cast)
    client = as_(cast.police)
    client.get(NOTICES)
    with django_assert_max_num_queries(6) as few:
        client.get(f"{NOTICES}?page_size=1")
    with django_assert_max_num_queries(len(few)):
        assert len(client.get(NOTICES).json()["results"]) == 3

"""The inbox: soonest first, one large button, opening and acknowledging; messages with their read state."""

from datetime import timedelta

from django.utils import timezone

from apps.audit.models import LedgerEntry
from apps.notices.actions import mark_delivered
from apps.notices.models import Message, MessageRead, Notice
from apps.obligations.models import Obligation
from apps.obligations.sweep import sweep
from tests.factories.incidents import HOUR, fresh_draft, fresh_harm, notice_to


def test_soonest_acknowledgement_first(cast, sign_in):
    first, second = fresh_harm(cast), fresh_harm(cast)
    notices = {n.subject_no: n for n in Notice.objects.filter(recipient=cast.body)}
    now = timezone.now()
    mark_delivered(notices[second.number], at=now - 2 * HOUR)
    mark_delivered(notices[first.number], at=now - HOUR)
    page = sign_in(cast.officer).get("/notices/")
    assert [row["notice"].subject_no for row in page.context["rows"]] == [second.number, first.number]
    assert page.content.decode().count("btn-primary") == 1


def test_opening_marks_it_opened_and_starts_the_clock(cast, sign_in):
    incident, notice = fresh_harm(cast), None
    notice = notice_to(cast.department)
    page = sign_in(cast.police).get(f"/notices/{notice.number}/").content.decode()
    notice.refresh_from_db()
    assert (notice.opened_by, notice.delivered_at is not None) == (cast.police, True)
    assert Obligation.objects.filter(notice=notice, rule__code="caseflow.ack", owner=cast.department).exists()
    assert cast.child.full_name in page
    assert incident.description not in page
    assert page.count("btn-primary") == 1
    assert LedgerEntry.objects.filter(verb="incident.opened", actor_id=cast.police.pk).exists()


def test_acknowledging_from_the_page_and_from_a_row(cast, sign_in):
    fresh_harm(cast)
    notice, client = notice_to(cast.department), sign_in(cast.police)
    url = f"/notices/{notice.number}/acknowledge/"
    assert client.get(url).status_code == 405
    assert client.post(url).url == f"/notices/{notice.number}/"
    assert client.post(url, {"next": "/"}).url == "/"
    assert client.post(url, {"next": "https://evil.example/"}).url == f"/notices/{notice.number}/"
    notice.refresh_from_db()
    assert notice.acknowledged_by == cast.police
    page = client.get(f"/notices/{notice.number}/").content.decode()
    assert cast.police.get_full_name() in page
    assert url not in page


def test_only_the_recipient_finds_a_notice(cast, sign_in):
    fresh_harm(cast)
    notice = notice_to(cast.department)
    for person in (cast.officer, cast.coordinator, cast.orphanage, *cast.outsiders):
        client = sign_in(person)
        assert client.get(f"/notices/{notice.number}/").status_code == 404
        assert client.post(f"/notices/{notice.number}/acknowledge/").status_code == 404
        assert notice.number not in client.get("/notices/?show=all").content.decode()


def test_the_ombudsman_reads_a_number_and_no_name(cast, sign_in):
    fresh_harm(cast)
    page = sign_in(cast.ombudsman).get(f"/notices/{notice_to(cast.ombudsman_office).number}/").content.decode()
    assert cast.child.number in page
    assert cast.child.surname not in page


def test_a_mentor_has_no_inbox(cast, sign_in):
    assert sign_in(cast.mentor).get("/notices/").status_code == 403


def test_messages_are_read_once_followed(cast, sign_in):
    fresh_draft(cast, ago=13 * HOUR)
    sweep(timezone.now())
    client = sign_in(cast.coordinator)
    message = Message.objects.filter(kind="REMINDER", to_user=cast.coordinator).first()
    page = client.get("/notices/messages/").content.decode()
    assert message.subject_no in page
    assert 'class="unread"' in page
    assert client.get(f"/notices/messages/{message.pk}/").url == f"/incidents/{message.subject_no}/"
    assert MessageRead.objects.filter(message=message, user=cast.coordinator).exists()
    client.post("/notices/messages/read/")
    assert 'class="unread"' not in client.get("/notices/messages/").content.decode()
    assert sign_in(cast.officer2).get(f"/notices/messages/{message.pk}/").status_code == 404


def test_queries_do_not_grow(cast, sign_in, django_assert_max_num_queries):
    fresh_harm(cast)
    client = sign_in(cast.police)
    for url in ("/notices/", "/notices/?show=all"):
        with django_assert_max_num_queries(50) as few:
            client.get(url)
        for _more in range(2):
            fresh_harm(cast, ago=timedelta(minutes=30))
        with django_assert_max_num_queries(len(few)):
            client.get(url)

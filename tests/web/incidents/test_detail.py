"""The page of an incident: who sees what, the acts and their refusals, what stays on record."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from apps.audit.models import LedgerEntry
from apps.incidents.acts.corrections import correct_established_at
from apps.incidents.models import FollowUp, Ground, Incident, IncidentAccess
from apps.incidents.states import State
from apps.notices.actions import acknowledge
from apps.notices.delivery import _mark_returned
from apps.notices.models import Notice
from apps.obligations.models import Obligation
from apps.web.wording import short_name
from tests.cast import log_harm
from tests.factories.accounts import fresh, make_agency
from tests.factories.incidents import HOUR, fresh_draft, fresh_harm, notice_to, typed

PDF = b"%PDF-1.7 proof"


def page_of(client, incident) -> str:
    answer = client.get(f"/incidents/{incident.number}/")
    assert answer.status_code == 200
    return answer.content.decode()


def settle_all(cast):
    for person in (cast.orphanage, cast.officer, cast.police, cast.ombudsman):
        for notice in Notice.objects.visible_to(fresh(person)).filter(acknowledged_at__isnull=True):
            acknowledge(notice, by=fresh(person), at=timezone.now())


def test_the_reporting_agency_sees_every_recipient_with_two_clocks(cast, sign_in):
    page = page_of(sign_in(cast.coordinator), fresh_harm(cast))
    for agency in [*cast.told(), cast.ombudsman_office]:
        assert agency.name in page
    assert page.count('class="track"') == 4
    assert page.count("data-due") >= 4


def test_a_recipient_sees_its_own_notice_alone(cast, sign_in):
    incident = fresh_harm(cast)
    for person in (cast.orphanage, cast.officer, cast.police, cast.ombudsman):
        page = page_of(sign_in(person), incident)
        assert page.count('class="track"') == 1
        others = {a.name for a in [*cast.told(), cast.ombudsman_office]} - {person.agency.name}
        assert not [name for name in others if name in page]


def test_outsiders_find_nothing_and_the_attempt_is_noted(cast, sign_in):
    incident = fresh_harm(cast)
    for person in cast.outsiders:
        for path in ("", "description/", "ledger/", "edit/1/", "close/", "recipients/new/"):
            assert sign_in(person).get(f"/incidents/{incident.number}/{path}").status_code == 404
    assert LedgerEntry.objects.filter(verb="access.refused", subject_no=incident.number).exists()


def test_opening_and_reading_are_written_to_the_ledger(cast, sign_in):
    incident = fresh_harm(cast)
    client = sign_in(cast.officer)
    page = page_of(client, incident)
    assert incident.description not in page
    opened = LedgerEntry.objects.get(verb="incident.opened")
    assert (opened.actor_id, opened.subject_no) == (cast.officer.pk, incident.number)
    assert incident.description in client.get(f"/incidents/{incident.number}/description/").content.decode()
    part = client.get(f"/incidents/{incident.number}/description/", headers={"HX-Request": "true"}).content.decode()
    assert incident.description in part
    assert "<html" not in part
    assert LedgerEntry.objects.filter(verb="incident.description_shown", actor_id=cast.officer.pk).count() == 2


def test_a_recipient_who_opens_the_incident_has_been_told(cast, sign_in):
    incident = fresh_harm(cast)
    page = page_of(sign_in(cast.police), incident)
    notice = notice_to(cast.department)
    assert (notice.opened_by, notice.delivered_at is not None) == (cast.police, True)
    assert page.count('class="done"') == 3


def test_a_confidential_reporter_is_masked_for_recipients(cast, sign_in):
    incident = fresh_harm(cast, reporter_name="Сидорова Анна", reporter_is_confidential=True)
    assert "Сидорова" in page_of(sign_in(cast.coordinator), incident)
    masked = page_of(sign_in(cast.police), incident)
    assert "Сидорова" not in masked
    assert "Confidential" in masked


def test_people_of_the_agency_of_a_confidential_reporter_are_not_named(cast, sign_in):
    incident = fresh_harm(cast, reporter_name="Сидорова Анна", reporter_is_confidential=True)
    change = {"established_at": incident.established_at - timedelta(minutes=5), "reason": "Журнал бойынша"}
    correct_established_at(incident, **change, by=fresh(cast.coordinator), at=timezone.now())
    IncidentAccess.objects.filter(incident=incident, agency=fresh(cast.police).agency).update(ground=Ground.ESCALATION)
    name = short_name(cast.coordinator, "en")
    for path in ("", "ledger/"):
        at = f"/incidents/{incident.number}/{path}"
        mine, theirs = (sign_in(one).get(at).content.decode() for one in (cast.coordinator, cast.police))
        assert (name in mine, name in theirs) == (True, False)
        assert cast.organisation.name in theirs


def test_buttons_appear_only_for_those_who_may(cast, sign_in):
    incident = fresh_harm(cast)
    mine, theirs = page_of(sign_in(cast.coordinator), incident), page_of(sign_in(cast.police), incident)
    for act in ("correct/", "recipients/new/", "close/", "follow-up/", "/told/", "/replace/"):
        assert f"{act}" in mine
        assert f"{incident.number}/{act.strip('/')}" not in theirs
    assert f"/notices/{notice_to(cast.department).number}/acknowledge/" in theirs
    assert "/acknowledge/" not in mine
    assert mine.count("btn-primary") == 1


def test_a_returned_mail_offers_the_telephone(cast, sign_in):
    incident = fresh_harm(cast)
    _mark_returned(notice_to(cast.department), timezone.now(), "SMTP 550")
    page = page_of(sign_in(cast.coordinator), incident)
    assert 'class="fail"' in page
    assert f"/notices/{notice_to(cast.department).number}/told/" in page


def test_telling_by_telephone_meets_the_duty_and_keeps_the_proof(cast, sign_in):
    incident, client = fresh_harm(cast), sign_in(cast.coordinator)
    notice = notice_to(cast.department)
    url = f"/incidents/{incident.number}/notices/{notice.number}/"
    when = timezone.now() - timedelta(minutes=5)
    wrong = client.post(url + "told/", {"channel": "PHONE", "person": "", **typed("told_at", when + HOUR)})
    assert wrong.status_code == 422
    answer = client.post(url + "told/", {
        "channel": "PHONE", "person": "дежурный Иванов", **typed("told_at", when),
        "proof": SimpleUploadedFile("журнал.pdf", PDF, "application/pdf"),
    })  # fmt: skip
    assert answer.status_code == 302
    duty = Obligation.objects.get(rule__code="kz345.a28-2.p10.s7", party=cast.department)
    assert duty.state == "MET"
    proof = client.get(url + "proof/")
    assert b"".join(proof) == PDF
    assert "дежурный Иванов" in page_of(client, incident)
    for person in (cast.police, cast.officer):
        assert sign_in(person).get(url + "proof/").status_code in (403, 404)


def test_a_proof_that_is_no_document_is_refused_and_nothing_recorded(cast, sign_in):
    incident = fresh_harm(cast)
    notice = notice_to(cast.department)
    answer = sign_in(cast.coordinator).post(f"/incidents/{incident.number}/notices/{notice.number}/told/", {
        "channel": "LETTER", "person": "канцелярия", **typed("told_at", timezone.now() - HOUR / 2),
        "proof": SimpleUploadedFile("letter.exe", b"MZ", "application/octet-stream"),
    })  # fmt: skip
    assert answer.status_code == 422
    notice.refresh_from_db()
    assert notice.told_at is None


def test_a_wrong_recipient_is_replaced_and_sees_nothing_any_more(cast, sign_in):
    incident, client = fresh_harm(cast), sign_in(cast.coordinator)
    wrong, right = notice_to(cast.department), make_agency("POLICE", cast.district)
    url = f"/incidents/{incident.number}/notices/{wrong.number}/replace/"
    assert client.post(url, {"agency": right.pk, "reason": ""}).status_code == 422
    assert client.post(url, {"agency": right.pk, "reason": "Другой отдел"}).status_code == 302
    assert sign_in(cast.police).get(f"/incidents/{incident.number}/").status_code == 404
    assert sign_in(cast.police).get(f"/notices/{wrong.number}/").status_code == 404
    page = page_of(client, incident)
    assert "Другой отдел" in page
    assert right.name in page


def test_a_recipient_nobody_found_is_named_by_hand(cast, sign_in):
    cast.department.is_active = False
    cast.department.save()
    incident, client = fresh_harm(cast), sign_in(cast.coordinator)
    page = page_of(client, incident)
    url = f"/incidents/{incident.number}/recipients/new/?role=POLICE"
    assert url in page
    police = make_agency("POLICE")
    assert client.post(url, {}).status_code == 422
    assert client.post(url, {"agency": police.pk}).status_code == 302
    duty = Obligation.objects.get(rule__code="kz345.a28-2.p10.s7", role="POLICE", state="OPEN")
    assert (duty.party, duty.notice) == (police, notice_to(police))


def test_correcting_the_start_keeps_the_old_clock_visible(cast, sign_in):
    incident, client = fresh_harm(cast, ago=2 * HOUR), sign_in(cast.coordinator)
    moved = typed("established_at", timezone.now() - 3 * HOUR)
    url = f"/incidents/{incident.number}/correct/"
    assert client.post(url, {**moved, "reason": ""}).status_code == 422
    assert client.post(url, {**moved, "reason": "Журнал звонков"}).status_code == 302
    page = page_of(client, incident)
    assert page.count('class="was"') >= 2
    assert "Журнал звонков" in page


def test_closing_waits_for_everybody_and_for_follow_up(cast, sign_in):
    """Bad input 31: two of three told is not enough."""
    incident, client = fresh_harm(cast), sign_in(cast.coordinator)
    for person in (cast.orphanage, cast.officer):
        acknowledge(Notice.objects.visible_to(fresh(person)).get(), by=fresh(person), at=timezone.now())
    url = f"/incidents/{incident.number}/close/"
    refused = client.post(url)
    assert refused.status_code == 422
    assert cast.department.name in refused.content.decode()
    settle_all(cast)
    assert client.post(url).status_code == 422
    assert client.post(
        f"/incidents/{incident.number}/follow-up/", {"kind": "NO_VIOLENCE", "text": "Проверено врачом"}
    ).status_code == 302  # fmt: skip
    assert client.post(url).status_code == 302
    incident.refresh_from_db()
    assert incident.state == State.CLOSED
    assert client.post(f"/incidents/{incident.number}/reopen/", {"reason": "Новые сведения"}).status_code == 302
    assert "Новые сведения" in page_of(client, incident)


def test_a_weekend_pauses_no_clock(cast, sign_in):
    """Bad input 32: the page offers no act that stops a clock, and says that days off count."""
    page = page_of(sign_in(cast.coordinator), log_harm(cast))
    assert "nights and holidays count as well" in page
    assert "21\u00a0March 2026, 23:10" in page
    assert "pause" not in page.lower()


def test_confirmed_violence_asks_the_district_for_a_plan(cast, sign_in):
    incident, client = fresh_harm(cast), sign_in(cast.officer)
    assert client.get(f"/incidents/{incident.number}/confirm-violence/").status_code == 200
    assert client.post(f"/incidents/{incident.number}/confirm-violence/").status_code == 302
    plan = Obligation.objects.get(rule__code="kz345.a36.p3.plan")
    assert plan.owner == cast.body
    assert client.post(
        f"/incidents/{incident.number}/follow-up/", {"kind": "ASSISTANCE_PLAN", "text": "План на месяц"}
    ).status_code == 302  # fmt: skip
    plan.refresh_from_db()
    assert plan.state == "MET"


def test_two_reports_are_joined_with_both_reporters(cast, sign_in):
    first = fresh_harm(cast, reporter_name="Ахметов Тимур")
    second = log_harm(
        cast, by=cast.orphanage, at=timezone.now(), established_at=timezone.now() - 2 * HOUR, reporter_name="Сәрсен Ая"
    )
    client = sign_in(cast.officer)
    url = f"/incidents/{second.number}/join/"
    assert first.number in client.get(url).content.decode()
    assert client.post(url, {"into": first.pk}).status_code == 302
    page = page_of(sign_in(cast.coordinator), first)
    assert "Ахметов Тимур" in page
    assert "Сәрсен Ая" in page
    first.refresh_from_db()
    assert first.established_at == second.established_at


def test_a_draft_is_discarded_with_a_reason_and_restored(cast, sign_in):
    draft, client = fresh_draft(cast), sign_in(cast.coordinator)
    assert client.post(f"/incidents/{draft.number}/discard/", {"reason": " "}).status_code == 422
    assert client.post(f"/incidents/{draft.number}/discard/", {"reason": "Ошибка"}).status_code == 302
    assert Incident.objects.get().state == State.DISCARDED
    assert client.post(f"/incidents/{draft.number}/restore/").status_code == 302
    assert Incident.objects.get().state == State.DRAFT


def test_a_draft_says_that_nobody_was_told_yet(cast, sign_in):
    page = page_of(sign_in(cast.coordinator), fresh_draft(cast))
    assert "Nobody has been told yet" in page
    assert page.count("btn-primary") == 1


@pytest.mark.parametrize("verb", ["resend"])
def test_acts_on_a_notice_answer_to_post_alone(cast, sign_in, verb):
    incident, client = fresh_harm(cast), sign_in(cast.coordinator)
    url = f"/incidents/{incident.number}/notices/{notice_to(cast.body).number}/{verb}/"
    assert client.get(url).status_code == 405
    assert client.post(url).status_code == 302
    assert LedgerEntry.objects.filter(verb="notice.resent").count() == 1
    assert sign_in(cast.officer).post(url).status_code == 403


def test_the_number_of_queries_does_not_grow(cast, sign_in, django_assert_max_num_queries):
    incident, client = fresh_harm(cast), sign_in(cast.coordinator)
    with django_assert_max_num_queries(70) as few:
        page_of(client, incident)
    for number in range(5):
        FollowUp.objects.create(
            incident=incident, kind="MEASURE", text=f"{number}", agency=cast.organisation, by=cast.coordinator,
            at=timezone.now(),
        )  # fmt: skip
    settle_all(cast)
    with django_assert_max_num_queries(len(few) + 2):
        page_of(client, incident)

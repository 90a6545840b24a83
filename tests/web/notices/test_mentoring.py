"""Notices of mentoring: each says in words what happened and what follows, in both languages, and leads to the record
its recipient may open; e-mails bear a number and nothing else."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from apps.core.localtime import local_day
from apps.mentoring.acts import agreements, applications, assignments, clearance, training
from apps.mentoring.models import Assignment
from apps.notices.delivery import compose
from apps.notices.models import Message, Notice
from apps.obligations.law import load_calendar
from apps.web.notices.mentoring import FOR_BODY, FOR_ORGANISATION, OF_PAIRS, RECORDS, SAYINGS, sayings, told_of
from tests.factories.accounts import fresh
from tests.factories.incidents import fresh_harm
from tests.factories.mentoring import candidate_data, coordinator_of, make_programme, make_submitted, officer_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair(cast):
    load_calendar()
    return Assignment.objects.get(child=cast.child)


def who(person):
    return {"by": fresh(person), "at": timezone.now()}


def notice_of(kind, agency) -> Notice:
    return Notice.objects.get(subject_kind=kind, recipient=agency)


def test_every_notice_of_mentoring_has_its_sentence():
    assert set(RECORDS) == {*SAYINGS, "mentor_agreement"}
    assert set(OF_PAIRS) | set(FOR_BODY) | set(FOR_ORGANISATION) <= set(RECORDS)


def test_the_home_learns_which_child_a_suspended_clearance_is_about(cast, pair, sign_in):
    clearance.report(cast.candidate, cause="REGISTER", text="Есепте тұр", **who(cast.coordinator))
    notice = notice_of("mentor_reopening", cast.home)
    page = sign_in(cast.orphanage).get(f"/notices/{notice.number}/")
    told = page.context["mentoring"]
    assert (told.url, [one.number for one in told.pairs]) == ("", [pair.number])
    text = page.content.decode()
    assert "A mentor&#x27;s clearance is suspended" in text
    assert f"/mentoring/assignments/{pair.number}/" in text
    assert cast.candidate.full_name not in text
    assert sign_in(cast.orphanage).get(f"/mentoring/assignments/{pair.number}/").status_code == 200


def test_the_body_opens_the_candidate_from_the_notice(cast, pair, sign_in):
    candidate = make_submitted(cast.candidate.organisation, cast.body, area=cast.district)
    notice = notice_of("mentor_review", cast.body)
    told = told_of(notice, fresh(cast.officer))
    assert told.url == f"/mentoring/candidates/{candidate.number}/"
    assert sign_in(cast.officer).get(told.url).status_code == 200
    assert "A candidate for mentor waits for your decision" in sign_in(cast.officer).get("/notices/").content.decode()
    clearance.approve(candidate, **who(cast.officer))
    decided = notice_of("mentor_review", cast.organisation)
    assert "decided" in str(sayings([decided])[decided.pk].title)


def test_an_agreement_says_whose_turn_it_is(cast, pair):
    held = pair.agreement
    agreements.end(held, reason="BOTH", **who(cast.officer))
    since = local_day(timezone.now())
    data = {"paper_number": "7", "signed_on": since, "starts_on": since, "ends_on": None}
    made = agreements.propose(held.organisation, body=cast.body, data=data, **who(cast.coordinator))
    asked = Notice.objects.get(subject_kind="mentor_agreement", subject_id=made.pk)
    agreements.confirm(made, **who(officer_of(cast.body)))
    told = Notice.objects.get(subject_kind="mentor_agreement", subject_id=made.pk, recipient=cast.organisation)
    with translation.override("en"):
        words = {one.recipient_id: str(sayings([one])[one.pk].title) for one in (asked, told)}
    assert "waits for your confirmation" in words[cast.body.pk]
    assert "is confirmed" in words[cast.organisation.pk]
    over = notice_of("agreement_end", cast.home)
    assert [one.number for one in told_of(over, fresh(cast.orphanage)).pairs] == [pair.number]


def test_mentoring_that_goes_on_is_told_as_its_suspension_was(cast, pair):
    assignments.suspend(pair, reason="SAFETY", text="Тексеріледі", **who(cast.officer))
    assignments.lift(pair, **who(cast.officer))
    told = Notice.objects.filter(subject_kind__in=["suspension", "suspension_end"]).values_list(
        "subject_kind", "recipient"
    )
    assert set(told) == {(kind, agency.pk) for kind in ("suspension", "suspension_end")
                         for agency in (cast.organisation, cast.home)}  # fmt: skip


def test_two_sessions_of_one_programme_may_be_called_off(cast, pair):
    candidate = applications.apply(
        cast.candidate.organisation, body=cast.body, data=candidate_data(area=cast.district), **who(cast.coordinator)
    )
    applications.consult(candidate, held_on=local_day(timezone.now()), **who(cast.coordinator))
    programme = make_programme(cast.home)
    for ahead in (3, 5):
        at = timezone.now() + timedelta(days=ahead)
        data = {"starts_at": at, "ends_at": at + timedelta(hours=2), "hours": 2, "place": "Зал", "trainer": "Сейітова"}
        session = training.plan_session(programme, data=data, **who(cast.orphanage))
        training.enrol(session, candidate=cast.candidate, **who(coordinator_of(cast.organisation)))
        training.cancel_session(session, **who(cast.orphanage))
    notices = Notice.objects.filter(subject_kind="mentor_session", recipient=cast.organisation)
    assert notices.count() == 2
    assert told_of(notices[0], fresh(cast.coordinator)).url.startswith("/mentoring/training/sessions/")


@pytest.mark.parametrize(("language", "foreign"), [("kk", "clearance"), ("ru", "clearance")])
def test_mails_of_mentoring_bear_a_number_and_no_name(cast, pair, language, foreign):
    clearance.report(cast.candidate, cause="REGISTER", text="Есепте тұр", **who(cast.coordinator))
    message = Message.objects.filter(subject_kind="mentor_reopening", to_user=cast.officer).get()
    cast.officer.language = language
    message.to_user = cast.officer
    mail = compose(message)
    assert message.notice.number in mail.subject
    assert f"/notices/{message.notice.number}/" in mail.body
    for word in (cast.candidate.surname, cast.child.surname, "Есепте", foreign):
        assert word not in mail.subject + mail.body
    with translation.override("en"):
        assert "was sent to your agency" not in mail.body


def test_what_has_no_clock_stands_after_every_clock_that_runs(cast, pair, sign_in):
    clearance.report(cast.candidate, cause="REGISTER", text="Есепте тұр", **who(cast.coordinator))
    harm = fresh_harm(cast)
    page = sign_in(cast.orphanage).get("/notices/")
    kinds = [row["notice"].subject_kind for row in page.context["rows"]]
    assert (kinds[0], kinds[-1]) == ("incident", "mentor_reopening")
    assert "incident" not in kinds[1:]
    assert all(row["kind"] for row in page.context["rows"])
    assert harm.number in page.content.decode()

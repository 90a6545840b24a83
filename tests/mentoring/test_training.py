"""The acts of training: who trains whom, the roll, sessions called off, programmes two people change."""

from datetime import timedelta

import pytest
from django.http import Http404
from django.utils import timezone

from apps.accounts.kinds import AgencyKind
from apps.core.errors import NotAllowed, Refused, Stale
from apps.core.localtime import local_day
from apps.mentoring.acts import training
from apps.mentoring.checks.training import mark_of
from apps.mentoring.models import Attendance, Session
from apps.mentoring.trainees import progress_of, to_enrol, trainees_of
from apps.notices.models import Notice
from tests.factories.accounts import make_agency
from tests.factories.mentoring import (
    certify,
    coordinator_of,
    make_candidate,
    make_organisation,
    make_programme,
    train,
    trainer_of,
)
from tests.factories.obligations import make_law

pytestmark = pytest.mark.django_db


@pytest.fixture
def candidate():
    make_law()
    return make_candidate()


def planned(trainer, ahead: int = 1) -> Session:
    by, starts = trainer_of(trainer), timezone.now() + timedelta(days=ahead)
    data = {"starts_at": starts, "ends_at": starts + timedelta(hours=2), "hours": 2, "place": "Зал", "trainer": "А. С."}
    return training.plan_session(make_programme(trainer), data=data, by=by, at=timezone.now())


def enrolled(session, candidate) -> Attendance:
    by = coordinator_of(candidate.organisation.agency)
    return training.enrol(session, candidate=candidate, by=by, at=timezone.now())


def test_the_own_organisation_and_orphan_organisations_train_and_no_other(candidate):
    home = make_agency(AgencyKind.ORPHAN_ORG)
    for trainer in (candidate.organisation.agency, home):
        assert enrolled(planned(trainer), candidate).was_there is None
    with pytest.raises(NotAllowed):
        enrolled(planned(make_organisation().agency), candidate)


def test_the_roll_is_called_whole_after_the_session_began(candidate):
    home = make_agency(AgencyKind.ORPHAN_ORG)
    session, by = planned(home, ahead=-1), trainer_of(home)
    lines = [enrolled(session, one) for one in (candidate, make_candidate(candidate.organisation))]
    roll = {lines[0].pk: True, lines[1].pk: False}
    with pytest.raises(NotAllowed):
        training.call_roll(session, roll=roll, by=coordinator_of(candidate.organisation.agency), at=timezone.now())
    with pytest.raises(Refused) as caught:
        training.call_roll(session, roll={**roll, 10**9: True}, by=by, at=timezone.now())
    assert caught.value.field == "was_there"
    assert not Attendance.objects.exclude(was_there=None).exists()
    assert len(training.call_roll(session, roll=roll, by=by, at=timezone.now())) == 2
    assert training.call_roll(session, roll=roll, by=by, at=timezone.now()) == []
    with pytest.raises(Refused):
        training.take_off(lines[0], by=coordinator_of(candidate.organisation.agency), at=timezone.now())


def test_a_session_called_off_is_told_once_to_each_organisation(candidate):
    home = make_agency(AgencyKind.ORPHAN_ORG)
    session, by = planned(home), trainer_of(home)
    enrolled(session, candidate)
    enrolled(session, make_candidate(candidate.organisation))
    training.cancel_session(session, by=by, at=timezone.now())
    assert Notice.objects.get(subject_kind="mentor_session").recipient == candidate.organisation.agency
    later, line = timezone.now() + timedelta(days=2), Attendance.objects.select_related("session__programme__agency")
    for act in (
        lambda: training.cancel_session(session, by=by, at=timezone.now()),
        lambda: enrolled(Session.objects.get(), make_candidate(candidate.organisation)),
        lambda: training.record_attendance(line.first(), was_there=True, by=by, at=later),
    ):
        with pytest.raises(Refused):
            act()


def test_all_or_none_are_enrolled(candidate):
    session, by = planned(candidate.organisation.agency), coordinator_of(candidate.organisation.agency)
    enrolled(session, candidate)
    other = make_candidate(candidate.organisation)
    for chosen in ([other, candidate], []):
        with pytest.raises(Refused):
            training.enrol_many(session, candidates=chosen, by=by, at=timezone.now())
    assert session.attendances.count() == 1
    assert list(to_enrol(session, by)) == [other]


def test_a_programme_is_not_overwritten_unseen(candidate):
    made = make_programme(candidate.organisation.agency)
    by, seen = trainer_of(made.agency), mark_of(made)
    data = {"title": "Жаңа", "hours": 40, "approved_on": made.approved_on}
    training.save_programme(made, data=data, seen=seen, by=by, at=timezone.now())
    with pytest.raises(Stale):
        training.save_programme(made, data=data, seen=seen, by=by, at=timezone.now())
    with pytest.raises(NotAllowed):
        training.save_programme(made, data=data, by=trainer_of(make_agency(AgencyKind.ORPHAN_ORG)), at=timezone.now())


def test_how_far_trainees_have_come(candidate):
    programme = train(candidate)
    waits = make_candidate(candidate.organisation)
    enrolled(Session.objects.get(), waits)
    found = list(trainees_of(programme))
    first, second = sorted(progress_of(programme, found), key=lambda one: one.candidate.pk)
    assert (first.attended, first.hours, first.is_ready, first.certificate) == (1, 3, True, None)
    assert (second.attended, second.hours, second.is_ready, second.result) == (0, 0, False, None)
    given = certify(waits)
    assert progress_of(given.programme, [waits])[0].certificate == given


def test_one_training_gives_one_certificate(candidate):
    given = certify(candidate)
    programme, by, now = given.programme, trainer_of(given.agency), timezone.now()
    data = {"issued_on": local_day(now)}
    with pytest.raises(Refused) as caught:
        training.certify(candidate, programme=programme, data=data, by=by, at=now)
    assert caught.value.field == "programme"
    training.revoke(given, reason="Қате", by=by, at=now)
    assert training.certify(candidate, programme=programme, data=data, by=by, at=now).pk


def test_a_later_test_of_the_same_programme_renews_the_certificate_before_it_ends(candidate):
    given = certify(candidate, at=timezone.now() - timedelta(days=10))
    train(candidate, given.programme)
    data, by = {"issued_on": local_day(timezone.now())}, trainer_of(given.agency)
    assert training.certify(candidate, programme=given.programme, data=data, by=by, at=timezone.now()).pk != given.pk


def test_attendance_is_not_taken_back_behind_a_certificate(candidate):
    given = certify(candidate)
    there, by = candidate.attendances.get(), trainer_of(given.agency)
    for act in (
        lambda: training.record_attendance(there, was_there=False, by=by, at=timezone.now()),
        lambda: training.call_roll(there.session, roll={there.pk: False}, by=by, at=timezone.now()),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.field == "was_there"
    training.revoke(given, reason="Қатысқан жоқ", by=by, at=timezone.now())
    assert training.record_attendance(there, was_there=False, by=by, at=timezone.now()).was_there is False


def test_who_was_taken_off_meanwhile_is_gone(candidate):
    home = make_agency(AgencyKind.ORPHAN_ORG)
    there, keeper = enrolled(planned(home, ahead=-1), candidate), coordinator_of(candidate.organisation.agency)
    training.take_off(Attendance.objects.get(pk=there.pk), by=keeper, at=timezone.now())
    with pytest.raises(Http404):
        training.take_off(there, by=keeper, at=timezone.now())
    with pytest.raises(Http404):
        training.record_attendance(there, was_there=True, by=trainer_of(home), at=timezone.now())

"""Files of grown persons go into the archive, out of it again, and a legal hold stops everything."""

from datetime import date, timedelta

import pytest

from apps.audit.models import LedgerEntry
from apps.care.actions import place_child
from apps.casework import actions as cases
from apps.casework import planning
from apps.core.errors import NotAllowed, Refused
from apps.core.localtime import local_day
from apps.people.models import Child, ChildAccess, ChildCategory
from apps.retention import actions
from apps.retention.models import Hold, Retention
from apps.retention.standing import against
from apps.retention.states import State
from apps.retention.terms import terms_on, versions, years_after
from tests.factories.accounts import fresh, make_agency
from tests.factories.casework import make_case
from tests.factories.people import make_child
from tests.retention.conftest import NOW, THEN


def kept(archive) -> Retention:
    return Retention.objects.get(child=archive.child)


def test_the_numbers_are_dated_and_called_a_rule_of_the_system():
    assert {one.basis for one in versions()} == {"POLICY"}
    assert terms_on(date(2000, 1, 1)) == versions()[0]
    assert years_after(date(2008, 2, 29), 18) == date(2026, 3, 1)


def test_only_grown_persons_are_proposed_once(archive):
    make_child(archive.officer, age=12)
    assert actions.propose_due(at=NOW) == 1
    assert actions.propose_due(at=NOW) == 0
    assert kept(archive).state == State.PROPOSED
    assert LedgerEntry.objects.filter(verb="retention.proposed", subject_no=archive.child.number).count() == 1


@pytest.mark.parametrize(("born", "due"), [(date(2008, 6, 1), 1), (date(2008, 6, 2), 0)])
def test_the_day_of_majority_is_the_first(archive, born, due):
    Child.objects.filter(pk=archive.child.pk).update(birth_date=born)
    assert actions.propose_due(at=NOW) == due


@pytest.mark.parametrize(("born", "due"), [(date(2003, 6, 1), 1), (date(2003, 6, 2), 0)])
def test_care_leavers_are_kept_open_until_the_higher_age(archive, born, due):
    ChildCategory.objects.create(child=archive.child, kind="CARE_LEAVER", starts_on=date(2021, 1, 1))
    Child.objects.filter(pk=archive.child.pk).update(birth_date=born)
    assert actions.propose_due(at=NOW) == due


def test_archiving_ends_every_ground_and_reopening_gives_back_the_bodys(archive):
    archive.archived()
    assert kept(archive).keep_until == date(2051, 6, 1)
    assert not Child.objects.visible_to(fresh(archive.officer)).exists()
    assert not ChildAccess.objects.filter(child=archive.child, valid_to__isnull=True).exists()
    assert Child.objects.get().guardianship == archive.body
    actions.reopen(archive.child, reason="Запрос суда", by=fresh(archive.second), at=NOW)
    assert list(Child.objects.visible_to(fresh(archive.officer))) == [archive.child]
    row = kept(archive)
    assert (row.state, row.keep_until) == (State.REOPENED, None)
    assert actions.propose_due(at=NOW + timedelta(days=364)) == 0
    assert actions.propose_due(at=NOW + timedelta(days=365)) == 1
    verbs = LedgerEntry.objects.filter(subject_no=archive.child.number).values_list("verb", flat=True)
    assert {"retention.archived", "retention.reopened"} <= set(verbs)


def test_a_file_left_open_is_asked_about_again(archive):
    actions.propose_due(at=NOW)
    actions.postpone(archive.child, reason="Учится", by=fresh(archive.head), at=NOW)
    assert kept(archive).state == State.POSTPONED
    with pytest.raises(Refused):
        actions.archive(archive.child, by=fresh(archive.head), at=NOW)
    assert actions.propose_due(at=NOW + timedelta(days=365)) == 1


def test_what_is_open_stands_against_it(archive):
    place_child(
        archive.child, organisation=make_agency("ORPHAN_ORG"), starts_on=date(2020, 1, 1), by=archive.officer, at=THEN
    )
    actions.propose_due(at=NOW)
    assert [one.kind for one in against([archive.child.pk], NOW)[archive.child.pk]] == ["stays"]
    with pytest.raises(Refused, match=r"lives in an organisation \(1\)") as refused:
        actions.archive(archive.child, by=fresh(archive.head), at=NOW)
    assert refused.value.rule == "caseflow.retention.nothing_open"


def test_an_age_corrected_meanwhile_stops_the_archive(archive):
    actions.propose_due(at=NOW)
    Child.objects.filter(pk=archive.child.pk).update(birth_date=date(2012, 1, 1))
    with pytest.raises(Refused, match="age"):
        actions.archive(archive.child, by=fresh(archive.head), at=NOW)


def test_a_file_in_daily_use_is_not_archived(archive):
    with pytest.raises(Refused, match="daily use"):
        actions.archive(archive.child, by=fresh(archive.head), at=NOW)


@pytest.mark.parametrize("who", ["officer", "stranger"])
def test_the_head_of_the_body_alone_decides(archive, who):
    actions.propose_due(at=NOW)
    somebody = archive.refreshed(who)
    for act in (
        lambda: actions.archive(archive.child, by=somebody, at=NOW),
        lambda: actions.postpone(archive.child, reason="x", by=somebody, at=NOW),
        lambda: actions.reopen(archive.child, reason="x", by=somebody, at=NOW),
        lambda: hold(archive, by=somebody),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert not Retention.objects.visible_to(somebody).exists()


def test_another_body_takes_the_row_over_with_the_child(archive):
    actions.propose_due(at=NOW)
    Child.objects.update(guardianship=archive.stranger.agency)
    assert actions.follow_bodies(at=NOW) == 1
    assert list(Retention.objects.visible_to(archive.refreshed("stranger"))) == [kept(archive)]


def hold(archive, *, by=None, **changes) -> Hold:
    values = {"reason": "Дело в суде", "ordered_by": "Суд", "starts_on": local_day(NOW), "ends_on": None, **changes}
    return actions.place_hold(archive.child, **values, by=by or fresh(archive.head), at=NOW)


def test_a_hold_stops_the_archive_until_it_is_lifted(archive):
    actions.propose_due(at=NOW)
    placed = hold(archive)
    with pytest.raises(Refused, match="legal hold"):
        actions.archive(archive.child, by=fresh(archive.head), at=NOW)
    with pytest.raises(Refused) as refused:
        actions.release_hold(placed, reason=" ", by=fresh(archive.head), at=NOW)
    assert refused.value.field == "reason"
    actions.release_hold(placed, reason="Дело закрыто", by=fresh(archive.second), at=NOW)
    with pytest.raises(Refused, match="lifted already"):
        actions.release_hold(placed, reason="Ещё раз", by=fresh(archive.second), at=NOW)
    actions.archive(archive.child, by=fresh(archive.head), at=NOW)


def test_a_hold_ends_with_its_last_day(archive):
    actions.propose_due(at=NOW)
    hold(archive, ends_on=local_day(NOW))
    with pytest.raises(Refused):
        actions.archive(archive.child, by=fresh(archive.head), at=NOW)
    actions.archive(archive.child, by=fresh(archive.head), at=NOW + timedelta(days=1))


def test_a_hold_does_not_end_before_it_begins(archive):
    with pytest.raises(Refused) as refused:
        hold(archive, ends_on=local_day(NOW) - timedelta(days=1))
    assert refused.value.field == "ends_on"


def test_what_stands_is_asked_in_the_same_queries_for_many(archive, django_assert_num_queries):
    others = [make_child(archive.officer).pk for _ in range(5)]
    with django_assert_num_queries(9):
        against([archive.child.pk], NOW)
    with django_assert_num_queries(9):
        against([archive.child.pk, *others], NOW)


def test_cases_of_an_archived_file_leave_lists_pages_and_the_api_and_come_back(archive, client):
    case = make_case(archive.child, archive.officer, at=NOW)
    asked = cases.submit_closing(case, reason="GOALS_REACHED", text="Бітті", by=archive.refreshed("officer"), at=NOW)
    planning.approve(asked, by=archive.refreshed("head"), at=NOW)
    shown = ("/cases/?tab=closed", f"/cases/{case.number}/", f"/api/v1/cases/{case.number}/")
    client.force_login(archive.refreshed("officer"))
    assert [client.get(path).status_code for path in shown] == [200, 200, 200]
    assert case.number in client.get(shown[0]).content.decode()
    archive.archived()
    for who in ("officer", "head"):
        client.force_login(archive.refreshed(who))
        assert case.number not in client.get(shown[0]).content.decode()
        assert [client.get(path).status_code for path in shown[1:]] == [404, 404]
    actions.reopen(archive.child, reason="Сот сұрады", by=archive.refreshed("head"), at=NOW)
    assert case.number in client.get(shown[0]).content.decode()

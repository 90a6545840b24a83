"""My day: groups, the one act of each row, what changed, what stands when there is nothing to do."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.casework.models import Step
from apps.notices.actions import acknowledge, open_notice
from apps.notices.models import Notice
from apps.obligations.models import Obligation
from apps.web.day.views import LATER
from tests.factories.accounts import fresh
from tests.factories.casework import active
from tests.factories.incidents import HOUR, fresh_draft, fresh_harm, notice_to

DAY = timedelta(days=1)


def rows(page) -> list:
    return [row for group in page.context["groups"] for row in group["rows"]]


def test_duties_to_tell_about_one_incident_are_one_row_with_its_act(cast, sign_in):
    draft, told = fresh_draft(cast, ago=5 * HOUR), fresh_harm(cast)
    page = sign_in(cast.coordinator).get("/")
    first, second = rows(page)
    assert (first.duty.subject_no, first.act_url) == (draft.number, f"/incidents/{draft.number}/edit/")
    assert (second.duty.subject_no, second.url) == (told.number, f"/incidents/{told.number}/")
    assert len(first.duties) == 4
    assert page.content.decode().count("btn-primary") == 1


def test_a_notice_is_acknowledged_straight_from_its_row(cast, sign_in):
    fresh_harm(cast)
    notice, client = notice_to(cast.department), sign_in(cast.police)
    open_notice(notice, by=fresh(cast.police), at=timezone.now())
    [row] = rows(client.get("/"))
    assert (row.post, row.act_url) == (True, f"/notices/{notice.number}/acknowledge/")
    assert '<input type="hidden" name="next" value="/">' in client.get("/").content.decode()
    assert client.post(row.act_url, {"next": "/"}).url == "/"
    assert Obligation.objects.get(notice=notice, rule__code="caseflow.ack").state == "MET"
    assert rows(client.get("/")) == []


def test_groups_and_filters(cast, sign_in):
    late, soon = fresh_draft(cast, ago=26 * HOUR), fresh_draft(cast, ago=HOUR)
    client = sign_in(cast.coordinator)
    page = client.get("/")
    assert page.context["groups"][0]["key"] == "over"
    assert {row.duty.subject_no for row in rows(page)} == {late.number, soon.number}
    assert [row.duty.subject_no for row in rows(client.get("/?show=over"))] == [late.number]
    assert len(rows(client.get("/?show=junk"))) == 2
    assert 'class="bare card duties is-over"' in page.content.decode()


def test_an_empty_day_says_so_and_names_the_next_duty(cast, sign_in):
    client = sign_in(cast.police)
    assert "quiet-centre" in client.get("/").content.decode()
    fresh_harm(cast)
    open_notice(notice_to(cast.department), by=fresh(cast.police), at=timezone.now())
    Obligation.objects.filter(owner=cast.department).update(due_at=timezone.now() + 9 * DAY)
    page = client.get("/")
    assert page.context["next"].duty.owner == cast.department
    assert "quiet-centre" in page.content.decode()


def test_since_yesterday(cast, sign_in):
    incident = fresh_harm(cast)
    acknowledge(notice_to(cast.department), by=fresh(cast.police), at=timezone.now())
    page = sign_in(cast.coordinator).get("/").content.decode()
    assert cast.department.name in page
    assert incident.number in page
    assert cast.department.name not in sign_in(cast.coordinator2).get("/").content.decode()


def test_thirty_days_in_bars(cast, sign_in):
    fresh_harm(cast)
    acknowledge(notice_to(cast.department), by=fresh(cast.police), at=timezone.now())
    bars = sign_in(cast.coordinator).get("/").context["month"]
    assert [bar["state"] for bar in bars] == ["met", "late", "over"]
    assert bars[0]["figure"] == "1 of 1"


def test_drafts_are_listed(cast, sign_in):
    draft = fresh_draft(cast)
    assert [one.pk for one in sign_in(cast.coordinator).get("/").context["drafts"]] == [draft.pk]
    assert sign_in(cast.officer).get("/").context["drafts"] == []


def test_a_mentor_sees_the_own_duties(cast, sign_in):
    fresh_harm(cast)
    assert rows(sign_in(cast.mentor).get("/")) == []
    fresh_harm(cast, by=cast.mentor)
    [row] = rows(sign_in(cast.mentor).get("/"))
    assert row.duties[0].author == cast.mentor


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_every_language(cast, sign_in, language):
    fresh_harm(cast)
    assert sign_in(cast.coordinator, language).get("/").status_code == 200


def test_queries_do_not_grow(cast, sign_in, django_assert_max_num_queries):
    fresh_draft(cast)
    client = sign_in(cast.coordinator)
    with django_assert_max_num_queries(50) as few:
        client.get("/")
    for _more in range(3):
        fresh_draft(cast)
        fresh_harm(cast)
    for notice in Notice.objects.filter(recipient=cast.department):
        acknowledge(notice, by=fresh(cast.police), at=timezone.now())
    with django_assert_max_num_queries(len(few) + 1):
        client.get("/")


def test_a_step_of_a_plan_says_what_is_to_be_done(cast, sign_in):
    case = active(cast.child, cast.officer, fresh(cast.heads["GUARDIANSHIP"]), at=timezone.now())
    step = Step.objects.filter(goal__plan__case=case).first()
    named = {tuple(row.meta) for row in rows(sign_in(cast.officer).get("/")) if row.duty.subject_kind == "case_step"}
    assert (step.text,) in named


def test_what_is_due_later_is_cut_short_until_it_is_asked_for(cast, sign_in):
    made = [fresh_draft(cast, ago=HOUR) for _n in range(LATER + 2)]
    Obligation.objects.filter(subject_kind="incident").update(due_at=timezone.now() + 9 * DAY)
    client = sign_in(cast.coordinator)
    [group] = client.get("/").context["groups"]
    assert (len(group["rows"]), group["count"], group["more"]) == (LATER, len(made), 2)
    assert len(rows(client.get("/?show=later"))) == len(made)

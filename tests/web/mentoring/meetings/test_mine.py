"""The mentor's own page, and what is left of it the second an assignment ends or rests: nothing."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.core.localtime import local_day
from apps.mentoring.actions import end_assignment
from apps.mentoring.acts import assignments as life
from apps.mentoring.acts import notes, vacations
from apps.mentoring.models import Assignment
from apps.obligations.models import Obligation
from tests.factories.accounts import fresh
from tests.web.mentoring.meetings.conftest import FRIDAY, SATURDAY, get, post, visit

pytestmark = pytest.mark.django_db
AFTER = SATURDAY + timedelta(hours=3)


def end(cast, at) -> None:
    end_assignment(
        cast.assignment, ends_on=local_day(at), reason="WISH", text="Қаламайды", by=fresh(cast.officer), at=at
    )


def rest(cast, at) -> None:
    life.suspend(cast.assignment, reason="SAFETY", text="Тексеру", by=fresh(cast.officer), at=at)


def run_out(cast, at) -> None:
    """The last day is past and no night task has run yet."""
    Assignment.objects.filter(pk=cast.assignment.pk).update(ends_on=local_day(at) - timedelta(days=1))
    cast.child.access.filter(user=cast.mentor).update(valid_to=at - timedelta(hours=1))


def tell(client, cast, key="k-1"):
    return post(
        client, "at_once", assignment=cast.assignment.pk, kind="INJURY", safety="SAFE", description="Тізе", ago="0",
        key=key, waited="0",
    )  # fmt: skip


def test_my_child_the_next_meeting_and_what_i_owe(cast, as_, clock):
    past, ahead = visit(cast), visit(cast, SATURDAY + timedelta(days=7))
    vacations.add_vacation(
        cast.home, name="Каникул", starts_on=SATURDAY.date(), ends_on=SATURDAY.date() + timedelta(days=6),
        by=fresh(cast.orphanage), at=FRIDAY,
    )  # fmt: skip
    clock.move_to(AFTER)
    mentor = as_(cast.mentor)
    notes.save_draft(past, text="Сер", version=0, by=fresh(cast.mentor), at=AFTER)
    page = get(mentor, "mine")
    child = page.context["children"][0]
    assert child["next"]["meeting"] == ahead
    assert [row.get("url") for row in page.context["owed"]] == [
        f"/mentoring/meetings/{past.number}/", f"/mentoring/meetings/{past.number}/note/",
    ]  # fmt: skip
    text = page.content.decode()
    for said in (cast.child.number, cast.home.name, "Каникул", "/mentoring/mine/at-once/"):
        assert said in text


def test_only_mentors_have_it(cast, as_):
    for person in (cast.coordinator, cast.officer, cast.orphanage, cast.police):
        assert get(as_(person), "mine").status_code == 403


def test_it_takes_as_many_queries_for_one_meeting_as_for_twenty(cast, as_):
    def count() -> int:
        client = as_(cast.mentor)
        get(client, "mine")
        with CaptureQueriesContext(connection) as seen:
            get(client, "mine")
        return len(seen)

    visit(cast)
    one = count()
    for n in range(1, 20):
        visit(cast, SATURDAY + timedelta(days=n))
    assert count() == one


@pytest.mark.parametrize("close", [end, rest, run_out])
def test_from_that_second_a_mentor_sees_nothing(cast, as_, clock, close):
    past, ahead = visit(cast), visit(cast, SATURDAY + timedelta(days=7))
    mentor = as_(cast.mentor)
    number = tell(mentor, cast).url.rstrip("/").rsplit("/", 1)[1]
    clock.move_to(AFTER)
    notes.save_draft(past, text="Құпия ой", version=0, by=fresh(cast.mentor), at=AFTER)
    note = notes.write_note(past, text="Жазба", version=1, by=fresh(cast.mentor), at=AFTER)
    asked = notes.ask(note, text="Қайда?", by=fresh(cast.coordinator), at=AFTER)
    mentor = as_(cast.mentor)
    assert get(mentor, "meeting", past.number).status_code == 200
    assert mentor.get(f"/incidents/{number}/").status_code == 200
    close(cast, timezone.now())
    for path in (
        f"/mentoring/meetings/{past.number}/", f"/mentoring/meetings/{ahead.number}/",
        f"/mentoring/meetings/{past.number}/note/", f"/mentoring/meetings/{past.number}/held/",
        f"/mentoring/assignments/{cast.assignment.number}/meetings/new/",
        f"/mentoring/assignments/{cast.assignment.number}/meetings/record/",
        f"/mentoring/mine/at-once/{number}/", "/mentoring/mine/at-once/", f"/incidents/{number}/",
        f"/children/{cast.child.number}/",
    ):  # fmt: skip
        assert mentor.get(path).status_code == 404, path
    assert post(mentor, "meeting_draft", past.number, text="Тағы", version="1").status_code == 404
    assert post(mentor, "note_answer", past.number, asked.pk, text="Саябақта").status_code == 404
    assert tell(mentor, cast, key="k-2").status_code == 404
    page, listed = get(mentor, "mine"), get(mentor, "meetings", tab="held")
    assert (page.context["children"], page.context["owed"], listed.context["rows"]) == ([], [], [])
    for path in ("/mentoring/mine/", "/mentoring/meetings/", "/mentoring/meetings/?tab=missed", "/incidents/"):
        shown = mentor.get(path).content.decode()
        for hidden in (cast.child.surname, cast.child.number, past.number, ahead.number, number):
            assert hidden not in shown, (path, hidden)


@pytest.mark.parametrize("close", [end, rest])
def test_what_was_owed_is_the_organisations(cast, as_, close):
    visit(cast)
    tell(as_(cast.mentor), cast)
    close(cast, timezone.now())
    assert not Obligation.objects.visible_to(fresh(cast.mentor)).open().exists()
    assert Obligation.objects.visible_to(fresh(cast.coordinator)).open().exists()

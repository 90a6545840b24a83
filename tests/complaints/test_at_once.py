"""Two people at the same appeal at the same moment: one wins, the other is told, and nothing is half saved."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from apps.complaints import clocks
from apps.complaints.acts import calls, course, filing, requests, sender, triage, work
from apps.complaints.models import Appeal, AppealAccess, Post, Receipt, Round
from apps.core.errors import NotAllowed, Refused, Stale
from apps.obligations.models import Obligation
from tests.factories.accounts import fresh
from tests.factories.appeals import decided, entry, file_appeal, under_review
from tests.factories.offices import Offices

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """What each gave, or the refusal it met; anything else fails the test."""
    together = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            together.wait(20)
            return act()
        except (Refused, NotAllowed, Stale) as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


ASKED = {"kind": "INFORMATION", "text": "Не болды?"}


def refusals(found: list[Any]) -> int:
    return sum(isinstance(one, Exception) for one in found)


def test_two_take_it_over(offices: Offices, monday):
    appeal = file_appeal(at=monday, area=offices.district).appeal
    data = {"kind": "MESSAGE", "right": "BULLYING"}
    people = (fresh(offices.head), fresh(offices.staff))
    found = at_once(*(lambda by=by: triage.take_over(appeal, data=data, version=1, by=by, at=monday) for by in people))
    assert refusals(found) == 1
    appeal.refresh_from_db()
    assert appeal.officer == next(by for by, one in zip(people, found, strict=True) if not isinstance(one, Exception))
    assert Obligation.objects.filter(rule__opens_on="APPEAL_REGISTERED", state="MET").count() == 1


def test_two_extend_the_term(offices: Offices, monday):
    appeal = under_review(file_appeal(at=monday, area=offices.district).appeal, by=offices.head, at=monday)
    until = clocks.term_of(appeal, clocks.current(appeal)).due_at.date().replace(month=11)
    ask = {"until": until, "reason": "Күрделі", "at": monday}
    found = at_once(*(lambda: course.extend(appeal, by=fresh(offices.head), **ask) for _n in range(3)))
    assert refusals(found) == 2
    assert Post.objects.filter(what="EXTENDED").count() == 1


def test_two_reply(offices: Offices, monday):
    appeal = decided(file_appeal(at=monday, area=offices.district).appeal, by=offices.head, at=monday)
    words = {"text": "Жауап", "at": monday}
    found = at_once(*(lambda: course.reply(appeal, by=fresh(offices.head), **words) for _n in range(3)))
    assert refusals(found) == 2
    assert Post.objects.filter(what="REPLY").count() == 1
    assert Round.objects.filter(ended_at__isnull=True).count() == 0


def test_a_reply_and_a_new_request_do_not_pass_each_other(offices: Offices, monday):
    """Either the request went out and the reply waits for it, or the reply went out and nothing is asked any more."""
    appeal = decided(file_appeal(at=monday, area=offices.district).appeal, by=offices.head, at=monday)
    found = at_once(
        lambda: course.reply(appeal, text="Жауап", by=fresh(offices.head), at=monday),
        lambda: requests.ask(
            appeal, kind="INFORMATION", body=offices.education, text="Не болды?", by=fresh(offices.staff), at=monday
        ),
    )
    assert refusals(found) == 1


def test_a_note_is_not_saved_after_the_appeal_went_elsewhere(offices: Offices, monday):
    appeal = under_review(file_appeal(at=monday, area=offices.district).appeal, by=offices.head, at=monday)
    found = at_once(
        lambda: triage.forward(appeal, to=offices.republic, reason="x", by=fresh(offices.head), at=monday),
        lambda: triage.forward(appeal, to=offices.republic, reason="x", by=fresh(offices.head), at=monday),
        lambda: work.write_note(appeal, kind="REMARK", text="x", by=fresh(offices.staff), at=monday),
    )
    assert refusals(found[:2]) == 1
    assert AppealAccess.objects.filter(appeal=appeal, valid_to__isnull=True).count() == 1
    assert appeal.notes.count() == (0 if isinstance(found[2], Exception) else 1)


def test_a_body_answers_twice(offices: Offices, monday):
    appeal = under_review(file_appeal(at=monday, area=offices.district).appeal, by=offices.head, at=monday)
    asked = requests.ask(
        appeal, kind="INFORMATION", body=offices.education, text="?", by=fresh(offices.head), at=monday
    )
    answer = {"text": "Иә", "at": monday}
    found = at_once(*(lambda: requests.answer(asked, by=fresh(offices.official), **answer) for _n in range(2)))
    assert refusals(found) == 1


def test_an_answer_and_a_withdrawal(offices: Offices, monday):
    appeal = under_review(file_appeal(at=monday, area=offices.district).appeal, by=offices.head, at=monday)
    asked = requests.ask(
        appeal, kind="INFORMATION", body=offices.education, text="?", by=fresh(offices.head), at=monday
    )
    found = at_once(
        lambda: requests.answer(asked, text="Иә", by=fresh(offices.official), at=monday),
        lambda: requests.withdraw(asked, reason="Керек емес", by=fresh(offices.head), at=monday),
    )
    assert refusals(found) == 1
    asked.refresh_from_db()
    assert bool(asked.answered_at) != bool(asked.withdrawn_at)


def test_a_code_given_by_an_operator_is_used_by_two_at_once(offices: Offices, monday):
    """Each gets in with a new code, the last of which stays: no press that was lost on its way shuts the caller out."""
    call = calls.log_call(data={"category": "SCHOOL"}, by=offices.operator, at=monday)
    passed = {"area": offices.district, "text": "Ұрады"}
    referred = calls.refer_to_ombudsman(call, entry=passed, by=fresh(offices.operator), at=monday)
    found = at_once(*(lambda: sender.enter(referred.code, at=monday) for _n in range(4)))
    assert len({one.renewed for one in found}) == 4
    assert sum(sender.present(one.token, at=monday) is not None for one in found) == 1
    assert Receipt.objects.filter(ended_at__isnull=True).count() == 1


def test_two_visits_at_once_leave_one(offices: Offices, monday):
    code = file_appeal(at=monday).code
    found = at_once(*(lambda: sender.enter(code, at=monday) for _n in range(4)))
    tokens = [one.token for one in found if one]
    assert sum(sender.present(token, at=monday) is not None for token in tokens) == 1


def test_each_joined_into_the_other(offices: Offices, monday):
    head = offices.head
    first, second = (
        under_review(file_appeal(at=monday, area=offices.district).appeal, by=head, at=monday) for _n in range(2)
    )
    found = at_once(
        lambda: triage.join(first, into=second, by=fresh(head), at=monday),
        lambda: triage.join(second, into=first, by=fresh(head), at=monday),
    )
    assert refusals(found) == 1
    assert Appeal.objects.filter(joined_to__isnull=False).count() == 1


def test_many_file_at_once(offices: Offices, monday):
    """Each has a number, a key, an office and a clock of its own."""
    found = at_once(*(lambda: filing.file_online(entry(area=offices.district), at=monday) for _n in range(8)))
    assert len({one.appeal.number for one in found}) == len({one.code for one in found}) == 8
    assert Round.objects.count() == AppealAccess.objects.count() == 8

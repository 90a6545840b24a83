"""The pages of cases and referrals: everybody's way through them, refusals, and the number of queries."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.accounts.kinds import AgencyKind
from apps.casework import actions, planning, referrals, staffing
from apps.casework.models import Absence, Case, Handover, Referral, Step, Visit
from apps.core.localtime import local_day
from tests.cast import make_cast
from tests.factories.accounts import fresh, make_officer
from tests.factories.casework import active, assessed, drafted, make_case
from tests.factories.obligations import make_law
from tests.factories.people import make_child

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    make_law()
    return make_cast()


@pytest.fixture
def head(cast):
    return cast.heads[AgencyKind.GUARDIANSHIP]


@pytest.fixture
def officer(client, cast):
    client.force_login(fresh(cast.officer))
    return client


def now():
    return timezone.now()


def day(ahead: int) -> str:
    return f"{local_day(now()) + timedelta(days=ahead):%d.%m.%Y}"


def post(client, name, *args, **data):
    return client.post(reverse(name, args=args), data)


def put_before_the_head(cast):
    """One more child whose plan waits for approval."""
    child = make_child(cast.officer, at=now() - timedelta(days=1))
    case = assessed(make_case(child, cast.officer, at=now()), cast.officer, at=now())
    planning.submit_plan(drafted(case, cast.officer, at=now()), by=fresh(cast.officer), at=now())
    return child


def test_from_the_file_to_an_approved_plan(officer, cast, head):
    number = cast.child.number
    assert post(officer, "children:open_case", number, reason="NEGLECT", risk="2").status_code == 302
    case = Case.objects.get()
    assert case.number in officer.get(reverse("children:case", args=[number])).content.decode()
    data = {"made_on": day(0), "needs": "Тамақ", "conclusion": "Қолдау", "risk": "3", "wishes": ""}
    answer = post(officer, "cases:assess", case.number, **data)
    assert answer.status_code == 422
    assert "wishes" in answer.context["form"].errors
    assert post(officer, "cases:assess", case.number, **data | {"wishes": "Үйге"}).status_code == 302
    assert post(officer, "cases:plan", case.number).status_code == 302
    assert post(officer, "cases:plan", case.number, text="Мектеп").status_code == 302
    goal = case.plans.get().goals.get()
    late = post(officer, "cases:step", case.number, goal.pk, text="Келісу", due_on=day(-1))
    assert "due_on" in late.context["form"].errors
    assert post(officer, "cases:step", case.number, goal.pk, text="Келісу", due_on=day(9)).status_code == 302
    assert post(officer, "cases:submit", case.number).status_code == 302
    assert post(officer, "cases:approve", case.number).status_code == 403
    officer.force_login(fresh(head))
    assert post(officer, "cases:approve", case.number).status_code == 302
    case.refresh_from_db()
    assert (case.state, case.risk) == ("ACTIVE", 3)


def test_every_page_answers(officer, cast, head):
    case = active(cast.child, cast.officer, head, at=now())
    planning.plan_visit(case, kind="HOME", planned_on=local_day(now()), by=fresh(cast.officer), at=now())
    planning.draft_plan(case, by=fresh(cast.officer), at=now())
    step, visit = Step.objects.filter(goal__plan__state="APPROVED")[0], Visit.objects.get()
    for name in ("detail", "assess", "risk", "review", "close", "visit", "plan_visit", "plan"):
        assert officer.get(reverse(f"cases:{name}", args=[case.number])).status_code == 200, name
    for name in ("done", "drop"):
        assert officer.get(reverse(f"cases:{name}", args=[case.number, step.pk])).status_code == 200, name
    assert officer.get(reverse("cases:call_off", args=[case.number, visit.pk])).status_code == 200
    for name in ("index", "absence"):
        assert officer.get(reverse(f"cases:{name}")).status_code == 200, name
    for tab in ("mine", "review", "nobody", "closed"):
        for sort in ("", "risk", "-review"):
            assert officer.get(reverse("cases:index"), {"tab": tab, "sort": sort}).status_code == 200, tab
    assert officer.get(reverse("cases:desk")).status_code == 403
    officer.force_login(fresh(head))
    assert officer.get(reverse("cases:desk")).status_code == 200
    assert officer.get(reverse("cases:hand_over")).status_code == 200


def test_acts_by_their_pages(officer, cast, head):
    case = active(cast.child, cast.officer, head, at=now() - timedelta(days=1))
    step = Step.objects.order_by("due_on")[0]
    assert post(officer, "cases:done", case.number, step.pk, result="Бар").status_code == 302
    typed = {"occurred_at_0": day(-1), "occurred_at_1": "10:00", "kind": "HOME", "findings": "Бәрі жақсы"}
    assert post(officer, "cases:visit", case.number, **typed, seen_alone="on", next_on=day(20)).status_code == 302
    assert Visit.objects.filter(occurred_at__isnull=True).get().planned_on == local_day(now()) + timedelta(days=20)
    ahead = Visit.objects.get(occurred_at__isnull=True)
    assert post(officer, "cases:call_off", case.number, ahead.pk, reason="Ауырып қалды").status_code == 302
    assert post(officer, "cases:review", case.number, findings="Жақсарды").status_code == 302
    assert post(officer, "cases:risk", case.number, risk="4", reason="Қауіп").status_code == 302
    assert post(officer, "cases:close", case.number, reason="FAMILY", text="Үйде").status_code == 302
    officer.force_login(fresh(head))
    assert post(officer, "cases:send_back", case.number, reason="Ертерек").status_code == 302
    page = officer.get(reverse("cases:detail", args=[case.number])).content.decode()
    for said in ("Бәрі жақсы", "Жақсарды", "Қауіп", "Ертерек"):
        assert said in page


def test_hand_over_all_that_fit_and_give_back(client, cast, head):
    cases = [make_case(make_child(cast.officer, at=now()), cast.officer, at=now(), risk=risk) for risk in (1, 4, 4)]
    other = make_officer(cast.body)
    client.force_login(fresh(head))
    address = reverse("cases:hand_over")
    data = {"officer": other.pk, "reason": "Демалыс"}
    assert client.post(address, data).status_code == 422
    refused = client.post(address, {"officer": other.pk, "case": [cases[1].pk]}).content.decode()
    assert f'value="{cases[1].pk}" aria-label="{cases[1].number}" checked' in refused
    assert client.post(f"{address}?risk=4", {**data, "all": "1"}).status_code == 302
    assert Case.objects.filter(officer=other).count() == 2
    assert client.post(address, {**data, "case": [cases[0].pk]}).status_code == 302
    assert Case.objects.filter(officer=other).count() == 3
    for handover in Handover.objects.order_by("-pk"):
        assert post(client, "cases:undo", handover.pk).status_code == 302
    assert Case.objects.filter(officer=cast.officer).count() == 3


def test_a_page_changed_meanwhile_hands_over_nothing_of_others(client, cast, head):
    """An id of another body's case, put into the form by hand, is not among those that fit."""
    child = make_child(cast.officer2, at=now())
    theirs = make_case(child, cast.officer2, at=now())
    client.force_login(fresh(head))
    answer = client.post(reverse("cases:hand_over"), {"officer": cast.officer.pk, "reason": "x", "case": [theirs.pk]})
    assert answer.status_code == 422
    theirs.refresh_from_db()
    assert theirs.officer == cast.officer2


def test_referral_is_masked_until_it_is_accepted(client, cast):
    referral = referrals.send(
        cast.child, kind=Referral.Kind.REFERRAL, recipient=cast.department, asked="Мекенжайды тексеру",
        reason="Құпия себеп", until=local_day(now()) + timedelta(days=30), by=fresh(cast.officer), at=now(),
    )  # fmt: skip
    client.force_login(fresh(cast.police))
    hidden = (cast.child.number, cast.child.given_name, cast.child.surname, "Құпия себеп")
    for address in (
        reverse("referrals:index"), reverse("referrals:detail", args=[referral.number]), reverse("notices:index"),
    ):  # fmt: skip
        page = client.get(address).content.decode()
        assert not [word for word in hidden if word in page], address
    assert client.get(reverse("children:detail", args=[cast.child.number])).status_code == 404
    assert post(client, "referrals:accept", referral.number).status_code == 302
    page = client.get(reverse("referrals:detail", args=[referral.number])).content.decode()
    assert "Құпия себеп" in page
    assert client.get(reverse("children:detail", args=[cast.child.number])).status_code != 404
    assert post(client, "referrals:answer", referral.number, text="Тексерілді").status_code == 302
    assert client.get(reverse("children:detail", args=[cast.child.number])).status_code == 404


def test_a_referral_from_the_file(officer, cast):
    address = reverse("children:refer", args=[cast.child.number])
    assert officer.get(address).status_code == 200
    data = {"kind": "TRANSFER", "recipient": cast.department.pk, "asked": "Алыңыз", "reason": "Көшті"}
    assert officer.post(address, data).status_code == 422
    assert officer.post(address, data | {"recipient": cast.officer2.agency.pk}).status_code == 302
    referral = Referral.objects.get()
    assert officer.get(reverse("referrals:withdraw", args=[referral.number])).status_code == 200
    assert post(officer, "referrals:accept", referral.number).status_code == 403
    assert post(officer, "referrals:withdraw", referral.number, reason="Қалды").status_code == 302
    officer.force_login(fresh(cast.officer2))
    assert officer.get(reverse("referrals:detail", args=[referral.number])).status_code == 200


def test_the_old_body_reads_its_case_without_the_childs_name(client, cast, head):
    case = active(cast.child, cast.officer, head, at=now())
    referral = referrals.send(
        cast.child, kind=Referral.Kind.TRANSFER, recipient=cast.officer2.agency, asked="Алыңыз", reason="Көшті",
        by=fresh(cast.officer), at=now(),
    )  # fmt: skip
    referrals.accept(referral, by=fresh(cast.officer2), at=now())
    client.force_login(fresh(cast.officer))
    page = client.get(reverse("cases:detail", args=[case.number]))
    assert page.status_code == 200
    assert cast.child.surname not in page.content.decode()
    listed = client.get(reverse("cases:index"), {"tab": "closed"}).content.decode()
    assert case.number in listed
    assert cast.child.surname not in listed
    assert post(client, "cases:reopen", case.number, reason="x").status_code == 403


@pytest.mark.parametrize("who", ["coordinator", "orphanage", "police", "ombudsman", "officer2", "mentor"])
def test_outsiders_find_nothing(client, cast, who):
    case = make_case(cast.child, cast.officer, at=now())
    client.force_login(fresh(getattr(cast, who)))
    for name in ("detail", "assess", "risk", "plan", "close"):
        assert client.get(reverse(f"cases:{name}", args=[case.number])).status_code == 404, name
    assert client.get(reverse("cases:index")).status_code == (200 if who == "officer2" else 403)


def test_absence_by_its_page_and_my_day_of_the_substitute(client, cast):
    case = make_case(cast.child, cast.officer, at=now())
    other = make_officer(cast.body)
    client.force_login(other)
    assert case.number not in client.get("/").content.decode()
    client.force_login(fresh(cast.officer))
    assert case.number in client.get("/").content.decode()
    data = {"substitute": other.pk, "starts_on": day(0), "ends_on": day(9)}
    assert post(client, "cases:absence", **data).status_code == 302
    client.force_login(fresh(other))
    assert case.number in client.get("/").content.decode()
    assert case.number in client.get(reverse("cases:index"), {"tab": "mine"}).content.decode()
    client.force_login(fresh(cast.officer))
    assert post(client, "cases:back", Absence.objects.get().pk).status_code == 302
    assert staffing.stands_in_for(fresh(other), local_day(now())) == set()


def test_lists_ask_as_often_for_one_as_for_many(client, cast, head):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    case = active(cast.child, cast.officer, head, at=now())
    send = {"kind": "TRANSFER", "recipient": cast.officer2.agency, "asked": "a", "reason": "b"}
    referrals.send(cast.child, **send, by=fresh(cast.officer), at=now())
    put_before_the_head(cast)
    client.force_login(fresh(head))
    pages = [
        reverse("cases:index"), reverse("referrals:index") + "?box=out", reverse("cases:desk"),
        reverse("cases:hand_over"), reverse("cases:detail", args=[case.number]),
    ]  # fmt: skip
    few = [asked(page) for page in pages]
    for _ in range(4):
        child = put_before_the_head(cast)
        referrals.send(child, **send, by=fresh(cast.officer), at=now())
    for n in range(4):
        data = {"kind": "HOME", "occurred_at": now() - timedelta(hours=n), "findings": "x"}
        planning.record_visit(case, data=data, by=fresh(cast.officer), at=now())
        actions.review(case, findings="y", by=fresh(cast.officer), at=now())
    assert [asked(page) for page in pages] == few

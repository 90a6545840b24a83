"""A child moves to another district: case, plan, transfer, silence, acceptance there; the file shows the whole way."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from apps.accounts.kinds import AgencyKind
from apps.accounts.roles import Role
from apps.casework import referrals
from apps.casework.models import Case, Referral
from apps.casework.states import State
from apps.core.localtime import ALMATY
from apps.notices.models import Message, Notice
from apps.obligations.models import Obligation
from apps.obligations.sweep import sweep
from apps.people.models import Child, ChildAccess, Ground
from tests.cast import make_cast
from tests.factories.accounts import fresh, make_user
from tests.factories.casework import active
from tests.factories.obligations import make_law

OPENED = datetime(2026, 4, 6, 10, tzinfo=ALMATY)
"""Monday."""
SENT = datetime(2026, 4, 28, 16, tzinfo=ALMATY)
"""Tuesday before the holidays of May."""
REPLY_DUE = datetime(2026, 5, 4, 23, 59, 59, tzinfo=ALMATY)
"""Wednesday and Thursday are worked; Friday 1 May is a holiday, then a weekend: day three is Monday."""
ESCALATED = datetime(2026, 5, 5, 9, tzinfo=ALMATY)
ACCEPTED = datetime(2026, 5, 5, 11, 30, tzinfo=ALMATY)


@pytest.fixture
def cast(db):
    make_law()
    return make_cast()


@pytest.fixture
def there(cast):
    """The head of the body in the other district; `officer2` keeps cases there."""
    return make_user(cast.officer2.agency, Role.GUARDIANSHIP_HEAD)


def transfer(cast) -> Referral:
    return referrals.send(
        cast.child, kind=Referral.Kind.TRANSFER, recipient=cast.officer2.agency, asked="Отбасын қабылдауды сұраймыз",
        reason="Отбасы Рудныйға көшті.", by=fresh(cast.officer), at=SENT,
    )  # fmt: skip


def told(**about) -> set:
    rows = Message.objects.filter(subject_kind="referral", **about)
    return {row.to_user or row.to_agency for row in rows}


def test_the_whole_way(cast, there, client):
    old_case = active(cast.child, cast.officer, cast.heads[AgencyKind.GUARDIANSHIP], at=OPENED)
    referral = transfer(cast)
    duty = Obligation.objects.get(subject_kind="referral")
    assert (duty.owner, duty.due_at) == (cast.officer2.agency, REPLY_DUE)
    assert Notice.objects.get(subject_kind="referral").recipient == cast.officer2.agency
    assert cast.child not in Child.objects.visible_to(fresh(cast.officer2))

    sweep(REPLY_DUE)
    assert told(kind="BREACH") == {there, cast.officer, cast.officer2.agency}
    assert Referral.objects.get().escalated_to is None
    sweep(ESCALATED)
    region = Referral.objects.get().escalated_to
    assert region == cast.ombudsman2.agency
    assert told(kind="ESCALATION") >= {there}
    assert Referral.objects.visible_to(fresh(cast.ombudsman2)).get() == referral
    assert not Case.objects.visible_to(fresh(cast.ombudsman2)).exists()

    referrals.accept(referral, area=cast.officer2.agency.area, by=fresh(cast.officer2), at=ACCEPTED)
    child = Child.objects.get(pk=cast.child.pk)
    assert (child.guardianship, child.area) == (cast.officer2.agency, cast.officer2.agency.area)
    assert child not in Child.objects.visible_to(fresh(cast.officer))
    assert child in Child.objects.visible_to(fresh(cast.officer2))
    duty.refresh_from_db()
    assert (duty.state, duty.breached_at) == ("MET_LATE", REPLY_DUE)

    old_case.refresh_from_db()
    assert (old_case.state, old_case.closing_reason) == (State.CLOSED, "TRANSFERRED")
    new_case = Case.objects.open().get()
    assert (new_case.agency, new_case.previous, new_case.officer) == (child.guardianship, old_case, cast.officer2)
    assert set(Case.objects.visible_to(fresh(cast.officer2))) == {old_case, new_case}
    assert set(Case.objects.visible_to(fresh(cast.officer))) == {old_case}

    client.force_login(fresh(cast.officer2))
    page = client.get(reverse("children:case", args=[child.number])).content.decode()
    story = client.get(reverse("children:timeline", args=[child.number])).content.decode()
    for shown in (old_case.number, new_case.number, referral.number):
        assert shown in page
        assert shown in story


def test_at_no_instant_is_the_child_nobodys(cast, there):
    """Rows of responsibility meet at the very instant of the acceptance."""
    referral = transfer(cast)
    referrals.accept(referral, by=fresh(there), at=ACCEPTED)
    rows = ChildAccess.objects.filter(child=cast.child, ground=Ground.RESPONSIBLE).order_by("valid_from")
    assert [(row.agency, row.valid_to) for row in rows] == [(cast.body, ACCEPTED), (there.agency, None)]
    assert rows[1].valid_from == ACCEPTED


def test_refused_the_old_body_stays_responsible(cast, there):
    referral = transfer(cast)
    referrals.refuse(referral, reason="Отбасы біздің ауданда тұрмайды.", by=fresh(there), at=ACCEPTED)
    assert Child.objects.get(pk=cast.child.pk).guardianship == cast.body
    assert cast.child in Child.objects.visible_to(fresh(cast.officer))
    assert cast.child not in Child.objects.visible_to(fresh(there))


def test_help_opens_the_file_for_its_time_only(cast):
    referral = referrals.send(
        cast.child, kind=Referral.Kind.REFERRAL, recipient=cast.department, asked="Мекенжайды тексеру",
        reason="Үйде ешкім жоқ.", until=date(2026, 12, 31), by=fresh(cast.officer), at=SENT,
    )  # fmt: skip
    assert cast.child not in Child.objects.visible_to(fresh(cast.police))
    assert not referrals.sees_reason(fresh(cast.police), referral)
    card = referrals.card_of(referral, SENT.date())
    assert (card.age, card.district) == (13, cast.district.name)
    referral = referrals.accept(referral, by=fresh(cast.police), at=ACCEPTED)
    assert cast.child in Child.objects.visible_to(fresh(cast.police))
    referrals.answer(referral, text="Мекенжай тексерілді.", by=fresh(cast.police), at=ACCEPTED)
    assert cast.child not in Child.objects.visible_to(fresh(cast.police))
    assert {d.state for d in Obligation.objects.filter(subject_kind="referral")} == {"MET_LATE", "MET"}

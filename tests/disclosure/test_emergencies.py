"""Break the glass: three hours, one person, told at once, reviewed, no compartment."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.accounts.roles import Role
from apps.audit.models import LedgerEntry
from apps.core.errors import NotAllowed, Refused
from apps.disclosure import actions
from apps.disclosure.finding import exact_child
from apps.disclosure.models import EmergencyOpening, Purpose
from apps.notices.models import Message
from apps.obligations.models import Obligation
from apps.people.actions import open_child, reveal_iin
from apps.people.models import Child, HealthRecord, Note
from tests.factories.accounts import fresh, make_agency, make_user
from tests.factories.people import make_child, make_iin, years_ago

REASON = "Бала көшеде жалғыз табылды, ауырып тұр"


def open_glass(cast, by=None, **changes):
    values = {"kind": "LIFE", "reason": REASON, "at": timezone.now(), **changes}
    return actions.break_glass(cast.child, by=fresh(by or cast.police), **values)


def sees(person) -> set:
    return set(Child.objects.visible_to(fresh(person)))


def test_opens_for_one_person_and_nobody_else_of_the_agency(cast):
    colleague = make_user(cast.department, Role.POLICE_OFFICER)
    assert sees(cast.police) == set()
    opening = open_glass(cast)
    assert sees(cast.police) == {cast.child}
    assert sees(colleague) == sees(cast.heads["POLICE"]) == set()
    assert opening.ends_at - opening.starts_at == timedelta(hours=3)


def test_ends_by_itself_after_three_hours(cast):
    open_glass(cast, at=timezone.now() - timedelta(hours=3, seconds=1))
    assert sees(cast.police) == set()


def test_ends_early_by_oneself_alone(cast):
    opening = open_glass(cast)
    with pytest.raises(NotAllowed):
        actions.end_emergency(opening, by=fresh(cast.heads["POLICE"]), at=timezone.now())
    actions.end_emergency(opening, by=fresh(cast.police), at=timezone.now())
    assert sees(cast.police) == set()
    at = EmergencyOpening.objects.get().ended_at
    actions.end_emergency(opening, by=fresh(cast.police), at=timezone.now())
    assert EmergencyOpening.objects.get().ended_at == at


def test_another_post_of_the_person_does_not_carry_it(cast):
    from tests.factories.accounts import give_post

    open_glass(cast)
    other = make_agency("POLICE")
    post = give_post(cast.police, other, Role.POLICE_OFFICER)
    cast.police.current_membership = post
    cast.police.save()
    assert sees(cast.police) == set()


@pytest.mark.parametrize("who", ["mentor", "coordinator", "orphanage"])
def test_without_the_power_nothing_opens_and_nothing_is_found(cast, who):
    person = fresh(getattr(cast, who))
    child = make_child()
    with pytest.raises(NotAllowed):
        actions.break_glass(child, kind="LIFE", reason=REASON, by=person, at=timezone.now())
    with pytest.raises(NotAllowed):
        actions.search_hidden(child.number, by=person, at=timezone.now())
    assert not EmergencyOpening.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"), [({"reason": "срочно"}, "reason"), ({"reason": " " * 40}, "reason"), ({"kind": "X"}, "kind")]
)
def test_a_kind_and_twenty_characters_are_asked_for(cast, changes, field):
    with pytest.raises(Refused) as refused:
        open_glass(cast, **changes)
    assert refused.value.field == field
    assert sees(cast.police) == set()


def test_whoever_has_a_ground_needs_none(cast):
    with pytest.raises(Refused):
        open_glass(cast, by=cast.officer)


def test_heads_of_the_responsible_body_are_told_at_once_without_a_name(cast):
    open_glass(cast)
    head = cast.heads["GUARDIANSHIP"]
    message = Message.objects.get(kind="EMERGENCY")
    assert (message.to_user, message.email_state) == (head, "QUEUED")
    assert cast.child.surname not in f"{message.subject_no} {message.key}"
    assert not Message.objects.filter(kind="EMERGENCY", to_user=cast.officer).exists()


def test_the_review_is_a_duty_of_three_working_days_and_met_by_the_verdict(cast):
    opening = open_glass(cast)
    duty = Obligation.objects.get(rule__code="caseflow.disclosure.review")
    assert (duty.owner, duty.state, duty.rule.basis) == (cast.body, "OPEN", "POLICY")
    head = fresh(cast.heads["GUARDIANSHIP"])
    actions.review_emergency(opening, verdict="ASKED", note="Түсіндіріңіз", by=head, at=timezone.now())
    duty.refresh_from_db()
    assert duty.state == "OPEN"
    actions.review_emergency(opening, verdict="JUSTIFIED", by=head, at=timezone.now())
    duty.refresh_from_db()
    assert duty.state == "MET"
    with pytest.raises(Refused):
        actions.review_emergency(opening, verdict="NOT_JUSTIFIED", note="жоқ", by=head, at=timezone.now())


def test_only_a_head_of_the_responsible_body_reviews_and_never_the_own_opening(cast):
    opening = open_glass(cast)
    for person in (cast.officer, cast.police, cast.heads["POLICE"], cast.ombudsman):
        with pytest.raises(NotAllowed):
            actions.review_emergency(opening, verdict="JUSTIFIED", by=fresh(person), at=timezone.now())
    EmergencyOpening.objects.update(user=cast.heads["GUARDIANSHIP"])
    with pytest.raises(NotAllowed):
        actions.review_emergency(opening, verdict="JUSTIFIED", by=fresh(cast.heads["GUARDIANSHIP"]), at=timezone.now())


def test_a_verdict_against_somebody_needs_words(cast):
    head = fresh(cast.heads["GUARDIANSHIP"])
    with pytest.raises(Refused) as refused:
        actions.review_emergency(open_glass(cast), verdict="NOT_JUSTIFIED", by=head, at=timezone.now())
    assert refused.value.field == "note"


def test_who_sees_openings(cast):
    opening = open_glass(cast)

    def seen(person) -> set:
        return set(EmergencyOpening.objects.visible_to(fresh(person)))

    assert seen(cast.police) == seen(cast.heads["GUARDIANSHIP"]) == {opening}
    for person in (cast.officer, cast.heads["POLICE"], cast.ombudsman, cast.mentor, *cast.outsiders):
        assert seen(person) == set()


def test_the_reason_is_the_purpose_and_nobody_is_asked_twice(cast):
    open_glass(cast)
    open_child(cast.child, by=fresh(cast.police), at=timezone.now())
    entry = LedgerEntry.objects.filter(verb="child.opened").latest("pk")
    assert (entry.data["grounds"], entry.data["purpose"]) == (["EMERGENCY"], "EMERGENCY")
    assert Purpose.objects.filter(user=cast.police).first().text == REASON


def test_no_compartment_opens(cast):
    """Health, what the responsible body keeps to itself: closed, even to a body with the right to health."""
    now = timezone.now()
    HealthRecord.objects.create(
        child=cast.child, kind="DIAGNOSIS", text="астма", starts_on=years_ago(3), agency=cast.body
    )  # fmt: skip
    Note.objects.create(
        child=cast.child, kind="TALK", confidentiality="RESPONSIBLE", author=cast.officer, agency=cast.body,
        written_at=now,
    )  # fmt: skip
    open_glass(cast, by=cast.officer2)
    stranger = fresh(cast.officer2)
    assert sees(stranger) == {cast.child}
    assert not HealthRecord.objects.visible_to(stranger).exists()
    assert not Note.objects.visible_to(stranger).exists()
    assert HealthRecord.objects.visible_to(fresh(cast.officer)).count() == 1


def test_the_iin_is_part_of_an_emergency(cast):
    Child.objects.filter(pk=cast.child.pk).update(iin=make_iin(years_ago(12)), no_iin_reason="")
    open_glass(cast)
    assert reveal_iin(Child.objects.get(), by=fresh(cast.police), at=timezone.now())


def test_found_by_whole_number_or_whole_iin_never_by_name(cast):
    iin = make_iin(years_ago(12))
    Child.objects.filter(pk=cast.child.pk).update(iin=iin, no_iin_reason="")
    number = cast.child.number
    for text in (number, number.lower(), number.replace("C", "С"), iin, f"{iin[:6]} {iin[6:]}"):
        assert exact_child(text) == cast.child
    for text in (cast.child.surname, number[2:], iin[:11], iin[:6], "", "C-"):
        assert exact_child(text) is None


def test_searches_are_noted_and_few(cast):
    person, now = fresh(cast.police), timezone.now()
    for _turn in range(actions.SEARCHES_AN_HOUR):
        actions.search_hidden(cast.child.number, by=person, at=now)
    with pytest.raises(Refused):
        actions.search_hidden(cast.child.number, by=person, at=now)
    assert LedgerEntry.objects.filter(verb="emergency.searched").count() == actions.SEARCHES_AN_HOUR

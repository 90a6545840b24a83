"""From a child's word to the reply: every step of the life of an appeal, with its clocks."""

from datetime import datetime, timedelta

import pytest

from apps.accounts.kinds import AgencyKind
from apps.complaints import clocks, reading
from apps.complaints.acts import calls, course, danger, requests, sender, triage, work
from apps.complaints.models import Appeal, AppealAccess, BodyRequest, Exclusion
from apps.complaints.shredding import shred_due
from apps.complaints.states import State
from apps.complaints.vaults import vault_of
from apps.core.crypto import Undecipherable
from apps.core.errors import NotAllowed, Refused
from apps.core.localtime import ALMATY
from apps.obligations.models import Obligation
from tests.factories.accounts import fresh, make_agency
from tests.factories.appeals import against, decided, file_appeal, replied, taken_over, under_review

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 10, 5, 10, tzinfo=ALMATY)
SATURDAY = datetime(2026, 10, 3, 22, tzinfo=ALMATY)


def test_a_child_writes_and_is_answered(offices):
    filed = file_appeal(at=SATURDAY, area=offices.district)
    appeal = filed.appeal
    assert appeal.office == offices.regional
    assert appeal.state == State.REGISTERED
    assert f"{appeal.registered_on:%Y-%m-%d}" == "2026-10-05"
    head = fresh(offices.head)
    under_review(appeal, by=head, at=MONDAY)
    asked = requests.ask(
        appeal, kind="INFORMATION", body=offices.education, text="Мектептегі жағдай туралы хабарлаңыз.",
        by=fresh(head), at=MONDAY,
    )  # fmt: skip
    appeal.refresh_from_db()
    assert appeal.state == State.INFORMATION_REQUESTED
    late = asked.due_at + timedelta(days=1)
    requests.answer(asked, text="Тексерілді.", by=fresh(offices.official), at=late)
    duty = Obligation.objects.about(asked.subject).get()
    assert duty.state == Obligation.State.MET_LATE
    course.decide(appeal, outcome="RESTORED", evidence="Жауап", by=fresh(head), at=late)
    course.reply(appeal, text="Мектепте тексеру болды.", by=fresh(head), at=late)
    entered = sender.enter(filed.code, at=late)
    visit = sender.present(entered.token, at=late)
    said = reading.room_of(visit).said
    assert "Мектепте тексеру болды." in said[-1].text
    assert "111" in said[-1].text
    course.close(appeal, by=fresh(head), at=late)
    assert Appeal.objects.get().state == State.CLOSED


def test_wrong_codes_open_nothing(offices):
    filed = file_appeal(at=MONDAY)
    for wrong in ("", "1", "0" * 16, "1" * 17, filed.code[:-1], filed.code[::-1] + "x"):
        assert sender.enter(wrong, at=MONDAY) is None
    assert sender.enter(f" {filed.code[:4]}-{filed.code[4:]} ", at=MONDAY)


def test_one_visit_at_a_time(offices):
    filed = file_appeal(at=MONDAY)
    first, second = (sender.enter(filed.code, at=MONDAY).token for _turn in range(2))
    assert sender.present(first, at=MONDAY) is None
    assert sender.present(second, at=MONDAY)
    assert sender.present(second, at=MONDAY + timedelta(minutes=31)) is None


def test_a_region_does_not_keep_what_is_about_a_ministry(offices):
    """Bad input 56."""
    ministry = make_agency(AgencyKind.CENTRAL_AUTHORITY, offices.republic.area)
    appeal = file_appeal(at=MONDAY, area=offices.district).appeal
    with pytest.raises(Refused) as refused:
        taken_over(appeal, by=offices.head, at=MONDAY, respondents=against(ministry))
    assert refused.value.rule == "kz345.a7-2.s1"
    triage.forward(appeal, to=offices.republic, reason="Құзыреті бойынша", by=fresh(offices.head), at=MONDAY)
    appeal.refresh_from_db()
    assert appeal.office == offices.republic
    assert not Appeal.objects.visible_to(fresh(offices.head)).exists()
    assert Appeal.objects.visible_to(fresh(offices.commissioner)).exists()


def test_extended_once_by_the_head(offices):
    appeal = under_review(file_appeal(at=MONDAY, area=offices.district).appeal, by=offices.head, at=MONDAY)
    until = clocks.term_of(appeal, clocks.current(appeal)).due_at.date() + timedelta(days=30)
    with pytest.raises(NotAllowed):
        course.extend(appeal, until=until, reason="Күрделі", by=fresh(offices.staff), at=MONDAY)
    for wrong in (None, MONDAY.date(), until + timedelta(days=60)):
        with pytest.raises(Refused):
            course.extend(appeal, until=wrong, reason="Күрделі", by=fresh(offices.head), at=MONDAY)
    appeal = course.extend(appeal, until=until, reason="Күрделі", by=fresh(offices.head), at=MONDAY)
    assert appeal.due_at.astimezone(ALMATY).date() == until
    with pytest.raises(Refused) as refused:
        course.extend(appeal, until=until + timedelta(days=1), reason="Тағы", by=fresh(offices.head), at=MONDAY)
    assert refused.value.rule == "appc.a76.extension"


def test_reopened_with_a_new_clock_and_the_old_one_kept(offices):
    appeal = replied(file_appeal(at=MONDAY, area=offices.district).appeal, by=offices.head, at=MONDAY)
    later = MONDAY + timedelta(days=20)
    appeal = course.reopen(appeal, reason="Жаңа деректер", by=fresh(offices.head), at=later)
    terms = Obligation.objects.filter(rule__code="appc.a76.application").order_by("pk")
    assert [one.state for one in terms] == ["MET", "OPEN"]
    assert appeal.due_at == terms[1].due_at


def test_danger_has_an_hour_and_the_police_are_told(offices):
    appeal = file_appeal(at=SATURDAY, area=offices.district, safety="IN_DANGER").appeal
    hour = Obligation.objects.get(rule__code="caseflow.appeal.urgent")
    assert hour.due_at == SATURDAY + timedelta(hours=1)
    danger.tell_police(appeal, body=offices.police, text="Үйде бала қауіпте.", by=fresh(offices.head),
                       at=SATURDAY + timedelta(minutes=20))  # fmt: skip
    hour.refresh_from_db()
    assert hour.state == "MET"
    asked = BodyRequest.objects.visible_to(fresh(offices.officer)).get()
    assert asked.is_urgent
    assert asked.due_at == SATURDAY + timedelta(hours=24, minutes=20)


def test_a_conflict_of_the_only_head_goes_to_the_republic(offices):
    appeal = taken_over(file_appeal(at=MONDAY, area=offices.district).appeal, by=offices.head, at=MONDAY)
    triage.withdraw_self(appeal, reason="Туысым", by=fresh(offices.head), at=MONDAY)
    appeal.refresh_from_db()
    assert (appeal.office, appeal.route) == (offices.republic, "CONFLICT")
    assert Exclusion.objects.filter(user=offices.head).exists()


def test_joined_appeals_are_each_answered(offices):
    first = file_appeal(at=MONDAY, area=offices.district)
    second = file_appeal(at=MONDAY, area=offices.district, language="ru", by_child=False, text="То же самое")
    head = offices.head
    decided(first.appeal, by=head, at=MONDAY)
    triage.join(second.appeal, into=first.appeal, by=fresh(head), at=MONDAY)
    with pytest.raises(Refused) as refused:
        course.reply(first.appeal, text="Бәрі түзетілді", by=fresh(head), at=MONDAY)
    assert refused.value.field == "text_ru"
    texts = {"ru": "Всё исправили"}
    course.reply(first.appeal, text="Бәрі түзетілді", others=texts, by=fresh(head), at=MONDAY)
    visit = sender.present(sender.enter(second.code, at=MONDAY).token, at=MONDAY)
    letter = reading.room_of(visit).said[-1].text
    assert "Уважаемый заявитель" in letter
    assert "Всё исправили" in letter


def test_what_was_joined_goes_along_and_stays_among_the_ended(offices):
    into, joined = (file_appeal(at=MONDAY, area=offices.district).appeal for _n in range(2))
    triage.join(joined, into=into, by=fresh(offices.head), at=MONDAY)
    into.refresh_from_db()
    triage.forward(into, to=offices.republic, reason="Құзыреті бойынша", by=fresh(offices.head), at=MONDAY)
    row = AppealAccess.objects.get(appeal=joined, valid_to=None)
    assert (row.agency, row.rank) == (offices.republic, AppealAccess.Rank.ENDED)


def test_separated_again_under_its_first_clock(offices):
    first = under_review(file_appeal(at=MONDAY, area=offices.district).appeal, by=offices.head, at=MONDAY)
    second = taken_over(file_appeal(at=MONDAY, area=offices.district).appeal, by=offices.head, at=MONDAY)
    triage.join(second, into=first, by=fresh(offices.head), at=MONDAY)
    second.refresh_from_db()
    assert second.due_at is None
    triage.separate(second, reason="Басқа іс-шара", by=fresh(offices.head), at=MONDAY)
    second.refresh_from_db()
    assert second.state == State.UNDER_REVIEW
    assert second.due_at


def test_a_code_given_by_an_operator_is_renewed_at_first_own_use(offices):
    operator = offices.operator
    call = calls.log_call(data={"category": "BULLYING", "said": "Мектепте ұрады"}, by=operator, at=MONDAY)
    referred = calls.refer_to_ombudsman(call, entry={"area": offices.district}, by=fresh(operator), at=MONDAY)
    entered = sender.enter(referred.code, at=MONDAY)
    assert entered.renewed
    assert entered.renewed != referred.code
    sender.note_code(entered.appeal, at=MONDAY)
    assert sender.enter(referred.code, at=MONDAY) is None
    assert sender.enter(entered.renewed, at=MONDAY).renewed == ""


def test_written_words_are_found_in_their_forms(offices):
    file_appeal(at=MONDAY, area=offices.district)
    file_appeal(at=MONDAY, area=offices.district, language="ru", text="Учительница кричит на детей каждый день")
    mine = Appeal.objects.visible_to(fresh(offices.head))
    assert reading.search(mine, "мектептің мұғалімі").count() == 1
    assert reading.search(mine, "учительницы").count() == 1
    assert reading.search(mine, "больница").count() == 0


def test_what_is_written_later_has_a_clock_and_is_met_when_read(offices):
    appeal = under_review(file_appeal(at=MONDAY, area=offices.district).appeal, by=offices.head, at=MONDAY)
    sender.write_more(appeal, text="Тағы ұрды", at=MONDAY)
    duty = Obligation.objects.get(rule__code="caseflow.appeal.sender_wrote")
    appeal.refresh_from_db()
    assert appeal.wrote_at
    work.note_read(appeal, by=fresh(offices.staff), at=MONDAY)
    duty.refresh_from_db()
    assert duty.state == "MET"


@pytest.mark.parametrize("is_closed", [True, False])
def test_the_key_gone_everything_is_gone(offices, is_closed):
    """Whether or not anybody closed it after the reply."""
    appeal = replied(file_appeal(at=MONDAY, area=offices.district).appeal, by=offices.head, at=MONDAY)
    if is_closed:
        course.close(appeal, by=fresh(offices.head), at=MONDAY)
    assert shred_due(MONDAY + timedelta(days=365 * 4)) == 0
    assert shred_due(MONDAY + timedelta(days=365 * 6)) == 1
    with pytest.raises(Undecipherable):
        vault_of(appeal)


def test_ill_treatment_told_to_the_mechanism_goes_to_the_human_rights_commissioner(offices):
    """Article 47-5(4)."""
    appeal = file_appeal(at=MONDAY, area=offices.district).appeal
    with pytest.raises(Refused) as refused:
        triage.take_over(appeal, data={"right": "LIFE", "is_ill_treatment": True}, by=fresh(offices.head), at=MONDAY)
    assert refused.value.rule == "kz345.a47-5.p4"


def test_passed_on_by_letter_the_office_is_done(offices):
    appeal = file_appeal(at=MONDAY, area=offices.district)
    triage.pass_outside(appeal.appeal, to="Прокуратура", reason="Қылмыс белгілері", by=fresh(offices.head), at=MONDAY)
    closed = Appeal.objects.get()
    assert (closed.state, closed.due_at) == (State.CLOSED, None)
    visit = sender.present(sender.enter(appeal.code, at=MONDAY).token, at=MONDAY)
    assert "Прокуратура" in reading.room_of(visit).said[-1].text


def test_a_term_that_ran_out_is_not_extended(offices):
    appeal = under_review(file_appeal(at=MONDAY, area=offices.district).appeal, by=offices.head, at=MONDAY)
    late = appeal.due_at + timedelta(days=2)
    with pytest.raises(Refused):
        course.extend(appeal, until=late.date() + timedelta(days=5), reason="Кеш", by=fresh(offices.head), at=late)

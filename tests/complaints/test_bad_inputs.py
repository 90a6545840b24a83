"""What people try, by mistake or on purpose, and what the core of appeals answers."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from apps.accounts.roles import Role
from apps.complaints import clocks, files, letters, reading
from apps.complaints.acts import course, danger, filing, requests, sender, triage, work
from apps.complaints.models import Appeal, Attachment, Exclusion
from apps.complaints.states import Kind, Outcome, State
from apps.complaints.vaults import vault_of
from apps.core.errors import NotAllowed, Refusals, Refused
from apps.obligations.models import Obligation
from apps.people.models import Child, ChildAccess, Ground
from tests.complaints.conftest import photo
from tests.documents.test_scanning import EICAR
from tests.factories.accounts import fresh, make_agency, make_officer, make_user
from tests.factories.appeals import against, decided, entry, file_appeal, replied, taken_over, under_review
from tests.factories.offices import Offices
from tests.factories.people import make_child

pytestmark = pytest.mark.django_db


def filed(offices: Offices, at, **changes) -> Appeal:
    return file_appeal(at=at, area=offices.district, **changes).appeal


def fields_of(error: Refused) -> set[str]:
    return {one.field for one in error.all}


def test_a_regional_ombudsman_opens_no_file_of_another_region(offices: Offices, monday):
    """Bad input 57: not by asking a body that does not keep it, not after a refusal, not as the republic may."""
    officer = make_officer()
    child = make_child(officer)
    appeal = under_review(filed(offices, monday), by=offices.head, at=monday)
    ask = {"kind": "FILE", "text": "Істі ашыңыз", "child": child, "at": monday}
    with pytest.raises(Refused) as refused:
        requests.ask(appeal, body=offices.education, by=fresh(offices.head), **ask)
    assert "child" in fields_of(refused.value)
    with pytest.raises(Refused) as refused:
        requests.open_file(appeal, child=child, by=fresh(offices.head), at=monday)
    assert refused.value.rule == "kz345.a7-12.s5"
    with pytest.raises(Refused):
        work.link_child(appeal, child=child, by=fresh(offices.head), at=monday)
    asked = requests.ask(appeal, body=officer.agency, by=fresh(offices.head), **ask)
    requests.refuse_file(asked, reason="Басқа өңір", by=fresh(officer), at=monday)
    assert not Child.objects.visible_to(fresh(offices.head)).exists()
    asked.refresh_from_db()
    assert asked.is_obstruction


def test_a_file_is_open_as_long_as_the_appeal(offices: Offices, monday):
    officer = make_officer()
    child = make_child(officer)
    appeal = under_review(filed(offices, monday), by=offices.head, at=monday)
    ask = {"kind": "FILE", "body": officer.agency, "text": "Істі ашыңыз", "child": child, "at": monday}
    asked = requests.ask(appeal, by=fresh(offices.head), **ask)
    requests.answer(asked, text="Аштық", by=fresh(officer), at=monday)
    assert Child.objects.visible_to(fresh(offices.head)).get() == child
    assert not Child.objects.visible_to(fresh(offices.head2)).exists()
    triage.forward(appeal, to=offices.republic, reason="x", by=fresh(offices.head), at=monday)
    assert not Child.objects.visible_to(fresh(offices.head)).exists()


def test_an_answer_after_the_end_opens_nothing(offices: Offices, monday):
    officer = make_officer()
    child = make_child(officer)
    appeal = under_review(filed(offices, monday), by=offices.head, at=monday)
    ask = {"kind": "FILE", "body": officer.agency, "text": "Істі ашыңыз", "child": child, "at": monday}
    asked = requests.ask(appeal, by=fresh(offices.head), **ask)
    requests.refuse_file(asked, reason="Жоқ", by=fresh(officer), at=monday)
    course.decide(appeal, outcome="NOT_RESTORED", evidence="x", by=fresh(offices.head), at=monday)
    course.reply(appeal, text="x", by=fresh(offices.head), at=monday)
    asked.refresh_from_db()
    requests.answer(asked, text="Ашамыз", by=fresh(officer), at=monday)
    assert not ChildAccess.objects.filter(ground=Ground.APPEAL).exists()


def test_the_republic_opens_a_file_and_it_closes_with_the_reply(offices: Offices, monday):
    child = make_child(make_officer())
    appeal = under_review(file_appeal(at=monday).appeal, by=offices.commissioner, at=monday)
    requests.open_file(appeal, child=child, by=fresh(offices.commissioner), at=monday)
    assert Child.objects.visible_to(fresh(offices.commissioner)).exists()
    course.decide(appeal, outcome="RESTORED", evidence="x", by=fresh(offices.commissioner), at=monday)
    course.reply(appeal, text="x", by=fresh(offices.commissioner), at=monday)
    assert not Child.objects.visible_to(fresh(offices.commissioner)).exists()


@pytest.mark.parametrize("for_child", [True, False])
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("outcome", Outcome.values)
def test_no_reply_goes_without_the_rights_of_appeal(offices: Offices, monday, outcome, language, for_child):
    appeal = filed(offices, monday, language=language, by_child=for_child)
    decided(appeal, by=offices.head, at=monday, outcome=outcome)
    appeal.refresh_from_db()
    letter = letters.letter_for(appeal)
    assert (letter.language, letter.for_child) == (language, for_child)
    assert len(letter.appeal_rights) > 60
    written = course.preview(appeal, "Сөз $number ${office} {x}", at=monday)
    course.reply(appeal, text="Сөз $number ${office} {x}", by=fresh(offices.head), at=monday)
    said = reading.conversation(appeal, vault_of(appeal))[-1].text
    assert said == written
    assert letter.appeal_rights.strip().splitlines()[-1][:20] in said
    assert "Сөз $number ${office} {x}" in said
    assert not any(str(person) in said for person in (offices.head, offices.staff))


@pytest.mark.parametrize("text", ["", "   ", "\u202e", None])
def test_an_empty_form(offices: Offices, monday, text):
    with pytest.raises(Refused) as refused:
        filed(offices, monday, text=text)
    assert "text" in fields_of(refused.value)
    assert not Appeal.objects.exists()


@pytest.mark.parametrize("text", [
    "<script>alert(1)</script>", "'; DROP TABLE complaints_appeal; --", "Қорқам 😢🏚️", "مرحبا", "{{ 7*7 }} $number",
    "a" * 20_000,
])  # fmt: skip
def test_any_text_comes_back_as_it_was(offices: Offices, monday, text):
    appeal = filed(offices, monday, text=text)
    assert reading.conversation(appeal, vault_of(appeal))[0].text == text


def test_a_text_cannot_turn_the_page_around(offices: Offices, monday):
    appeal = filed(offices, monday, text="Мен\u202eгпж.exe\u2066\x00 келдім")
    assert reading.conversation(appeal, vault_of(appeal))[0].text == "Менгпж.exe келдім"


@pytest.mark.parametrize("wrong", [
    {"text": "a" * 20_001}, {"language": "zz"}, {"kind": "X"}, {"safety": "X"}, {"right": "X"}, {"area": "Астана"},
    {"identity": {"iin": "123"}}, {"identity": {"email": "x"}}, {"identity": {"way": "PHONE"}},
    {"identity": {"way": "X"}}, {"identity": {"phone": "12345"}}, {"identity": {"phone": "үй"}},
])  # fmt: skip
def test_what_makes_no_sense_is_refused_and_nothing_is_kept(offices: Offices, monday, wrong):
    with pytest.raises(Refused):
        file_appeal(at=monday, **wrong)
    assert not Appeal.objects.exists()


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def heic() -> bytes:
    return b"\x00\x00\x00\x18ftypheic" + b"\0" * 64


@pytest.mark.parametrize(("name", "content"), [
    ("50mb.jpg", b"\xff\xd8\xff" + b"\0" * 50_000_000), ("virus.jpg", EICAR), ("iphone.heic", heic()),
    ("page.html", b"<html><script>alert(1)</script>"), ("x.svg", b"<svg onload='alert(1)'/>"), ("empty.jpg", b""),
    ("half.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF"),
])  # fmt: skip
def test_files_that_are_not_taken(offices: Offices, monday, name, content):
    with pytest.raises(Refused) as refused:
        filed(offices, monday, uploads=[upload(name, content)])
    assert refused.value.field == "files"
    assert not Appeal.objects.exists()


def test_no_more_than_five_files_at_once(offices: Offices, monday):
    with pytest.raises(Refused):
        filed(offices, monday, uploads=[photo() for _n in range(6)])


def test_a_picture_is_shown_without_the_place_and_kept_with_it(offices: Offices, monday, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    came = photo()
    content = came.read()
    came.seek(0)
    appeal = filed(offices, monday, uploads=[came])
    attachment, vault = Attachment.objects.get(), vault_of(appeal)
    assert Image.open(BytesIO(content)).getexif().get_ifd(0x8825)
    name, _type, shown = files.shown(attachment, vault)
    assert not Image.open(BytesIO(shown)).getexif()
    assert b"Aigul" not in shown
    assert files.original(attachment, vault)[2] == content
    assert name == "сынып-7Б.jpg"


def test_dates_ahead_are_slips_of_the_pen(offices: Offices, monday):
    ahead = monday + timedelta(minutes=1)
    with pytest.raises(Refused) as refused:
        filing.register(entry(), channel="LETTER", received_at=ahead, by=fresh(offices.head), at=monday)
    assert "received_at" in fields_of(refused.value)
    appeal = under_review(filed(offices, monday), by=offices.head, at=monday)
    with pytest.raises(Refused):
        work.write_note(appeal, kind="REMARK", text="x", happened_at=ahead, by=fresh(offices.head), at=monday)


def test_the_police_complained_about_are_not_told(offices: Offices, monday):
    appeal = filed(offices, monday, safety="IN_DANGER", respondents=against(offices.police))
    with pytest.raises(Refused) as refused:
        danger.tell_police(appeal, body=offices.police, text="Көмек", by=fresh(offices.head), at=monday)
    assert "body" in fields_of(refused.value)
    with pytest.raises(Refused):
        danger.tell_police(appeal, body=offices.education, text="Көмек", by=fresh(offices.head), at=monday)
    danger.settle_danger(appeal, reason="102-ге қоңырау шалдым", by=fresh(offices.head), at=monday)
    assert Obligation.objects.get(rule__code="caseflow.appeal.urgent").state == "MET"


def test_a_danger_joined_to_another_appeal_is_still_one(offices: Offices, monday):
    """The hour of the joined one runs on until somebody settles it, even where the other was settled before."""
    first = under_review(filed(offices, monday, safety="IN_DANGER"), by=offices.head, at=monday)
    danger.settle_danger(first, reason="102", by=fresh(offices.head), at=monday)
    second = taken_over(filed(offices, monday, safety="IN_DANGER"), by=offices.head, at=monday)
    triage.join(second, into=first, by=fresh(offices.head), at=monday)
    hours = Obligation.objects.filter(rule__code="caseflow.appeal.urgent").order_by("pk")
    assert [one.state for one in hours] == ["MET", "OPEN"]
    danger.settle_danger(first, reason="102 тағы", by=fresh(offices.head), at=monday)
    assert not hours.open().exists()


def test_a_chain_of_joined_ones_ends_in_one(offices: Offices, monday):
    head = offices.head
    a, b, c = (under_review(filed(offices, monday), by=head, at=monday) for _n in range(3))
    triage.join(a, into=b, by=fresh(head), at=monday)
    triage.join(b, into=c, by=fresh(head), at=monday)
    assert set(Appeal.objects.filter(joined_to=c)) == {a, b}
    for wrong in (
        {"appeal": c, "into": c},
        {"appeal": c, "into": a},
        {"appeal": a, "into": c},
        {"appeal": c, "into": None},
    ):
        with pytest.raises(Refused):
            triage.join(wrong["appeal"], into=wrong["into"], by=fresh(head), at=monday)
    for act in (
        lambda: triage.forward(a, to=offices.republic, reason="x", by=fresh(head), at=monday),
        lambda: course.reopen(a, reason="x", by=fresh(head), at=monday),
        lambda: work.begin(a, by=fresh(head), at=monday),
        lambda: course.take_up_again(a, reason="x", by=fresh(head), at=monday),
        lambda: course.close(a, by=fresh(head), at=monday),
    ):
        with pytest.raises(Refused):
            act()


def test_separated_after_the_reply_it_has_a_clock_of_its_own(offices: Offices, monday):
    first, second = filed(offices, monday), filed(offices, monday)
    taken_over(second, by=offices.head, at=monday)
    decided(first, by=offices.head, at=monday)
    triage.join(second, into=first, by=fresh(offices.head), at=monday)
    course.reply(first, text="x", by=fresh(offices.head), at=monday)
    later = monday + timedelta(days=40)
    triage.separate(second, reason="Басқа іс", by=fresh(offices.head), at=later)
    second.refresh_from_db()
    assert (second.state, second.outcome, second.replied_at) == (State.UNDER_REVIEW, "", None)
    assert second.due_at > later
    assert [one.no for one in second.rounds.filter(ended_at__isnull=True)] == [2]


def test_an_extension_outlives_joining_and_separating(offices: Offices, monday):
    first, second = (under_review(filed(offices, monday), by=offices.head, at=monday) for _n in range(2))
    until = clocks.term_of(second, clocks.current(second)).due_at.date() + timedelta(days=20)
    course.extend(second, until=until, reason="x", by=fresh(offices.head), at=monday)
    triage.join(second, into=first, by=fresh(offices.head), at=monday)
    triage.separate(second, reason="x", by=fresh(offices.head), at=monday)
    second.refresh_from_db()
    assert second.due_at.date() == until
    with pytest.raises(Refused):
        course.extend(second, until=until + timedelta(days=1), reason="x", by=fresh(offices.head), at=monday)


def test_nobody_shut_out_is_handed_the_appeal(offices: Offices, monday):
    appeal = under_review(filed(offices, monday), by=offices.staff, at=monday)
    accused = make_user(offices.regional, Role.OMBUDSMAN_STAFF)
    triage.exclude(appeal, person=accused, reason="Ол туралы", by=fresh(offices.head), at=monday)
    with pytest.raises(Refused):
        work.assign(appeal, officer=accused, by=fresh(offices.head), at=monday)
    assert work.hand_over(old=offices.staff, new=accused, by=fresh(offices.head), at=monday) == 0
    with pytest.raises(NotAllowed):
        work.write_note(appeal, kind="REMARK", text="x", by=fresh(accused), at=monday)
    with pytest.raises(NotAllowed):
        reading.open_identity(appeal, by=fresh(accused), at=monday)


def test_nobody_lifts_the_own_exclusion(offices: Offices, monday):
    second = make_user(offices.regional, Role.OMBUDSMAN)
    appeal = under_review(filed(offices, monday), by=offices.head, at=monday)
    triage.withdraw_self(appeal, reason="Туысым", by=fresh(offices.head), at=monday)
    exclusion = Exclusion.objects.get(user=offices.head)
    for person in (offices.head, offices.staff, offices.commissioner):
        with pytest.raises(NotAllowed):
            triage.admit_again(exclusion, reason="Енді болады", by=fresh(person), at=monday)
    triage.admit_again(exclusion, reason="Қате болды", by=fresh(second), at=monday)
    assert Appeal.objects.visible_to(fresh(offices.head)).exists()


def test_a_conflict_of_the_last_head_who_is_left_passes_it_on(offices: Offices, monday):
    """One head is shut out already: when the other withdraws, nobody there could decide."""
    second = make_user(offices.regional, Role.OMBUDSMAN)
    appeal = under_review(filed(offices, monday), by=offices.head, at=monday)
    triage.withdraw_self(appeal, reason="Туысым", by=fresh(offices.head), at=monday)
    triage.withdraw_self(appeal, reason="Досым", by=fresh(second), at=monday)
    appeal.refresh_from_db()
    assert appeal.office == offices.republic


def test_a_body_answers_once_and_nothing_that_was_withdrawn(offices: Offices, monday):
    appeal = under_review(filed(offices, monday), by=offices.head, at=monday)
    ask = {"kind": "INFORMATION", "body": offices.education, "text": "?", "at": monday}
    first, second = (requests.ask(appeal, by=fresh(offices.head), **ask) for _n in range(2))
    requests.answer(first, text="Иә", by=fresh(offices.official), at=monday)
    requests.withdraw(second, reason="Керек емес", by=fresh(offices.head), at=monday)
    for request in (first, second):
        with pytest.raises(NotAllowed):
            requests.answer(request, text="Тағы", by=fresh(offices.official), at=monday)
    with pytest.raises(NotAllowed):
        requests.refuse_file(second, reason="x", by=fresh(offices.official), at=monday)


def test_a_request_goes_with_the_appeal_to_the_new_office(offices: Offices, monday):
    appeal = under_review(filed(offices, monday), by=offices.head, at=monday)
    ask = {"kind": "INFORMATION", "body": offices.education, "text": "?", "at": monday}
    asked = requests.ask(appeal, by=fresh(offices.head), **ask)
    triage.forward(appeal, to=offices.republic, reason="x", by=fresh(offices.head), at=monday)
    requests.answer(asked, text="Иә", by=fresh(offices.official), at=monday)
    asked.refresh_from_db()
    assert asked.office == offices.republic
    with pytest.raises(NotAllowed):
        reading.open_request(asked, by=fresh(offices.head), at=monday)
    assert requests_text(asked, offices.commissioner, monday) == "Иә"


def requests_text(asked, person, at) -> str:
    return reading.open_request(asked, by=fresh(person), at=at).answer


def test_clocks_of_what_a_sender_wrote_go_with_the_appeal(offices: Offices, monday):
    """The office that passed it on owes nothing about it any more."""
    appeal = under_review(filed(offices, monday), by=offices.head, at=monday)
    sender.write_more(appeal, text="Тағы", at=monday)
    sender.say_in_danger(appeal, at=monday)
    appeal.refresh_from_db()
    triage.forward(appeal, to=offices.republic, reason="x", by=fresh(offices.head), at=monday)
    assert not Obligation.objects.open().filter(owner=offices.regional).exists()
    assert Obligation.objects.open().filter(owner=offices.republic, rule__code="caseflow.appeal.urgent").exists()


def test_nothing_is_closed_without_a_reply_and_no_outcome_undone_by_staff(offices: Offices, monday):
    appeal = filed(offices, monday)
    triage.forward(appeal, to=offices.republic, reason="x", by=fresh(offices.head), at=monday)
    with pytest.raises(Refused):
        course.close(appeal, by=fresh(offices.commissioner), at=monday)
    other = decided(filed(offices, monday), by=offices.head, at=monday)
    with pytest.raises(Refused):
        work.begin(other, by=fresh(offices.staff), at=monday)
    with pytest.raises(NotAllowed):
        course.take_up_again(other, reason="x", by=fresh(offices.staff), at=monday)


def test_an_ended_appeal_takes_what_its_sender_writes(offices: Offices, monday):
    appeal = replied(filed(offices, monday), by=offices.head, at=monday)
    sender.write_more(appeal, text="Рақмет", at=monday)
    appeal.refresh_from_db()
    assert appeal.wrote_at
    assert appeal.state == State.REPLIED


def test_the_commissioner_is_not_told_of_delays_about_the_own_office(offices: Offices, monday):
    rights = make_agency("HR_COMMISSIONER", offices.region.parent)
    appeal = file_appeal(at=monday, respondents=against(offices.republic)).appeal
    assert appeal.office == rights
    assert not Obligation.objects.filter(escalation__has_key="REPUBLIC_OMBUDSMAN").exists()


@pytest.mark.parametrize("kind", Kind.values)
def test_every_kind_has_its_term(offices: Offices, monday, kind):
    appeal = filed(offices, monday, kind=kind)
    term = clocks.term_of(appeal, clocks.current(appeal))
    assert term.rule.term["amount"] == (20 if kind == Kind.COMPLAINT else 15)
    assert appeal.due_at == term.due_at


def test_refusals_name_every_field_at_once(offices: Offices, monday):
    with pytest.raises(Refusals) as refused:
        file_appeal(at=monday, text="", language="zz", identity={"iin": "1"})
    assert {"text", "language", "iin"} <= fields_of(refused.value)

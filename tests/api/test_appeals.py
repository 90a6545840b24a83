"""Appeals over the API: from the ticket to the reply, by the same acts, refusals and clocks as on the pages."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from apps.accounts.kinds import AgencyKind
from apps.api.models import KeptAnswer
from apps.audit.models import LedgerEntry
from apps.complaints.acts import sender
from apps.complaints.models import Appeal
from apps.obligations.law import load_law
from tests.api.appeals import APPEALS, LAWS, LETTER, done, one, refused
from tests.api.conftest import problem
from tests.complaints.test_life import MONDAY, SATURDAY
from tests.factories.accounts import make_agency
from tests.factories.appeals import decided, file_appeal, replied, taken_over, under_review
from tests.factories.offices import Offices, make_offices
from tests.factories.papers import picture
from tests.factories.people import make_child


@pytest.fixture
def offices(db) -> Offices:
    load_law()
    with time_machine.travel(MONDAY, tick=True):
        yield make_offices()


@pytest.fixture
def head(as_, offices):
    return as_(offices.head)


@pytest.fixture
def appeal(offices) -> Appeal:
    """A child's, of the head's office, just received."""
    return file_appeal(at=MONDAY, area=offices.district).appeal


def test_from_the_ticket_to_the_reply(head, as_, offices):
    ticket = done(head.post(APPEALS, {**LETTER, "area": offices.district.pk, "right": "BULLYING"}), 201)
    assert ticket["office"]["id"] == offices.regional.pk
    assert ticket["received_by"]["id"] == offices.head.pk
    number = ticket["number"]
    assert done(head.post(one(number, "take-over"), {"right": "BULLYING"}))["state"] == "TRIAGED"
    assert done(head.post(one(number, "begin")))["state"] == "UNDER_REVIEW"
    asked = {"kind": "INFORMATION", "body": offices.education.pk, "text": "Мектептегі жағдайды хабарлаңыз."}
    whole = done(head.post(one(number, "ask"), asked))
    assert (whole["state"], whole["requests"][0]["body"]["id"]) == ("INFORMATION_REQUESTED", offices.education.pk)
    official = as_(offices.official)
    waiting = whole["requests"][0]["number"]
    refused(head.post(one(number, "decide"), {"outcome": "RESTORED", "evidence": " "}), "evidence")
    assert done(head.post(one(number, "decide"), {"outcome": "RESTORED", "evidence": "Жауап"}))["outcome"] == "RESTORED"
    refused(head.post(one(number, "reply"), {"text": "Тексерілді."}), "text")
    done(official.post(f"/api/v1/requests/{waiting}/answer/", {"text": "Тексеру болды."}))
    letter = done(head.post(one(number, "reply-preview"), {"text": "Тексерілді."}))
    assert "Тексерілді." in letter["text"]
    assert Appeal.objects.get().state == "RESTORED"
    assert done(head.post(one(number, "reply"), {"text": "Тексерілді."}))["state"] == "REPLIED"
    opened = done(head.get(one(number)))
    assert opened["conversation"][-1]["text"] == letter["text"]
    assert opened["asked"][0]["answer"] == "Тексеру болды."
    assert opened["reasons"][0]["evidence"] == "Жауап"
    assert done(head.post(one(number, "close")))["state"] == "CLOSED"
    assert done(head.post(one(number, "reopen"), {"reason": "Жаңа деректер"}))["state"] == "REOPENED"
    terms = [duty["state"] for duty in done(head.get(one(number)))["duties"] if duty["rule"] == "appc.a76.application"]
    assert terms == ["MET", "OPEN"]


def test_the_term_is_told_with_its_arithmetic(head, appeal):
    duties = {duty["rule"]: duty for duty in done(head.get(one(appeal)))["duties"]}
    term = duties["appc.a76.application"]
    assert (term["state"], term["term_basis"]) == ("OPEN", "BYLAW")
    assert term["explanation"][-1].startswith("Due:")


def test_a_free_day_is_registered_on_the_next_working_day(head, offices):
    came = {"received_at": SATURDAY.isoformat(), "area": offices.district.code}
    assert done(head.post(APPEALS, {**LETTER, **came}), 201)["registered_on"] == "2026-10-05"
    refused(head.post(APPEALS, {**LETTER, "received_at": (MONDAY + timedelta(days=9)).isoformat()}), "received_at")


def test_a_body_that_is_not_in_the_register_is_told_in_words(head, offices):
    wrong = problem(head.post(APPEALS, {**LETTER, "respondents": [{"agency": 999_999}]}), 400, "invalid")
    assert wrong["errors"][0]["field"] == "respondents.0.agency"
    local = {"level": "LOCAL", "described": "Тіркелмеген жекеменшік балабақша"}
    ticket = done(head.post(APPEALS, {**LETTER, "area": offices.district.pk, "respondents": [local]}), 201)
    assert ticket["route"] == "LOCAL"
    told = done(head.get(one(ticket["number"])))["respondents"]
    assert told == [{"level": "LOCAL", "agency": None, "described": "Тіркелмеген жекеменшік балабақша"}]


def test_a_ministry_is_not_kept_by_a_region(head, as_, offices, appeal):
    """Bad input 56."""
    ministry = make_agency(AgencyKind.CENTRAL_AUTHORITY, offices.republic.area)
    about = {"right": "BULLYING", "respondents": [{"agency": ministry.pk}]}
    told = refused(head.post(one(appeal, "take-over"), about), "respondents", "kz345.a7-2.s1")
    assert told["article"] == "7-2(1)"
    assert done(head.get(one(appeal)))["state"] == "REGISTERED"
    refused(head.post(one(appeal, "forward"), {"to": ministry.pk, "reason": "x"}), "to")
    gone = head.post(one(appeal, "forward"), {"to": offices.republic.pk, "reason": "Құзыреті бойынша"})
    assert (gone.status_code, gone.content) == (204, b"")
    problem(head.get(one(appeal)), 404, "not-found")
    assert done(as_(offices.commissioner).get(one(appeal)))["office"]["id"] == offices.republic.pk


def test_an_extension_is_the_heads_and_given_once(head, as_, offices, appeal):
    under_review(appeal, by=offices.head, at=MONDAY)
    asked = {"until": "2026-11-20", "reason": "Күрделі"}
    problem(as_(offices.staff).post(one(appeal, "extend"), asked), 403, "not-allowed")
    refused(head.post(one(appeal, "extend"), {**asked, "until": "2027-03-01"}), "until", "appc.a76.extension")
    done(head.post(one(appeal, "extend"), asked))
    refused(head.post(one(appeal, "extend"), {**asked, "until": "2026-11-25"}), "until", "appc.a76.extension")
    refused(head.post(one(appeal, "extension-told")), None)


def test_work_of_every_kind(head, as_, offices, appeal):
    under_review(appeal, by=offices.head, at=MONDAY)
    done(head.post(one(appeal, "write"), {"text": "Қай сыныпта оқисың?"}))
    sender.write_more(appeal, text="Бесінші", at=MONDAY)
    assert done(head.get(one(appeal)))["wrote_at"]
    assert done(head.post(one(appeal, "read")))["wrote_at"] is None
    done(head.post(one(appeal, "notes"), {"kind": "PLAN", "text": "Мектепке бару"}))
    refused(head.post(one(appeal, "notes"), {"kind": "VISIT", "text": "Бардық"}), "place")
    wrong = head.post(one(appeal, "notes"), {"kind": "VISIT", "text": "Бардық", "place": 999_999})
    assert problem(wrong, 400, "invalid")["errors"][0]["field"] == "place"
    visit = {"kind": "VISIT", "text": "Бардық", "place": offices.education.pk}
    paper = picture("PDF")
    upload = SimpleUploadedFile("act.pdf", paper, content_type="application/pdf")
    done(head.post(one(appeal, "notes"), {**visit, "files": [upload]}, format="multipart"))
    notes = {note["kind"]: note for note in done(head.get(one(appeal)))["notes"]}
    assert notes["PLAN"]["text"] == "Мектепке бару"
    (file,) = notes["VISIT"]["files"]
    for path in (("files", str(file["id"])), ("files", str(file["id"]), "whole")):
        handed = head.get(one(appeal, *path))
        assert (handed["Content-Type"], b"".join(handed.streaming_content)) == ("application/pdf", paper)
    assert LedgerEntry.objects.filter(verb="appeal.file_opened").count() == 2
    problem(head.get(one(appeal, "files", "999999")), 404, "not-found")
    assert done(head.post(one(appeal, "assign"), {"officer": offices.staff.pk}))["officer"]["id"] == offices.staff.pk
    refused(head.post(one(appeal, "assign"), {"officer": offices.official.pk}), "officer")
    moved = head.post(f"{APPEALS}hand-over/", {"old": offices.staff.pk, "new": offices.head.pk})
    assert done(moved) == {"moved": 1}
    refused(head.post(f"{APPEALS}hand-over/", {"old": offices.official.pk, "new": offices.head.pk}), "old")
    done(head.post(one(appeal, "describe"), {"kind": "COMPLAINT", "right": "EDUCATION"}))
    rules = {duty["rule"] for duty in done(head.get(one(appeal)))["duties"] if duty["state"] == "OPEN"}
    assert "appc.a76.application" not in rules
    done(head.post(one(appeal, "decide"), {"outcome": "UNFOUNDED", "evidence": "Тексеру"}))
    assert done(head.post(one(appeal, "take-up-again"), {"reason": "Жаңа куә"}))["state"] == "UNDER_REVIEW"


def test_a_danger_has_an_hour_and_the_police_read_only_what_is_written_to_them(head, as_, offices):
    told, settled = (file_appeal(at=MONDAY, area=offices.district, safety="IN_DANGER").appeal for _turn in range(2))
    refused(head.post(one(told, "police"), {"body": offices.education.pk, "text": "Үйде"}), "body")
    after = done(head.post(one(told, "police"), {"body": offices.police.pk, "text": "Үйде бала қауіпте"}))
    assert {d["rule"]: d["state"] for d in after["duties"]}["caseflow.appeal.urgent"] == "MET"
    (row,) = done(as_(offices.officer).get("/api/v1/requests/"))["results"]
    assert (row["is_urgent"], row["appeal"]) == (True, None)
    done(head.post(one(settled, "settle-danger"), {"reason": "102-ге қоңырау шалынды"}))
    refused(head.post(one(settled, "settle-danger"), {"reason": "тағы"}), None)
    assert [row["is_urgent"] for row in done(head.get(APPEALS, {"urgent": "true"}))["results"]] == [True, True]


def test_joined_and_separated_again(head, offices, appeal):
    under_review(appeal, by=offices.head, at=MONDAY)
    again = taken_over(file_appeal(at=MONDAY, area=offices.district).appeal, by=offices.head, at=MONDAY)
    refused(head.post(one(again, "join"), {"into": "E-26-999999"}), "into")
    assert done(head.post(one(again, "join"), {"into": appeal.number}))["joined_to"] == appeal.number
    assert done(head.get(one(appeal)))["joined"] == [again.number]
    assert done(head.post(one(again, "separate"), {"reason": "Басқа мәселе"}))["state"] == "UNDER_REVIEW"


def test_passed_on_by_letter(head, appeal):
    done(head.post(one(appeal, "pass-outside"), {"to": "Прокуратура", "reason": "Қылмыс белгілері"}))
    assert Appeal.objects.get().state == "CLOSED"


def test_a_child_is_linked_only_where_the_office_sees_the_file(head, as_, offices, appeal, cast):
    under_review(appeal, by=offices.head, at=MONDAY)
    child = make_child(cast.officer)
    refused(head.post(one(appeal, "children"), {"child": child.number}), "child")
    refused(head.post(one(appeal, "incidents"), {"incident": "I-26-999999"}), "incident")
    refused(head.post(one(appeal, "open-file"), {"child": child.number}), "child", "kz345.a7-12.s5")
    asked = {"kind": "FILE", "body": cast.body.pk, "text": "Ашыңыз", "child": "C-26-999999"}
    refused(head.post(one(appeal, "ask"), asked), "child")
    number = done(head.post(one(appeal, "ask"), {**asked, "child": child.number}))["requests"][0]["number"]
    body = as_(cast.heads["GUARDIANSHIP"])
    assert done(body.post(f"/api/v1/requests/{number}/refuse/", {"reason": "Құпия"}))["is_obstruction"]
    done(body.post(f"/api/v1/requests/{number}/answer/", {"text": "Ашылды"}))
    done(head.post(one(appeal, "children"), {"child": child.number}))
    (link,) = done(head.get(one(appeal)))["children"]
    assert link["number"] == child.number
    problem(head.post(one(appeal, "children", "999999", "unlink")), 404, "not-found")
    done(head.post(one(appeal, "children", str(link["id"]), "unlink")))
    assert done(head.get(one(appeal)))["children"] == []


def test_the_code_is_told_once_and_kept_nowhere_in_plain(head, offices):
    sent = {**LETTER, "area": offices.district.pk}
    key = {"Idempotency-Key": "letter-1"}
    first, again = (head.post(APPEALS, sent, headers=key) for _turn in range(2))
    assert done(first, 201) == done(again, 201)
    assert again["Idempotency-Replayed"] == "true"
    assert Appeal.objects.count() == 1
    code = first.json()["code"]
    assert sender.enter(code, at=MONDAY)
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM api_keptanswer WHERE id = %s", [KeptAnswer.objects.get().pk])
        kept = str(cursor.fetchone()[0])
        cursor.execute("SELECT to_jsonb(l)::text FROM audit_ledgerentry l")
        noted = " ".join(row[0] for row in cursor.fetchall())
    assert kept
    assert code not in kept
    assert code not in noted


def test_an_old_version_is_refused_and_told_without_texts(head, appeal):
    tag = head.get(one(appeal))["ETag"]
    done(head.post(one(appeal, "take-over"), {"right": "BULLYING"}, headers={"If-Match": tag}))
    stale = problem(head.post(one(appeal, "begin"), headers={"If-Match": tag}), 412, "stale")
    assert stale["current"]["state"] == "TRIAGED"
    assert "conversation" not in stale["current"]
    assert head.get(one(appeal), headers={"If-None-Match": head.get(one(appeal))["ETag"]}).status_code == 304


def test_who_sent_it_is_opened_by_itself_and_noted(head, as_, offices, appeal):
    sender.name_oneself(appeal, identity={"name": "Айгерім", "phone": "+77010000000"}, at=MONDAY)
    opened = head.get(one(appeal))
    assert "Айгерім" not in opened.content.decode()
    told = done(head.post(one(appeal, "identity"), headers={"Idempotency-Key": "who"}))
    assert (told["name"], told["email"]) == ("Айгерім", None)
    assert LedgerEntry.objects.filter(verb="appeal.identity_opened").count() == 1
    assert not KeptAnswer.objects.exists()


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "👧🏽😢 Көмек", "مرحبا \u202ekcab"])
def test_any_text_is_kept_as_it_is_but_for_marks_that_turn_it(head, offices, text):
    number = done(head.post(APPEALS, {**LETTER, "area": offices.district.pk, "text": text}), 201)["number"]
    answer = head.get(one(number))
    assert answer["Content-Type"] == "application/json"
    assert answer.json()["conversation"][0]["text"] == text.replace("\u202e", "")


def test_an_empty_text_and_unknown_fields_are_refused(head):
    refused(head.post(APPEALS, {**LETTER, "text": " \n"}), "text")
    assert problem(head.post(APPEALS, {}), 400, "invalid")["errors"]
    assert problem(head.post(APPEALS, {**LETTER, "number": "E-1"}), 400, "invalid")["errors"][0]["field"] == "number"
    assert problem(head.post(APPEALS, {**LETTER, "channel": "SITE"}), 400, "invalid")
    refused(head.post(APPEALS, {**LETTER, "identity": {"iin": "123"}}), "iin")


def test_filters_and_words(head, as_, offices, appeal):
    urgent = file_appeal(at=MONDAY, area=offices.district, safety="IN_DANGER", text="Үйде қорқамын").appeal
    ended = replied(file_appeal(at=MONDAY, area=offices.district).appeal, by=offices.head, at=MONDAY)

    def listed(**asked) -> list[str]:
        return [row["number"] for row in done(head.get(APPEALS, asked))["results"]]

    assert listed() == [urgent.number, appeal.number, ended.number]
    assert listed(open="false") == listed(state="REPLIED") == [ended.number]
    assert listed(q="мектептің мұғалімі", open="true") == [appeal.number]
    assert listed(q=appeal.number) == [appeal.number]
    assert listed(overdue="true") == listed(office=offices.republic.pk) == listed(by_child="false") == []
    first = done(head.get(APPEALS, {"page_size": 2}))
    assert [row["number"] for row in done(head.get(first["next"]))["results"]] == [ended.number]
    with time_machine.travel(MONDAY + timedelta(days=60)):
        late = done(as_(offices.head).get(APPEALS, {"overdue": "true"}))["results"]
    assert {row["number"] for row in late} == {urgent.number, appeal.number}
    assert head.get(APPEALS, {"state": "NONE"}).status_code == 400


def test_a_reply_needs_a_decision_and_every_language(head, offices, appeal):
    refused(head.post(one(appeal, "reply-preview"), {"text": "x"}), "state")
    decided(appeal, by=offices.head, at=MONDAY)
    other = file_appeal(at=MONDAY, area=offices.district, language="ru", text="То же самое").appeal
    done(head.post(one(other, "join"), {"into": appeal.number}))
    refused(head.post(one(appeal, "reply"), {"text": "Түзетілді"}), "text_ru")
    done(head.post(one(appeal, "reply"), {"text": "Түзетілді", "others": {"ru": "Исправлено"}}))


def test_refusals_are_said_in_the_readers_language(head, appeal):
    said = head.post(one(appeal, "write"), {"text": " "}, headers={"Accept-Language": "ru"})
    assert said.status_code == 422
    assert any("а" <= letter <= "я" for letter in said.json()["detail"])


def test_a_proposal_on_the_law_goes_to_the_republic(head, as_, offices, appeal):
    wanted = {"title": "Буллинг", "text": "Ұғымды нақтылау", "appeals": [appeal.number]}
    made = done(head.post(LAWS, wanted), 201)
    assert (made["addressee"]["id"], made["appeals"]) == (offices.republic.pk, [appeal.number])
    commissioner = as_(offices.commissioner)
    (read,) = done(commissioner.get(LAWS))["results"]
    assert (read["title"], read["appeals"]) == ("Буллинг", [])
    assert done(commissioner.get(f"{LAWS}{made['id']}/"))["text"] == "Ұғымды нақтылау"
    problem(as_(offices.head2).get(f"{LAWS}{made['id']}/"), 404, "not-found")
    refused(as_(offices.head2).post(LAWS, wanted), "appeals")

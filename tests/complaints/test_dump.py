"""The database and the files of the server, without the key: no text, name, file or file name of any appeal in them."""

import base64
import json
from pathlib import Path

import pytest
from django.db import connection

from apps.complaints import files, reading
from apps.complaints.acts import calls, course, requests, sender, triage, work
from apps.complaints.models import Attachment
from apps.complaints.vaults import identity_of, vault_of
from tests.complaints.conftest import photo
from tests.factories.accounts import fresh
from tests.factories.appeals import entry, file_appeal, under_review
from tests.factories.offices import Offices

SECRETS = {
    "statement": "Қызғалдақ көшесіндегі мектеп директоры",
    "name": "Жансая Сейдахметқызы",
    "phone": "+77015550142",
    "email": "zhansaya-secret@example.kz",
    "safe": "түстен кейін әжеме",
    "more": "Тағы бір куәгер Бауыржан",
    "described": "«Күншуақ» жекеменшік балабақшасы",
    "note": "Куәгермен сөйлестім де жазып алдым",
    "asked": "Директордың бұйрықтарын жіберіңіз",
    "answer": "Түсініктемеміз қосымшада жазылған",
    "reply": "Директор қызметінен босатылды",
    "evidence": "Бұйрықтың көшірмесі келді",
    "extension": "Сараптаманы күтеміз",
    "reopening": "Жаңа куәгер табылды",
    "forward": "Орталық органға қатысты екен",
    "exclusion": "Маманның інісіне қатысты екен",
    "admission": "Туыстығы жоқ болып шықты",
    "call": "Ағасы ұрады дейді",
    "file_name": "сынып-7Б",
    "camera": "Aigul's phone",
}


@pytest.fixture
def codes_given(offices: Offices, monday, settings, tmp_path: Path) -> list[str]:
    """Everything that can be written about an appeal, written."""
    settings.MEDIA_ROOT = tmp_path
    o, s, by = offices, SECRETS, {"by": fresh(offices.head), "at": monday}
    identity = {"name": s["name"], "phone": s["phone"], "email": s["email"], "safe": s["safe"]}
    told = [{"agency": None, "level": "LOCAL", "described": s["described"]}]
    filed = file_appeal(at=monday, uploads=[photo()], area=o.district, text=s["statement"], identity=identity,
                        respondents=told)  # fmt: skip
    appeal = under_review(filed.appeal, by=o.head, at=monday)
    sender.write_more(appeal, text=s["more"], uploads=[photo()], at=monday)
    work.write_note(appeal, kind="INTERVIEW", text=s["note"], uploads=[photo()], **by)
    work.write_to_sender(appeal, text=s["note"], **by)
    asked = requests.ask(appeal, kind="INFORMATION", body=o.education, text=s["asked"], **by)
    requests.answer(asked, text=s["answer"], uploads=[photo()], by=fresh(o.official), at=monday)
    unanswered = requests.ask(appeal, kind="INFORMATION", body=o.police, text=s["asked"], **by)
    requests.withdraw(unanswered, reason=s["answer"], **by)
    triage.exclude(appeal, person=o.staff, reason=s["exclusion"], **by)
    triage.admit_again(appeal.exclusions.get(user=o.staff), reason=s["admission"], **by)
    appeal.refresh_from_db()
    course.extend(appeal, until=monday.replace(month=11, day=20).date(), reason=s["extension"], **by)
    course.decide(appeal, outcome="RESTORED", evidence=s["evidence"], **by)
    course.reply(appeal, text=s["reply"], **by)
    course.reopen(appeal, reason=s["reopening"], **by)
    triage.forward(appeal, to=o.republic, reason=s["forward"], **by)
    call = calls.log_call(data={"category": "FAMILY", "said": s["call"]}, by=fresh(o.operator), at=monday)
    referred = calls.refer_to_ombudsman(call, entry=entry(text=s["call"]), by=fresh(o.operator), at=monday)
    return [filed.code, referred.code]


COMMON = frozenset({"қосымшада"})
"""Words that the texts of the Law hold as well."""


def forms_of(secret: str) -> list[bytes]:
    """How a text could stand in a dump: as it is, escaped as JSON, as the hex of bytea, as base64 at any offset."""
    raw = secret.encode()
    shifted = [base64.b64encode(b"\0" * n + raw)[(4, 4, 4)[n] : -4] for n in range(3)]
    escaped = json.dumps(secret)[1:-1].encode()
    return [raw, escaped, raw.hex().encode(), raw.hex().upper().encode(), secret.encode("utf-16-le"), *shifted]


def dump() -> bytes:
    """What pg_dump writes of the rows: each table of the database by COPY, with the history and the ledger."""
    parts = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            parts.append(table.encode())
            with cursor.copy(f"COPY {table} TO STDOUT") as rows:
                parts += [bytes(row) for row in rows]
    return b"\n".join(parts)


@pytest.mark.django_db(transaction=True)
def test_a_dump_and_the_files_without_the_key_show_nothing(codes_given: list[str], tmp_path: Path):
    stolen = dump() + b"".join(one.read_bytes() for one in tmp_path.rglob("*") if one.is_file())
    assert b"complaints_appeal" in stolen
    assert len(list(tmp_path.rglob("*/*/*"))) >= 4
    named = "\n".join(str(one) for one in tmp_path.rglob("*")).encode()
    for what, secret in {**SECRETS, **{f"code {n}": code for n, code in enumerate(codes_given)}}.items():
        for form in forms_of(secret):
            assert form not in stolen, (what, form)
            assert form not in named, (what, form)
        for word in secret.split():
            assert len(word) < 8 or word.encode() not in stolen or word in COMMON, (what, word)
    assert b"\xff\xd8\xff" not in b"".join(one.read_bytes()[:40] for one in tmp_path.rglob("*") if one.is_file())


@pytest.mark.django_db(transaction=True)
def test_with_the_key_all_of_it_is_read(codes_given: list[str], offices, monday):
    """So that the other test cannot pass by nothing having been written."""
    visit = sender.present(sender.enter(codes_given[0], at=monday).token, at=monday)
    appeal = visit.receipt.appeal
    vault, room = vault_of(appeal), reading.room_of(visit)
    said = "\n".join(one.text for one in room.said) + "".join(one.text for one in reading.notes_of(appeal, vault))
    said += str(identity_of(appeal, vault)) + str(reading.respondents_of(appeal, vault))
    said += str([(one.asked, one.answer) for one in reading.requests_of(appeal, vault)])
    said += str([reading.reasons_of(one, vault) for one in appeal.rounds.all()])
    said += str(reading.exclusions_of(appeal, vault))
    first = Attachment.objects.filter(appeal=appeal).order_by("pk").first()
    name, _type, whole = files.original(first, vault)
    said += name + whole.decode("latin-1")
    for what, secret in SECRETS.items():
        assert what == "call" or secret in said, what

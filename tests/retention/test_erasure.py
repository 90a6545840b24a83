"""Two persons, a week, one transaction: then no table holds a word of the child, and the ledger verifies."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from apps.accounts.actions import grant_membership
from apps.accounts.roles import Role
from apps.audit import log, sealing
from apps.audit.models import LedgerEntry, RowHistory
from apps.core.crypto import fingerprints
from apps.core.errors import NotAllowed, Refused
from apps.core.subjects import SUBJECTS
from apps.documents.models import Document, Paper
from apps.documents.previews import path_of
from apps.incidents.models import FollowUp, Incident, IncidentChild
from apps.matching.merging import merge
from apps.matching.models import ChildKey, NameToken
from apps.notices.delivery import compose
from apps.notices.models import Message
from apps.people.models import Child, ChildName, HealthRecord, Kinship, Note, NoteText, Relative
from apps.retention import actions, contents, erasing
from apps.retention.models import Erasure, Retention
from apps.retention.states import ErasureState, State
from apps.retention.tasks import erase as erase_task
from tests.factories.accounts import fresh
from tests.factories.papers import make_paper, picture
from tests.factories.people import make_child
from tests.retention.conftest import AFTER, BORN, NOW, THEN

RIPE = AFTER + timedelta(days=7)
WORDS = (
    "жұлдызова",
    "ақторғын",
    "сейітқызы",
    "zhuldyzova",
    "aqtorgyn",
    "айтолқын",
    "гүлжамал",
    "эпилепсия",
    "шыңғысхан",
)


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def filled(archive):
    """The file with a record in each part, a parent of its own and one shared with a sister."""
    with transaction.atomic():
        log.act_as(archive.officer)
        _fill(archive)
    archive.paper = make_paper(archive.child, fresh(archive.officer), title="Свидетельство Ақторғын", at=THEN)
    log.record("child.opened", archive.child.subject, by=fresh(archive.officer), at=THEN)
    return archive


def _fill(archive) -> None:
    child, officer = archive.child, archive.officer
    ChildName.objects.create(child=child, given_name="Айтолқын", ends_on=date(2016, 1, 1), reason="WISH")
    archive.sister = make_child(officer, at=THEN, surname="Басқа", given_name="Сандуғаш")
    mother = Relative.objects.create(given_name="Гүлжамал", name_key="гулжамал", phone="+77010000000")
    father = Relative.objects.create(given_name="Ерлан", name_key="ерлан")
    Kinship.objects.create(child=child, relative=mother, kind="MOTHER")
    Kinship.objects.create(child=child, relative=father, kind="FATHER")
    archive.fathers = Kinship.objects.create(child=archive.sister, relative=father, kind="FATHER")
    Kinship.objects.create(child=archive.sister, sibling=child, kind="SIBLING")
    HealthRecord.objects.create(
        child=child, kind="DIAGNOSIS", text="Эпилепсия", starts_on=date(2016, 1, 1), agency=archive.body
    )
    note = Note.objects.create(
        child=child, kind="TALK", confidentiality="OPEN", author=officer, agency=archive.body, written_at=THEN
    )
    NoteText.objects.create(note=note, no=1, text="Ақторғын плачет", by=officer, at=THEN)


def incident(archive, *others, number="I-1", **fields) -> Incident:
    with transaction.atomic():
        log.act_as(archive.officer)
        made = Incident.objects.create(
            number=number, kind="INJURY", state="CLOSED", agency=archive.body, author=archive.officer, created_at=THEN,
            submitted_at=THEN, established_at=THEN, area=archive.body.area, closed_at=THEN,
            **{"description": "Ақторғынды ит қапты, Сандуғаш көрді", "alleged_person": "Шыңғысхан Б.", **fields},
        )  # fmt: skip
        IncidentChild.objects.create(incident=made, child=archive.child)
        IncidentChild.objects.bulk_create(IncidentChild(incident=made, child=one) for one in others)
        FollowUp.objects.create(
            incident=made, kind="MEASURE", text="Жұлдызоваға көмек", agency=archive.body, by=archive.officer, at=THEN
        )
        Incident.objects.filter(pk=made.pk).update(place="Үй, Ақторғынның бөлмесі")
    return made


def holding(*words: str) -> set[str]:
    """`table: word` for every table in whose rows, written out whole, a word stands."""
    found = set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            for word in words:
                cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}" t WHERE t::text ILIKE %s)', [f"%{word}%"])
                if cursor.fetchone()[0]:
                    found.add(f"{table}: {word}")
    return found


def test_nothing_of_the_child_is_left_in_any_table(filled):
    iin, number = filled.child.iin, filled.child.number
    incident(filled)
    words = {*WORDS, iin, fingerprints(iin, purpose="people_child.iin")[0]}
    before = holding(*words)
    assert {"people_child: жұлдызова", "audit_rowhistory: эпилепсия", "people_notetext: ақторғын"} <= before
    assert not [said for said in before if iin in said]
    filled.archived().confirmed()
    assert erasing.carry_out(at=RIPE) == 1
    assert holding(*words) == set()
    assert not Child.objects.filter(number=number).exists()
    assert sealing.verify() is None


def test_what_stays_says_that_it_happened(filled):
    number, pk = filled.child.number, filled.child.pk
    filled.archived().confirmed()
    erasing.carry_out(at=RIPE)
    stone = Erasure.objects.get()
    assert (stone.number, stone.state, stone.ground, stone.done_at) == (number, ErasureState.DONE, "TERM", RIPE)
    assert (stone.proposed_post.user, stone.confirmed_post.user) == (filled.head, filled.second)
    assert stone.counts["people_child"] == 1
    assert stone.counts["documents_document"] == 1
    row = Retention.objects.get()
    assert (row.state, row.child, row.file_id) == (State.ERASED, None, pk)
    entry = LedgerEntry.objects.get(verb="child.erased")
    assert (entry.subject_id, entry.subject_no) == (pk, number)
    assert entry.data["persons"] == [filled.head.pk, filled.second.pk]
    assert LedgerEntry.objects.filter(verb="child.opened", subject_no=number).exists()
    listed = LedgerEntry.objects.filter(verb="history.erased")
    assert list(listed.values_list("pk", flat=True)) == stone.entries
    assert not RowHistory.objects.filter(table_name="people_child", row_id=pk, row__has_key="id").exists()


def test_the_other_child_keeps_what_is_shared(filled):
    shared = incident(filled, filled.sister)
    filled.archived().confirmed()
    erasing.carry_out(at=RIPE)
    assert Relative.objects.get() == filled.fathers.relative
    assert list(Kinship.objects.all()) == [filled.fathers]
    shared.refresh_from_db()
    assert shared.description == "▮▮▮ ит қапты, Сандуғаш көрді"
    assert shared.alleged_person == "Шыңғысхан Б."
    assert shared.follow_ups.get().text == "▮▮▮ көмек"
    parts = shared.concerned.order_by("pk").values_list("child", "description")
    assert list(parts) == [(None, filled.child.number), (filled.sister.pk, "")]
    assert not holding("ақторғын", "жұлдызова", filled.child.iin)
    assert sealing.verify() is None


def test_an_unknown_child_in_the_incident_keeps_its_story(filled):
    shared = incident(filled)
    IncidentChild.objects.create(incident=shared, description="мальчик лет семи")
    filled.archived().confirmed()
    erasing.carry_out(at=RIPE)
    shared.refresh_from_db()
    assert "ит қапты" in shared.description


def test_stored_files_and_previews_go_unless_another_record_uses_them(filled):
    content = picture()
    kept = make_paper(filled.sister, fresh(filled.officer), content=content, at=THEN)
    make_paper(filled.child, fresh(filled.officer), content=content, kind="SCHOOL", at=THEN)
    files = {one.sha256: Path(settings.MEDIA_ROOT, one.file.name) for one in Document.objects.all()}
    own = filled.paper.versions.get().document.sha256
    both = kept.versions.get().document
    assert files[own].exists()
    assert path_of(own, "small").exists()
    filled.archived().confirmed()
    erasing.carry_out(at=RIPE)
    assert not files[own].exists()
    assert not path_of(own, "small").exists()
    assert Path(settings.MEDIA_ROOT, both.file.name).exists()
    assert path_of(both.sha256, "large").exists()
    assert list(Document.objects.all()) == [both]
    assert Erasure.objects.get().files == []
    assert [one.name for one in Path(settings.MEDIA_ROOT, "documents").rglob("*") if one.is_file()] == [both.sha256]


def test_words_of_names_that_nobody_else_bears_are_forgotten(filled):
    words = set(NameToken.objects.values_list("token", flat=True))
    filled.archived().confirmed()
    erasing.carry_out(at=RIPE)
    left = set(NameToken.objects.values_list("token", flat=True))
    used = {token for key in ChildKey.objects.all() for token in key.tokens}
    assert left < words
    assert used <= set(NameToken.objects.values_list("pk", flat=True))


def test_what_was_merged_into_the_file_goes_with_it(filled):
    officer = fresh(filled.officer)
    other = make_child(officer, at=THEN, surname="Шыңғысханова", given_name="Ақтоты", birth_date=BORN)
    take = {"given_name": True}
    merge(filled.child, absorbed=other, take=take, reason="Один и тот же ребёнок", by=officer, at=THEN)
    assert actions.propose_due(at=NOW) == 1
    filled.archived().confirmed()
    assert erasing.carry_out(at=RIPE) == 1
    assert not holding("шыңғысхан", "ақтоты", "ақторғын")
    assert LedgerEntry.objects.get(verb="child.erased").data["numbers"] == sorted([filled.child.number, other.number])
    assert sealing.verify() is None


def test_before_the_term_and_outside_the_archive_nobody_proposes(archive):
    with pytest.raises(Refused) as refused:
        archive.proposed()
    assert refused.value.rule == "caseflow.retention.kept"
    archive.archived()
    with pytest.raises(Refused):
        archive.proposed(at=AFTER - timedelta(days=1))
    assert archive.proposed().state == ErasureState.PROPOSED
    with pytest.raises(Refused, match="under way already"):
        archive.proposed()


def test_the_number_has_to_be_typed_by_both(archive):
    archive.archived()
    with pytest.raises(Refused) as refused:
        erasing.propose_erasure(archive.child, typed="C-1", ground="TERM", reason="x", by=fresh(archive.head), at=AFTER)
    assert refused.value.field == "typed"
    proposed = archive.proposed()
    with pytest.raises(Refused):
        erasing.confirm_erasure(proposed, typed="", by=fresh(archive.second), at=AFTER)


def test_the_same_person_never_confirms_in_whatever_post(archive):
    proposed = archive.archived().proposed()
    grant_membership(
        user=archive.head, agency=archive.body, role=Role.GUARDIANSHIP_OFFICER, by=None, at=AFTER,
        starts_on=date(2020, 1, 1),
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        erasing.confirm_erasure(proposed, typed=proposed.number, by=fresh(archive.head), at=AFTER)
    assert refused.value.rule == "caseflow.retention.two_persons"
    with pytest.raises(DatabaseError), transaction.atomic():
        Erasure.objects.update(confirmed_by=archive.head)


@pytest.mark.parametrize("who", ["officer", "stranger"])
def test_others_neither_propose_nor_confirm_nor_withdraw(archive, who):
    proposed = archive.archived().proposed()
    somebody = archive.refreshed(who)
    with pytest.raises(NotAllowed):
        erasing.propose_erasure(archive.child, typed=proposed.number, ground="TERM", reason="x", by=somebody, at=AFTER)
    with pytest.raises(NotAllowed):
        erasing.confirm_erasure(proposed, typed=proposed.number, by=somebody, at=AFTER)
    with pytest.raises(NotAllowed):
        erasing.withdraw_erasure(proposed, reason="x", by=somebody, at=AFTER)


def test_a_week_to_think_and_to_withdraw(archive):
    confirmed = archive.archived().confirmed()
    assert erasing.carry_out(at=RIPE - timedelta(seconds=1)) == 0
    with pytest.raises(Refused):
        erasing.erase(confirmed, at=AFTER)
    with pytest.raises(Refused, match="under way"):
        actions.reopen(archive.child, reason="x", by=fresh(archive.head), at=AFTER)
    erasing.withdraw_erasure(confirmed, reason="Нашёлся иск", by=fresh(archive.head), at=AFTER)
    assert erasing.carry_out(at=RIPE) == 0
    with pytest.raises(Refused):
        erasing.withdraw_erasure(confirmed, reason="Ещё", by=fresh(archive.head), at=AFTER)
    actions.reopen(archive.child, reason="Иск", by=fresh(archive.head), at=RIPE)
    assert Child.objects.filter(pk=archive.child.pk).exists()


def test_a_hold_placed_while_they_think_stops_the_deed(archive):
    archive.archived().confirmed()
    placed = actions.place_hold(
        archive.child, reason="Иск", ordered_by="Суд", starts_on=AFTER.date(), ends_on=None, by=fresh(archive.head),
        at=AFTER,
    )  # fmt: skip
    assert erasing.carry_out(at=RIPE) == 0
    assert Erasure.objects.get().stopped_by == "caseflow.retention.nothing_open"
    actions.release_hold(placed, reason="Снят", by=fresh(archive.head), at=RIPE)
    assert erasing.carry_out(at=RIPE) == 1


@pytest.mark.parametrize("broken", ["remove", "erase_history"])
def test_a_killed_worker_leaves_the_file_whole_and_the_next_one_resumes(filled, monkeypatch, broken):
    filled.archived().confirmed()

    def killed(*_args, **_kwargs):
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(erasing, broken, killed)
        with pytest.raises(SystemExit):
            erasing.carry_out(at=RIPE)
    assert Child.objects.filter(pk=filled.child.pk).exists()
    assert Paper.objects.get().versions.get().document.file.storage.exists(Document.objects.get().file.name)
    assert Erasure.objects.get().state == ErasureState.CONFIRMED
    assert erasing.carry_out(at=RIPE) == 1


def test_files_left_behind_by_a_killed_worker_are_removed_by_the_next(filled, monkeypatch):
    path = Path(settings.MEDIA_ROOT, Document.objects.get().file.name)
    filled.archived().confirmed()

    def killed(*_args):
        raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(erasing, "remove_files", killed)
        with pytest.raises(SystemExit):
            erasing.carry_out(at=RIPE)
    assert path.exists()
    assert erasing.carry_out(at=RIPE) == 0
    assert not path.exists()
    assert Erasure.objects.get().files == []


def test_a_file_that_cannot_be_removed_stays_on_the_list(filled, monkeypatch):
    filled.archived().confirmed()

    def full(_one):
        raise OSError

    with monkeypatch.context() as patched:
        patched.setattr("apps.retention.stored._remove", full)
        assert erasing.carry_out(at=RIPE) == 1
    assert Erasure.objects.get().files


def test_the_task_runs(archive):
    archive.archived()
    erase_task()
    assert Retention.objects.get().state == State.ARCHIVED


def test_only_children_and_their_pairs_keep_papers_of_a_child():
    """Another kind that keeps papers of a child has to be added to what an erasure takes; the others of mentoring are
    about grown people and organisations."""
    others = {"candidate", "mentor_agreement", "mentoring_org", "programme"}
    assert {kind.kind for kind in SUBJECTS.with_papers()} == {contents.OF_CHILD, contents.OF_PAIR} | others


def test_every_table_that_leads_to_a_child_was_looked_at():
    """A new one is taken of itself: see that this is right, then write it down."""
    assert tables_of_a_file() == TABLES


def tables_of_a_file() -> set[str]:
    found, queue = {"people_child"}, [Child, Paper]
    while queue:
        model = queue.pop()
        found.add(model._meta.db_table)
        for other, reference in contents.references_to(model):
            stays = (other._meta.db_table, reference.name) in contents.STAYS
            if not stays and (model is Child or not reference.null) and other._meta.db_table not in found:
                queue.append(other)
    return found


TABLES = {
    "care_placement", "casework_approval", "casework_assessment", "casework_case", "casework_goal",
    "casework_handovercase", "casework_matter", "casework_plan", "casework_referral", "casework_riskchange",
    "casework_step", "casework_visit", "complaints_bodyrequest", "complaints_childlink",
    "disclosure_consent", "disclosure_emergencyopening",
    "disclosure_purpose", "documents_paper", "documents_paperversion", "matching_childkey", "matching_enquiry",
    "matching_merge", "matching_suspectedpair", "mentoring_assignment", "mentoring_meeting",
    "mentoring_meetingnote", "mentoring_notedraft", "mentoring_notequestion", "mentoring_proposal",
    "mentoring_suspension", "mentoring_wish", "people_child", "people_childaccess",
    "people_childcategory", "people_childname", "people_healthrecord", "people_kinship", "people_note",
    "people_notetext", "people_parentstatus", "people_schooling", "retention_hold",
}  # fmt: skip


def test_the_second_person_is_told_and_the_first_is_not(archive, client):
    erasure = archive.archived().proposed()
    word = Message.objects.get(kind=Message.Kind.ERASURE)
    assert (word.to_user, word.to_agency, word.subject_no) == (archive.second, None, erasure.number)
    client.force_login(archive.refreshed("second"))
    page = client.get("/notices/messages/").content.decode()
    assert erasure.number in page
    assert archive.child.surname not in page
    assert client.get(f"/notices/messages/{word.pk}/")["Location"] == f"/retention/{erasure.number}/"
    assert erasure.number in compose(word).body
    client.force_login(archive.refreshed("head"))
    assert erasure.number not in client.get("/notices/messages/").content.decode()


def test_a_body_with_one_head_is_told_as_a_body(archive):
    second = archive.second.memberships.get()
    second.ends_on = date(2030, 1, 1)
    second.save()
    archive.archived().proposed()
    word = Message.objects.get(kind=Message.Kind.ERASURE)
    assert (word.to_user, word.to_agency) == (None, archive.body)

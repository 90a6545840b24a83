"""Papers of a child's file: versions, withdrawing, who may, closed compartments, and the duty to renew."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import translation

from apps.accounts.roles import Role
from apps.audit.models import LedgerEntry
from apps.core.errors import NotAllowed, Refused, Stale
from apps.core.localtime import ALMATY
from apps.documents.models import Paper, PaperVersion
from apps.notices.models import Message
from apps.obligations.law import load_rules
from apps.obligations.models import Obligation, Step
from apps.obligations.sweep import sweep
from apps.people import papers
from tests.cast import make_cast
from tests.factories.accounts import fresh, make_user
from tests.factories.papers import make_paper, picture, upload

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 10, tzinfo=ALMATY)
LAST = date(2026, 6, 30)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def cast():
    load_rules()
    return make_cast()


@pytest.fixture
def officer(cast):
    return fresh(cast.officer)


def of_child(cast):
    return Paper.objects.about(cast.child.subject)


def renew(paper, cast, **data):
    paper.refresh_from_db()
    return papers.add_version(
        paper, cast.child, upload=upload(), note="", data=data, version=paper.version, by=fresh(cast.officer),
        at=NOW + timedelta(days=1),
    )  # fmt: skip


def duties(**lookup):
    return Obligation.objects.filter(rule__code="caseflow.paper.renewal", **lookup)


def test_several_files_become_papers_all_or_none(cast, officer):
    made = papers.add_papers(
        cast.child,
        uploads=[upload(), upload()],
        data={"kind": "SCHOOL", "title": "  Табель\n2026 "},
        by=officer,
        at=NOW,
    )
    assert [paper.title for paper in made] == ["Табель 2026"] * 2
    with pytest.raises(Refused):
        papers.add_papers(
            cast.child, uploads=[upload(), upload(content=b"MZ")], data={"kind": "SCHOOL"}, by=officer, at=NOW
        )
    assert of_child(cast).count() == PaperVersion.objects.filter(paper__in=of_child(cast)).count() == 2


def test_versions_follow_each_other_and_none_is_lost(cast, officer):
    paper = make_paper(cast.child, officer, at=NOW)
    renew(paper, cast, number="II-2")
    paper.refresh_from_db()
    assert (paper.number, paper.version) == ("II-2", 2)
    assert list(paper.versions.order_by("no").values_list("no", flat=True)) == [1, 2]
    assert len({version.document_id for version in paper.versions.all()}) == 2


def test_who_read_an_older_state_overwrites_nothing(cast, officer):
    paper = make_paper(cast.child, officer, at=NOW)
    renew(paper, cast)
    for act in (
        lambda: papers.correct_paper(paper, cast.child, data={"number": "1"}, version=1, by=officer, at=NOW),
        lambda: papers.withdraw_paper(paper, cast.child, reason="x", version=1, by=officer, at=NOW),
    ):
        with pytest.raises(Stale):
            act()


def test_withdrawing_needs_a_reason_and_is_undone_by_restoring(cast, officer):
    paper = make_paper(cast.child, officer, at=NOW)
    with pytest.raises(Refused, match="why"):
        papers.withdraw_paper(paper, cast.child, reason=" ", version=1, by=officer, at=NOW)
    gone = papers.withdraw_paper(paper, cast.child, reason="не тот ребёнок", version=1, by=officer, at=NOW)
    with pytest.raises(Refused, match="withdrawn"):
        papers.correct_paper(gone, cast.child, data={"number": "1"}, version=2, by=officer, at=NOW)
    assert of_child(cast).standing().count() == 0
    back = papers.restore_paper(gone, cast.child, version=2, by=officer, at=NOW)
    assert (back.withdraw_reason, back.withdrawn_at) == ("", None)
    verbs = LedgerEntry.objects.filter(subject_id=cast.child.pk, verb__startswith="paper.")
    assert list(verbs.order_by("pk").values_list("verb", flat=True)) == [
        "paper.added", "paper.withdrawn", "paper.restored",
    ]  # fmt: skip
    assert all("ребёнок" not in str(entry.data) for entry in verbs)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"kind": "NONSENSE"}, "kind"),
        ({"issued_on": date(2027, 1, 1)}, "issued_on"),
        ({"issued_on": date(2025, 5, 5), "expires_on": date(2025, 5, 4)}, "expires_on"),
        ({"expires_on": date(2999, 1, 1)}, "expires_on"),
        ({"title": "x" * 201}, "title"),
        ({"compartment": "SECRET"}, "compartment"),
        ({"compartment": "ADOPTION"}, "compartment"),
    ],
)
def test_what_is_said_about_a_paper_is_checked(cast, officer, data, field):
    with pytest.raises(Refused) as refused:
        make_paper(cast.child, officer, at=NOW, **data)
    assert refused.value.field == field


def test_a_medical_conclusion_lies_in_the_compartment_of_health(cast, officer):
    assert make_paper(cast.child, officer, at=NOW, kind="MEDICAL").compartment == "HEALTH"


def test_a_photo_is_a_picture(cast, officer):
    with pytest.raises(Refused, match="JPEG or PNG"):
        make_paper(cast.child, officer, at=NOW, kind="PHOTO", content=picture("PDF"))


def test_the_home_adds_and_withdraws_its_own_and_nobody_elses(cast, officer):
    staff = fresh(cast.orphanage)
    theirs, own = make_paper(cast.child, officer, at=NOW), make_paper(cast.child, staff, at=NOW)
    with pytest.raises(NotAllowed):
        papers.withdraw_paper(theirs, cast.child, reason="x", version=1, by=staff, at=NOW)
    assert papers.withdraw_paper(own, cast.child, reason="x", version=1, by=staff, at=NOW).withdrawn_at
    for person in (cast.coordinator, cast.mentor, cast.police, *cast.outsiders):
        with pytest.raises(NotAllowed):
            make_paper(cast.child, fresh(person), at=NOW)


def test_compartments_are_invisible_without_their_permission(cast, officer):
    head = fresh(cast.heads["GUARDIANSHIP"])
    plain = make_paper(cast.child, officer, at=NOW)
    health = make_paper(cast.child, officer, at=NOW, kind="MEDICAL")
    secret = make_paper(cast.child, head, at=NOW, kind="COURT_DECISION", compartment="ADOPTION")
    seen = {
        person.pk: set(papers.papers_of(cast.child, fresh(person)))
        for person in (cast.officer, head, cast.orphanage, cast.coordinator, cast.mentor, cast.police, *cast.outsiders)
    }
    assert seen[officer.pk] == {plain, health}
    assert seen[head.pk] == {plain, health, secret}
    assert seen[cast.orphanage.pk] == {plain, health}
    assert seen[cast.coordinator.pk] == seen[cast.mentor.pk] == seen[cast.police.pk] == set()
    assert all(seen[person.pk] == set() for person in cast.outsiders)
    assert set(Paper.objects.visible_to(make_user(cast.body, Role.AGENCY_ADMIN))) == set()


def test_a_paper_that_ends_is_reminded_thirty_and_seven_days_before_and_told_to_the_head_on_the_day(cast, officer):
    make_paper(cast.child, officer, at=NOW, expires_on=LAST)
    duty = duties().get()
    assert (duty.owner, duty.subject_no) == (cast.body, cast.child.number)
    assert duty.due_at == datetime(2026, 6, 30, 9, tzinfo=ALMATY)
    assert duty.step_times == [
        datetime(2026, 5, 31, 9, tzinfo=ALMATY), datetime(2026, 6, 23, 9, tzinfo=ALMATY), duty.due_at,
    ]  # fmt: skip
    sweep(duty.due_at + timedelta(seconds=1))
    assert list(Step.objects.order_by("position").values_list("kind", flat=True)) == ["REMINDER", "REMINDER", "BREACH"]
    told = set(Message.objects.filter(kind="BREACH").values_list("to_user", flat=True))
    assert told == {cast.officer.pk, cast.heads["GUARDIANSHIP"].pk}


def test_a_longer_validity_meets_the_duty_and_opens_the_next(cast, officer):
    paper = make_paper(cast.child, officer, at=NOW, expires_on=LAST)
    renew(paper, cast, expires_on=date(2027, 6, 30))
    assert list(duties().order_by("pk").values_list("state", flat=True)) == ["MET", "OPEN"]
    renew(paper, cast, expires_on=None)
    assert list(duties().order_by("pk").values_list("state", flat=True)) == ["MET", "MET"]


def test_a_better_scan_does_not_meet_the_duty(cast, officer):
    paper = make_paper(cast.child, officer, at=NOW, expires_on=LAST)
    renew(paper, cast)
    assert list(duties().order_by("pk").values_list("state", flat=True)) == ["CANCELLED", "OPEN"]
    assert len(set(duties().values_list("due_at", flat=True))) == 1


def test_withdrawing_ends_the_duty_and_restoring_runs_it_again(cast, officer):
    paper = make_paper(cast.child, officer, at=NOW, expires_on=LAST)
    papers.withdraw_paper(paper, cast.child, reason="x", version=1, by=officer, at=NOW)
    assert not duties(state="OPEN").exists()
    papers.restore_paper(paper, cast.child, version=2, by=officer, at=NOW)
    assert duties(state="OPEN").count() == 1


def test_a_corrected_last_day_moves_the_clock(cast, officer):
    paper = make_paper(cast.child, officer, at=NOW, expires_on=LAST)
    papers.correct_paper(paper, cast.child, data={"expires_on": date(2026, 7, 1)}, version=1, by=officer, at=NOW)
    assert duties().get().due_at == datetime(2026, 7, 1, 9, tzinfo=ALMATY)
    assert duties().get().changes.count() == 1


@pytest.mark.parametrize("fields", [{"expires_on": None}, {"expires_on": date(2026, 3, 1)}])
def test_no_duty_without_an_end_or_for_a_paper_that_had_ended_already(cast, officer, fields):
    make_paper(cast.child, officer, at=NOW, **fields)
    assert not duties().exists()


def test_a_paper_under_the_secrecy_of_adoption_opens_no_clock_that_would_tell(cast):
    head = fresh(cast.heads["GUARDIANSHIP"])
    make_paper(cast.child, head, at=NOW, kind="COURT_DECISION", compartment="ADOPTION", expires_on=LAST)
    assert not duties().exists()


def test_a_file_handed_over_takes_its_duties_along(cast, officer):
    make_paper(cast.child, officer, at=NOW, expires_on=LAST)
    cast.child.guardianship = cast.officer2.agency
    papers.follow_all(cast.child, by=None, at=NOW)
    assert duties(state="OPEN").get().owner == cast.officer2.agency

"""Each page of a child's file that shows who looked, what was found twice or came in has something to show."""

from datetime import timedelta

import pytest

from apps.accounts.models import User
from apps.audit.models import LedgerEntry
from apps.core.localtime import local_day
from apps.disclosure import actions, mask
from apps.disclosure.looks import looks_at
from apps.disclosure.models import Consent, EmergencyOpening, ReadingAlert
from apps.disclosure.reading import files_of
from apps.exchange.models import ImportJob, ImportRow, SavedFilter
from apps.matching.actions import undo
from apps.matching.models import Merge, SuspectedPair
from apps.obligations.models import Obligation
from apps.people.models import Child

pytestmark = pytest.mark.django_db


def who(login: str) -> User:
    return User.objects.get(username=login)


def test_two_openings_wait_for_the_head_and_one_is_reviewed(demo):
    seen = EmergencyOpening.objects.visible_to(who("head"))
    assert seen.filter(verdict="JUSTIFIED").count() == 1
    running, over = seen.unreviewed().order_by("-starts_at")
    assert running.is_in_force(demo)
    assert not over.is_in_force(demo)
    assert Child.objects.visible_to(who("police")).get() == running.child
    due = Obligation.objects.visible_to(who("head")).open().filter(subject_kind="emergency")
    assert {duty.subject_id for duty in due} == {running.pk, over.pk}
    assert actions.review_emergency(running, verdict="JUSTIFIED", by=who("head"), at=demo).reviewed_by == who("head")


def test_an_alert_of_unusual_reading_waits_for_the_head(demo):
    alert = ReadingAlert.objects.visible_to(who("head")).unreviewed().get(kind="MANY")
    assert alert.user == who("officer")
    assert alert.times == files_of(alert).count() > alert.limit
    assert not ReadingAlert.objects.visible_to(who("officer")).exists()


def test_who_has_looked_is_told_to_the_body(demo):
    child = Child.objects.visible_to(who("mentor")).get()
    readers = {row["actor_id"] for row in looks_at(child, who("officer"), since=None, until=None)}
    assert readers >= {who(login).pk for login in ("officer", "orphanage", "coordinator")}


def test_consents_in_force_withdrawn_and_for_the_name_alone(demo):
    coordinator = who("coordinator")
    seen = Consent.objects.visible_to(coordinator)
    assert seen.in_force(local_day(demo)).count() > 10
    gone, narrowed = seen.filter(withdrawn_at__isnull=False).order_by("withdrawn_at")
    assert mask.visible_fields(coordinator, gone.child) == mask.NOTHING
    assert mask.visible_fields(coordinator, narrowed.child) not in (mask.NOTHING, mask.EVERYTHING)


def test_a_found_child_was_merged_and_can_be_parted_again(demo):
    made = Merge.objects.standing().visible_to(who("officer")).get()
    assert made.absorbed.no_iin_reason == "FOUNDLING"
    assert made.absorbed.found_place
    assert undo(made, reason="Екі бөлек бала екені анықталды.", by=who("officer"), at=demo).undone_at


def test_another_found_child_is_to_be_compared(demo):
    pairs = SuspectedPair.objects.visible_to(who("officer")).open().select_related("one", "two")
    assert pairs.count() >= 4
    of_the_found = pairs.get(two__no_iin_reason="FOUNDLING", two__registered_at__gt=demo - timedelta(days=5))
    assert of_the_found.one.iin


def test_one_import_is_done_and_one_has_errors(demo):
    done, faulty = ImportJob.objects.visible_to(who("officer")).order_by("pk")
    assert (done.state, done.total) == ("DONE", 2)
    assert (faulty.state, faulty.faulty) == ("CHECKED_FAULTY", 3)
    assert {issue["field"] for row in ImportRow.objects.filter(job=faulty) for issue in row.issues} >= {
        "birth_date", "iin", "given_name",
    }  # fmt: skip


def test_filters_are_saved_and_shared(demo):
    assert SavedFilter.objects.visible_to(who("officer")).count() == 2
    assert SavedFilter.objects.visible_to(who("head")).get().query == {"papers": "no"}
    assert not SavedFilter.objects.visible_to(who("officer2")).exists()


def test_families_stand_in_the_ledger(demo):
    child = Child.objects.visible_to(who("mentor")).get()
    verbs = set(LedgerEntry.objects.filter(subject_kind="child", subject_id=child.pk).values_list("verb", flat=True))
    assert verbs >= {"kinship.added", "status.added", "category.added", "schooling.added", "note.written"}
    assert not LedgerEntry.objects.filter(at__gt=demo + timedelta(seconds=1)).exists()

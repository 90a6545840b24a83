"""The sweep under stress: many sweepers at once, clocks that jump, a row that cannot be taken."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from apps.incidents.acts.drafts import save_draft
from apps.notices.models import Message
from apps.obligations import sweep as sweeping
from apps.obligations.law import load_rules
from apps.obligations.models import Obligation, Step
from apps.obligations.sweep import retry, sweep
from tests.cast import FRIDAY, facts, make_cast
from tests.factories.accounts import fresh

HOUR = timedelta(hours=1)


def drafts(cast, count):
    for _ in range(count):
        save_draft(None, data=facts(cast), children=[cast.child], by=fresh(cast.coordinator), at=FRIDAY)


@pytest.fixture
def cast(db):
    load_rules()
    return make_cast()


@pytest.mark.django_db(transaction=True)
def test_eight_sweepers_take_every_step_once():
    load_rules()
    drafts(make_cast(), 25)
    gate, taken = threading.Barrier(8), []

    def work():
        gate.wait()
        taken.append(sweep(FRIDAY + 12 * HOUR, batch=7))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    duties = Obligation.objects.count()
    assert sum(taken) == Step.objects.count() == duties == 100
    assert Message.objects.count() == duties


def test_a_clock_that_jumps_ahead_and_back_doubles_nothing(cast):
    drafts(cast, 1)
    sweep(FRIDAY + 21 * HOUR)
    after_jump = Step.objects.count()
    for hours in (0, 12, 20, 21):
        sweep(FRIDAY + hours * HOUR)
    assert Step.objects.count() == after_jump == 8
    assert not Obligation.objects.exclude(breached_at=None).exists()
    sweep(FRIDAY + 24 * HOUR)
    assert Obligation.objects.filter(breached_at=FRIDAY + 24 * HOUR).count() == 4


def test_a_poison_row_is_set_aside_reported_and_retried(cast, caplog):
    drafts(cast, 3)
    poison = Obligation.objects.order_by("pk")[4]
    Obligation.objects.filter(pk=poison.pk).update(escalation={"GUARDIANSHIP": 987654321})
    sweep(FRIDAY + 24 * HOUR)
    poison.refresh_from_db()
    assert poison.set_aside_at == FRIDAY + 24 * HOUR
    assert poison.set_aside_error == "IntegrityError"
    assert Obligation.objects.filter(steps_taken=4).count() == 11
    Obligation.objects.filter(pk=poison.pk).update(escalation={})
    retry(poison, by=fresh(cast.coordinator), at=FRIDAY + 25 * HOUR)
    sweep(FRIDAY + 25 * HOUR)
    poison.refresh_from_db()
    assert poison.steps_taken == 4
    assert poison.breached_at == poison.due_at


def test_nobody_on_duty_then_the_agency_itself_is_told(cast):
    cast.coordinator.memberships.update(is_duty_officer=False)
    drafts(cast, 1)
    sweep(FRIDAY + 12 * HOUR)
    told = Message.objects.filter(kind="REMINDER", to_agency__isnull=False)
    assert set(told.values_list("to_agency", flat=True)) == {cast.organisation.pk}


def test_a_person_may_do_without_mails_but_still_sees_the_message(cast):
    cast.coordinator.email_reminders = False
    cast.coordinator.save()
    drafts(cast, 1)
    sweep(FRIDAY + 12 * HOUR)
    assert set(Message.objects.filter(to_user=cast.coordinator).values_list("email_state", flat=True)) == {"NONE"}


def test_the_sweep_leaves_a_heartbeat(cast):
    from apps.core.models import Heartbeat

    sweep(FRIDAY)
    assert Heartbeat.objects.get(name="sweep").at == FRIDAY


@pytest.mark.parametrize("rows", [0, 3])
def test_the_ripe_query_can_use_its_index_whatever_the_planner_knows_of_the_table(cast, rows):
    if rows:
        drafts(cast, rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE obligations_obligation")
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off")
        cursor.execute(
            "EXPLAIN " + sweeping.TAKE_STEPS, {"now": FRIDAY, "today": FRIDAY.date(), "heads": [], "batch": 10}
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "duty_ripe" in plan


def test_clocks_that_end_together_bring_one_letter(cast):
    drafts(cast, 2)
    sweep(FRIDAY + 12 * HOUR)
    letters = Message.objects.filter(to_user=cast.coordinator, email_state="QUEUED")
    assert letters.count() == letters.values("subject_id").distinct().count() == 2

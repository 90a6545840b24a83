"""The other way to keep deadlines, measured beside ours: one Celery task for each duty."""

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from apps.notices.models import Message
from apps.obligations.models import Obligation, Step


@shared_task(name="bench.remind", ignore_result=True)
def remind(duty_id: int) -> None:
    """One reminder as a task of its own would do it: lock, write the step and the message, move the duty on."""
    now = timezone.now()
    with transaction.atomic():
        duty = Obligation.objects.select_for_update().get(pk=duty_id)
        position = duty.steps_taken + 1
        ripe_at = duty.step_times[position - 1]
        Step.objects.create(duty=duty, position=position, kind="REMINDER", ripe_at=ripe_at, taken_at=now, told=True)
        Message.objects.create(
            key=f"step:{duty.pk}:{position}:u{duty.author_id}", kind="REMINDER", to_user_id=duty.author_id,
            subject_kind=duty.subject_kind, subject_id=duty.subject_id, subject_no=duty.subject_no, duty_id=duty.pk,
            due_at=duty.due_at, ripe_at=ripe_at, created_at=now, next_try_at=now, email_state=Message.Email.NONE,
        )  # fmt: skip
        duty.steps_taken, duty.next_step_at = position, duty.step_times[position]
        duty.save(update_fields=["steps_taken", "next_step_at"])

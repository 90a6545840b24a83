"""What follows when terms of appeals run out: the Commissioner reads what was escalated."""

from datetime import datetime

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency
from apps.complaints.models import Appeal, AppealAccess, Ground


def round_breached(rows: list[tuple[int, list[int]]], at: datetime) -> None:
    """The republic's office was told that a region is late: from then on it reads the appeal."""
    for round_id, agencies in rows:
        above = Agency.objects.filter(pk__in=agencies, kind=AgencyKind.REPUBLIC_OMBUDSMAN).first()
        appeal = Appeal.objects.filter(rounds=round_id).first()
        if above is None or appeal is None or appeal.office_id == above.pk:
            continue
        AppealAccess.objects.get_or_create(
            appeal=appeal, agency=above, ground=Ground.BREACH, valid_to=None,
            defaults={"valid_from": at, "sort_at": appeal.due_at or appeal.received_at},
        )  # fmt: skip

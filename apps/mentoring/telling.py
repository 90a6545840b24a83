"""Who is told when an agreement or a clearance ends: the children's organisations and bodies, and the two sides."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from apps.accounts.models import Agency, User
from apps.care.models import Placement
from apps.core.localtime import local_day
from apps.core.subjects import Subject
from apps.mentoring.models import Assignment
from apps.notices import actions as notices
from apps.notices.actions import Addressee


def around(assignments: Sequence[Assignment], at: datetime) -> list[Agency]:
    """Where the children of these assignments live, and the bodies responsible for them."""
    children = [one.child_id for one in assignments]
    stays = Placement.objects.on(local_day(at)).filter(child__in=children).select_related("organisation")
    return [stay.organisation for stay in stays] + [one.child.guardianship for one in assignments]


def tell(subject: Subject, agencies: Iterable[Agency], *, sender: Agency, by: User | None, at: datetime) -> None:
    """One official notice to each, the actor's own agency left out."""
    told = {agency.pk: agency for agency in agencies}
    if by is not None and by.agency is not None:
        told.pop(by.agency.pk, None)
    if told:
        addressees = [Addressee(role=agency.kind, agency=agency) for agency in told.values()]
        notices.send(subject, addressees, sender=sender, by=by, at=at)

"""Opening a file only after looking whether the child has one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit import log
from apps.audit.acting import action
from apps.core.db import one_at_a_time
from apps.core.errors import Refused
from apps.core.localtime import local_day
from apps.matching.deciding import checked_reason
from apps.matching.keeping import words_of
from apps.matching.likeness import Likely, likely_duplicates
from apps.matching.models import SuspectedPair
from apps.people import actions, glimpses, policies
from apps.people.checks import Caution, checked
from apps.people.models import Child

RULE = "caseflow.child.possible_duplicate"
OPEN, DIFFERENT = SuspectedPair.State.OPEN, SuspectedPair.State.DIFFERENT


class PossibleDuplicate(Refused):
    """There are files that may be this child's: `likely`, the likeliest first, whoever may see them."""

    def __init__(self, likely: list[Likely], message: Any = None, notes: Sequence[Any] = ()):
        stopped = _("This child may have a file already. Compare; if it is another child, say how you know.")
        super().__init__(message or stopped, field="override_reason", rule=RULE, notes=notes)
        self.likely = likely


@action
def register_child(
    *, data: Mapping[str, Any], override_reason: str = "", by: User, at: datetime
) -> tuple[Child, list[Caution]]:
    """Open a file as `people.actions.register_child`, but stop at likely duplicates until somebody says how they
    know that it is another child. Raises PossibleDuplicate; an IIN in use is refused whatever the reason. Two with
    like names wait for each other, so that neither overlooks the other."""
    policies.check_can_register(by)
    values, _cautions = checked({"area": by.agency.area, **data}, on=local_day(at))
    glimpses.check_may_be_shown(by, at)
    one_at_a_time(*(f"child.registered:{word.key}" for word in words_of(values)))
    likely = likely_duplicates(values)
    taken = values["iin"] and Child.objects.filter(iin=values["iin"]).exists()
    if likely and not taken:
        override_reason = _checked_override(override_reason, likely, by=by, at=at)
    child, cautions = actions.register_child(data=data, by=by, at=at)
    if likely:
        _note_override(child, likely, override_reason, by=by, at=at)
    return child, cautions


def _checked_override(reason: str, likely: list[Likely], *, by: User, at: datetime) -> str:
    message = None
    if (reason or "").strip():
        try:
            return checked_reason(reason)
        except Refused as refused:
            message = refused.message
    raise PossibleDuplicate(likely, message, glimpses.notes_of([one.child for one in likely], by=by, at=at))


def _note_override(child: Child, likely: list[Likely], reason: str, *, by: User, at: datetime) -> None:
    """Keep each comparison: decided where the actor saw both files, to be looked at by the other body where not."""
    seen = set(Child.objects.visible_to(by).filter(pk__in=[one.child for one in likely]).values_list("pk", flat=True))
    SuspectedPair.objects.bulk_create(
        SuspectedPair(
            one_id=one.child, two=child, score=one.score, reasons=one.reasons, found_at=at, override_reason=reason,
            overridden_by=by, state=DIFFERENT if one.child in seen else OPEN,
            **({"reason": reason, "decided_by": by, "decided_at": at} if one.child in seen else {}),
        )
        for one in likely
    )  # fmt: skip
    log.record_many(glimpses.notes_of([one.child for one in likely], by=by, at=at))
    log.record("child.registered_despite", child.subject, by=by, at=at, files=[one.child for one in likely])

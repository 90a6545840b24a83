"""What is to be answered once more after a clearance was opened again."""

from collections.abc import Mapping
from datetime import datetime

from apps.core.localtime import local_day
from apps.mentoring.models import Ground, GroundCheck, Reopening

BY_CAUSE: dict[str, frozenset[int]] = {
    Reopening.Cause.CONVICTION: frozenset({Ground.CONVICTION, Ground.RECORD}),
    Reopening.Cause.REGISTER: frozenset({Ground.DISPENSARY}),
    Reopening.Cause.PERSON: frozenset({Ground.CITIZEN_OF_AGE}),
}
"""A new or grown-up person of the household is missing here: nothing was answered about that person before."""
FROM_REGISTERS = frozenset({Ground.CONVICTION, Ground.DISPENSARY, Ground.RECORD})
"""An extract of these shows the state of its day: one of before does not show what became known since."""


def to_answer_anew(opened: Reopening) -> Mapping[tuple[int, int | None], datetime]:
    """By ground and person of the household: since when an earlier answer counts no more."""
    grounds = BY_CAUSE.get(opened.cause, frozenset()) | ({opened.ground} if opened.ground else set())
    return {(ground, opened.member_id): opened.at for ground in grounds}


def is_outdated(check: GroundCheck, since: datetime | None) -> bool:
    """Whether an answer was given, or its extract made, before the fact that opened the clearance again."""
    if since is None:
        return False
    return check.at < since or (check.ground in FROM_REGISTERS and check.issued_on < local_day(since))

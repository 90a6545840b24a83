"""Files of other bodies that an answer gives away, at registering, by an IIN or as those of sisters and brothers:
noted in each file, few an hour."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit import log
from apps.audit.models import LedgerEntry
from apps.core.db import one_at_a_time
from apps.core.errors import Refused
from apps.people.models import Child

VERB = "child.duplicates_shown"
PURPOSE = "DUPLICATE"
KIN = "KIN"
"""The purpose where a recorded parent told how many sisters and brothers have files elsewhere."""
AN_HOUR = 30
"""Answers that tell of hidden files: more than this in an hour is asking about children, not registering them."""


def check_may_be_shown(by: User, at: datetime) -> None:
    """Raises Refused for somebody who was shown too many within the hour; asked before anything is looked for."""
    one_at_a_time(f"{VERB}:{by.pk}")
    if told_of(by, at).values("at").distinct().count() >= AN_HOUR:
        raise _too_many()


def check_may_ask(by: User, at: datetime, most: int) -> None:
    """Raises Refused for somebody who met so many hidden files within the hour; asked before a table is taken."""
    if told_of(by, at).count() >= most:
        raise _too_many("file")


def told_of(by: User, at: datetime) -> QuerySet[LedgerEntry]:
    """A row for each hidden file of which this person was told within the hour."""
    return LedgerEntry.objects.filter(actor_id=by.pk, verb=VERB, at__gt=at - timedelta(hours=1)).order_by()


def notes_of(files: Iterable[int], *, by: User, at: datetime, purpose: str = PURPOSE) -> list[LedgerEntry]:
    """For the ledger or `Refused.notes`: that these files (ids) were told of, a row for each that is not the person's
    own body's."""
    files = list(files)
    hidden = Child.objects.filter(pk__in=files).exclude(guardianship=by.agency).order_by("pk")
    return [
        log.entry(VERB, child.subject, by=by, at=at, files=files, grounds=[], purpose=purpose) for child in hidden
    ]  # fmt: skip


def _too_many(field: str | None = None) -> Refused:
    return Refused(
        _(
            "In the last hour you were told of too many files of other bodies. Go on in an hour, or telephone the "
            "guardianship body of the district."
        ),
        field=field,
    )

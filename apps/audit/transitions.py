"""The one way in which a state changes: locked, checked against the table, saved and written to the ledger."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from apps.audit import log
from apps.core.errors import Refused


def check_move(record, new: str, table: Mapping[str, set]) -> None:
    """Raise when the table does not allow this step."""
    if new not in table[record.state]:
        raise Refused(
            _("This is not possible in the state “%(state)s”.") % {"state": record.get_state_display()},
            field="state",
        )


def move(record, new: str, *, by, at: datetime, **data) -> None:
    """Take one step of the record's `TRANSITIONS`. Call inside a transaction, with the record locked or not."""
    locked = type(record)._base_manager.select_for_update().only("state").get(pk=record.pk)
    record.state = locked.state
    check_move(record, new, record.TRANSITIONS)
    old, record.state = record.state, new
    record.save(update_fields=["state"])
    log.record(f"{record.subject.kind}.{new.lower()}", record.subject, by=by, at=at, old=old, **data)

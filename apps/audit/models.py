"""The ledger of acts, the history of rows, and the seals over both."""

import pgtrigger
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Func
from django.db.models.functions import Now

from apps.audit.leaves import HISTORY_KEPT


class Xid8(models.BigIntegerField):
    """PostgreSQL's 64-bit transaction number: the one order that commits cannot slip behind."""

    def db_type(self, connection):
        return "xid8"

    def from_db_value(self, value, expression, connection):
        return None if value is None else int(value)

    def get_db_prep_value(self, value, connection, prepared=False):
        return None if value is None else str(value)


class CurrentXid(Func):
    function = "pg_current_xact_id"
    template = "%(function)s()"
    output_field = Xid8()


APPEND_ONLY = pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)
KEPT_OR_ERASED = pgtrigger.Trigger(
    name="append_only", when=pgtrigger.Before, operation=pgtrigger.Update | pgtrigger.Delete, func=HISTORY_KEPT
)


class LedgerEntry(models.Model):
    """One act, one look at a child's file, one export or one refusal. Append-only, no foreign keys.

    `mac` is a keyed hash of the whole row: a row written or altered behind the application's back does not
    have a valid one.
    """

    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    agency_id = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField(null=True)
    subject_no = models.CharField(max_length=24, blank=True)
    data = models.JSONField(default=dict)
    mac = models.BinaryField(max_length=32)
    xid = Xid8(db_default=CurrentXid())

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "-id"], name="ledger_subject"),
            models.Index(fields=["xid"], name="ledger_xid"),
            models.Index(fields=["actor_id", "-id"], name="ledger_actor"),
            BrinIndex(fields=["at"], name="ledger_at", autosummarize=True, pages_per_range=32),
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.pk} {self.verb} {self.subject_no}"


class RowHistory(models.Model):
    """Every version of every tracked row, written by a database trigger, so that no writer escapes it.

    `actor_id` is empty when the row was changed outside the application. `row` is a version, or, once it was
    erased, `{"erased": id}` of the ledger entry that lists it (`apps.audit.erasing`).
    """

    at = models.DateTimeField(db_default=Now())
    actor_id = models.BigIntegerField(null=True)
    table_name = models.CharField(max_length=63)
    row_id = models.BigIntegerField()
    op = models.CharField(max_length=6)
    row = models.JSONField()
    xid = Xid8(db_default=CurrentXid())

    class Meta:
        indexes = [
            models.Index(fields=["table_name", "row_id", "-id"], name="history_row"),
            models.Index(fields=["xid"], name="history_xid"),
        ]
        triggers = [KEPT_OR_ERASED]

    def __str__(self) -> str:
        return f"{self.table_name} {self.row_id} {self.op}"


class Seal(models.Model):
    """A chained, keyed hash over every ledger and history row committed in a range of transactions.

    `leaves` holds id and hash of each row, so that verification names the first row that differs.
    """

    from_xid = Xid8()
    to_xid = Xid8()
    sealed_at = models.DateTimeField()
    rows = models.PositiveIntegerField()
    leaves = models.BinaryField()
    previous = models.BinaryField(max_length=32)
    root = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["from_xid"], name="seal_from_xid")]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.pk}: {self.rows}"

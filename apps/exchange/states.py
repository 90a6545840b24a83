"""The states of an import and of an export, and the steps between them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ImportState(TextChoices):
    UPLOADED = "UPLOADED", _("uploaded")
    CHECKING = "CHECKING", _("being checked")
    CHECKED_FAULTY = "CHECKED_FAULTY", _("has errors")
    READY = "READY", _("ready to import")
    IMPORTING = "IMPORTING", _("being imported")
    DONE = "DONE", _("imported")
    DISCARDED = "DISCARDED", _("discarded")
    FAILED = "FAILED", _("failed")


_S = ImportState
IMPORT_STEPS: dict[str, set[str]] = {
    _S.UPLOADED: {_S.CHECKING, _S.DISCARDED, _S.FAILED},
    _S.CHECKING: {_S.CHECKED_FAULTY, _S.READY, _S.DISCARDED, _S.FAILED},
    _S.CHECKED_FAULTY: {_S.DISCARDED},
    _S.READY: {_S.CHECKING, _S.IMPORTING, _S.DISCARDED},
    _S.IMPORTING: {_S.DONE, _S.CHECKING, _S.FAILED},
    _S.DONE: set(),
    _S.DISCARDED: set(),
    _S.FAILED: {_S.DISCARDED},
}
"""READY → CHECKING: confirmed on a later day than checked. IMPORTING → CHECKING: an IIN was taken meanwhile."""


class ExportState(TextChoices):
    WAITING = "WAITING", _("waiting")
    WRITING = "WRITING", _("being written")
    DONE = "DONE", _("ready to download")
    EXPIRED = "EXPIRED", _("deleted")
    FAILED = "FAILED", _("failed")


EXPORT_STEPS: dict[str, set[str]] = {
    ExportState.WAITING: {ExportState.WRITING, ExportState.FAILED},
    ExportState.WRITING: {ExportState.DONE, ExportState.FAILED},
    ExportState.DONE: {ExportState.EXPIRED},
    ExportState.EXPIRED: set(),
    ExportState.FAILED: set(),
}

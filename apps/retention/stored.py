"""Removing stored files whose rows were erased: one by one, from a list that shrinks, so that it can go on later."""

import logging

from django.core.files.storage import default_storage

from apps.documents.models import Document
from apps.documents.previews import SIZES, path_of
from apps.retention.models import Erasure

logger = logging.getLogger(__name__)


def remove_files(erasure: Erasure) -> None:
    """Remove what the erasure lists. What another record uses stays; what cannot be removed now stays on the list."""
    left = []
    for one in erasure.files:
        try:
            _remove(one)
        except OSError:
            logger.exception("erasure %s: a stored file could not be removed; it is tried again", erasure.pk)
            left.append(one)
    Erasure.objects.filter(pk=erasure.pk).update(files=left)


def _remove(one: dict[str, str]) -> None:
    if name := one.get("file"):
        if not Document.objects.filter(file=name).exists():
            default_storage.delete(name)
    elif not Document.objects.filter(sha256=one["preview"]).exists():
        for size in SIZES:
            path_of(one["preview"], size).unlink(missing_ok=True)

"""Files: proofs of telephone calls and letters now, a child's documents later."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.audit.history import tracked


def private_path(document: "Document", filename: str) -> str:
    """By checksum: a name somebody typed never reaches the disk."""
    return f"documents/{document.sha256[:2]}/{document.sha256}"


class Document(models.Model):
    """One stored file. Who may open it follows from the record that holds it."""

    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    file = models.FileField(upload_to=private_path, max_length=200)
    uploaded_by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()

    class Meta:
        triggers = [tracked("documents_document")]

    def __str__(self) -> str:
        return self.name

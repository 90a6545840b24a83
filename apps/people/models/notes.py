"""Notes in a child's file: corrected by a new version, withdrawn with a reason, never erased."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows
from apps.accounts.permissions import Perm
from apps.audit.history import tracked
from apps.people.models.child import Ground, access_rows
from apps.people.models.part import Part, PartQuerySet, children_on, of_child, withdrawn_why


class NoteQuerySet(PartQuerySet):
    def visible_to(self, user: Any) -> "NoteQuerySet":
        """Open ones of every child the user sees, the body's own by that body alone, those for supervisors
        with the right to supervise; and what one wrote oneself, as long as the file is seen."""
        levels = [Note.Confidentiality.RESPONSIBLE]
        if allows(user, Perm.SUPERVISE_CASES):
            levels.append(Note.Confidentiality.SUPERVISOR)
        own = Q(child_id__in=children_on(user, Ground.RESPONSIBLE), confidentiality__in=levels)
        author = Q(author_id=getattr(user, "pk", None))
        everyone = Q(confidentiality=Note.Confidentiality.OPEN) | author
        return self.filter(own | (everyone & Q(child_id__in=access_rows(user).values("child_id"))))


class Note(Part):
    """What somebody observed, heard or agreed. Its texts are its versions; the newest is the note."""

    class Kind(models.TextChoices):
        OBSERVATION = "OBSERVATION", _("observation")
        TALK = "TALK", _("conversation with the child")
        CONTACT = "CONTACT", _("conversation with the family")
        AGREEMENT = "AGREEMENT", _("agreement between bodies")
        WISH = "WISH", _("wish of the child")
        OTHER = "OTHER", _("other")

    class Confidentiality(models.TextChoices):
        OPEN = "OPEN", _("everyone who may open the file")
        RESPONSIBLE = "RESPONSIBLE", _("the responsible guardianship body alone")
        SUPERVISOR = "SUPERVISOR", _("supervisors of the responsible guardianship body alone")

    child = of_child("notes")
    kind = models.CharField(_("kind"), max_length=11, choices=Kind)
    confidentiality = models.CharField(_("who may read it"), max_length=11, choices=Confidentiality)
    author = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    agency = models.ForeignKey("accounts.Agency", models.PROTECT, related_name="+", help_text="the author's, then")
    written_at = models.DateTimeField()

    objects = NoteQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["child", "-written_at", "-id"], name="note_child")]
        constraints = [withdrawn_why("note_withdrawn_why")]
        triggers = [tracked("people_note")]


class NoteText(models.Model):
    """One version of a note's text; the first has number 1."""

    note = models.ForeignKey(Note, models.PROTECT, related_name="texts")
    no = models.PositiveIntegerField()
    text = models.TextField()
    by = models.ForeignKey("accounts.User", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["no"]
        constraints = [models.UniqueConstraint(fields=["note", "no"], name="note_text_no")]
        triggers = [tracked("people_notetext")]

    def __str__(self) -> str:
        return f"note {self.note_id} version {self.no}"

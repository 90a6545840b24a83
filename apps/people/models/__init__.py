"""A child's file and the records in it."""

from apps.people.models.categories import ChildCategory
from apps.people.models.child import (
    IDENTITY_GROUNDS,
    Child,
    ChildAccess,
    ChildQuerySet,
    Citizenship,
    Ground,
    Language,
    access_rows,
    newest_first,
)
from apps.people.models.family import Kinship, ParentStatus, Relative
from apps.people.models.health import HealthRecord
from apps.people.models.names import ChildName
from apps.people.models.notes import Note, NoteText
from apps.people.models.schooling import Schooling

__all__ = [
    "IDENTITY_GROUNDS", "Child", "ChildAccess", "ChildCategory", "ChildName", "ChildQuerySet", "Citizenship", "Ground",
    "HealthRecord", "Kinship", "Language", "Note", "NoteText", "ParentStatus", "Relative", "Schooling", "access_rows",
    "newest_first",
]  # fmt: skip

"""What moves when two files become one. Every app declares its records of a child here at start; an architecture test
finds the ones that nobody declared."""

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model

from apps.people.models import Child


@dataclass(frozen=True)
class Relation:
    """Rows of `model` ("app.Model") that name a child: by the key `field`, or, with `subject`, as a subject of the
    kind "child". `follows`: a key of the row; it stays where that row stays. `sorted_by` is written with the instant
    of registration of the file the row comes to."""

    model: str
    field: str = "child"
    subject: bool = False
    follows: str = ""
    sorted_by: str = ""

    @property
    def name(self) -> str:
        return f"{self.model}.{self.field}"

    @property
    def target(self) -> type[Model]:
        return apps.get_model(self.model)


MOVED: dict[str, Relation] = {}
CHECKS: list[Callable[[Child, Child], None]] = []
"""What apps above ask of two files (kept, absorbed) before they become one; each raises Refused."""
STAYS: dict[str, str] = {}


def moved_by_merge(model: str, field: str = "child", *, follows: str = "", sorted_by: str = "") -> None:
    """Declare that these rows go to the kept file."""
    relation = Relation(model, field, follows=follows, sorted_by=sorted_by)
    MOVED[relation.name] = relation


def subject_moved_by_merge(model: str) -> None:
    """Declare that rows whose subject is the child (`subject_kind`, `subject_id`, `subject_no`) go to the kept file."""
    relation = Relation(model, "subject_id", subject=True)
    MOVED[relation.name] = relation


def stays_at_merge(model: str, field: str = "child", *, because: str) -> None:
    """Declare that these rows stay, and why."""
    STAYS[f"{model}.{field}"] = because


def declare_lower() -> None:
    """The records of the apps below this one, which cannot call up."""
    moved_by_merge("people.ChildAccess", sorted_by="sort_at")
    for model in ("ChildName", "ChildCategory", "HealthRecord", "Schooling", "Note", "Kinship"):
        moved_by_merge(f"people.{model}")
    moved_by_merge("people.Kinship", "sibling")
    moved_by_merge("people.ParentStatus", follows="kinship")
    moved_by_merge("disclosure.EmergencyOpening")
    moved_by_merge("disclosure.Consent")
    moved_by_merge("disclosure.Purpose")
    for model in ("documents.Paper", "obligations.Obligation", "notices.Notice", "notices.Message"):
        subject_moved_by_merge(model)
    moved_by_merge("matching.Enquiry")
    stays_at_merge("matching.ChildKey", because="written anew for both files")
    for field in ("kept", "absorbed"):
        stays_at_merge("matching.Merge", field, because="is the record of the merge itself")
    for field in ("one", "two"):
        stays_at_merge("matching.SuspectedPair", field, because="says which two files were compared")

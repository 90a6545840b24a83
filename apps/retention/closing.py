"""A file in the archive is closed to searches, comparisons and emergencies too, with all that was merged into it."""

from django.db.models import BooleanField, F, Func
from django.utils.translation import gettext_lazy as _

from apps.core.errors import Refused
from apps.people.models import Child
from apps.people.reach import without_closed

IN_ARCHIVE = "caseflow.retention.in_archive"


class InArchive(Func):
    """Whether the file of this key, or the one that it became part of, lies in the archive."""

    template = """EXISTS (
        WITH RECURSIVE up (id) AS (
            SELECT %(expressions)s::bigint
            UNION SELECT m.kept_id FROM matching_merge m JOIN up ON m.absorbed_id = up.id WHERE m.undone_at IS NULL
        )
        SELECT FROM up JOIN retention_retention r ON r.child_id = up.id WHERE r.state = 'ARCHIVED'
    )"""
    arity = 1
    output_field = BooleanField()


def in_archive(way: str) -> InArchive:
    """The same for a key of a child, by its name in a query."""
    return InArchive(F(way))


def check_none_in_archive(kept: Child, absorbed: Child) -> None:
    """Nothing goes into the archive, or out of it, by a merge: what is there waits to be erased. Raises Refused."""
    both = Child.objects.filter(pk__in=[kept.pk, absorbed.pk])
    if without_closed(both, "pk").count() < 2:
        raise Refused(
            _("One of the files lies in the archive. The head of the body takes it out of there first."),
            rule=IN_ARCHIVE,
        )

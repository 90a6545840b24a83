"""The three-party agreement of mentor, guardianship body and orphan organisation, on paper."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from apps.accounts.models import User
from apps.audit import log
from apps.audit.acting import action
from apps.core.errors import Collector
from apps.disclosure import mask
from apps.documents import actions as documents
from apps.documents.contents import Taken, take
from apps.documents.models import Document, PaperVersion
from apps.mentoring import policies
from apps.mentoring.acts import course
from apps.mentoring.acts.papers import store_version
from apps.mentoring.checks.assignments import check_signed
from apps.mentoring.models import Assignment
from apps.people.models import IDENTITY_GROUNDS, Child, access_rows
from apps.people.opening import pass_the_door

CONTRACT = "Үшжақты келісім / Трёхстороннее соглашение"
"""Title of the paper, as such papers are headed; for every reader the same."""


def contracts_seen(user: User) -> QuerySet:
    """Ids of the pairs whose signed agreement the person may see: those of whom he or she knows the child's name."""
    rows = access_rows(user)
    known = Q(child_id__in=rows.filter(ground__in=IDENTITY_GROUNDS).values("child_id"))
    if mask.is_masking(user):
        named = Child.objects.filter(mask.named_to(user), pk__in=rows.values("child_id"))
        known |= Q(child_id__in=named.values("pk"))
    return Assignment.objects.visible_to(user).filter(known).values("pk")


@action
def print_contract(assignment: Assignment, *, by: User, at: datetime) -> None:
    """Note that the agreement was printed: it names the child. Raises NotAllowed, and PurposeRequired like opening the
    file itself."""
    _look(assignment, "child.mentor_contract_printed", by=by, at=at)


def file_contract(assignment: Assignment, *, upload: Any, by: User, at: datetime) -> Assignment:
    """The agreement as its parties signed it, or a new version of it. Raises Refused at `file`, NotAllowed."""
    return _file_contract(assignment, taken=take(upload), by=by, at=at)


@action
def open_contract(assignment: Assignment, version: PaperVersion, *, by: User, at: datetime) -> Document:
    """The signed agreement as it was uploaded: noted as a paper handed out, and as a look at the child. Raises as
    `print_contract`."""
    _look(assignment, "child.mentor_contract_opened", by=by, at=at)
    return documents.hand_out(version, by=by, at=at)


@action
def _file_contract(assignment: Assignment, *, taken: Taken, by: User, at: datetime) -> Assignment:
    held = course.locked(assignment)
    policies.check_can_file_contract(by, held)
    refuse = Collector()
    check_signed(held, refuse)
    refuse.done()
    data = {"title": CONTRACT, "number": held.contract_no, "issued_on": held.contract_on}
    held.contract = store_version(held.subject, held.contract, taken=taken, data=data, by=by, at=at)
    held.save(update_fields=["contract"])
    return held


def _look(assignment: Assignment, verb: str, *, by: User, at: datetime) -> None:
    child = assignment.child
    policies.check_can_print(by, assignment)
    grounds = sorted(set(access_rows(by).filter(child=child).values_list("ground", flat=True)))
    noted = pass_the_door(child, by, grounds, at)
    log.record(verb, child.subject, by=by, at=at, assignment=assignment.pk, grounds=grounds, **noted)

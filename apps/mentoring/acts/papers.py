"""The papers of mentoring: charter, agreement, and the certificates a candidate brings.

The organisation keeps the papers of its candidates, the guardianship body adds what it drew up itself; each sees what
it may see of the record, and no paper of a child is among them.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from apps.accounts.models import User
from apps.audit.acting import action
from apps.documents import actions as documents
from apps.documents.contents import Taken, take
from apps.documents.models import Document, Paper, PaperVersion
from apps.mentoring import policies
from apps.mentoring.acts.applications import check_open
from apps.mentoring.models import Agreement, Candidate, Organisation


def organisations_seen(user: User) -> QuerySet:
    """Ids of the organisations whose charter the person may see."""
    return Organisation.objects.visible_to(user).values("pk")


def agreements_seen(user: User) -> QuerySet:
    """Ids of the agreements whose text the person may see."""
    return Agreement.objects.visible_to(user).values("pk")


def candidates_seen(user: User) -> QuerySet:
    """Ids of the candidates whose papers the person may see."""
    return Candidate.objects.visible_to(user).values("pk")


def add_paper_of_candidate(
    candidate: Candidate, *, upload: Any, data: Mapping[str, Any], by: User, at: datetime
) -> Paper:
    """A paper on a ground, of an income or of a survey. Raises Refused."""
    check_open(candidate)
    policies.check_can_report_reason(by, candidate)
    return _add(candidate, taken=take(upload), data=data, by=by, at=at)


def add_paper_of_agreement(
    agreement: Agreement, *, upload: Any, data: Mapping[str, Any], by: User, at: datetime
) -> Paper:
    """The signed text of an agreement. Raises Refused."""
    policies.side_of(by, agreement.organisation, agreement.body)
    return _add(agreement, taken=take(upload), data=data, by=by, at=at)


def add_paper_of_organisation(
    organisation: Organisation, *, upload: Any, data: Mapping[str, Any], by: User, at: datetime
) -> Paper:
    """The charter. Raises Refused."""
    policies.check_can_register(by, organisation.agency)
    return _add(organisation, taken=take(upload), data=data, by=by, at=at)


@action
def open_paper(version: PaperVersion, *, verb: str = "paper.downloaded", by: User, at: datetime) -> Document:
    """The file of a paper the person may see; noted in the ledger."""
    return documents.hand_out(version, verb=verb, by=by, at=at)


@action
def _add(
    record: Candidate | Agreement | Organisation, *, taken: Taken, data: Mapping[str, Any], by: User, at: datetime
) -> Paper:
    return documents.add_paper(record.subject, taken=taken, data=data, by=by, at=at)

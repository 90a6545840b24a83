"""Appeals and complaints, who sent them, the work on them, and calls to 111."""

from apps.complaints.models.appeals import (
    Appeal,
    AppealAccess,
    AppealKey,
    Exclusion,
    Ground,
    Index,
    IndexKey,
    Respondent,
    Round,
)  # fmt: skip
from apps.complaints.models.calls import Call, CallReferral, Poster
from apps.complaints.models.senders import Attachment, Identity, Post, Receipt, SenderVisit
from apps.complaints.models.work import BodyRequest, ChildLink, IncidentLink, LegislativeProposal, WorkNote

__all__ = [
    "Appeal", "AppealAccess", "AppealKey", "Attachment", "BodyRequest", "Call", "CallReferral", "ChildLink",
    "Exclusion", "Ground", "Identity", "IncidentLink", "Index", "IndexKey", "LegislativeProposal", "Post", "Poster",
    "Receipt", "Respondent", "Round", "SenderVisit", "WorkNote",
]  # fmt: skip

"""Who looks into openings and readings: the heads who may review, and the body above them."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Q

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, Membership, User
from apps.accounts.permissions import Perm
from apps.accounts.roles import ROLES
from apps.core.localtime import local_day
from apps.core.subjects import Subject
from apps.notices.models import Message

REVIEWERS = [role for role, facts in ROLES.items() if Perm.REVIEW_ACCESS in facts.permissions]


def heads(agencies: Iterable[int], at: datetime) -> dict[int, list[User]]:
    """The people who may review, by agency."""
    posts = Membership.objects.in_force(local_day(at)).filter(agency__in=set(agencies), role__in=REVIEWERS)
    found: dict[int, list[User]] = {}
    for post in posts.select_related("user").order_by("pk"):
        found.setdefault(post.agency_id, []).append(post.user)
    return found


def body_above(agency: Agency, reader: User, at: datetime) -> Agency | None:
    """The agency that looks at what its own people may not: the regional ombudsman's office, then the republic's.

    None when nobody there but the reader could look.
    """
    region = agency.area.region
    near = Q(kind=AgencyKind.REGIONAL_OMBUDSMAN, area=region) if region else Q(pk__in=[])
    offices = Agency.objects.active().filter(near | Q(kind=AgencyKind.REPUBLIC_OMBUDSMAN)).exclude(pk=agency.pk)
    found = sorted(offices, key=lambda one: (one.kind == AgencyKind.REPUBLIC_OMBUDSMAN, one.pk))
    reviewers = heads([one.pk for one in found], at)
    return next((one for one in found if any(head.pk != reader.pk for head in reviewers.get(one.pk, []))), None)


def addressee(agency: Agency, reader: User, at: datetime) -> Agency | None:
    """Who looks at how `reader`, of `agency`, read files: the own head, unless that is the reader; then above."""
    own = [head for head in heads([agency.pk], at).get(agency.pk, []) if head.pk != reader.pk]
    is_head = any(head.pk == reader.pk for head in heads([agency.pk], at).get(agency.pk, []))
    return agency if own and not is_head else body_above(agency, reader, at)


def tell(agency: Agency, kind: str, about: Subject, *, at: datetime, besides: Sequence[int] = ()) -> None:
    """Word to the heads of an agency who may review, without a child's name; to the agency when there is none."""
    people = [head for head in heads([agency.pk], at).get(agency.pk, []) if head.pk not in besides]
    base = {
        "kind": kind, "subject_kind": about.kind, "subject_id": about.id, "subject_no": about.no, "created_at": at,
        "next_try_at": at,
    }  # fmt: skip
    messages = [
        Message(
            key=f"{about.kind}:{about.id}:u{head.pk}", to_user=head,
            email_state=Message.Email.QUEUED if head.email else Message.Email.NONE, **base,
        )
        for head in {head.pk: head for head in people}.values()
    ]  # fmt: skip
    if not messages:
        messages = [Message(key=f"{about.kind}:{about.id}:a{agency.pk}", to_agency=agency, **base)]
    Message.objects.bulk_create(messages, ignore_conflicts=True)

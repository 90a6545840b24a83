"""Reading what is sealed: the conversation, who sent it, requests and files; each look at a secret is noted."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit import log
from apps.audit.acting import action
from apps.complaints import files, policies, words
from apps.complaints.models import (
    Appeal,
    Attachment,
    BodyRequest,
    Exclusion,
    Post,
    Round,
    SenderVisit,
    WorkNote,
)  # fmt: skip
from apps.complaints.sealing import Vault
from apps.complaints.vaults import identity_of, vault_of
from apps.core import wall
from apps.core.errors import NotAllowed
from apps.core.subjects import Subject

LONGEST_QUERY = 200
MOST_FOUND = 1000


@dataclass(frozen=True)
class Added:
    """A file as people see it in a list."""

    id: int
    kind: str
    name: str
    size: int


@dataclass(frozen=True)
class Said:
    """One entry of the conversation, opened."""

    post: Post
    text: str
    files: list[Added] = field(default_factory=list)


@dataclass(frozen=True)
class Noted:
    """One note of the office's work, opened."""

    note: WorkNote
    text: str
    files: list[Added] = field(default_factory=list)


@dataclass(frozen=True)
class Asked:
    """A request to a body with its texts."""

    request: BodyRequest
    asked: str
    answer: str
    refusal: str


@dataclass(frozen=True)
class Room:
    """What a sender sees: the appeal, the conversation, and whether a name was given. No name of an officer."""

    appeal: Appeal
    said: list[Said]
    identity: dict[str, str]


def search(appeals: QuerySet, query: str) -> QuerySet:
    """Those in whose texts every word of the query stands, in any of its Russian or Kazakh forms; a number finds its
    appeal. Nothing is decrypted: the fingerprints of the words are compared. At most the newest `MOST_FOUND`.

    The words are looked up past the second wall, under which no index of arrays is used; `appeals` is what the reader
    may see (`visible_to`), and what was found is read behind the wall again.
    """
    query = query.strip()[:LONGEST_QUERY]
    if query.upper().startswith("E-"):
        return appeals.filter(number=query.upper())
    wanted = words.asked(query)
    if not wanted:
        return appeals.none()
    found = appeals
    for either in wanted:
        found = found.filter(index__words__overlap=either)
    with wall.lifted("words are found by an index; what is found is read behind the wall"):
        ids = list(found.order_by("-pk").values_list("pk", flat=True)[:MOST_FOUND])
    return appeals.filter(pk__in=ids)


def conversation(appeal: Appeal, vault: Vault) -> list[Said]:
    """Everything said between sender and office, the oldest first."""
    added = _by_owner(appeal, vault, "post_id")
    posts = appeal.posts.select_related("by").order_by("pk")
    return [Said(one, vault.open(one.body, "post"), added.get(one.pk, [])) for one in posts]


def notes_of(appeal: Appeal, vault: Vault) -> list[Noted]:
    """The office's own notes, the newest first."""
    added = _by_owner(appeal, vault, "note_id")
    notes = appeal.notes.select_related("by", "place").order_by("-happened_at", "-pk")
    return [Noted(one, vault.open(one.body, "note"), added.get(one.pk, [])) for one in notes]


def requests_of(appeal: Appeal, vault: Vault) -> list[Asked]:
    rows = appeal.requests.select_related("body", "child", "sent_by", "answered_by").order_by("pk")
    return [_opened(one, vault) for one in rows]


def respondents_of(appeal: Appeal, vault: Vault) -> list[tuple[str, str, str]]:
    """For each: what kind, its name, the description where it is not in the register."""
    rows = appeal.respondents.select_related("agency").order_by("pk")
    return [
        (one.get_level_display(), one.agency.name if one.agency else "", vault.open(one.described, "respondent"))
        for one in rows
    ]


def exclusions_of(appeal: Appeal, vault: Vault) -> list[tuple[Exclusion, str, str]]:
    """People who are or were shut out, why, and why they were admitted again. Bodies complained about stand among the
    respondents."""
    rows = appeal.exclusions.filter(user__isnull=False).select_related("user", "by", "lifted_by").order_by("pk")
    return [(one, vault.open(one.why, "exclusion"), vault.open(one.why_lifted, "admission")) for one in rows]


def reasons_of(round_: Round, vault: Vault) -> dict[str, str]:
    """The sealed texts of a consideration: why it was opened again, why extended, what proves the outcome."""
    return {
        "reason": vault.open(round_.reason, "reopening"), "extension": vault.open(round_.extension_reason, "extension"),
        "evidence": vault.open(round_.evidence, "evidence"),
    }  # fmt: skip


@action
def note_opened(appeal: Appeal, *, by: User, at: datetime) -> None:
    """A person of the office opened the appeal."""
    log.record("appeal.opened", appeal.subject, by=by, at=at)


@action
def open_identity(appeal: Appeal, *, by: User, at: datetime) -> dict[str, str]:
    """Who sent it; each look is noted, and the sender can be told of it."""
    policies.check_can_open_identity(by, appeal)
    log.record("appeal.identity_opened", appeal.subject, by=by, at=at)
    return identity_of(appeal, vault_of(appeal))


@action
def open_request(request: BodyRequest, *, by: User, at: datetime) -> Asked:
    """A body reads what it is asked. The texts are sealed with the appeal, of which it sees nothing."""
    if not BodyRequest.objects.visible_to(by).filter(pk=request.pk).exists():
        raise NotAllowed("")
    log.record("body_request.opened", request.subject, by=by, at=at)
    return _opened(request, vault_of(request.appeal))


@action
def hand_out(
    attachment: Attachment, *, whole: bool = False, by: User | None, at: datetime
) -> tuple[str, str, bytes]:  # fmt: skip
    """A file for showing (name, type, bytes): the cleaned copy, or, `whole`, the original as it came, as evidence."""
    appeal = attachment.appeal
    if by is not None and not Appeal.objects.visible_to(by).filter(pk=appeal.pk).exists():
        raise NotAllowed(_("You do not see this appeal."))
    log.record("appeal.file_opened", appeal.subject, by=by, at=at, file=attachment.pk, whole=whole)
    vault = vault_of(appeal)
    return files.original(attachment, vault) if whole else files.shown(attachment, vault)


def room_of(visit: SenderVisit) -> Room:
    """The sender's own room: words of the office, never who wrote them there."""
    with wall.lifted("the receipt is the sender's ground"):
        appeal = visit.receipt.appeal
        vault = vault_of(appeal)
        return Room(appeal, conversation(appeal, vault), identity_of(appeal, vault))


def own_file(visit: SenderVisit, pk: int, *, at: datetime) -> tuple[str, str, bytes] | None:
    """A file of the conversation, for the sender alone; nothing of the office's own notes."""
    with wall.lifted("the receipt is the sender's ground"):
        found = Attachment.objects.select_related("appeal").filter(
            pk=pk, appeal=visit.receipt.appeal_id, post__isnull=False
        ).first()  # fmt: skip
        return hand_out(found, by=None, at=at) if found else None


def subjects_of(appeal: Appeal) -> Sequence[Subject]:
    """Everything clocks run about: the considerations and what the sender wrote."""
    rounds = [one.subject_in(appeal) for one in appeal.rounds.order_by("pk")]
    return rounds + [one.subject_in(appeal) for one in appeal.posts.filter(author=Post.Author.SENDER).order_by("pk")]


def _opened(request: BodyRequest, vault: Vault) -> Asked:
    head = f"request:{request.pk}"
    return Asked(
        request, vault.open(request.asked, f"{head}:asked"), vault.open(request.answer, f"{head}:answer"),
        vault.open(request.refusal, f"{head}:refusal"),
    )  # fmt: skip


def _by_owner(appeal: Appeal, vault: Vault, owner: str) -> dict[int, list[Added]]:
    found: dict[int, list[Added]] = {}
    for one in appeal.attachments.filter(**{f"{owner}__isnull": False}).order_by("pk"):
        said = vault.open_json(one.said, "file")
        found.setdefault(getattr(one, owner), []).append(Added(one.pk, one.kind, said["name"], said["size"]))
    return found

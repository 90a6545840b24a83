"""The work of an office: beginning, notes of every kind, links to child and incident, who works on it, hand-over."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows
from apps.accounts.models import Agency, User
from apps.accounts.permissions import Perm
from apps.audit import log
from apps.audit.acting import action
from apps.audit.transitions import move
from apps.complaints import clocks, files, policies
from apps.complaints.acts.locking import lock, saved
from apps.complaints.checks import LONGEST, plain
from apps.complaints.models import Appeal, ChildLink, IncidentLink, LegislativeProposal, Post, WorkNote
from apps.complaints.states import DECIDED, ENDED, OPEN, State
from apps.complaints.vaults import post, vault_of
from apps.core.errors import Collector, NotAllowed, Refused
from apps.incidents.models import Incident
from apps.mentoring.checks.common import check_choice, required
from apps.notices import actions as notices
from apps.notices.models import Message
from apps.obligations import engine
from apps.obligations.events import Event
from apps.obligations.models import Obligation
from apps.people.models import Child

Kind = WorkNote.Kind


@action
def begin(appeal: Appeal, *, version: int | None = None, by: User, at: datetime) -> Appeal:
    """Work on an appeal that was taken over or opened again begins."""
    appeal = lock(appeal, version)
    policies.check_can_work(by, appeal)
    if appeal.state in DECIDED or appeal.state == State.JOINED:
        raise Refused(_("The head takes an outcome back; a joined appeal is separated first."), field="state")
    move(appeal, State.UNDER_REVIEW, by=by, at=at)
    appeal.officer = appeal.officer or by
    saved(appeal, "officer")
    return appeal


def write_note(
    appeal: Appeal, *, kind: str, text: str, place: Agency | None = None, happened_at: datetime | None = None,
    uploads: Sequence[Any] = (), by: User, at: datetime,
) -> WorkNote:  # fmt: skip
    """The plan, an interview, a visit with its findings and photos, evidence, a remark. A fact is never refused
    because it is old; one ahead is a slip of the pen."""
    refuse = Collector()
    check_choice(kind, Kind.values, "kind", refuse)
    kept = required(plain(text), "text", LONGEST, refuse)
    if kind == Kind.VISIT and place is None:
        refuse(_("Name the institution that was visited."), field="place")
    if happened_at and happened_at > at:
        refuse(_("This time is in the future."), field="happened_at")
    refuse.done()
    taken = files.take_all(uploads)
    return _write_note(appeal, kind, kept, place, happened_at or at, taken, by=by, at=at)


@action
def _write_note(
    appeal: Appeal, kind: str, text: str, place: Agency | None, happened_at: datetime, taken: list, *, by: User,
    at: datetime,
) -> WorkNote:  # fmt: skip
    appeal = lock(appeal)
    policies.check_can_work(by, appeal)
    vault = vault_of(appeal)
    note = WorkNote.objects.create(
        appeal=appeal, kind=kind, body=vault.seal(text, "note"), place=place, happened_at=happened_at, by=by, at=at
    )
    files.keep(taken, appeal, vault, note=note, at=at)
    log.record("appeal.note_written", appeal.subject, by=by, at=at, kind=kind, note=note.pk)
    saved(appeal)
    return note


@action
def write_to_sender(appeal: Appeal, *, text: str, version: int | None = None, by: User, at: datetime) -> Post:
    """A question or word to the sender, read with the receipt. Not the reply: the term runs on."""
    appeal = lock(appeal, version)
    policies.check_can_work(by, appeal)
    if appeal.state not in OPEN:
        raise Refused(_("This appeal has ended; open it again first."), field="state")
    refuse = Collector()
    kept = required(plain(text), "text", LONGEST, refuse)
    refuse.done()
    written = post(appeal, vault_of(appeal), kept, author=Post.Author.OFFICE, by=by, at=at)
    log.record("appeal.sender_written_to", appeal.subject, by=by, at=at, post=written.pk)
    read_sender(appeal, by=by, at=at)
    saved(appeal)
    return written


@action
def note_read(appeal: Appeal, *, by: User, at: datetime) -> None:
    """What the sender wrote was read by the office."""
    policies.check_can_work(by, appeal)
    read_sender(appeal, by=by, at=at)


def read_sender(appeal: Appeal, *, by: User, at: datetime) -> None:
    """Meet the clocks of what the sender wrote. Call inside an action."""
    unread = list(appeal.posts.filter(author=Post.Author.SENDER, seen_at__isnull=True).values_list("pk", flat=True))
    appeal.posts.filter(pk__in=unread).update(seen_at=at)
    duties = Obligation.objects.open().filter(
        subject_kind="appeal_post", subject_id__in=unread, rule__met_on=Event.APPEAL_SENDER_READ
    )
    for duty in duties.select_for_update(of=("self",)).select_related("rule"):
        engine.settle(duty, by=by, at=at)
    if appeal.wrote_at:
        appeal.wrote_at = None
        appeal.save(update_fields=["wrote_at"])


@action
def assign(appeal: Appeal, *, officer: User | None, version: int | None = None, by: User, at: datetime) -> Appeal:
    """Somebody else of the office works on it: chosen by the head, or taken by a specialist from nobody."""
    appeal = lock(appeal, version)
    policies.check_can_work(by, appeal)
    if officer is None or not officer.memberships.in_force().filter(agency=appeal.office).exists():
        raise Refused(_("Choose a person of your office."), field="officer")
    if not allows(by, Perm.DECIDE_APPEALS) and not (officer.pk == by.pk and appeal.officer_id in (None, by.pk)):
        raise NotAllowed(_("The head of the office says who works on what."))
    if policies.is_shut_out(officer, appeal):
        raise Refused(_("This person is shut out of the appeal."), field="officer")
    _give(appeal, officer, by=by, at=at)
    return appeal


@action
def hand_over(*, old: User, new: User | None, by: User, at: datetime) -> int:
    """All open appeals of a person whose mandate ends, or who leaves, go to another; returns how many. What the old
    one is shut out of no more or less does not change; the new one is not given what he or she is shut out of."""
    if not allows(by, Perm.DECIDE_APPEALS):
        raise NotAllowed(_("Only the head of the office decides this."))
    if new is None or not new.memberships.in_force().filter(agency=by.agency).exists():
        raise Refused(_("Choose a person of your office."), field="new")
    if new.pk == old.pk:
        raise Refused(_("Choose another person."), field="new")
    mine = Appeal.objects.visible_to(by).filter(office=by.agency, officer=old).exclude(state__in=ENDED)
    moved = 0
    for appeal in list(mine.order_by("pk")):
        if not policies.is_shut_out(new, appeal):
            _give(lock(appeal), new, by=by, at=at)
            moved += 1
    return moved


@action
def link_child(appeal: Appeal, *, child: Child | None, by: User, at: datetime) -> ChildLink:
    """Which child it is about. Whoever sees the child's file sees nothing of the appeal."""
    appeal = lock(appeal)
    policies.check_can_work(by, appeal)
    if child is None or not Child.objects.visible_to(by).filter(pk=child.pk).exists():
        raise Refused(_("Your office has no ground for this file yet: ask the body to open it."), field="child")
    link, new = ChildLink.objects.get_or_create(appeal=appeal, child=child, defaults={"by": by, "at": at})
    if new:
        log.record("appeal.child_linked", appeal.subject, by=by, at=at, child=child.pk)
        saved(appeal)
    return link


@action
def link_incident(appeal: Appeal, *, incident: Incident | None, by: User, at: datetime) -> IncidentLink:
    """Which incident it is about, of those the office was told of."""
    appeal = lock(appeal)
    policies.check_can_work(by, appeal)
    if incident is None or not Incident.objects.visible_to(by).filter(pk=incident.pk).exists():
        raise Refused(_("Your office was not told of such an incident."), field="incident")
    link, new = IncidentLink.objects.get_or_create(appeal=appeal, incident=incident, defaults={"by": by, "at": at})
    if new:
        log.record("appeal.incident_linked", appeal.subject, by=by, at=at, incident=incident.number)
        saved(appeal)
    return link


@action
def unlink(appeal: Appeal, *, link: ChildLink | IncidentLink, by: User, at: datetime) -> None:
    """It was another child, or another incident."""
    appeal = lock(appeal)
    policies.check_can_work(by, appeal)
    if link.appeal_id != appeal.pk:
        raise Refused(_("This belongs to another appeal."))
    log.record("appeal.unlinked", appeal.subject, by=by, at=at, link=str(link))
    link.delete()
    saved(appeal)


@action
def propose_law(
    *, title: str, text: str, appeals: Sequence[Appeal] = (), by: User, at: datetime
) -> LegislativeProposal:
    """A proposal on the legislation; its addressee is the republic's Commissioner and cannot be chosen."""
    policies.check_can_register(by)
    refuse = Collector()
    title = required(plain(title), "title", 250, refuse)
    text = required(plain(text), "text", 8000, refuse)
    refuse.done()
    addressee = clocks.republic()
    if addressee is None:
        raise Refused(_("The Commissioner's office does not work in the system yet."))
    made = LegislativeProposal.objects.create(
        office=by.agency, addressee=addressee, title=title, text=text, by=by, at=at
    )
    made.appeals.set([one for one in appeals if Appeal.objects.visible_to(by).filter(pk=one.pk).exists()])
    if addressee.pk != by.agency.pk:
        notices.tell(addressee, Message.Kind.APPEAL, made.subject, at=at, key=f"proposal:{made.pk}")
    log.record("appeal.law_proposed", made.subject, by=by, at=at)
    return made


def _give(appeal: Appeal, officer: User, *, by: User, at: datetime) -> None:
    old, appeal.officer = appeal.officer_id, officer
    saved(appeal, "officer")
    rounds = appeal.rounds.values_list("pk", flat=True)
    Obligation.objects.open().filter(subject_kind="appeal_round", subject_id__in=list(rounds)).update(author=officer)
    log.record("appeal.assigned", appeal.subject, by=by, at=at, old=old, new=officer.pk)

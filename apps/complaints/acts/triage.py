"""Whose an appeal is: taking it over, passing it on, joining repeated ones, and shutting out whoever may not see it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Agency, Membership, User
from apps.audit import log
from apps.audit.acting import action
from apps.audit.transitions import check_move, move
from apps.complaints import clocks, policies
from apps.complaints.acts import calls
from apps.complaints.acts.filing import OFFICES, keep_respondents, shut_out_respondents
from apps.complaints.acts.locking import archive_until, lock, saved
from apps.complaints.acts.passing import above, check_ours, is_about, next_round, pass_to, route_to
from apps.complaints.checks import plain
from apps.complaints.models import Appeal, Exclusion, Post
from apps.complaints.routing import Route
from apps.complaints.states import ENDED, NEW, Kind, Right, State
from apps.complaints.vaults import post, vault_of
from apps.core.errors import Collector, Refused
from apps.mentoring.checks.common import check_choice, reason_given, required
from apps.notices import actions as notices
from apps.notices.models import Message
from apps.obligations.models import Obligation

TRIAGE = ("kind", "right", "is_urgent", "is_ill_treatment", "area", "respondents")


@action
def take_over(appeal: Appeal, *, data: Mapping[str, Any], version: int | None = None, by: User, at: datetime) -> Appeal:
    """The office looks at it and says what it is about. Where routing says that it is another office's, it is refused
    here and passed on (Articles 7-2, 7-12: a complaint about a ministry is not kept by a region)."""
    appeal = lock(appeal, version)
    policies.check_can_work(by, appeal)
    check_move(appeal, State.TRIAGED, Appeal.TRANSITIONS)
    _describe(appeal, data, by=by, at=at)
    check_ours(appeal)
    clocks.taken_over(appeal, by=by, at=at)
    calls.acknowledge(appeal, at=at)
    move(appeal, State.TRIAGED, by=by, at=at)
    appeal.officer = appeal.officer or by
    saved(appeal, "officer")
    shut_out_respondents(appeal, by=by, at=at)
    clocks.show(appeal)
    return appeal


@action
def describe(appeal: Appeal, *, data: Mapping[str, Any], version: int | None = None, by: User, at: datetime) -> Appeal:
    """Correct what was said at the taking over; another kind has another term, from the same registration."""
    appeal = lock(appeal, version)
    policies.check_can_work(by, appeal)
    if appeal.state in ENDED:
        raise Refused(_("This appeal has ended; open it again first."), field="state")
    _describe(appeal, data, by=by, at=at)
    if appeal.state not in NEW:
        check_ours(appeal)
    shut_out_respondents(appeal, by=by, at=at)
    saved(appeal)
    clocks.show(appeal)
    return appeal


@action
def forward(
    appeal: Appeal, *, to: Agency | None, reason: str, version: int | None = None, by: User, at: datetime
) -> Appeal:
    """Pass it on to the office that must consider it, with notice to the sender, within three working days
    (APPC Article 65). Access of this office ends at once."""
    appeal = lock(appeal, version)
    policies.check_can_work(by, appeal)
    check_move(appeal, State.FORWARDED, Appeal.TRANSITIONS)
    reason = reason_given(reason)
    if to is None or not to.is_active or not to.on_platform or to.kind not in OFFICES:
        raise Refused(_("Choose the office of an ombudsman that works in the system."), field="to")
    if to.pk == appeal.office_id:
        raise Refused(_("This is your own office."), field="to")
    if is_about(appeal, to):
        raise Refused(
            _("The appeal is about this office: it cannot consider it."), field="to", rule="caseflow.appeal.own_office"
        )
    pass_to(appeal, to, route=route_to(appeal, to), reason=reason, by=by, at=at)
    return appeal


@action
def pass_outside(appeal: Appeal, *, to: str, reason: str, version: int | None = None, by: User, at: datetime) -> Appeal:
    """Pass it on by letter to a body that considers it and does not work in the system: a court, the prosecutor. The
    sender is told to whom; the office is done with it."""
    appeal = lock(appeal, version)
    policies.check_can_decide(by, appeal)
    check_move(appeal, State.FORWARDED, Appeal.TRANSITIONS)
    refuse = Collector()
    to = required(plain(to), "to", 250, refuse, _("Say to whom the letter goes."))
    refuse.done()
    reason = reason_given(reason)
    round_ = clocks.current(appeal)
    clocks.taken_over(appeal, by=by, at=at)
    clocks.cancel(appeal, reason=Obligation.CancelReason.FACTS_CHANGED, by=by, at=at)
    round_.ended_at = at
    round_.save(update_fields=["ended_at"])
    post(appeal, vault_of(appeal), f"{to}. {reason}", author=Post.Author.SYSTEM, what=Post.What.FORWARDED, by=by, at=at)
    move(appeal, State.FORWARDED, by=by, at=at)
    move(appeal, State.CLOSED, by=by, at=at)
    appeal.closed_at, appeal.keep_until = at, archive_until(at)
    saved(appeal, "closed_at", "keep_until")
    clocks.show(appeal)
    return appeal


@action
def withdraw_self(appeal: Appeal, *, reason: str, version: int | None = None, by: User, at: datetime) -> Appeal:
    """A conflict of interest: who declares it sees the appeal no more. A head's conflict is the office's: the appeal
    passes to the republic."""
    appeal = lock(appeal, version)
    policies.check_can_work(by, appeal)
    reason = reason_given(reason)
    _shut_out(appeal, by, Exclusion.Reason.CONFLICT, reason, by=by, at=at)
    higher = above(appeal)
    others = _heads(appeal.office).exclude(user__in=_shut_out_people(appeal)).exists()
    if appeal.is_open and higher and not others:
        pass_to(appeal, higher, route=Route.CONFLICT, reason=reason, by=by, at=at)
    elif appeal.officer_id == by.pk:
        _take_from_officer(appeal)
        notices.tell(appeal.office, Message.Kind.APPEAL, appeal.subject, at=at,
                     key=f"appeal:{appeal.pk}:orphaned:{at.timestamp():.0f}")  # fmt: skip
    return appeal


@action
def exclude(appeal: Appeal, *, person: User | None, reason: str, by: User, at: datetime) -> Appeal:
    """Shut a person out: the appeal is about him or her."""
    appeal = lock(appeal)
    policies.check_can_decide(by, appeal)
    reason = reason_given(reason)
    if person is None or not _posts(person, appeal.office).exists():
        raise Refused(_("Choose a person of your office."), field="person")
    if person.pk == by.pk:
        raise Refused(_("Declare a conflict of interest instead."), field="person")
    _shut_out(appeal, person, Exclusion.Reason.ACCUSED, reason, by=by, at=at)
    if appeal.officer_id == person.pk:
        _take_from_officer(appeal)
    else:
        saved(appeal)
    return appeal


@action
def admit_again(exclusion: Exclusion, *, reason: str, by: User, at: datetime) -> Exclusion:
    """A head lifts an exclusion, never the own one, with the reason on record."""
    appeal = lock(exclusion.appeal)
    policies.check_can_decide(by, appeal)
    exclusion = Exclusion.objects.select_for_update().get(pk=exclusion.pk)
    if exclusion.lifted_at:
        raise Refused(_("This was lifted already."))
    if exclusion.user_id == by.pk:
        raise Refused(_("Nobody lifts the own exclusion."))
    if exclusion.reason == Exclusion.Reason.RESPONDENT:
        raise Refused(_("A body complained about stays shut out as long as the appeal is about it."))
    exclusion.why_lifted = vault_of(appeal).seal(reason_given(reason), "admission")
    exclusion.lifted_at, exclusion.lifted_by = at, by
    exclusion.save(update_fields=["lifted_at", "lifted_by", "why_lifted"])
    log.record("appeal.admitted_again", appeal.subject, by=by, at=at, user=exclusion.user_id)
    return exclusion


@action
def join(appeal: Appeal, *, into: Appeal | None, version: int | None = None, by: User, at: datetime) -> Appeal:
    """The same matter again: it goes on in the other appeal, and its sender is answered all the same."""
    if into is not None and into.pk < appeal.pk:
        into = lock(into)
    appeal = lock(appeal, version)
    policies.check_can_work(by, appeal)
    if into is None or into.pk == appeal.pk:
        raise Refused(_("Choose the other appeal."), field="into")
    into = lock(into)
    policies.check_can_work(by, into)
    if into.state in ENDED:
        raise Refused(_("That appeal has ended. Open it again, or join the other way round."), field="into")
    check_move(appeal, State.JOINED, Appeal.TRANSITIONS)
    Appeal.objects.filter(joined_to=appeal).update(joined_to=into)
    clocks.cancel(appeal, reason=Obligation.CancelReason.JOINED, by=by, at=at)
    move(appeal, State.JOINED, by=by, at=at, into=into.number)
    appeal.joined_to, appeal.due_at = into, None
    saved(appeal, "joined_to", "due_at")
    post(appeal, vault_of(appeal), "", author=Post.Author.SYSTEM, what=Post.What.JOINED, by=by, at=at)
    if appeal.is_urgent and not into.is_urgent:
        into.is_urgent = True
        saved(into, "is_urgent")
        clocks.make_urgent(into, clocks.current(into).subject_in(into), by=by, at=at)
    clocks.show(appeal)
    return appeal


@action
def separate(appeal: Appeal, *, reason: str, version: int | None = None, by: User, at: datetime) -> Appeal:
    """It was another matter after all: considered by itself again, under the clock it had from the beginning, or,
    where its sender was answered already, under a new one."""
    appeal = lock(appeal, version)
    policies.check_can_work(by, appeal)
    reason_given(reason)
    check_move(appeal, State.UNDER_REVIEW, Appeal.TRANSITIONS)
    if appeal.state != State.JOINED:
        raise Refused(_("This appeal is not joined to another."), field="state")
    _leave_the_other(appeal, by=by, at=at)
    return appeal


def _leave_the_other(appeal: Appeal, *, by: User, at: datetime) -> None:
    """State and joining change together, as the database asks."""
    appeal.joined_to, appeal.state = None, State.UNDER_REVIEW
    appeal.save(update_fields=["joined_to", "state"])
    log.record("appeal.under_review", appeal.subject, by=by, at=at, old=State.JOINED)
    round_ = clocks.current(appeal)
    if appeal.replied_at is None:
        clocks.go_on(appeal, round_, by=by, at=at)
        saved(appeal)
        return
    appeal.outcome, appeal.replied_at, appeal.closed_at, appeal.keep_until = "", None, None, None
    saved(appeal, "outcome", "replied_at", "closed_at", "keep_until")
    next_round(appeal, round_, by=by, at=at)
    clocks.taken_over(appeal, by=by, at=at)


def _describe(appeal: Appeal, data: Mapping[str, Any], *, by: User, at: datetime) -> None:
    refuse = Collector()
    kind, right = data.get("kind", appeal.kind), data.get("right", appeal.right)
    check_choice(kind, Kind.values, "kind", refuse)
    if right not in Right.values:
        refuse(_("Say which right it is about: figures and lists rest on it."), field="right")
    if kind != appeal.kind and clocks.current(appeal).extended_at:
        refuse(_("The term was extended: the kind, which decides on the term, stays."), field="kind")
    refuse.done()
    was_urgent, was_kind = appeal.is_urgent, appeal.kind
    appeal.kind, appeal.right = kind, right
    appeal.area = data.get("area", appeal.area)
    appeal.is_urgent = bool(data.get("is_urgent", appeal.is_urgent))
    appeal.is_ill_treatment = bool(data.get("is_ill_treatment", appeal.is_ill_treatment))
    appeal.save(update_fields=["kind", "right", "area", "is_urgent", "is_ill_treatment"])
    if "respondents" in data:
        _replace_respondents(appeal, data["respondents"], by=by, at=at)
    if appeal.kind != was_kind:
        clocks.change_kind(appeal, reason=str(appeal.get_kind_display()), by=by, at=at)
    if appeal.is_urgent and not was_urgent:
        clocks.make_urgent(appeal, clocks.current(appeal).subject_in(appeal), by=by, at=at)
    log.record("appeal.described", appeal.subject, by=by, at=at, kind=kind, right=right, urgent=appeal.is_urgent)


def _replace_respondents(appeal: Appeal, wanted: Sequence[Mapping[str, Any]], *, by: User, at: datetime) -> None:
    """Bodies named anew; one that is complained about no more is admitted to nothing by that: it never saw it."""
    vault = vault_of(appeal)
    appeal.respondents.all().delete()
    keep_respondents(appeal, vault, wanted)
    gone = Exclusion.objects.filter(appeal=appeal, reason=Exclusion.Reason.RESPONDENT, lifted_at__isnull=True).exclude(
        agency__in=[one["agency"].pk for one in wanted if one["agency"]]
    )
    why = vault.seal(str(_("no longer complained about")), "admission")
    gone.update(lifted_at=at, lifted_by=by, why_lifted=why)


def _shut_out(appeal: Appeal, person: User, reason: str, why: str, *, by: User, at: datetime) -> None:
    sealed = vault_of(appeal).seal(why, "exclusion")
    Exclusion.objects.get_or_create(
        appeal=appeal, user=person, agency=None, lifted_at=None,
        defaults={"reason": reason, "why": sealed, "by": by, "at": at},
    )  # fmt: skip
    log.record("appeal.shut_out", appeal.subject, by=by, at=at, user=person.pk, reason=reason)


def _posts(person: User, office: Agency):
    return person.memberships.in_force().filter(agency=office)


def _heads(office: Agency):
    return Membership.objects.in_force().heads().filter(agency=office)


def _shut_out_people(appeal: Appeal) -> list[int]:
    shut = Exclusion.objects.filter(appeal=appeal, lifted_at__isnull=True, user__isnull=False)
    return list(shut.values_list("user", flat=True))


def _take_from_officer(appeal: Appeal) -> None:
    """Nobody works on it for now, and nobody is reminded in person."""
    appeal.officer = None
    saved(appeal, "officer")
    rounds = list(appeal.rounds.values_list("pk", flat=True))
    Obligation.objects.open().filter(subject_kind="appeal_round", subject_id__in=rounds).update(author=None)

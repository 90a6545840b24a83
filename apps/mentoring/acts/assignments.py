"""The writers of the life of an assignment: proposing, trial, activating, suspending, resuming, ending by itself."""

import logging
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit import log
from apps.audit.acting import action
from apps.audit.transitions import check_move, move
from apps.care.models import Placement
from apps.core.errors import Collector, Refused
from apps.core.localtime import local_day
from apps.core.numbers import next_number
from apps.core.subjects import Subject
from apps.mentoring import clocks, policies, telling
from apps.mentoring.actions import assign_mentor
from apps.mentoring.acts import course
from apps.mentoring.checks.assignments import check_contract, check_fits, check_goes_on, still_runs
from apps.mentoring.checks.common import check_choice, check_past, optional, reason_given, required
from apps.mentoring.models import Assignment, Candidate, Proposal, Suspension, Wish
from apps.mentoring.states import AssignmentState, ProposalState
from apps.obligations.events import Event
from apps.people.models import Child
from apps.people.policies import check_is_responsible, check_may_write_daily

logger = logging.getLogger(__name__)
OF_AGE = 18
END = Assignment.EndReason
SUSPENDED_BY_PEOPLE = frozenset(Suspension.Reason.values) - {Suspension.Reason.CLEARANCE}
"""What rests for want of a clearance goes on by itself with the next one: nobody chooses that for another reason."""
PROPOSED_ALREADY = _("This mentor is proposed for this child already.")


@action
def record_wish(child: Child, *, wants: str, heard_on: date | None, text: str = "", by: User, at: datetime) -> Wish:
    """What the child said about having a mentor; the responsible body and the home write it down."""
    check_may_write_daily(by, child)
    refuse = Collector()
    check_choice(wants, Wish.Wants.values, "wants", refuse, _("Choose what the child wishes."))
    check_past(heard_on, "heard_on", local_day(at), refuse)
    if wants and wants != Wish.Wants.YES:
        text = required(text, "text", 4000, refuse, _("Write in the child's words why."))
    else:
        text = optional(text, "text", 4000, refuse)
    refuse.done()
    wish = Wish.objects.create(child=child, wants=wants, heard_on=heard_on, text=text, by=by, at=at)
    log.record("child.mentor_wish", child.subject, by=by, at=at, wish=wish.pk, wants=wants)
    return wish


@action
def propose(child: Child, *, candidate: Candidate, text: str = "", by: User, at: datetime) -> Proposal:
    """Ask a mentoring organisation for one of its cleared mentors. Nothing of the child is opened by it."""
    check_is_responsible(by, child)
    child = Child.objects.select_related("guardianship").get(pk=child.pk)
    candidate = Candidate.objects.select_related("organisation__agency").get(pk=candidate.pk)
    refuse = Collector()
    check_fits(child, candidate, local_day(at), refuse)
    policies.check_may_be_mentored(child, local_day(at), refuse, field="child")
    if child.assignments.standing().filter(still_runs(local_day(at))).exists():
        refuse(_("The child has a mentor at that time. End that assignment first."), field="child")
    if child.mentor_proposals.filter(candidate=candidate, state=ProposalState.PROPOSED).exists():
        refuse(PROPOSED_ALREADY, field="candidate")
    text = optional(text, "text", 1000, refuse)
    refuse.done()
    organisation = candidate.organisation.agency
    made = _stored(
        Proposal(child=child, candidate=candidate, organisation=organisation, body=child.guardianship,
                 text=text, proposed_by=by, proposed_at=at)
    )  # fmt: skip
    log.record("child.mentor_proposed", child.subject, by=by, at=at, proposal=made.pk, candidate=candidate.pk)
    telling.tell(made.subject, [organisation], sender=made.body, by=by, at=at)
    clocks.start(made.subject, Event.MENTOR_PROPOSED, organisation, by=by, at=at)
    return made


@action
def accept_proposal(proposal: Proposal, *, by: User, at: datetime) -> Proposal:
    """The organisation agrees. The body then begins the trial meetings."""
    proposal = _asked(proposal, by)
    _answer(proposal, ProposalState.ACCEPTED, "", by=by, at=at)
    return proposal


@action
def decline_proposal(proposal: Proposal, *, reason: str, by: User, at: datetime) -> Proposal:
    """The organisation says no, and why."""
    proposal = _asked(proposal, by)
    _answer(proposal, ProposalState.DECLINED, reason_given(reason), by=by, at=at)
    return proposal


@action
def withdraw_proposal(proposal: Proposal, *, reason: str, by: User, at: datetime) -> Proposal:
    """The body takes a proposal back that was not answered."""
    proposal = _locked(proposal)
    policies.check_can_withdraw(by, proposal)
    check_move(proposal, ProposalState.WITHDRAWN, Proposal.TRANSITIONS)
    proposal.reason, proposal.answered_by, proposal.answered_at = reason_given(reason), by, at
    proposal.save(update_fields=["reason", "answered_by", "answered_at"])
    move(proposal, ProposalState.WITHDRAWN, by=by, at=at)
    clocks.drop(proposal.subject, by=by, at=at)
    taken_back = Subject("mentor_proposal_end", proposal.pk, proposal.number)
    telling.tell(taken_back, [proposal.organisation], sender=proposal.body, by=by, at=at)
    return proposal


@action
def begin_trial(proposal: Proposal, *, starts_on: date, by: User, at: datetime) -> Assignment:
    """Trial meetings after an accepted proposal: the file opens as far as consent goes."""
    proposal = _locked(proposal)
    policies.check_can_withdraw(by, proposal)
    if proposal.state != ProposalState.ACCEPTED or proposal.assignment_id:
        raise Refused(_("Trial meetings follow a proposal that was accepted, once."), field="state")
    proposed_on = local_day(proposal.proposed_at)
    if starts_on < proposed_on:
        raise Refused(_("Not before the proposal of %(day)s.") % {"day": f"{proposed_on:%d.%m.%Y}"}, field="starts_on")
    made = assign_mentor(proposal.child, candidate=proposal.candidate, on_trial=True, starts_on=starts_on, by=by, at=at)
    proposal.assignment = made
    proposal.save(update_fields=["assignment"])
    return made


@action
def activate(
    assignment: Assignment, *, contract_no: str, contract_on: date | None, by: User, at: datetime
) -> Assignment:
    """The three-party agreement was signed after the trial meetings: mentoring begins for good. Everything is looked
    at once more, as it is on this day."""
    assignment = course.locked_with_agreements(assignment)
    check_is_responsible(by, assignment.child)
    if assignment.state != AssignmentState.TRIAL or assignment.candidate is None:
        raise Refused(_("Only trial meetings become mentoring for good."), field="state")
    today, refuse = local_day(at), Collector()
    check_past(contract_on, "contract_on", today, refuse)
    check_contract(assignment.candidate, contract_no, contract_on, max(today, assignment.starts_on), refuse)
    check_goes_on(assignment, today, refuse)
    refuse.done()
    assignment.contract_no, assignment.contract_on = contract_no.strip(), contract_on
    assignment.save(update_fields=["contract_no", "contract_on"])
    move(assignment, AssignmentState.ACTIVE, by=by, at=at)
    course.tell(assignment, assignment.subject, by=by, at=at)
    return assignment


@action
def suspend(assignment: Assignment, *, reason: str, text: str = "", by: User, at: datetime) -> Suspension:
    """Stop the meetings and close the file at this second, for a time; organisation, home and body are told. The body
    suspends, and so may the mentoring organisation its own. What became known while it rests already is recorded, too,
    and from then on it rests for that."""
    assignment = course.locked(assignment)
    policies.check_can_suspend(by, assignment)
    refuse = Collector()
    check_choice(reason, SUSPENDED_BY_PEOPLE, "reason", refuse, _("Choose the reason."))
    text = required(text, "text", 1000, refuse, _("Write the reason in words."))
    if assignment.state == AssignmentState.ENDED:
        refuse(
            _("This is not possible in the state “%(state)s”.") % {"state": assignment.get_state_display()},
            field="state",
        )
    refuse.done()
    paused = course.pause(assignment, reason=reason, text=text, by=by, at=at)
    course.tell(assignment, paused.subject, by=by, at=at)
    return paused


@action
def lift(assignment: Assignment, *, by: User, at: datetime) -> Assignment:
    """Mentoring goes on where it rested; only the body decides that, and only with a clearance in force."""
    assignment = course.locked_with_agreements(assignment)
    check_is_responsible(by, assignment.child)
    if assignment.state != AssignmentState.SUSPENDED:
        raise Refused(
            _("This is not possible in the state “%(state)s”.") % {"state": assignment.get_state_display()},
            field="state",
        )
    refuse = Collector()
    check_goes_on(assignment, local_day(at), refuse)
    refuse.done()
    lifted = course.resume(assignment, by=by, at=at)
    course.tell(assignment, Subject("suspension_end", lifted.pk, assignment.subject.no), by=by, at=at)
    return assignment


def follow_stay(stay: Placement, *, by: User | None, at: datetime) -> None:
    """The child left the organisation: its mentoring ends with the stay, and everybody is told. Called by care."""
    ends_on = stay.ends_on
    if ends_on is None:
        return
    lasts = Q(ends_on__isnull=True) | Q(ends_on__gt=ends_on)
    for one in stay.child.assignments.standing().filter(lasts).order_by("pk"):
        _end_by_itself(course.locked(one), ends_on, END.LEFT, by=by, at=at)


def follow_correction(child: Child, changed: Sequence[str], *, by: User, at: datetime) -> None:
    """The file was corrected: a child that is under ten by its new date of birth has its mentoring rest at once.
    Called by people."""
    if "birth_date" in changed:
        for one in child.assignments.standing().order_by("pk"):
            course.rest_if_too_young(course.locked(one), by=by, at=at)


def end_of_day(at: datetime) -> int:
    """Each night: end what is over, by its last day or because the child turned eighteen. Returns how many."""
    today = local_day(at)
    born = today.replace(year=today.year - OF_AGE, day=min(today.day, 28)) + timedelta(days=4)
    standing = Assignment.objects.standing().select_related("child")
    due = standing.filter(Q(ends_on__lt=today) | Q(child__birth_date__lte=born)).order_by("pk")
    over = [one for one in due if (one.ends_on and one.ends_on < today) or one.child.age(today) >= OF_AGE]
    return sum(_tried(one, at) for one in over)


def _tried(assignment: Assignment, at: datetime) -> bool:
    """End one in a transaction of its own: one that fails is logged and tried again the next night."""
    try:
        _end_one(assignment, by=None, at=at)
    except Exception:
        logger.exception("assignment %s could not be ended", assignment.pk)
        return False
    return True


@action
def _end_one(assignment: Assignment, *, by: None, at: datetime) -> None:
    held = course.locked(assignment)
    today = local_day(at)
    if held.ends_on and held.ends_on < today:
        _end_by_itself(held, held.ends_on, held.end_reason or END.EXPIRED, by=by, at=at)
    else:
        _end_by_itself(held, _last_day_as_child(held.child), END.MAJORITY, by=by, at=at)


def _end_by_itself(assignment: Assignment, ends_on: date, reason: str, *, by: User | None, at: datetime) -> None:
    course.finish(assignment, ends_on=ends_on, reason=reason, text=assignment.end_text, by=by, at=at)
    if assignment.state == AssignmentState.ENDED:
        course.tell(assignment, course.end_of(assignment), by=by, at=at)


def _last_day_as_child(child: Child) -> date:
    """The day before the eighteenth birthday; who was born on 29 February comes of age on 1 March."""
    born = child.birth_date
    try:
        birthday = born.replace(year=born.year + OF_AGE)
    except ValueError:
        birthday = date(born.year + OF_AGE, 3, 1)
    return birthday - timedelta(days=1)


def _stored(made: Proposal) -> Proposal:
    """Raises Refused when the same was proposed at the same moment."""
    made.number = next_number("W", made.proposed_at)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise Refused(PROPOSED_ALREADY, field="candidate") from None
    return made


def _locked(proposal: Proposal) -> Proposal:
    rows = Proposal.objects.select_for_update(of=("self",))
    return rows.select_related("child", "candidate", "organisation", "body").get(pk=proposal.pk)


def _asked(proposal: Proposal, by: User) -> Proposal:
    stored = _locked(proposal)
    policies.check_can_answer(by, stored)
    return stored


def _answer(proposal: Proposal, state: str, reason: str, *, by: User, at: datetime) -> None:
    check_move(proposal, state, Proposal.TRANSITIONS)
    proposal.reason, proposal.answered_by, proposal.answered_at = reason, by, at
    proposal.save(update_fields=["reason", "answered_by", "answered_at"])
    move(proposal, state, by=by, at=at)
    clocks.finish(proposal.subject, Event.MENTOR_PROPOSAL_ANSWERED, by=by, at=at)
    telling.tell(proposal.subject, [proposal.body], sender=proposal.organisation, by=by, at=at)

"""The writers of the household: the declaration, and who comes and goes afterwards."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit import log
from apps.audit.acting import action
from apps.audit.transitions import move
from apps.core.errors import Collector, Refused
from apps.core.localtime import local_day
from apps.mentoring import policies
from apps.mentoring.acts.applications import bump, check_open, lock
from apps.mentoring.acts.clearance import reopen
from apps.mentoring.checks.household import Relation, check_declaration, checked_member, is_reached
from apps.mentoring.models import Candidate, HouseholdMember, Reopening
from apps.mentoring.states import BEING_CHECKED, CandidateState


@action
def declare(
    candidate: Candidate, *, is_married: bool | None, lives_alone: bool | None, members: Sequence[Mapping[str, Any]],
    by: User, at: datetime,
) -> Candidate:  # fmt: skip
    """Declare “lives alone”, or the list; a spouse is mandatory when married. `members` are persons not yet listed.

    The first declaration begins the checks, and the guardianship body sees the candidate from then on.
    """
    candidate = _locked(candidate, by)
    today = local_day(at)
    refuse = Collector()
    new = [checked_member(one, today, refuse, place=f"members.{n}.") for n, one in enumerate(members)]
    held = list(candidate.household.on(today).values_list("relation", flat=True))
    check_declaration(is_married, lives_alone, [*held, *(one["relation"] for one in new)], refuse)
    refuse.done()
    candidate.is_married, candidate.lives_alone = is_married, lives_alone
    bump(candidate, "is_married", "lives_alone")
    log.record("candidate.household_declared", candidate.subject, by=by, at=at, members=len(held) + len(new))
    for values in new:
        _add(candidate, values, by=by, at=at)
    if candidate.state == CandidateState.ADVISED:
        candidate.checks_since = at
        candidate.save(update_fields=["checks_since"])
        move(candidate, CandidateState.CHECKING, by=by, at=at)
    return candidate


@action
def add_member(candidate: Candidate, *, data: Mapping[str, Any], by: User, at: datetime) -> HouseholdMember:
    """A spouse or a person who lives with the candidate now. Reached by the grounds, the person opens a clearance
    again; a child of the family does not until its majority."""
    candidate = _locked(candidate, by)
    refuse = Collector()
    values = checked_member(data, local_day(at), refuse)
    spouse = candidate.household.filter(relation=Relation.SPOUSE, ends_on=None)
    if values["relation"] == Relation.SPOUSE and spouse.exists():
        refuse(_("A spouse is named already: say first until when."), field="relation")
    refuse.done()
    if values["relation"] == Relation.SPOUSE:
        candidate.is_married = True
    else:
        candidate.lives_alone = False
    bump(candidate, "is_married", "lives_alone")
    return _add(candidate, values, by=by, at=at)


@action
def end_member(member: HouseholdMember, *, ends_on: date | None, by: User, at: datetime) -> HouseholdMember:
    """The person lives there no more, or the marriage ended. The declaration is made anew when nobody is left."""
    candidate = _locked(member.candidate, by)
    member = candidate.household.select_for_update().get(pk=member.pk)
    if member.ends_on is not None:
        raise Refused(_("This has ended already and stays as it was recorded."), field="ends_on")
    if ends_on is None or ends_on > local_day(at) or (member.starts_on and ends_on < member.starts_on):
        raise Refused(_("Name the last day, not before the first and not ahead."), field="ends_on")
    member.ends_on = ends_on
    member.save(update_fields=["ends_on"])
    log.record("candidate.member_ended", candidate.subject, by=by, at=at, member=member.pk, ends_on=ends_on)
    left = candidate.household.filter(ends_on=None)
    if member.relation == Relation.SPOUSE:
        candidate.is_married = False
    elif not left.filter(relation=Relation.COHABITANT).exists():
        candidate.lives_alone = not left.exists() or None
    bump(candidate, "is_married", "lives_alone")
    return member


def _add(candidate: Candidate, values: Mapping[str, Any], *, by: User, at: datetime) -> HouseholdMember:
    member = HouseholdMember.objects.create(candidate=candidate, recorded_by=by, recorded_at=at, **values)
    log.record("candidate.member_added", candidate.subject, by=by, at=at, member=member.pk, relation=member.relation)
    if candidate.state == CandidateState.CLEARED and is_reached(member, local_day(at)):
        reopen(candidate, cause=Reopening.Cause.NEW_MEMBER, member=member, by=by, at=at)
    return member


def _locked(candidate: Candidate, by: User) -> Candidate:
    candidate = lock(candidate)
    policies.check_can_keep(by, candidate.organisation)
    check_open(candidate)
    if candidate.state not in BEING_CHECKED | {CandidateState.ADVISED}:
        raise Refused(_("The candidate is advised first."), field="state", rule="kz345.a28-2.p10.s1")
    return candidate

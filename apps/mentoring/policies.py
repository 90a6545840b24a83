"""What Article 28-2(1) asks of a mentoring assignment, and who may do what in mentoring."""

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows, require
from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, User
from apps.accounts.permissions import Perm
from apps.core.errors import Collector, NotAllowed
from apps.disclosure import mask
from apps.mentoring.models import Agreement, Assignment, Candidate, Organisation, Proposal, QuarterlyReport
from apps.mentoring.states import MENTORS, AgreementState
from apps.people.models import Child, Ground, access_rows
from apps.people.policies import can_see_identity, check_is_responsible, is_responsible

MENTORED_FROM = 10
RULE = "kz345.a28-2.p1"
TRAINERS = frozenset({AgencyKind.MENTORING_ORG, AgencyKind.ORPHAN_ORG})


def check_may_be_mentored(child: Child, starts_on: date, refuse: Collector, *, field: str = "starts_on") -> None:
    """Ten or older, and living in an organisation for orphans and children without parental care."""
    if child.age(starts_on) < MENTORED_FROM:
        refuse(
            _("A mentor is for a child of ten or older: this one is %(age)s on that day.")
            % {"age": child.age(starts_on)},
            field=field,
            rule=RULE,
        )
    home = child.placements.on(starts_on).filter(organisation__kind=AgencyKind.ORPHAN_ORG)
    if not home.exists():
        refuse(
            _(
                "On that day the child does not live in an education organisation for orphans and children "
                "without parental care: a mentor is only for such a child."
            ),
            field=field,
            rule=RULE,
        )


def keeps(user: User, organisation: Organisation) -> bool:
    """Whether the person's post keeps the mentors of this organisation."""
    return allows(user, Perm.KEEP_MENTORS) and organisation.agency_id == user.agency.pk


def check_can_keep(user: User, organisation: Organisation) -> None:
    """Those of the organisation who keep its mentors."""
    require(user, Perm.KEEP_MENTORS)
    if organisation.agency_id != user.agency.pk:
        raise NotAllowed(_("Only the mentoring organisation itself may do this."))


def check_can_register(user: User, agency: Agency) -> None:
    """The organisation itself, the bodies that conclude agreements, and who registers agencies of every kind."""
    own = allows(user, Perm.KEEP_MENTORS, agency)
    if not (own or allows(user, Perm.CLEAR_MENTORS) or allows(user, Perm.MANAGE_ALL_AGENCIES)):
        raise NotAllowed(_("Only the mentoring organisation itself or a guardianship body may do this."))


def check_can_correct(user: User, organisation: Organisation) -> None:
    """The organisation itself, a body with an agreement with it in force, and who keeps agencies of every kind."""
    agency = organisation.agency
    if allows(user, Perm.KEEP_MENTORS, agency) or allows(user, Perm.MANAGE_ALL_AGENCIES):
        return
    in_force = Agreement.objects.filter(organisation=organisation, state=AgreementState.IN_FORCE)
    if not (allows(user, Perm.CLEAR_MENTORS) and in_force.filter(body=user.agency).exists()):
        raise NotAllowed(
            _("Only the mentoring organisation itself or a guardianship body with an agreement in force may do this.")
        )


def check_can_file_charter(user: User, organisation: Organisation) -> None:
    """The first by whoever may register the organisation; a new version by whoever may correct the register."""
    if organisation.charter_id is None:
        check_can_register(user, organisation.agency)
    else:
        check_can_correct(user, organisation)


def check_can_decide(user: User, candidate: Candidate) -> None:
    """The guardianship body before which the candidate stands, and nobody about oneself."""
    require(user, Perm.CLEAR_MENTORS)
    if candidate.body_id != user.agency.pk:
        raise NotAllowed(_("Only the guardianship body before which the candidate stands may do this."))
    if candidate.account_id == user.pk:
        raise NotAllowed(_("Nobody decides about oneself."))


def check_can_report_reason(user: User, candidate: Candidate) -> None:
    """What opens a clearance again is reported by the organisation or by the body."""
    if not keeps(user, candidate.organisation):
        check_can_decide(user, candidate)


def side_of(user: User, organisation: Organisation, body: Agency) -> Agency:
    """The side of an agreement for which the person acts. Raises NotAllowed."""
    if keeps(user, organisation):
        return organisation.agency
    if allows(user, Perm.CLEAR_MENTORS, body):
        return body
    raise NotAllowed(_("Only the two sides of the agreement may do this."))


def check_can_confirm(user: User, agreement: Agreement) -> None:
    """The side that did not propose."""
    side = side_of(user, agreement.organisation, agreement.body)
    if side.pk != agreement.other_side_id:
        raise NotAllowed(_("The other side confirms the agreement."))


def check_can_train(user: User, agency: Agency) -> None:
    """Mentoring organisations and orphan education organisations train, each in its own programmes (28-2(7))."""
    require(user, Perm.TRAIN_MENTORS)
    if agency.pk != user.agency.pk:
        raise NotAllowed(_("Only the organisation that trains may do this."))
    if agency.kind not in TRAINERS:
        raise NotAllowed(_("Mentors are trained by mentoring organisations and orphan education organisations."))


def check_trains_for(trainer: Agency, organisation: Organisation) -> None:
    """Candidates are trained by their own organisation or by an orphan education organisation (28-2(7))."""
    if trainer.pk != organisation.agency_id and trainer.kind != AgencyKind.ORPHAN_ORG:
        raise NotAllowed(_("Candidates are trained by their own organisation or by an orphan education organisation."))


def check_can_suspend(user: User, assignment: Assignment) -> None:
    """The body responsible for the child; and the mentoring organisation its own mentors."""
    if not _runs(user, assignment) and not is_responsible(user, assignment.child):
        raise NotAllowed(_("Only the responsible body and the mentoring organisation may do this."))


def check_can_print(user: User, assignment: Assignment) -> None:
    """Who knows whom the three-party agreement is about: the body, the home, and with consent to the name the mentoring
    organisation and the mentor."""
    child = assignment.child
    known = can_see_identity(user, child) or mask.consented(user, child, mask.Scope.NAME)
    if not (known and access_rows(user).filter(child=child).exists()):
        raise NotAllowed(_("The agreement names the child: only those who know the name print it."))


def check_can_file_contract(user: User, assignment: Assignment) -> None:
    """The body, the home and the mentoring organisation, each as long as it knows the name; never the mentor alone."""
    check_can_print(user, assignment)
    if not (is_responsible(user, assignment.child) or _runs(user, assignment) or cares_for(user, assignment)):
        raise NotAllowed(_("Only the body and the two organisations around the child may do this."))


def check_can_await(user: User) -> None:
    """Guardianship bodies and orphan organisations see which of their children wait for a mentor."""
    home = user.agency is not None and user.agency.kind == AgencyKind.ORPHAN_ORG
    if not (allows(user, Perm.CLEAR_MENTORS) or (home and allows(user, Perm.VIEW_CHILDREN))):
        raise NotAllowed(_("Only the guardianship body and the organisation the child lives in may do this."))


def check_sees_pairs(user: User) -> None:
    """Whose work pairs are: both organisations, the body, and the mentor the own."""
    home = user.agency is not None and user.agency.kind == AgencyKind.ORPHAN_ORG
    perms = (Perm.KEEP_MENTORS, Perm.CLEAR_MENTORS, Perm.VIEW_OWN_CHILDREN)
    if not (any(allows(user, perm) for perm in perms) or (home and allows(user, Perm.VIEW_CHILDREN))):
        raise NotAllowed(_("Only the mentor, the body and the two organisations around the child may do this."))


def check_can_match(user: User) -> None:
    """Guardianship bodies look for mentors and propose them."""
    require(user, Perm.CLEAR_MENTORS)


def check_can_answer(user: User, proposal: Proposal) -> None:
    """The organisation that is asked; nobody about oneself."""
    check_can_report(user, proposal.organisation)
    if proposal.candidate.account_id == user.pk:
        raise NotAllowed(_("Nobody decides about oneself."))


def check_can_withdraw(user: User, proposal: Proposal) -> None:
    """The body that proposed, as long as it is responsible for the child."""
    check_is_responsible(user, proposal.child)
    if proposal.body_id != user.agency.pk:
        raise NotAllowed(_("Only the guardianship body that proposed the mentor may do this."))


def check_can_meet(user: User, assignment: Assignment) -> None:
    """The mentor of this child while it runs, the mentoring organisation, and the organisation the child lives in."""
    if not (_mentors(user, assignment) or _runs(user, assignment) or cares_for(user, assignment)):
        raise NotAllowed(_("Only the mentor and the two organisations around the child may do this."))


def check_can_note(user: User, assignment: Assignment) -> None:
    """The mentor of this child while it runs, and those of the organisation who keep its mentors."""
    if not (_mentors(user, assignment) or _runs(user, assignment)):
        raise NotAllowed(_("Only the mentor and the mentoring organisation may do this."))


def check_can_question(user: User, assignment: Assignment) -> None:
    """The mentoring organisation and the body responsible for the child."""
    if not (_runs(user, assignment) or is_responsible(user, assignment.child)):
        raise NotAllowed(_("Only the responsible body and the mentoring organisation may do this."))


def check_keeps_home(user: User, home: Agency | None) -> None:
    """Those who care for the children of an orphan education organisation."""
    if home is None or not allows(user, Perm.VIEW_CHILDREN, home) or home.kind != AgencyKind.ORPHAN_ORG:
        raise NotAllowed(_("Only the organisation the child lives in may do this."))


def _mentors(user: User, assignment: Assignment) -> bool:
    mine = assignment.mentor_id == user.pk and assignment.state in MENTORS
    return mine and allows(user, Perm.VIEW_OWN_CHILDREN, assignment.organisation)


def _runs(user: User, assignment: Assignment) -> bool:
    return allows(user, Perm.KEEP_MENTORS) and assignment.organisation_id == user.agency.pk


def cares_for(user: User, assignment: Assignment) -> bool:
    """Whether the person's post is at the organisation the child lives in."""
    return access_rows(user).filter(child=assignment.child_id, ground=Ground.PLACEMENT).exists()


def check_can_report(user: User, organisation: Agency) -> None:
    """Those of the organisation who keep its mentors draw up and submit its reports."""
    require(user, Perm.KEEP_MENTORS)
    if organisation.pk != user.agency.pk:
        raise NotAllowed(_("Only the mentoring organisation itself may do this."))


def check_can_judge(user: User, report: QuarterlyReport) -> None:
    """The guardianship body to which the report was submitted accepts or returns it."""
    require(user, Perm.CLEAR_MENTORS)
    if report.body_id != user.agency.pk:
        raise NotAllowed(_("Only the guardianship body to which the report was submitted may do this."))


def check_can_oversee(user: User) -> None:
    """Those who see the sums of a region or of the country, without any person."""
    require(user, Perm.OVERSEE_MENTORS)


def may(check: Callable[..., object], *args: object) -> bool:
    """Whether a check passes; for offering a button or leaving it out."""
    try:
        check(*args)
    except NotAllowed:
        return False
    return True

"""Who may do what with a case or a referral; each raises with a reason a person can read."""

from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows, require
from apps.accounts.models import User
from apps.accounts.permissions import Perm
from apps.casework.models import Approval, Case, Referral
from apps.casework.states import WORKED_ON, State
from apps.core.errors import NotAllowed
from apps.people.models import Child
from apps.people.policies import holds_file


def check_can_open(user: User, child: Child) -> None:
    """The guardianship body responsible for the child opens a case."""
    require(user, Perm.MANAGE_CASES)
    if not holds_file(user, child):
        raise NotAllowed(_("Only the guardianship body responsible for the child may do this."))


def check_can_work(user: User, case: Case) -> None:
    """Everybody of the body who keeps cases may work on one: a colleague stands in without asking."""
    require(user, Perm.MANAGE_CASES)
    _check_own(user, case)
    if case.state not in WORKED_ON:
        raise NotAllowed(_("In the state “%(state)s” nobody works on the case.") % {"state": case.get_state_display()})


def check_can_record(user: User, case: Case) -> None:
    """A visit that was made, a step that was done: recorded in any state but the last."""
    require(user, Perm.MANAGE_CASES)
    _check_own(user, case)
    if not case.is_open:
        raise NotAllowed(_("This case is closed."))


def check_can_decide(user: User, approval: Approval) -> None:
    """A supervisor of the body, and never the author: two pairs of eyes."""
    require(user, Perm.SUPERVISE_CASES)
    _check_own(user, approval.case)
    if user.pk in {approval.asked_by_id, approval.plan.author_id if approval.plan else None}:
        raise NotAllowed(_("Nobody approves what is one's own: ask another supervisor of the body."))


def check_can_reopen(user: User, case: Case) -> None:
    """The body whose case it was, as long as it still answers for the child."""
    require(user, Perm.MANAGE_CASES)
    _check_own(user, case)
    if case.child.guardianship_id != case.agency_id:
        raise NotAllowed(_("Another body is responsible for the child now."))
    if not holds_file(user, case.child):
        raise NotAllowed(_("Only the guardianship body responsible for the child may do this."))
    if case.state != State.CLOSED:
        raise NotAllowed(_("Only a closed case is opened again."))


def check_can_supervise(user: User) -> None:
    require(user, Perm.SUPERVISE_CASES)


def check_can_assign(user: User, case: Case) -> None:
    check_can_supervise(user)
    _check_own(user, case)
    if not case.is_open:
        raise NotAllowed(_("This case is closed."))


def check_can_say_absent(user: User, person: User) -> None:
    """One's own absence, or, for those who supervise, anybody's of the body."""
    require(user, Perm.MANAGE_CASES)
    if user.pk != person.pk:
        check_can_supervise(user)


def check_can_refer(user: User, child: Child) -> None:
    """The body responsible for a child asks others for help, or to take the child over."""
    check_can_open(user, child)


def check_can_reply(user: User, referral: Referral) -> None:
    """The body that was asked: whoever answers its post; a transfer is for those who keep cases."""
    if user.agency is None or user.agency.pk != referral.recipient_id:
        raise NotAllowed(_("Only the body that was asked may reply."))
    require(user, Perm.ACKNOWLEDGE_NOTICES)
    if referral.is_transfer:
        require(user, Perm.MANAGE_CASES)


def check_sender_answers(referral: Referral) -> None:
    """Whoever asks opens what is its own: a child that has moved since is another body's to ask about."""
    if referral.child.guardianship_id != referral.sender_id:
        raise NotAllowed(_("The body that asked is not responsible for the child any more."))


def check_can_withdraw(user: User, referral: Referral) -> None:
    require(user, Perm.MANAGE_CASES)
    if user.agency.pk != referral.sender_id:
        raise NotAllowed(_("Only the body that asked may withdraw."))


def may(check, *args) -> bool:
    """Whether a check passes; for offering a button or leaving it out."""
    try:
        check(*args)
    except NotAllowed:
        return False
    return True


def keeps_cases(user: User) -> bool:
    return allows(user, Perm.MANAGE_CASES) or allows(user, Perm.SUPERVISE_CASES)


def _check_own(user: User, case: Case) -> None:
    if user.agency is None or user.agency.pk != case.agency_id:
        raise NotAllowed(_("Only the body that keeps this case may do this."))

"""Who may do what with appeals; each raises with a reason a person can read."""

from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows, require
from apps.accounts.models import User
from apps.accounts.permissions import Perm
from apps.complaints.models import Appeal, BodyRequest, Exclusion
from apps.complaints.models.appeals import access_rows
from apps.complaints.states import RequestKind, RequestState
from apps.core.errors import NotAllowed


def check_can_register(user: User) -> None:
    require(user, Perm.KEEP_APPEALS)


def check_can_work(user: User, appeal: Appeal) -> None:
    """People of the office that considers it, unless they are shut out."""
    require(user, Perm.KEEP_APPEALS)
    _check_office(user, appeal)


def check_can_decide(user: User, appeal: Appeal) -> None:
    """The head alone: extension, outcome, reopening, exclusions (APPC Article 76: head or deputy)."""
    check_can_work(user, appeal)
    if not allows(user, Perm.DECIDE_APPEALS):
        raise NotAllowed(_("Only the head of the office decides this."))


def check_can_open_identity(user: User, appeal: Appeal) -> None:
    require(user, Perm.VIEW_APPLICANT)
    _check_office(user, appeal)


def check_can_answer(user: User, request: BodyRequest) -> None:
    """People of the body that was asked."""
    require(user, Perm.ANSWER_REQUESTS)
    if user.agency.pk != request.body_id:
        raise NotAllowed(_("Another body was asked."))
    if request.state not in (RequestState.SENT, RequestState.REFUSED):
        raise NotAllowed(_("This was answered or withdrawn already."))


def check_can_refuse(user: User, request: BodyRequest) -> None:
    """A body refuses only to open a file, with its reasons."""
    check_can_answer(user, request)
    if request.kind != RequestKind.FILE or request.state != RequestState.SENT:
        raise NotAllowed(_("An ombudsman's request is answered; only access to a file can be refused, with reasons."))


def check_can_withdraw_request(user: User, request: BodyRequest) -> None:
    check_can_work(user, request.appeal)
    if request.state not in (RequestState.SENT, RequestState.REFUSED):
        raise NotAllowed(_("This was answered or withdrawn already."))


def is_shut_out(user: User, appeal: Appeal) -> bool:
    return Exclusion.objects.filter(appeal=appeal, user=user, lifted_at__isnull=True).exists()


def _check_office(user: User, appeal: Appeal) -> None:
    if user.agency is None or user.agency.pk != appeal.office_id:
        raise NotAllowed(_("Another office considers this appeal."))
    if not access_rows(user).filter(appeal=appeal).exists():
        raise NotAllowed(_("You are shut out of this appeal."))

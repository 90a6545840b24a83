"""Who may do what with an incident; each raises with a reason a person can read."""

from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows, require
from apps.accounts.models import User
from apps.accounts.permissions import Perm
from apps.core.errors import NotAllowed
from apps.incidents.models import Incident, access_rows
from apps.incidents.states import LIVE, State


def check_can_log(user: User) -> None:
    require(user, Perm.LOG_INCIDENTS)


def check_can_edit_draft(user: User, incident: Incident) -> None:
    """A draft belongs to its author and to those of the agency who manage incidents."""
    _check_own(user, incident)
    if incident.state != State.DRAFT:
        raise NotAllowed(_("This incident was submitted: it is corrected, not edited."))


def check_can_submit(user: User, incident: Incident) -> None:
    check_can_edit_draft(user, incident)


def check_can_restore(user: User, incident: Incident) -> None:
    _check_own(user, incident)
    if incident.state != State.DISCARDED:
        raise NotAllowed(_("Only a discarded draft can be restored."))


def check_can_correct(user: User, incident: Incident) -> None:
    _check_own(user, incident)
    if incident.state not in LIVE:
        raise NotAllowed(_("Only an incident that is being worked on can be corrected."))


def check_can_change_recipients(user: User, incident: Incident) -> None:
    check_can_correct(user, incident)


def check_can_follow_up(user: User, incident: Incident) -> None:
    """Everybody who received it and manages incidents may record what was done."""
    require(user, Perm.MANAGE_INCIDENTS)
    if not access_rows(user).filter(incident=incident).exists():
        raise NotAllowed(_("Your agency has no part in this incident."))
    if incident.state not in LIVE:
        raise NotAllowed(_("Only an incident that is being worked on takes follow-up."))


def check_can_close(user: User, incident: Incident) -> None:
    require(user, Perm.MANAGE_INCIDENTS)
    _check_own(user, incident)


def check_can_join(user: User, incident: Incident, into: Incident) -> None:
    """Whoever sees both reports and manages incidents, of the agency whose report goes on (its clock may move
    back by joining) or of the guardianship body."""
    require(user, Perm.MANAGE_INCIDENTS)
    seen = access_rows(user).filter(incident__in=[incident, into]).values("incident").distinct().count()
    if seen < 2 or not (user.agency.pk == into.agency_id or user.agency.kind == "GUARDIANSHIP"):
        raise NotAllowed(
            _("Only the agency whose report goes on, or the guardianship body told of both, may join reports.")
        )


def may_see_reporter(user: User, incident: Incident) -> bool:
    """A confidential reporter is known to the reporting agency alone, and there to those who may see reporters."""
    if not incident.reporter_is_confidential:
        return True
    return allows(user, Perm.VIEW_REPORTER) and user.agency.pk == incident.agency_id


def may_name(user: User, incident: Incident, agency_id: int | None) -> bool:
    """Whether people of this agency who worked on the incident are named: in the reporting agency, one of them may be
    the confidential reporter."""
    return agency_id != incident.agency_id or may_see_reporter(user, incident)


def _check_own(user: User, incident: Incident) -> None:
    if user.agency is None or user.agency.pk != incident.agency_id:
        raise NotAllowed(_("Only the agency that reported this incident may do this."))
    if not (
        allows(user, Perm.MANAGE_INCIDENTS) or (incident.author_id == user.pk and allows(user, Perm.LOG_INCIDENTS))
    ):
        raise NotAllowed(_("Your present post does not allow this."))

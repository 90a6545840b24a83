"""Who settles suspected duplicates: officers of the body responsible for the files."""

from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows
from apps.accounts.models import User
from apps.accounts.permissions import Perm
from apps.core.errors import NotAllowed, Refused
from apps.matching.own import own_of
from apps.people.models import Child

BOTH_OWN = "caseflow.child.merge_both_own"


def check_may_settle(user: User, *children: Child) -> None:
    """Whether the person settles duplicates at the body responsible for at least one of the files, which is open."""
    if not allows(user, Perm.MERGE_CHILDREN) or not own_of(user, children):
        raise NotAllowed(_("Only the guardianship body responsible for the child may do this."))


def check_may_merge(user: User, *children: Child) -> None:
    """Both files at the own body: another body hands its file over first."""
    check_may_settle(user, *children)
    if any(child.guardianship_id != user.agency.pk for child in children):
        raise Refused(
            _(
                "One of the files belongs to another guardianship body. Ask it to hand the file over; both files must "
                "be at one body before they become one."
            ),
            rule=BOTH_OWN,
        )
    if len(own_of(user, children)) < len({child.pk for child in children}):
        raise NotAllowed(_("Only the guardianship body responsible for the child may do this."))


def may_ask(user: User) -> bool:
    """Whether the person asks and answers other bodies about files."""
    return allows(user, Perm.MERGE_CHILDREN)

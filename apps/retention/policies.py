"""Who may hold, archive and erase: the heads of the body responsible for the child."""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows
from apps.accounts.models import User
from apps.accounts.permissions import Perm
from apps.core.errors import NotAllowed, Refused
from apps.matching.models import Merge
from apps.people.models import Child, ChildCategory
from apps.retention.models import Erasure
from apps.retention.standing import Against
from apps.retention.terms import terms_on, years_after


def may_keep(user: User, child: Child) -> bool:
    """Whether this person decides about keeping this file."""
    return allows(user, Perm.ERASE_CHILDREN) and child.guardianship_id == user.post.agency_id


def check_can_keep(user: User, child: Child) -> None:
    if not may_keep(user, child):
        raise NotAllowed(_("Only the head of the guardianship body responsible for the child may do this."))


def check_can_decide(user: User, erasure: Erasure) -> None:
    if not allows(user, Perm.ERASE_CHILDREN) or erasure.agency_id != user.post.agency_id:
        raise NotAllowed(_("Only the head of the guardianship body responsible for the child may do this."))


def check_second_person(user: User, erasure: Erasure) -> None:
    """Whoever proposed may not confirm, in whatever post."""
    check_can_decide(user, erasure)
    if erasure.proposed_by_id == user.pk:
        raise Refused(
            _("You proposed this erasure. Another person of the body, who may erase, has to confirm it."),
            rule="caseflow.retention.two_persons",
        )


def check_nothing_stands(stands: list[Against]) -> None:
    if stands:
        said = ", ".join(f"{one.label} ({one.count})" for one in stands)
        raise Refused(
            _("Something stands against it: %(what)s. Settle it first.") % {"what": said},
            rule="caseflow.retention.nothing_open",
        )


def due_on(day: date) -> QuerySet[Child]:
    """Children whose files belong into the archive on a day: of age, no care leavers before the higher age.

    A file that was merged into another goes with that one.
    """
    terms = terms_on(day)
    grown, cared = (years_after(day, -age) for age in (terms.archive_from_age, terms.archive_from_age_after_care))
    in_care = ChildCategory.objects.standing().on(day).filter(
        child=OuterRef("pk"), kind=ChildCategory.Kind.CARE_LEAVER
    )  # fmt: skip
    absorbed = Merge.objects.standing().filter(absorbed=OuterRef("pk"))
    of_age = Q(birth_date__lte=cared) | (Q(birth_date__lte=grown) & ~Exists(in_care))
    return Child.objects.filter(of_age, ~Exists(absorbed))


def check_due(child: Child, day: date) -> None:
    if not due_on(day).filter(pk=child.pk).exists():
        raise Refused(_("The person is not of the age from which files are archived."), rule="caseflow.retention.age")

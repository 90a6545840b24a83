"""Finding a file in the archive: by the head of the responsible body, for a stated purpose."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.access import require
from apps.accounts.models import User
from apps.accounts.permissions import Perm
from apps.audit import log
from apps.audit.acting import action
from apps.core import wall
from apps.core.errors import Refused
from apps.core.subjects import Subject
from apps.disclosure.models import Purpose
from apps.matching.search import load, search_among
from apps.people.models import Child
from apps.retention.models import Retention
from apps.retention.states import State

FOUND = 20
PURPOSES = tuple(one for one in Purpose.Kind if one not in (Purpose.Kind.OTHER, Purpose.Kind.EMERGENCY))


def file_of(number: str, *, by: User) -> tuple[Retention | None, Child | None]:
    """How a file of the own body is kept, and the child; the first alone once erased. (None, None) for anything else.

    The archive is closed to every ground; the body responsible finds a file there by its whole number alone.
    """
    require(by, Perm.ERASE_CHILDREN)
    with wall.lifted("the archive is closed to every ground but this"):
        child = Child.objects.filter(number=number, guardianship=by.agency).first()
        if child:
            return Retention.objects.filter(child=child).first(), child
    kept = Retention.objects.visible_to(by).filter(number=number, state=State.ERASED).first()
    return kept, None


@action
def find_archived(text: str, *, purpose: str, by: User, at: datetime) -> list[Child]:
    """The body's archived files that fit, best first. The ledger keeps the purpose and the numbers found, not what
    was searched for. Raises Refused for an unknown purpose."""
    require(by, Perm.ERASE_CHILDREN)
    if purpose not in PURPOSES:
        raise Refused(_("Say what you need the file for."), field="purpose")
    kept = Retention.objects.visible_to(by).filter(state=State.ARCHIVED)
    children = Child.objects.filter(pk__in=kept.values("child"), guardianship=by.agency)
    found = load(search_among(children, text, known=Q(), limit=FOUND), children.select_related("retention"))
    numbers = [one.number for one in found]
    log.record("archive.searched", Subject("archive", by.agency.pk, ""), by=by, at=at, purpose=purpose, found=numbers)
    return found

"""What goes along when another body takes a child over: every file of the person, and what was asked of other bodies.
Apps above say what else does, by `goes_along`.

Help that was promised goes on for the child, and is the new body's: it reads the answer, and it ends the help. A
request that nobody has replied to is withdrawn, for the one who asked does not answer for the child any more.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from apps.accounts.models import Agency, Area, User
from apps.audit import log
from apps.casework.clocks import escalation_of
from apps.casework.models import Case, Referral
from apps.core.models import live
from apps.matching.models import files_of_person
from apps.obligations.handover import hand_over
from apps.obligations.models import Obligation
from apps.people.access import access_row
from apps.people.acts.sharing import part_family
from apps.people.models import Child, ChildAccess, Ground
from apps.people.papers import follow_all

Companion = Callable[..., None]
"""Gets the files, and by name `old`, `new`, `by` and `at`, within the commit that makes the new body responsible."""

_companions: list[Companion] = []


def goes_along(companion: Companion) -> None:
    """Have `companion` called whenever another body takes a child over."""
    if companion not in _companions:
        _companions.append(companion)


def pass_files(
    child: Child, *, old: Agency, new: Agency, area: Area | None, by: User, at: datetime
) -> list[Child]:  # fmt: skip
    """Make `new` responsible for the child's file and for all that was merged into it; gives them, the child's first.

    Only the child's own file opens: one that became part of it has no rows of access. Call inside an action.
    """
    ids = files_of_person(child.pk)
    held = Child.objects.select_for_update(of=("self",)).order_by("pk").in_bulk(ids)
    files = [held[pk] for pk in ids]
    ground = ChildAccess.objects.filter(live(), child__in=ids, ground=Ground.RESPONSIBLE, agency=old)
    ground.update(valid_to=at)
    for one in files:
        one.guardianship, one.area, one.version = new, area or one.area, one.version + 1
        one.save(update_fields=["guardianship", "area", "version"])
        part_family(one)
        hand_over(one.subject, old=old, new=new, escalation=escalation_of(new), by=by, at=at)
        follow_all(one, by=by, at=at)
    access_row(files[0], new, Ground.RESPONSIBLE, valid_from=at, by=by).save()
    for companion in _companions:
        companion(files, old=old, new=new, by=by, at=at)
    return files


def asked_by(old: Agency, files: Iterable[Child], state: str) -> list[Referral]:
    """What the old body asked of others about these files and is in this state, held."""
    rows = Referral.objects.select_for_update(of=("self",)).filter(child__in=list(files), sender=old, state=state)
    return list(rows.select_related("recipient").order_by("pk"))


def pass_help(referral: Referral, new: Agency, *, case: Case | None, by: User, at: datetime) -> None:
    """Help that `referral` was promised is owed to the new body from now on."""
    old = referral.sender_id
    referral.sender, referral.case, referral.version = new, case, referral.version + 1
    referral.save(update_fields=["sender", "case", "version"])
    duties = Obligation.objects.about(referral.subject).open().filter(party=old)
    duties.update(party=new)
    log.record("referral.passed_on", referral.subject, by=by, at=at, old=old, new=new.pk)


def why_withdrawn() -> str:
    """What the body that was asked reads."""
    return _("Another guardianship body has taken the child over. It asks anew if help is still needed.")

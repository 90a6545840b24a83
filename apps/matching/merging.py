"""Making two files one, and undoing it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit import log
from apps.audit.acting import action
from apps.core.errors import Refused
from apps.matching import keeping, moving, policies
from apps.matching.deciding import checked_reason, decide
from apps.matching.models import Merge, SuspectedPair
from apps.matching.relations import CHECKS
from apps.matching.telling import CLOSED
from apps.people.access import access_row
from apps.people.actions import correct_child
from apps.people.checks import FIELDS
from apps.people.models import Child, ChildAccess, Ground
from apps.people.policies import sees_secrecy
from apps.people.secrecy import told_representative

IIN_RULE = "caseflow.child.merge_one_iin"
UNDO_RULE = "caseflow.child.merge_undo"
KIND = "representative_kind"
CHOSEN = tuple(field for field in FIELDS if field not in ("iin", "no_iin_reason", "area"))
"""Fields of which either value may be kept. The IIN is kept from whichever file has one."""


@action
def merge(
    kept: Child, *, absorbed: Child, take: Mapping[str, bool] | None = None, reason: str, by: User, at: datetime
) -> Merge:
    """Make `absorbed` a part of `kept`. `take`: names of CHOSEN whose value comes from the absorbed file.

    Everything declared in `relations` moves; what stands twice stays with the absorbed file. Raises Refused for two
    different IINs and when a file is part of another already.
    """
    kept, absorbed = _locked(kept, absorbed)
    policies.check_may_merge(by, kept, absorbed)
    reason = checked_reason(reason)
    _check_mergeable(kept, absorbed)
    before = _choose(kept, absorbed, take or {}, by=by, at=at)
    moved, left = moving.move_all(absorbed, kept)
    made = Merge.objects.create(
        kept=kept, absorbed=absorbed, reason=reason, merged_by=by, merged_at=at, moved=moved, left=left, before=before,
    )  # fmt: skip
    keeping.rebuild([kept.pk, absorbed.pk])
    decide(_pair(kept, absorbed, at), SuspectedPair.State.SAME, reason, by=by, at=at)
    _note("child.merged", made, by, at)
    return made


@action
def undo(made: Merge, *, reason: str, by: User, at: datetime) -> Merge:
    """Two files again, each with exactly what it had; what was written since stays with the kept file.

    Raises Refused when a value that was chosen has been corrected since, or rows have gone elsewhere.
    """
    made = Merge.objects.select_for_update().get(pk=made.pk)
    kept, absorbed = _locked(made.kept, made.absorbed)
    policies.check_may_merge(by, kept, absorbed)
    reason = checked_reason(reason)
    _check_undoable(made, kept, by)
    try:
        with transaction.atomic():
            missing = moving.move_back(made.moved, kept, absorbed)
            _give_back(made, kept, absorbed, by=by, at=at)
    except IntegrityError:
        raise _cannot(_("Something recorded since stands in the way, such as the IIN in another file.")) from None
    if missing:
        raise _cannot(_("Records of the merged file have since gone to another file. Undo that merge first."))
    made.undone_at, made.undone_by, made.undo_reason = at, by, reason
    made.save(update_fields=["undone_at", "undone_by", "undo_reason"])
    _give_ground(absorbed, by=by, at=at)
    keeping.rebuild([kept.pk, absorbed.pk])
    decide(_pair(kept, absorbed, at), SuspectedPair.State.OPEN, "", by=by, at=at)
    _note("child.unmerged", made, by, at)
    return made


def _locked(kept: Child, absorbed: Child) -> tuple[Child, Child]:
    held = Child.objects.select_for_update().order_by("pk").in_bulk([kept.pk, absorbed.pk])
    return held[kept.pk], held[absorbed.pk]


def _check_mergeable(kept: Child, absorbed: Child) -> None:
    if kept.pk == absorbed.pk:
        raise Refused(_("These are one file already."))
    if Merge.objects.standing().filter(absorbed__in=[kept, absorbed]).exists():
        raise Refused(_("One of the files is part of another already."))
    if kept.iin and absorbed.iin and kept.iin != absorbed.iin:
        raise Refused(
            _("The two files have different IINs: two children. If one IIN is wrong, correct it first."), rule=IIN_RULE
        )
    for check in CHECKS:
        check(kept, absorbed)


def _choose(kept: Child, absorbed: Child, take: Mapping[str, bool], *, by: User, at: datetime) -> dict[str, Any]:
    """Write the chosen values into the kept file; gives what stood there before, as JSON."""
    secrecy = sees_secrecy(by, kept)
    names = [name for name in CHOSEN if take.get(name) and _told(kept, name, secrecy) != _told(absorbed, name, secrecy)]
    data = {name: getattr(absorbed, name) for name in names}
    before = {name: {"was": _plain(getattr(kept, name)), "now": _plain(data[name])} for name in names}
    if absorbed.iin and not kept.iin:
        data |= {"iin": absorbed.iin, "no_iin_reason": ""}
        before["iin"] = {"was": kept.no_iin_reason, "now": ""}
        Child.objects.filter(pk=absorbed.pk).update(iin="", no_iin_reason=kept.no_iin_reason)
    if data:
        correct_child(kept, data=data, version=kept.version, by=by, at=at, as_stored=True)
    return before


def _check_undoable(made: Merge, kept: Child, by: User) -> None:
    if made.undone_at:
        raise _cannot(_("It has been undone already."))
    if Merge.objects.standing().filter(absorbed=kept).exists():
        raise _cannot(_("The kept file has itself become part of another. Undo that merge first."))
    secrecy = sees_secrecy(by, kept)
    changed = [
        str(_field(name).verbose_name)
        for name in taken(made, secrecy)
        if name != "iin" and _plain(_told(kept, name, secrecy)) != _of_kind(name, made.before[name]["now"], secrecy)
    ]
    if changed:
        raise _cannot(
            _("Corrected since the merge: %(fields)s. Put the merged values back first.")
            % {"fields": ", ".join(changed)}
        )


def _give_back(made: Merge, kept: Child, absorbed: Child, *, by: User, at: datetime) -> None:
    data = {name: _typed(name, held["was"]) for name, held in made.before.items() if name != "iin"}
    if data.keys() - taken(made, sees_secrecy(by, kept)) and kept.representative_kind != made.before[KIND]["now"]:
        del data[KIND]  # changed since, and to the actor no part of the merge
    iin = kept.iin
    if "iin" in made.before:
        data |= {"iin": "", "no_iin_reason": made.before["iin"]["was"]}
    if data:
        correct_child(kept, data=data, version=kept.version, by=by, at=at, as_stored=True)
    if "iin" in made.before:
        Child.objects.filter(pk=absorbed.pk).update(iin=iin, no_iin_reason="")


def taken(made: Merge, secrecy: bool) -> list[str]:
    """The fields whose value came from the absorbed file, as a reader inside the secrecy of adoption or outside it is
    told: who cannot tell an adopter from a parent is told of no change between them."""
    held = made.before.items()
    return [
        name
        for name, was in held
        if name == "iin" or _of_kind(name, was["was"], secrecy) != _of_kind(name, was["now"], secrecy)
    ]


def _told(child: Child, name: str, secrecy: bool) -> Any:
    return _of_kind(name, getattr(child, name), secrecy)


def _of_kind(name: str, value: Any, secrecy: bool) -> Any:
    """A value as it is told; of the fields that may be chosen, the kind of the representative alone differs."""
    return told_representative(value, secrecy) if name == KIND else value


def _give_ground(child: Child, *, by: User, at: datetime) -> None:
    """The body responsible sees the file again, also when what came back has ended: the child has moved meanwhile."""
    held = ChildAccess.objects.filter(child=child, agency=child.guardianship_id, ground=Ground.RESPONSIBLE)
    if not held.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=at)).exists():
        access_row(child, child.guardianship, Ground.RESPONSIBLE, valid_from=at, by=by).save()


def _pair(kept: Child, absorbed: Child, at: datetime) -> SuspectedPair:
    one, two = sorted([kept, absorbed], key=lambda child: child.pk)
    found = {"score": 0, "reasons": [], "found_at": at}
    return SuspectedPair.objects.get_or_create(one=one, two=two, defaults=found)[0]


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _field(name: str) -> Any:
    return Child._meta.get_field(name)


def _typed(name: str, value: Any) -> Any:
    return _field(name).to_python(value)


def _cannot(why: Any) -> Refused:
    return Refused(_("The merge cannot be undone now. %(why)s") % {"why": why}, rule=UNDO_RULE)


def _note(verb: str, made: Merge, by: User, at: datetime) -> None:
    """In the history of both files: which other, and how many rows of what moved, but of what may be secret."""
    counts = {name: len(ids) for name, ids in made.moved.items() if name not in CLOSED}
    for child, other in ((made.kept, made.absorbed), (made.absorbed, made.kept)):
        log.record(verb, child.subject, by=by, at=at, merge=made.pk, other=other.number, moved=counts)

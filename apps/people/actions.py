"""The only writers of children's files."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit import log
from apps.audit.acting import action
from apps.core.errors import NotAllowed, Refused, Stale
from apps.core.fields import Unreadable
from apps.core.localtime import local_day
from apps.core.models import live
from apps.core.numbers import next_number
from apps.people import databank, glimpses, policies
from apps.people.access import access_row
from apps.people.checks import FIELDS, REPRESENTATIVE_RULE, Caution, checked, name_key, same_person
from apps.people.keys import findable_changed
from apps.people.models import Child, ChildQuerySet, Ground, access_rows
from apps.people.opening import pass_the_door
from apps.people.secrecy import representative_written

AFTER_A_CORRECTION: list[Callable[..., None]] = []
"""What rests on a file and is looked at anew when it is corrected: each is called with the child, the names of what
changed, `by` and `at`, in the same transaction. Apps above this one add to it at start."""


@action
def register_child(*, data: Mapping[str, Any], by: User, at: datetime) -> tuple[Child, list[Caution]]:
    """Open the file of a child of the actor's own guardianship body; returns it and what is doubtful.

    `data` holds the names of `checks.FIELDS`; a missing `area` is the body's own district.
    """
    policies.check_can_register(by)
    glimpses.check_may_be_shown(by, at)
    representative_written(data.get("representative_kind"), by)
    values, cautions = checked({"area": by.agency.area, **data}, on=local_day(at))
    _refuse_second(values["iin"], by, at)
    child = Child(
        number=next_number("C", at),
        guardianship=by.agency,
        registered_at=at,
        name_key=name_key(values),
        **values,
    )
    _save_unique(child, by, at)
    access_row(child, by.agency, Ground.RESPONSIBLE, valid_from=at, by=by).save()
    log.record("child.registered", child.subject, by=by, at=at)
    if child.no_iin_reason == Child.NoIin.FOUNDLING:
        databank.ask_for_entry(child, by=by, at=at)
    return child, cautions


@action
def correct_child(
    child: Child, *, data: Mapping[str, Any], version: int, by: User, at: datetime, as_stored: bool = False
) -> tuple[Child, list[Caution]]:
    """Change a file. `version` is the one the actor read; raises Stale when it is no longer the stored one.

    Names left out of `data` stay as they are. `as_stored`: the kind of the representative was not chosen by the actor
    but copied from a file, so an adopter is written also by somebody outside the secrecy of adoption.
    """
    stored = Child.objects.select_for_update().get(pk=child.pk)
    policies.check_is_responsible(by, stored)
    if stored.version != version:
        raise Stale
    before = {field: getattr(stored, field) for field in FIELDS}
    kind = data.get("representative_kind")
    if not as_stored:
        kind = representative_written(kind, by, stored)
    data = {**data, "representative_kind": kind if kind is not None else stored.representative_kind}
    values, cautions = checked({**before, **data}, on=local_day(stored.registered_at), today=local_day(at))
    changed = [field for field in FIELDS if values[field] != before[field]]
    if not changed:
        return stored, cautions
    if "iin" in changed:
        glimpses.check_may_be_shown(by, at)
        _refuse_second(values["iin"], by, at, besides=stored)
    _refuse_mentor(stored, values["representative_name"])
    for field in changed:
        setattr(stored, field, values[field])
    stored.name_key = name_key(stored, stored.names.open())
    stored.version += 1
    _save_unique(stored, by, at)
    log.record("child.corrected", stored.subject, by=by, at=at, fields=changed, version=stored.version)
    for follow in AFTER_A_CORRECTION:
        follow(stored, changed, by=by, at=at)
    return stored, cautions


@action
def open_child(child: Child, *, by: User, at: datetime) -> None:
    """Note that a person opened the file, and on what ground. Call it wherever a whole file is shown.

    Raises PurposeRequired where the ground is not the person's daily work and no purpose is stated for today.
    """
    grounds = sorted(set(access_rows(by).filter(child=child).values_list("ground", flat=True)))
    if not grounds:
        raise NotAllowed(_("Your present post gives no ground to open this file."))
    noted = pass_the_door(child, by, grounds, at)
    log.record("child.opened", child.subject, by=by, at=at, grounds=grounds, **noted)


@action
def reveal_iin(child: Child, *, by: User, at: datetime) -> str:
    """The whole IIN, shown on request and noted."""
    policies.check_can_see_iin(by, child)
    if isinstance(child.iin, Unreadable):
        raise Refused(
            _(
                "The IIN cannot be read: its key is missing, or the stored value was altered. Tell those who run the "
                "system."
            ),
            rule="caseflow.child.iin_unreadable",
        )
    grounds = sorted(set(access_rows(by).filter(child=child).values_list("ground", flat=True)))
    noted = pass_the_door(child, by, grounds, at)
    log.record("child.iin_shown", child.subject, by=by, at=at, grounds=grounds, **noted)
    return child.iin


def _refuse_mentor(child: Child, representative: str) -> None:
    """A mentor is not a legal representative (Article 1(6))."""
    mentors = User.objects.filter(pk__in=child.access.filter(live(), ground=Ground.MENTORING).values("user"))
    if any(same_person(mentor.get_full_name(), representative) for mentor in mentors):
        raise Refused(
            _("This is the child's mentor: a mentor does not represent a child."),
            field="representative_name",
            rule=REPRESENTATIVE_RULE,
        )


def _refuse_second(iin: str, by: User, at: datetime, besides: Child | None = None) -> None:
    """One IIN, one file. A file the actor may not see is not named, and notes that it was told of."""
    same: ChildQuerySet = Child.objects.filter(iin=iin).exclude(pk=besides.pk if besides else None)
    if not iin or not same.exists():
        return
    seen, notes = same.visible_to(by).first(), []
    if seen:
        message: Any = _("A child with this IIN has a file already: %(number)s.") % {"number": seen.number}
    else:
        notes = glimpses.notes_of(same.values_list("pk", flat=True), by=by, at=at)
        message = _(
            "This IIN cannot be used for a file here. Check it against the document; if it is right, the "
            "guardianship body of the child's former district has to hand over the file."
        )
    raise Refused(message, field="iin", rule="caseflow.child.iin_once", notes=notes)


def _save_unique(child: Child, by: User, at: datetime) -> None:
    """Save; when another request used the IIN in this very moment, refuse as if it had come before."""
    try:
        with transaction.atomic():
            child.save()
        findable_changed([child.pk])
    except IntegrityError:
        _refuse_second(child.iin, by, at, besides=child if child.pk else None)
        raise

"""A child's change of name. What adoption changed is secret: it is neither shown nor found without the right to it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit import log
from apps.audit.acting import action
from apps.core.errors import Stale
from apps.core.localtime import local_day
from apps.people.acts.parts import Draft, check_paper, check_standing, clean, locked, take_back
from apps.people.checks import SPELLINGS, Caution, check_names, name_key
from apps.people.keys import findable_changed
from apps.people.models import Child, ChildName
from apps.people.policies import check_is_responsible, check_may_write_secrecy

SECRET = (ChildName.Reason.ADOPTION, ChildName.Reason.RESTORED)
"""Changes that would tell of an adoption, or of its end."""


@action
def change_name(
    child: Child, *, data: Mapping[str, Any], version: int, by: User, at: datetime
) -> tuple[Child, list[Caution]]:
    """Give the child new names from a day on (`changed_on`); the old ones become former ones.

    `data`: the new spellings, `reason`, `changed_on`, `paper`. Raises Stale when `version` of the child is old.
    """
    stored = Child.objects.select_for_update().get(pk=child.pk)
    check_is_responsible(by, stored)
    reason = data.get("reason")
    if reason in SECRET:
        check_may_write_secrecy(by, stored)
    if stored.version != version:
        raise Stale
    draft = _checked(stored, data, by, at)
    ChildName.objects.create(
        child=stored, **{field: getattr(stored, field) for field in SPELLINGS}, starts_on=_since(stored, reason),
        ends_on=draft.values["changed_on"], reason=reason, is_secret=reason in SECRET, changed_by=by,
        paper=draft.values["paper"],
    )  # fmt: skip
    for field in SPELLINGS:
        setattr(stored, field, draft.values[field])
    _save_key(stored)
    log.record("child.corrected", stored.subject, by=by, at=at, fields=list(SPELLINGS), version=stored.version)
    return stored, draft.cautions


@action
def withdraw_name(former: ChildName, *, reason: str, by: User, at: datetime) -> ChildName:
    """A former name that was entered by mistake; the child is no longer found by it."""
    stored = locked(former)
    check_is_responsible(by, stored.child)
    if stored.is_secret:
        check_may_write_secrecy(by, stored.child)
    check_standing(stored)
    take_back(stored, name="name", reason=reason, by=by, at=at)
    _save_key(stored.child)
    return stored


def _save_key(child: Child) -> None:
    child.name_key = name_key(child, child.names.open())
    child.version += 1
    child.save()
    findable_changed([child.pk])


def _since(child: Child, reason: str) -> Any:
    """Since when the present names were borne, as far as it is told: an open change knows nothing of secret ones, or
    its first day, and the days it may not lie before, would be that of the adoption."""
    names = child.names.standing() if reason in SECRET else child.names.open()
    last = names.order_by("-ends_on").first()
    return last.ends_on if last else None


def _checked(child: Child, data: Mapping[str, Any], by: User, at: datetime) -> Draft:
    values = {field: data.get(field) for field in (*SPELLINGS, "reason", "changed_on", "paper")}
    draft = Draft(child, values, by, local_day(at))
    refuse = draft.refuse
    clean(ChildName, ("reason",), values, refuse)
    check_names(values, refuse, draft.cautions)
    if not values["given_name"]:
        refuse(_("Enter the new given name."), field="given_name")
    if all(values[field] == getattr(child, field) for field in SPELLINGS):
        refuse(_("These are the names the child has already."), field="given_name")
    changed_on = values["changed_on"]
    if changed_on is None:
        refuse(_("Fill this in."), field="changed_on")
    elif changed_on > draft.today:
        refuse(_("This day has not come yet."), field="changed_on")
    elif changed_on < (_since(child, values["reason"]) or child.birth_date):
        refuse(_("This is before the names were given that are to be changed."), field="changed_on")
    check_paper(draft)
    refuse.done()
    return draft

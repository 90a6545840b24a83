"""Adding to a child's file, correcting, ending and withdrawing what is in it: the same for every kind of record."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit import log
from apps.audit.acting import action
from apps.core.errors import Collector, Refused, Stale
from apps.core.localtime import local_day
from apps.core.periods import overlapping
from apps.core.texts import said
from apps.documents.models import Paper
from apps.people.checks import Caution
from apps.people.models import Child
from apps.people.models.part import Part

P = TypeVar("P", bound=Part)


@dataclass
class Draft:
    """What is to be written, while it is checked: `values` may be put in order by the checks."""

    child: Child
    values: dict[str, Any]
    by: User
    today: date
    stored: Any = None
    refuse: Collector = field(default_factory=Collector)
    cautions: list[Caution] = field(default_factory=list)


@dataclass(frozen=True)
class Rules:
    """How one kind of record is kept. `check` refuses what cannot stand; `may` raises for who may not write it.

    `alone`: the values for which two periods never overlap, None when they may. `within_life`: the period is the
    child's own, and so not before its birth. `stamped`: the record names the agency of its writer.
    """

    model: type[Part]
    name: str
    fields: Sequence[str]
    may: Callable[[User, Child], None]
    check: Callable[[Draft], None]
    alone: Callable[[Mapping[str, Any]], dict[str, Any] | None] = lambda values: None
    stamped: bool = False
    within_life: bool = True


@action
def add(rules: Rules, child: Child, *, data: Mapping[str, Any], by: User, at: datetime) -> tuple[Any, list[Caution]]:
    """Write a new record; returns it and what is doubtful. Raises Refusals, NotAllowed."""
    rules.may(by, child)
    held = Child.objects.select_for_update().get(pk=child.pk)
    values: dict[str, Any] = {name: data.get(name) for name in rules.fields}
    draft = _checked(rules, Draft(held, values, by, local_day(at)))
    stamp = {"agency": by.agency} if rules.stamped else {}
    part = rules.model(child=held, **draft.values, **stamp)
    part.save(force_insert=True)
    log.record(f"{rules.name}.added", held.subject, by=by, at=at, record=part.pk)
    return part, draft.cautions


@action
def correct(
    rules: Rules, part: Any, *, data: Mapping[str, Any], version: int, by: User, at: datetime
) -> tuple[Any, list[Caution]]:
    """Change a record; fields left out stay. Raises Stale when `version` is not the stored one any more."""
    stored = locked(part)
    rules.may(by, stored.child)
    check_standing(stored)
    if stored.version != version:
        raise Stale
    before = {name: getattr(stored, name) for name in rules.fields}
    draft = _checked(rules, Draft(stored.child, {**before, **data}, by, local_day(at), stored=stored))
    changed = [name for name in rules.fields if draft.values[name] != before[name]]
    if changed:
        keep(stored, **{name: draft.values[name] for name in changed})
        log.record(f"{rules.name}.corrected", stored.subject, by=by, at=at, record=stored.pk, fields=changed)
    return stored, draft.cautions


@action
def end(rules: Rules, part: Any, *, ends_on: date, reason: str = "", by: User, at: datetime) -> Any:
    """The period ended on a day, which may lie ahead."""
    stored = locked(part)
    rules.may(by, stored.child)
    check_standing(stored)
    if stored.ends_on and stored.ends_on < local_day(at):
        raise Refused(_("This has ended already and stays as it was recorded."), field="ends_on")
    if stored.starts_on and ends_on < stored.starts_on:
        raise Refused(_("The last day cannot be before the first."), field="ends_on")
    because = {"end_reason": reason.strip()[:300]} if hasattr(stored, "end_reason") else {}
    keep(stored, ends_on=ends_on, **because)
    log.record(f"{rules.name}.ended", stored.subject, by=by, at=at, record=stored.pk, ends_on=ends_on)
    return stored


@action
def withdraw(rules: Rules, part: Any, *, reason: str, by: User, at: datetime) -> Any:
    """Take back what was entered by mistake; it stays in the history, with the reason."""
    stored = locked(part)
    rules.may(by, stored.child)
    return take_back(stored, name=rules.name, reason=reason, by=by, at=at)


def take_back(stored: Any, *, name: str, reason: str, by: User, at: datetime) -> Any:
    """Withdraw a locked record. Call inside an action."""
    check_standing(stored)
    reason = said(reason)
    if not reason:
        raise Refused(_("Say why it is withdrawn."), field="reason")
    keep(stored, withdrawn_at=at, withdrawn_by=by, withdraw_reason=reason[:300])
    log.record(f"{name}.withdrawn", stored.subject, by=by, at=at, record=stored.pk)
    return stored


def locked(part: P) -> P:
    """The stored record, held until the act is done; its child as well."""
    model: Any = type(part)
    Child.objects.select_for_update().get(pk=part.child_id)  # type: ignore[attr-defined]
    return model._base_manager.select_for_update(of=("self",)).select_related("child__guardianship").get(pk=part.pk)


def keep(stored: Any, **values: Any) -> None:
    """Save these values of a locked record as its next version."""
    for name, value in values.items():
        setattr(stored, name, value)
    stored.version += 1
    stored.save(update_fields=[*values, "version"])


def check_standing(part: Any) -> None:
    if part.withdrawn_at:
        raise Refused(_("This was withdrawn and stays as it was recorded."))


def _checked(rules: Rules, draft: Draft) -> Draft:
    clean(rules.model, rules.fields, draft.values, draft.refuse)
    check_paper(draft)
    if not draft.refuse.refusals:
        _check_period(rules, draft)
        rules.check(draft)
    draft.refuse.done()
    same = rules.alone(draft.values)
    if same is not None:
        _check_alone(rules, draft, same)
    return draft


def clean(model: type[models.Model], fields: Sequence[str], values: dict[str, Any], refuse: Collector) -> None:
    """Trim texts in place; refuse what is missing, too long or not among the choices."""
    for name in fields:
        kept: Any = model._meta.get_field(name)
        if isinstance(kept, models.CharField | models.TextField):
            values[name] = _text(kept, values[name], refuse)
        elif isinstance(kept, models.BooleanField):
            values[name] = bool(values[name])
        elif values[name] is None and not kept.null:
            refuse(_("Fill this in."), field=name)


def _text(kept: Any, value: Any, refuse: Collector) -> str:
    text = str(value or "").strip()
    longest = kept.max_length or 10_000
    if not text and not kept.blank:
        refuse(_("Fill this in."), field=kept.name)
    elif text and kept.choices and text not in dict(kept.flatchoices):
        refuse(_("Choose one of the list."), field=kept.name)
    elif len(text) > longest:
        refuse(_("At most %(longest)s characters.") % {"longest": longest}, field=kept.name)
    return text


def check_paper(draft: Draft) -> None:
    paper = draft.values.get("paper")
    if paper is None or getattr(draft.stored, "paper_id", None) == paper.pk:
        return
    mine = Paper.objects.visible_to(draft.by).about(draft.child.subject).standing()
    if not mine.filter(pk=paper.pk).exists():
        draft.refuse(_("This document is not in the file."), field="paper")


def _check_period(rules: Rules, draft: Draft) -> None:
    starts, ends = draft.values.get("starts_on"), draft.values.get("ends_on")
    if starts and starts < draft.child.birth_date and rules.within_life:
        draft.refuse(_("The first day cannot be before the child was born."), field="starts_on")
    if starts and ends and ends < starts:
        draft.refuse(_("The last day cannot be before the first."), field="ends_on")


def _check_alone(rules: Rules, draft: Draft, same: dict[str, Any]) -> None:
    others = rules.model._base_manager.filter(child=draft.child, withdrawn_at__isnull=True, **same)
    if draft.stored:
        others = others.exclude(pk=draft.stored.pk)
    other = overlapping(others, draft.values["starts_on"], draft.values["ends_on"])
    if other:
        since = f"{other.starts_on:%d.%m.%Y}" if other.starts_on else "—"
        text = _("The same is recorded for that time already, from %(day)s. End or correct that first.")
        raise Refused(text % {"day": since}, field="starts_on")

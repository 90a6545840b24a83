"""What a mentoring organisation learns of a child: initials, number and age until consent opens more.

Everything that shows a child to people comes through here: `mask` for records, `shown_name` for a name alone,
`named_to` for searches. Others than mentoring organisations see no mask; the notices the Law prescribes bear the
name for those it names as recipients.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q
from django.db.models.functions import Now, TruncDate

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import User
from apps.core.localtime import ALMATY
from apps.disclosure.models import Consent
from apps.people.models import Child, Ground, access_rows
from apps.people.secrecy import shown_representative

Scope = Consent.Scope
EVERYTHING = frozenset(Scope.values)
NOTHING: frozenset[str] = frozenset()
NAMES = ("surname", "given_name", "patronymic")
ALWAYS = frozenset({
    "id", "number", "sex", "birth_date", "birth_date_is_estimated", "birth_precision", "guardianship_id", "area_id",
    "representative_kind", "languages", "registered_at", "version", "merged_into_id",
})  # fmt: skip
"""Columns that stay; of the birth date a masked page shows the age alone."""
OPENED_BY: dict[str, frozenset[str]] = {
    Scope.NAME: frozenset({
        *NAMES, "surname_ru", "given_name_ru", "patronymic_ru", "surname_latin", "given_name_latin",
    }),
    Scope.CONTACTS: frozenset({"address", "phone", "contacts"}),
    Scope.FAMILY: frozenset({"representative_name"}),
    Scope.PHOTO: frozenset({"photo_id"}),
}  # fmt: skip
"""What each part of a consent shows. School and health are records of their own."""
HIDDEN = "•" * 12


def visible_fields(reader: User, child: Child) -> frozenset[str]:
    """Which of `Consent.Scope` this reader sees of the child."""
    return scopes(reader, [child.pk])[child.pk]


def scopes(reader: User, ids: Iterable[int]) -> dict[int, frozenset[str]]:
    """The same for many children, in two queries for a mentoring organisation and none for others."""
    ids = list(ids)
    if not is_masking(reader):
        return dict.fromkeys(ids, EVERYTHING)
    others = access_rows(reader).filter(child__in=ids).exclude(ground=Ground.MENTORING)
    open_whole = set(others.values_list("child_id", flat=True))
    given: dict[int, set[str]] = {}
    for child_id, scope in _in_force(reader).filter(child__in=ids).values_list("child_id", "scope"):
        given.setdefault(child_id, set()).update(scope)
    return {pk: EVERYTHING if pk in open_whole else frozenset(given.get(pk, ())) for pk in ids}


def mask(children: Iterable[Child], reader: User) -> None:
    """Take out of these records, in memory, what the reader may not see; they can no longer be saved.

    Sets `visible` on each: the scopes that are open. An adopter is a parent to all outside the secrecy of adoption.
    """
    children = list(children)
    open_ = scopes(reader, [child.pk for child in children])
    for child in children:
        kind = shown_representative(child, reader)
        if kind != child.representative_kind:
            child.representative_kind = kind
            child.save = _refuse_saving  # type: ignore[method-assign, assignment]
        conceal(child, open_[child.pk])


def conceal(child: Child, visible: frozenset[str]) -> None:
    """Empty every column but those always shown and those `visible` opens; names become initials."""
    child.visible = visible  # type: ignore[attr-defined]
    if visible == EVERYTHING:
        return
    kept = ALWAYS.union(*(OPENED_BY.get(scope, NOTHING) for scope in visible))
    for field in Child._meta.concrete_fields:
        if field.attname not in kept:
            setattr(child, field.attname, _left(child, field))
    child.save = _refuse_saving  # type: ignore[method-assign, assignment]


def shown_name(reader: User, child: Child) -> str:
    """The child's name as this reader may know it: whole, or initials."""
    return child.full_name if Scope.NAME in visible_fields(reader, child) else initials(child)


def initials(child: Child) -> str:
    """`Б. А. С.`"""
    return " ".join(f"{part[0]}." for part in (getattr(child, name) for name in NAMES) if part)


def named_to(reader: User) -> Q:
    """The children whose names this reader may look for; no limit for those who see no mask."""
    if not is_masking(reader):
        return Q()
    named = _in_force(reader).filter(scope__contains=[Scope.NAME])
    others = access_rows(reader).exclude(ground=Ground.MENTORING)
    return Q(pk__in=named.values("child_id")) | Q(pk__in=others.values("child_id"))


def is_masking(reader: User) -> bool:
    """Whether the reader's present post may see a mask at all."""
    return reader.agency is None or reader.agency.kind == AgencyKind.MENTORING_ORG


def consented(reader: User, child: Child, scope: str) -> bool:
    """Whether a consent in force names this part to the reader's mentoring organisation. Of files it may open."""
    return is_masking(reader) and _in_force(reader).filter(child=child, scope__contains=[scope]).exists()


def _in_force(reader: User, on: date | None = None) -> Any:
    today: Any = on or TruncDate(Now(), tzinfo=ALMATY)
    return Consent.objects.in_force(today).filter(agency=reader.agency)


def _left(child: Child, field: Any) -> Any:
    value = getattr(child, field.attname)
    if field.attname in NAMES:
        return f"{value[0]}." if value else ""
    if field.attname == "iin":
        return HIDDEN
    if field.null:
        return None
    return field.get_default() if field.has_default() else ""


def _refuse_saving(*args: Any, **kwargs: Any) -> None:
    raise RuntimeError("a masked child is never saved")

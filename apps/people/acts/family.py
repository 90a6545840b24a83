"""Relatives of a child: people with records of their own, shared by the children of a family."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit import log
from apps.audit.acting import action
from apps.core.errors import Refused, Stale
from apps.core.identifiers import iin_facts, validate_iin
from apps.core.localtime import local_day
from apps.people.acts import sharing, siblings
from apps.people.acts.parts import Draft, check_standing, clean, keep, locked, take_back
from apps.people.checks import Caution, check_names, name_key
from apps.people.keys import findable_changed
from apps.people.models import Child, Kinship, ParentStatus, Relative
from apps.people.particulars import checked_phone
from apps.people.policies import check_is_responsible, check_may_write_secrecy, sees_secrecy
from apps.people.secrecy import SECRECY_RULE, SEXES, shown_kinship

Kind = Kinship.Kind
NAMES = ("surname", "given_name", "patronymic", "surname_latin", "given_name_latin")
PERSON = (*NAMES, "birth_date", "iin", "sex", "citizenship", "phone", "address")
TIE = ("kind", "remark", "is_secret")
PLACES = {sex: kind for kind, sex in SEXES.items()}
HELD_BY: dict[str, tuple[str, ...]] = {Kind.MOTHER: (Relative.Sex.FEMALE, ""), Kind.FATHER: (Relative.Sex.MALE,)}
"""The sexes of adopters who hold the place: without one, recorded so earlier, they are shown as a mother."""
UNFIT_SEX = _("A mother is a woman, a father a man. Check the kinship.")
YOUNGEST_PARENT = 12
"""Years between parent and child under which the dates are doubted."""


@action
def add_relative(child: Child, *, data: Mapping[str, Any], by: User, at: datetime) -> tuple[Kinship, list[Caution]]:
    """Record a relative: `data` holds PERSON and TIE. A person recorded already in the body's own files, by the same
    IIN or by the same names and birth date, is linked and not recorded twice. A parent without names is unknown."""
    check_is_responsible(by, child)
    held = Child.objects.select_for_update().get(pk=child.pk)
    draft = _checked(held, {name: data.get(name) for name in (*PERSON, *TIE)}, by, at)
    with siblings.told_of_hidden([held] * (draft.values["kind"] in Kinship.PARENTS), by=by, at=at):
        tie = _tied(draft)
    person = tie.relative
    if not person.full_name:
        ParentStatus.objects.create(child=held, kinship=tie, code=ParentStatus.Code.UNKNOWN)
    log.record("kinship.added", held.subject, by=by, at=at, record=tie.pk, relative=person.pk)
    _reached_anew(tie)
    return tie, draft.cautions


@action
def correct_relative(
    tie: Kinship, *, data: Mapping[str, Any], version: int, by: User, at: datetime
) -> tuple[Kinship, list[Caution]]:
    """Change the person and what it is to the child. `version` is `version_of(tie)` as read; raises Stale.

    Of a record that other bodies' files share, or files beyond the secrecy, a copy is made and changed.
    """
    stored = _locked_tie(tie, by)
    if data.get("kind") == Kind.ADOPTER:
        check_may_write_secrecy(by, stored.child)
    person = Relative.objects.select_for_update().get(pk=stored.relative_id)
    stored.relative = person
    if stored.version + person.version != version:
        raise Stale
    before = {**{name: getattr(person, name) for name in PERSON}, **{name: getattr(stored, name) for name in TIE}}
    wanted = {**before, **data}
    draft = _checked(stored.child, wanted, by, at, stored=stored)
    changed = [name for name in before if draft.values[name] != before[name]]
    shown = shown_kinship(stored, sees_secrecy(by, stored.child))
    if "kind" not in changed and data.get("kind", shown) != shown:
        changed.append("kind")  # to whoever corrects it, it is a change
    if "iin" in changed and sharing.of_iin(draft).exclude(pk=person.pk).exists():
        raise Refused(_("Another relative is recorded with this IIN. Check it."), field="iin")
    with siblings.told_of_hidden(_may_get_siblings(stored, draft, changed), by=by, at=at):
        _write(stored, person, draft, changed)
    if changed:
        log.record("kinship.corrected", stored.subject, by=by, at=at, record=stored.pk, fields=changed)
        _tell_family(stored, [name for name in changed if name in PERSON], by, at)
        _reached_anew(stored)
    return stored, draft.cautions


@action
def withdraw_kinship(tie: Kinship, *, reason: str, by: User, at: datetime) -> Kinship:
    """A relative who was entered by mistake, with the statuses; or the word that two files are of siblings, which
    the body of either child takes back."""
    if tie.sibling_id:
        return siblings.withdraw_sibling(tie, reason=reason, by=by, at=at)
    stored = _locked_tie(tie, by)
    for status in stored.statuses.standing():
        take_back(status, name="status", reason=reason, by=by, at=at)
    take_back(stored, name="kinship", reason=reason, by=by, at=at)
    _reached_anew(stored)
    return stored


def version_of(tie: Kinship) -> int:
    """Grows with every change of the kinship and of the person."""
    return tie.version + (tie.relative.version if tie.relative else 0)


def _locked_tie(tie: Kinship, by: User) -> Kinship:
    stored = locked(tie)
    check_is_responsible(by, stored.child)
    check_standing(stored)
    if stored.is_secret:
        check_may_write_secrecy(by, stored.child)
    return stored


def _tied(draft: Draft) -> Kinship:
    """The new tie, to a record of the body's own files where the person has one."""
    values, person = draft.values, sharing.known(draft) or Relative()
    if person.pk and draft.child.kinships.standing().filter(relative=person.pk).exists():
        raise Refused(_("This person is in the family already."), field="given_name")
    if person.sex != values["sex"] and person.pk:
        if person.sex and values["kind"] in Kinship.PARENTS:
            raise Refused(UNFIT_SEX, field="sex")
        if not person.sex:
            sharing.check_parents_fit(person, values["sex"])
    sharing.fill(person, values, PERSON)
    person.save()
    return Kinship.objects.create(child=draft.child, relative=person, **{name: values[name] for name in TIE})


def _may_get_siblings(stored: Kinship, draft: Draft, changed: list[str]) -> list[Child]:
    """The children of the person that a correction may join with others."""
    if not {"kind", "iin", "is_secret", *NAMES} & set(changed):
        return []
    parents = Kinship.objects.standing().filter(relative=stored.relative_id, kind__in=Kinship.PARENTS)
    ids = set(parents.values_list("child_id", flat=True))
    if draft.values["kind"] in Kinship.PARENTS:
        ids.add(stored.child_id)
    return list(Child.objects.filter(pk__in=ids).order_by("pk"))


def _write(stored: Kinship, person: Relative, draft: Draft, changed: list[str]) -> None:
    of_person = [name for name in changed if name in PERSON]
    if of_person or "is_secret" in changed:
        person = sharing.own_record(person, stored, is_secret=draft.values["is_secret"])
    if "sex" in changed:
        sharing.check_parents_fit(person, draft.values["sex"], besides=stored)
    for name in of_person:
        setattr(person, name, draft.values[name])
    if of_person:
        person.name_key = name_key(person)
        person.version += 1
        person.save()
    stored.relative = person
    if set(changed) & set(TIE):
        keep(stored, **{name: draft.values[name] for name in TIE})


def _reached_anew(tie: Kinship) -> None:
    """The telephone of a relative finds every child of that person."""
    if tie.relative is not None and (tie.relative.phone or tie.relative.version > 1):
        others = Kinship.objects.standing().filter(relative=tie.relative_id)
        findable_changed(sorted({tie.child_id, *others.values_list("child_id", flat=True)}))


def _tell_family(stored: Kinship, fields: list[str], by: User, at: datetime) -> None:
    """The history of every other file of the body that shows the corrected person."""
    if not fields:
        return
    others = Kinship.objects.standing().filter(relative=stored.relative_id).exclude(pk=stored.pk)
    for tie in others.select_related("child").order_by("pk"):
        log.record("kinship.corrected", tie.subject, by=by, at=at, record=tie.pk, fields=fields)


def _checked(child: Child, values: dict[str, Any], by: User, at: datetime, stored: Any = None) -> Draft:
    draft = Draft(child, values, by, local_day(at), stored=stored)
    refuse = draft.refuse
    clean(Kinship, TIE, values, refuse)
    told = _told_kind(values, stored, by)
    check_names(values, refuse, draft.cautions, NAMES)
    values["iin"] = re.sub(r"[\s\-]", "", values["iin"] or "")
    values["sex"] = values["sex"] or SEXES.get(told, "")
    clean(Relative, ("sex", "citizenship", "address", "iin"), values, refuse)
    values["phone"] = checked_phone(values["phone"], refuse)
    _check_person(draft, told)
    _check_tie(draft, told)
    refuse.done()
    return replace(draft, cautions=draft.cautions + _doubts(draft))


def _told_kind(values: dict[str, Any], stored: Kinship | None, by: User) -> str:
    """What the writer takes the person for. An adopter whom somebody outside the secrecy takes for a mother or a
    father is checked as one, word for word, and stays an adopter."""
    told = values["kind"]
    if stored and stored.kind == Kind.ADOPTER and not sees_secrecy(by, stored.child):
        if told == Kind.ADOPTER:
            told = shown_kinship(stored, secrecy=False)
        elif told in SEXES:
            values["kind"] = Kind.ADOPTER
    return told


def _check_person(draft: Draft, told: str) -> None:
    values, refuse = draft.values, draft.refuse
    if not (values["surname"] or values["given_name"]) and told not in SEXES:
        refuse(_("Enter the name. Only a parent may be unknown."), field="given_name")
    if values["birth_date"] and values["birth_date"] > draft.today:
        refuse(_("This day has not come yet."), field="birth_date")
    if told == Kind.ADOPTER and not values["sex"]:
        refuse(_("Say whether the adopter is a woman or a man: others are shown a mother or a father."), field="sex")
    if values["sex"] and SEXES.get(told, values["sex"]) != values["sex"]:
        refuse(UNFIT_SEX, field="sex")
    if values["iin"]:
        try:
            validate_iin(values["iin"])
        except ValidationError as error:
            refuse(error.message, field="iin")
        if values["iin"] == draft.child.iin:
            refuse(_("This is the child's own IIN."), field="iin")


def _check_tie(draft: Draft, told: str) -> None:
    """Adopters and what is kept secret are written with the right to the secrecy of adoption alone. Openly a child has
    one mother and one father, and an adopter is one of them."""
    values = draft.values
    if _unmakes_parent(draft, told):
        text = _("A mother or a father is not made another relative. Withdraw the record, say why, and add the person.")
        draft.refuse(text, field="kind", rule=SECRECY_RULE)
        return
    new = values["kind"] != getattr(draft.stored, "kind", "")
    if (values["kind"] == Kind.ADOPTER and new) or values["is_secret"]:
        check_may_write_secrecy(draft.by, draft.child)
    place = PLACES.get(values["sex"]) if told == Kind.ADOPTER else told
    if values["is_secret"] or place not in SEXES or _keeps_place(draft, place):
        return
    adopters = Q(kind=Kind.ADOPTER, relative__sex__in=HELD_BY[place])
    others = draft.child.kinships.standing().filter(Q(kind=place) | adopters, is_secret=False)
    if others.exclude(pk=getattr(draft.stored, "pk", None)).exists():
        draft.refuse(_taken(told), field="kind")


def _unmakes_parent(draft: Draft, told: str) -> bool:
    """Whether somebody outside the secrecy of adoption takes from a parent, who may be an adopter, the place shown."""
    if draft.stored is None or told in SEXES or sees_secrecy(draft.by, draft.child):
        return False
    return shown_kinship(draft.stored, secrecy=False) in SEXES


def _keeps_place(draft: Draft, place: str) -> bool:
    """Whether the record is already what it is to be: two who stand there since before may both be corrected."""
    stored = draft.stored
    if stored is None or stored.is_secret or stored.kind != draft.values["kind"]:
        return False
    return shown_kinship(stored, secrecy=False) == place


def _taken(told: str) -> Any:
    if told == Kind.ADOPTER:
        return _(
            "A mother or a father is recorded openly already. Withdraw that record, or mark it as kept in the secrecy "
            "of adoption."
        )
    return _("One is recorded already: correct or withdraw that one.")


def _doubts(draft: Draft) -> list[Caution]:
    values, found = draft.values, []
    born = values["birth_date"]
    if values["kind"] in Kinship.PARENTS and born:
        if draft.child.birth_date.year - born.year < YOUNGEST_PARENT:
            found.append(Caution(_("The birth dates of parent and child do not fit. Check them."), field="birth_date"))
    if values["iin"] and born:
        suggested = iin_facts(values["iin"]).born_on
        if suggested and suggested != born:
            text = _("The IIN suggests another birth date, %(day)s. This happens: it may stay.")
            found.append(Caution(text % {"day": f"{suggested:%d.%m.%Y}"}, field="birth_date"))
    return found

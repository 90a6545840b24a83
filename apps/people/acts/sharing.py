"""Whose record a relative is: files of one body, on one side of the secrecy of adoption, share a person.

Everybody else keeps a record of their own, also of the same IIN: an answer never tells that a person is known
elsewhere, and a correction never reaches a file that its writer may not open.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.core.errors import Refused
from apps.people.acts.parts import Draft
from apps.people.checks import Caution, name_key
from apps.people.models import Child, Ground, Kinship, Relative
from apps.people.models.part import children_on
from apps.people.secrecy import SEXES, shown_kinship


def known(draft: Draft) -> Relative | None:
    """The record of this person among those the tie may share, held: by the IIN, or by names and birth date."""
    values = draft.values
    key = name_key(values)
    same = list(of_iin(draft))
    if same:
        found = next((one for one in same if one.name_key == key), None)
        if found is None:
            raise Refused(_("This IIN is recorded for a person of another name. Check both."), field="iin")
        return found
    if not (key and values["birth_date"]):
        return None
    alike = _shareable(draft).filter(name_key=key, birth_date=values["birth_date"])
    found = (alike.filter(iin="") if values["iin"] else alike).first()
    if found:
        text = _("This person was recorded already, in the file of another child; the record is shared now.")
        draft.cautions.append(Caution(text, field="given_name"))
    return found


def of_iin(draft: Draft) -> QuerySet[Relative]:
    """Records of the drafted IIN that the tie may share."""
    iin = draft.values["iin"]
    return _shareable(draft).filter(iin=iin) if iin else Relative.objects.none()


def own_record(person: Relative, tie: Kinship, *, is_secret: bool) -> Relative:
    """The record to write for a tie that is, or becomes, `is_secret`; a copy where others share it who should not.

    The copy takes along the ties that may share it. It keeps the version, so that numbers read before stay behind.
    """
    others = Kinship.objects.filter(relative=person).exclude(pk=tie.pk)
    ours = others.filter(child__guardianship=tie.child.guardianship_id, is_secret=is_secret)
    kept = list(ours.values_list("pk", flat=True))
    if not others.exclude(pk__in=kept).exists():
        return person
    copy = _copied(person)
    Kinship.objects.filter(pk__in=[tie.pk, *kept]).update(relative=copy, version=F("version") + 1)
    tie.relative, tie.version = copy, tie.version + 1
    return copy


def part_family(child: Child) -> None:
    """Records of their own for the relatives of a child whose file goes to another body. Call inside an action."""
    elsewhere = Kinship.objects.filter(relative__isnull=False).exclude(child=child)
    held = child.kinships.filter(relative__in=elsewhere.filter(relative__kinships__child=child).values("relative_id"))
    for pk, is_secret in sorted(set(held.values_list("relative_id", "is_secret"))):
        copy = _copied(Relative.objects.get(pk=pk))
        held = child.kinships.filter(relative=pk, is_secret=is_secret)
        held.update(relative=copy, version=F("version") + 1)


def check_parents_fit(person: Relative, sex: str, *, besides: Kinship | None = None) -> None:
    """Before the sex of a shared record becomes this one: nobody shown as a mother or father through it, who may be an
    adopter, is to turn into the other. Refuses for those that stand; withdrawn ties keep a record as it was."""
    parents = Kinship.objects.filter(relative=person, kind__in=Kinship.PARENTS).order_by("pk")
    unfit = [
        tie
        for tie in parents.exclude(pk=besides.pk if besides else None).select_related("relative")
        if SEXES[shown_kinship(tie, secrecy=False)] != sex
    ]
    if any(tie.withdrawn_at is None for tie in unfit):
        text = _("This person is recorded as the mother or the father of another child: there the sex would not fit.")
        raise Refused(text, field="sex")
    if unfit:
        kept = Kinship.objects.filter(pk__in=[tie.pk for tie in unfit])
        kept.update(relative=_copied(person), version=F("version") + 1)


def fill(person: Relative, values: Mapping[str, Any], fields: Iterable[str]) -> None:
    """What is not recorded of the person yet; what is recorded stays."""
    for name in fields:
        if not getattr(person, name):
            setattr(person, name, values[name])
    person.name_key = name_key(person)
    if person.pk:
        person.version += 1


def _shareable(draft: Draft) -> QuerySet[Relative]:
    """Records whose every tie is to a file of the actor's body that the actor may open, as secret as the drafted."""
    mine = Q(child__in=children_on(draft.by, Ground.RESPONSIBLE), is_secret=draft.values["is_secret"])
    ties = Kinship.objects.filter(relative=OuterRef("pk"))
    held = Relative.objects.select_for_update(of=("self",)).order_by("pk")
    return held.filter(Exists(ties.filter(mine)), ~Exists(ties.exclude(mine)))


def _copied(person: Relative) -> Relative:
    copy = Relative.objects.get(pk=person.pk)
    copy.pk, copy.origin = None, person.origin or person.pk
    copy._state.adding = True
    copy.save(force_insert=True)
    return copy

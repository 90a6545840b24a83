"""What is checked before a child's file is written: one set of checks for page, API and import."""

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from apps.core.errors import Collector
from apps.core.identifiers import iin_facts, validate_iin
from apps.core.names import clean_name, match_key
from apps.people import particulars
from apps.people.models import Child
from apps.people.models.child import full_years

NAMES = ("surname", "given_name", "patronymic")
RUSSIAN_NAMES = ("surname_ru", "given_name_ru", "patronymic_ru")
LATIN_NAMES = ("surname_latin", "given_name_latin")
SPELLINGS = (*NAMES, *RUSSIAN_NAMES, *LATIN_NAMES)
FIELDS = (
    *SPELLINGS, "iin", "no_iin_reason", "birth_date", "birth_date_is_estimated", "birth_precision", "sex", "area",
    "address", "representative_kind", "representative_name", *particulars.FIELDS,
)  # fmt: skip
ADULT = 18
CHILD_RULE = "kz345.a1.s2"
"""Article 1(2): a child is a person under eighteen."""
REPRESENTATIVE_RULE = "kz345.a1.s6"
"""Article 1(6): who represents a child. A mentor does not."""
SURNAME_MAY_LACK = (Child.NoIin.FOUNDLING, Child.NoIin.FOREIGNER)
_LETTERS = re.compile(r"[^\W\d_]")
_NO_NAME = re.compile(r"[\d<>]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")


@dataclass(frozen=True)
class Caution:
    """Something doubtful that may be kept: shown beside its field, never a refusal."""

    message: Any
    field: str


def checked(data: Mapping[str, Any], *, on: date, today: date | None = None) -> tuple[dict[str, Any], list[Caution]]:
    """The values as they should be stored, and what is doubtful about them.

    `on` is the day of registration, `today` the present one when it is another. Raises Refusals with everything
    that cannot stand.
    """
    refuse = Collector()
    cautions: list[Caution] = []
    values = {field: data.get(field) for field in FIELDS}
    for field in ("no_iin_reason", "address", "representative_kind"):
        values[field] = (values[field] or "").strip()
    values["birth_date_is_estimated"] = bool(values["birth_date_is_estimated"])
    check_names(values, refuse, cautions)
    _check_given(values, refuse)
    _check_birth(values, refuse, on)
    if values["sex"] not in Child.Sex.values:
        refuse(_("Choose the sex: girl or boy."), field="sex")
    if values["area"] is None:
        refuse(_("Choose the district where the child lives."), field="area")
    _check_iin(values, refuse)
    _check_representative(values, refuse)
    particulars.check_particulars(values, refuse, today or on)
    refuse.done()
    return values, cautions + _iin_cautions(values)


def name_key(values: Mapping[str, Any] | Model, former: Iterable[Model] = ()) -> str:
    """The keys of all spellings of all name parts, sorted: for finding a name however it is written.

    `former` are names borne before by which the child may be found: never those the secrecy of adoption hides.
    """
    words = set(_words(values)).union(*map(_words, former))
    return " ".join(sorted(words))[:320]


def _words(values: Mapping[str, Any] | Model) -> list[str]:
    get = values.get if isinstance(values, Mapping) else lambda field: getattr(values, field, "")
    return [word for field in SPELLINGS for word in match_key(get(field) or "").split()]


def check_written(name: str, field: str, refuse: Collector) -> None:
    """A name holds letters, and neither figures nor the marks of a page: `<b>` is none."""
    if name and (not _LETTERS.search(name) or _NO_NAME.search(name)):
        refuse(_("A name is written in letters."), field=field)


def check_names(
    values: dict[str, Any], refuse: Collector, cautions: list[Caution], fields: Sequence[str] = SPELLINGS
) -> None:
    """Clean the spellings in place: letters only, Latin letters in the Latin ones, none inside Cyrillic words."""
    for field in fields:
        values[field], mixed = clean_name(values[field] or "")
        if mixed:
            cautions.append(
                Caution(_("Latin letters inside a Cyrillic word were replaced by the Cyrillic ones."), field=field)
            )
        if len(values[field]) > 100:
            refuse(_("A name has at most 100 characters."), field=field)
        check_written(values[field], field, refuse)
    for field in LATIN_NAMES:
        if _CYRILLIC.search(values[field]):
            refuse(_("Write this spelling in Latin letters, as in the passport."), field=field)


def _check_given(values: dict[str, Any], refuse: Collector) -> None:
    if not values["given_name"]:
        refuse(
            _("Enter the given name. For a child not identified yet, the name given to it."),
            field="given_name",
        )
    if not values["surname"] and values["no_iin_reason"] not in SURNAME_MAY_LACK:
        refuse(_("Enter the surname."), field="surname")


def _check_birth(values: dict[str, Any], refuse: Collector, on: date) -> None:
    born = values["birth_date"] = _latest_birth(values, refuse, on)
    if born is None:
        refuse(_("Enter the birth date; if it is not known, the estimated one."), field="birth_date")
    elif born > on:
        refuse(_("This birth date has not come yet. Check the year."), field="birth_date", rule=CHILD_RULE)
    elif full_years(born, on) >= ADULT:
        refuse(
            _("This person was 18 or older on the day of registration: only a child has a file here."),
            field="birth_date",
            rule=CHILD_RULE,
        )


def _latest_birth(values: dict[str, Any], refuse: Collector, on: date) -> date | None:
    """The birth date, or the last day it may be when only the month or the year is known: nobody loses the
    protection of a child for want of a paper."""
    born, known = values["birth_date"], values["birth_precision"] or Child.Precision.DAY
    values["birth_precision"] = known
    if known not in Child.Precision.values:
        refuse(_("Choose one of the list."), field="birth_precision")
    if known == Child.Precision.UNKNOWN:
        values["birth_date_is_estimated"] = True
    if born is None or known == Child.Precision.DAY:
        return born
    month = born.month if known == Child.Precision.MONTH else 12
    last = date(born.year, month, monthrange(born.year, month)[1])
    return min(last, on) if born <= on else born


def _check_iin(values: dict[str, Any], refuse: Collector) -> None:
    values["iin"] = re.sub(r"[\s\-]", "", values["iin"] or "")
    reason = values["no_iin_reason"]
    if reason and reason not in Child.NoIin.values:
        refuse(_("Choose one of the reasons."), field="no_iin_reason")
    if values["iin"] and reason:
        refuse(_("Either an IIN or a reason why there is none, not both."), field="no_iin_reason")
    if not values["iin"]:
        if not reason:
            refuse(_("Enter the IIN, or say why there is none."), field="iin")
        return
    try:
        validate_iin(values["iin"])
    except ValidationError as error:
        refuse(error.message, field="iin")


def _check_representative(values: dict[str, Any], refuse: Collector) -> None:
    kind, name = values["representative_kind"], clean_name(values["representative_name"] or "")[0]
    values["representative_name"] = name
    if kind and kind not in Child.Representative.values:
        refuse(
            _("Only a person the Law names represents a child; a mentor or a host family does not."),
            field="representative_kind",
            rule=REPRESENTATIVE_RULE,
        )
    elif name and not kind:
        refuse(_("Say by what right this person represents the child."), field="representative_kind")
    elif kind and not name and kind != Child.Representative.ORGANISATION:
        refuse(_("Enter the name of the representative."), field="representative_name")


def same_person(one: str, other: str) -> bool:
    """Whether two written names may be one person: the same keys in any order."""
    return bool(one) and sorted(match_key(one).split()) == sorted(match_key(other).split())


def _iin_cautions(values: dict[str, Any]) -> list[Caution]:
    """IIN and birth date or sex are not bound to each other (decree 853 of 26.08.2013): only a hint."""
    if not values["iin"]:
        return []
    facts, cautions = iin_facts(values["iin"]), []
    if facts.born_on and facts.born_on != values["birth_date"]:
        text = _t("The IIN suggests another birth date, %(day)s. This happens: it may stay.")
        cautions.append(Caution(text % {"day": f"{facts.born_on:%d.%m.%Y}"}, field="birth_date"))
    if facts.sex and facts.sex != values["sex"]:
        cautions.append(Caution(_("The IIN suggests the other sex. This happens: it may stay."), field="sex"))
    return cautions

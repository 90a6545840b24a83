"""IIN (person) and BIN (organisation): twelve digits, the last of them a check digit."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.core.fields import Unreadable

FIRST_WEIGHTS = range(1, 12)
SECOND_WEIGHTS = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)
CENTURIES = {"1": 1800, "2": 1800, "3": 1900, "4": 1900, "5": 2000, "6": 2000}


def check_digit(stem: str) -> int | None:
    """The twelfth digit for eleven given ones; None when the stem is one that is never issued."""
    digits = [int(c) for c in stem]
    for weights in (FIRST_WEIGHTS, SECOND_WEIGHTS):
        remainder = sum(w * d for w, d in zip(weights, digits, strict=True)) % 11
        if remainder != 10:
            return remainder
    return None


def is_valid(number: str) -> bool:
    return len(number) == 12 and number.isascii() and number.isdigit() and check_digit(number[:11]) == int(number[11])


def validate_iin(value: str) -> None:
    """Refuse a wrong length, letters or a wrong check digit; say which."""
    if not (value.isascii() and value.isdigit() and len(value) == 12):
        raise ValidationError(_("An IIN has exactly 12 digits. Copy it from the document."), code="iin_form")
    if not is_valid(value):
        raise ValidationError(
            _("The check digit of this IIN does not match: one of the digits is mistyped."), code="iin_check"
        )


def validate_bin(value: str) -> None:
    if not (value.isascii() and value.isdigit() and len(value) == 12):
        raise ValidationError(_("A BIN has exactly 12 digits."), code="bin_form")
    if not is_valid(value) or value[4] not in "456":
        raise ValidationError(_("This BIN is not valid: check the digits."), code="bin_check")


def masked_iin(iin: str, gap: str = " •••• ") -> str:
    """`1211 •••• 0332`: enough to compare with a document, not to use. One that cannot be read says so instead."""
    if not iin or isinstance(iin, Unreadable):
        return iin
    return f"{iin[:4]}{gap}{iin[-4:]}"


@dataclass(frozen=True)
class IinFacts:
    born_on: date | None
    sex: str | None


def iin_facts(iin: str) -> IinFacts:
    """Birth date and sex as the IIN suggests them. A mismatch is a warning, never an error: since 2013 they
    are not bound to each other (decree 853 of 26.08.2013)."""
    century = CENTURIES.get(iin[6])
    if century is None:
        return IinFacts(None, None)
    try:
        born_on = date(century + int(iin[:2]), int(iin[2:4]), int(iin[4:6]))
    except ValueError:
        born_on = None
    return IinFacts(born_on, "MALE" if int(iin[6]) % 2 else "FEMALE")

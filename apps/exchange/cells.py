"""Reading one cell: the value the checks of a child's file take, or words on what is wrong with it."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Area
from apps.core.errors import Refused
from apps.core.identifiers import is_valid
from apps.exchange.columns import plain
from apps.exchange.tables import Formula
from apps.people.models import Child

LANGUAGES = ("kk", "ru", "en")
IIN_LENGTH = 12
SERIALS = range(1, 80_000)
"""Excel counts days from 1900; a bare number in this range may be one of its dates."""
YES = {"иә", "ия", "да", "yes", "true", "1", "+"}
NO = {"", "жоқ", "нет", "no", "false", "0", "-"}
SEXES = {
    "қыз": "FEMALE", "девочка": "FEMALE", "girl": "FEMALE", "female": "FEMALE", "ж": "FEMALE", "жен": "FEMALE",
    "женский": "FEMALE", "әйел": "FEMALE", "f": "FEMALE", "ұл": "MALE", "мальчик": "MALE", "boy": "MALE",
    "male": "MALE", "муж": "MALE", "мужской": "MALE", "ер": "MALE", "m": "MALE", "м": "MALE", "қыз бала": "FEMALE",
    "ұл бала": "MALE",
}  # fmt: skip
_DOTTED = re.compile(r"^(\d{1,2})\.(\d{1,2})\.(\d{4})$")
_ISO = re.compile(r"^(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00)?)?$")
_SCIENTIFIC = re.compile(r"^\d+(?:[.,]\d+)?[eеEЕ]\+?\d+$")
_NUMBER = re.compile(r"^\d+(?:[.,]0+)?$")


class Reader:
    """Reads the cells of one table for the guardianship body whose district is `own`."""

    def __init__(self, own: Area) -> None:
        self._own = own
        self._areas = _areas(own.region)
        self._reasons = _words(Child.NoIin)
        self._representatives = _words(Child.Representative)
        self._readers: dict[str, Callable[[Any], Any]] = {
            "iin": _iin, "birth_date": _day, "sex": _sex, "birth_date_is_estimated": _yes_or_no, "area": self._area,
            "no_iin_reason": lambda cell: _choice(cell, self._reasons),
            "representative_kind": lambda cell: _choice(cell, self._representatives),
        }  # fmt: skip

    def read(self, cells: Mapping[str, Any]) -> tuple[dict[str, Any], list[Refused]]:
        """The values by field, and what could not be read; an unreadable cell has no value."""
        values: dict[str, Any] = {"area": self._own}
        wrong = []
        for field, cell in cells.items():
            try:
                if isinstance(cell, Formula):
                    raise Refused(_("The cell holds a formula. Put its value there."), field=field)
                value = self._readers.get(field, _text)(cell)
            except Refused as refusal:
                wrong.append(Refused(refusal.message, field=field, rule=refusal.rule))
            else:
                values[field] = value if field != "area" or value else self._own
        return values, wrong

    def _area(self, cell: Any) -> Area | None:
        words = plain(_text(cell))
        found = self._areas.get(words, [])
        if words and not found:
            raise Refused(_("There is no such district in your region. Write its name or KATO code."))
        if len(found) > 1:
            raise Refused(_("Several districts of your region have this name. Write the KATO code."))
        return found[0] if found else None


def shown(cell: Any) -> str:
    """A cell as the preview shows it."""
    if cell is None or isinstance(cell, Formula):
        return "" if cell is None else "="
    if isinstance(cell, datetime | date):
        return f"{cell:%d.%m.%Y}"
    return str(cell)[:250]


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = str(cell).strip()
    if len(text) > 250:
        raise Refused(_("The cell is longer than 250 characters."))
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise Refused(_("The cell holds a character that is no text."))
    return text


def _iin(cell: Any) -> str:
    """Twelve digits; what a spreadsheet made of them is refused, for its zeros and last digits are lost."""
    text = re.sub(r"[\s\-\u00a0']", "", _text(cell))
    if (isinstance(cell, float) and not cell.is_integer()) or _SCIENTIFIC.match(text):
        raise Refused(
            _(
                "The spreadsheet made a number like 1.21E+11 of this IIN; its digits are lost. Format the column as "
                "text and enter the IIN again from the document."
            ),
            rule="caseflow.import.iin_number",
        )
    digits = re.sub(r"[.,]0+$", "", text)
    if _NUMBER.match(text) and 8 <= len(digits) < IIN_LENGTH:
        raise Refused(_lost_zero(digits), rule="caseflow.import.iin_zero")
    return digits if _NUMBER.match(text) else text


def _lost_zero(digits: str) -> Any:
    if is_valid(digits.rjust(IIN_LENGTH, "0")):
        return _(
            "This IIN has fewer than 12 digits: the spreadsheet took its leading zero away. Format the column as "
            "text and enter the IIN again from the document."
        )
    return _("This IIN has fewer than 12 digits. Format the column as text and copy the IIN from the document.")


def _day(cell: Any) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date) or cell is None:
        return cell
    text = _text(cell)
    if not text:
        return None
    match = _DOTTED.match(text)
    parts = match.group(3, 2, 1) if match else (iso.groups() if (iso := _ISO.match(text)) else None)
    if parts is None:
        raise Refused(_not_a_day(text), rule="caseflow.import.date")
    try:
        return date(*map(int, parts))
    except ValueError:
        raise Refused(_("There is no such day in the calendar.")) from None


def _not_a_day(text: str) -> Any:
    number = re.sub(r"[.,]\d+$", "", text)
    if number.isascii() and number.isdigit() and int(number) in SERIALS and len(number) > 2:
        return _(
            "This is the number by which a spreadsheet stores a date. Format the column as text or date and write "
            "dd.mm.yyyy, for example 05.03.2015."
        )
    return _("Write the date as dd.mm.yyyy with four digits of the year, for example 05.03.2015.")


def _sex(cell: Any) -> str:
    return SEXES.get(plain(_text(cell)), plain(_text(cell)).upper())


def _yes_or_no(cell: Any) -> bool:
    words = plain(_text(cell))
    if isinstance(cell, bool):
        return cell
    if words in YES | NO:
        return words in YES
    raise Refused(_("Write yes or no."))


def _choice(cell: Any, words: Mapping[str, str]) -> str:
    text = _text(cell)
    if not text:
        return ""
    if plain(text) not in words:
        raise Refused(_("Take one of the words on the sheet of explanations of the template."))
    return words[plain(text)]


def _words(choices: Any) -> dict[str, str]:
    """Every code and its words in three languages."""
    found = {plain(code): code for code in choices.values}
    for language in LANGUAGES:
        with translation.override(language):
            found |= {plain(str(label)): code for code, label in choices.choices}
    return found


def _areas(region: Area | None) -> dict[str, list[Area]]:
    """The districts of a region by code and by name, without the word for what kind of area it is."""
    districts = Area.objects.filter(level=Area.Level.DISTRICT).select_related("parent")
    found: dict[str, list[Area]] = {}
    for area in districts.filter(parent=region) if region else districts:
        for name in {plain(name) for name in (area.code, area.name_kk, area.name_ru, area.name_en) if name}:
            found.setdefault(name, []).append(area)
    return found

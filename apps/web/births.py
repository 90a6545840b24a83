"""Birth dates as far as they are known: a file of which only the year is known never shows a day."""

from calendar import monthrange
from datetime import date, datetime
from typing import Any, Self

from django.utils.translation import gettext as _

from apps.people.models import Child
from apps.web import formats

Precision = Child.Precision


class Born(date):
    """The day a child counts as born on, with how much of it is known (a code of `Child.Precision`)."""

    precision: str = Precision.DAY

    @classmethod
    def of(cls, day: date, precision: str) -> Self:
        """The last day it may be, as the domain counts it."""
        month = day.month if precision in (Precision.DAY, Precision.MONTH) else 12
        last = day.day if precision == Precision.DAY else monthrange(day.year, month)[1]
        return cls._known(date(day.year, month, last), precision)

    @classmethod
    def typed_as(cls, day: date, precision: str) -> Self:
        """A day out of a form, as it is: the domain counts the last day it may be, by its own clock."""
        return cls._known(day, precision)

    @classmethod
    def of_child(cls, child: Child) -> Self:
        return cls._known(child.birth_date, child.birth_precision or Precision.DAY)

    @classmethod
    def _known(cls, day: date, precision: str) -> Self:
        born = cls(day.year, day.month, day.day)
        born.precision = precision
        return born

    @property
    def typed(self) -> str:
        """As it is typed into a form: `31.12.2014`, `12.2014`, `2014`."""
        if self.precision == Precision.DAY:
            return formats.numeric_date(self)
        return f"{self:%m.%Y}" if self.precision == Precision.MONTH else f"{self:%Y}"

    @property
    def numeric(self) -> str:
        """For tables: `31.12.2014`, `12.2014`, `2014 г.`, `около 2014 г. (не известна)`."""
        return self.typed if self.precision in (Precision.DAY, Precision.MONTH) else self._year()

    @property
    def words(self) -> str:
        """For a sentence: `31 декабря 2014`, `декабрь 2014`, `2014 г.`, `около 2014 г. (не известна)`."""
        if self.precision == Precision.DAY:
            return formats.long_date(self, weekday=False)
        return formats.month_of_year(self) if self.precision == Precision.MONTH else self._year()

    def _year(self) -> str:
        text = formats.year(self)
        return _("about %(year)s (not known)") % {"year": text} if self.precision == Precision.UNKNOWN else text


def age(child: Child, on: date | datetime) -> str:
    """`13 лет`; `около 13 лет` where the day of birth is not known."""
    counted = formats.age_about if child.birth_precision not in ("", Precision.DAY) else formats.age
    return counted(child.birth_date, formats.local_day(on))


def exported(child: Child) -> Any:
    """A date where the day is known, else the words for what is."""
    born = Born.of_child(child)
    return child.birth_date if born.precision == Precision.DAY else born.numeric

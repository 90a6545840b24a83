"""Rows of a table that meet files the reader may not see: a few are told, all are counted and noted."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit import log
from apps.core.errors import Refused
from apps.exchange.models import ImportJob
from apps.people import glimpses
from apps.people.checks import Caution

MOST_TOLD = 20
"""A table that tells of more is a list of questions about children."""
MOST_AN_HOUR = 60


class Hidden:
    """What one check has met and told. By name and birth date nobody is told after the twentieth: likely pairs are
    looked for again at night. An IIN that is not told refuses the whole table."""

    def __init__(self, by: User, at: datetime) -> None:
        self._by = by
        self._most = MOST_TOLD if glimpses.told_of(by, at).count() < MOST_AN_HOUR else 0
        self._met = {"iins": 0, "names": 0}
        self._told: list[int] = []
        self._files: set[int] = set()
        self._untold_iins = 0

    def meet_iin(self, line: Any, child: int, refusal: Refused) -> None:
        self._met["iins"] += 1
        self._files.add(child)
        if self._may_tell(child):
            line.wrong(refusal)
        else:
            self._untold_iins += 1

    def meet_name(self, line: Any, child: int, caution: Caution) -> None:
        self._met["names"] += 1
        if len(self._told) < self._most:
            self._files.add(child)
        if self._may_tell(child):
            line.doubtful(caution)
            if len(self._told) == self._most:
                line.doubtful(Caution(_("Further rows like this one are not told. Likely doubles are looked for again "
                                        "in the night after the import."), field="given_name"))  # fmt: skip

    def check_all_told(self) -> None:
        """Raises Refused where the rows alone would not say what is wrong."""
        if self._untold_iins:
            raise Refused(
                _(
                    "The table holds more than %(n)s rows of children who have a file at another body. The rest is not "
                    "told row by row, and the table is refused whole. Ask the guardianship bodies of the districts "
                    "before you import."
                )
                % {"n": self._most}
            )

    def note_files(self, at: datetime) -> None:
        """Write in each file of an IIN, or that was told of, that it was: with the rows that tell, not after them."""
        log.record_many(glimpses.notes_of(sorted(self._files), by=self._by, at=at))
        self._files.clear()

    def note(self, job: ImportJob, at: datetime) -> None:
        """Write how many were met."""
        self.note_files(at)
        if any(self._met.values()):
            log.record("import.met_hidden", job.subject, by=self._by, at=at, told=len(self._told), **self._met)

    def _may_tell(self, child: int) -> bool:
        if len(self._told) >= self._most:
            return False
        self._told.append(child)
        return True

"""Files of people who have grown up, at the body of the login `officer`: every way a file is kept, by the real actions.

Played first: these are the oldest files of the body, and their rows the oldest of the ledger.
"""

from datetime import datetime, timedelta
from random import Random

from apps.accounts.models import User
from apps.core.localtime import local_day
from apps.demo.fixture import read
from apps.demo.identity import invent_name, latin
from apps.demo.world import World
from apps.people.actions import register_child
from apps.people.models import Child
from apps.retention import actions, erasing
from apps.retention.models import Erasure

SEED = 18
YEAR = 365.25
LONG_AGO = 26 * YEAR
"""Days since the old files went into the archive: longer than they are kept."""


class Keeping:
    """The heads of the body at work. `old` are files whose term of keeping has ended, `grown` those just of age."""

    def __init__(self, world: World) -> None:
        self.world, self.random, self.words = world, Random(SEED), read("file")["keeping"]
        self.officer, self.head, self.second = (
            User.objects.get(username=login) for login in ("officer", "head", "head2")
        )

    def play(self) -> int:
        """All of it; gives how many files."""
        old = [self._person(age=46, years=31) for _n in range(4)]
        grown = [self._person(age=19, years=9 - n) for n in range(4)]
        self._archive_old(old)
        actions.propose_due(at=self.ago(20))
        _due, held, archived, open_on = grown
        actions.place_hold(
            held, reason=self.words["hold"], ordered_by=self.words["ordered_by"], starts_on=local_day(self.ago(15)),
            ends_on=None, by=self.head, at=self.ago(15),
        )  # fmt: skip
        actions.archive(archived, by=self.head, at=self.ago(12))
        actions.postpone(open_on, reason=self.words["postponed"], by=self.head, at=self.ago(11))
        return len(old) + len(grown)

    def _archive_old(self, old: list[Child]) -> None:
        """One whose term has ended, one that waits for a second person, one in the days to think, one erased."""
        actions.propose_due(at=self.ago(LONG_AGO))
        for child in old:
            actions.archive(child, by=self.head, at=self.ago(LONG_AGO - 30))
        _over, second, thinking, erased = old
        self._propose(second, by=self.second, days=3)
        self._confirm(self._propose(thinking, by=self.head, days=4), by=self.second, days=2)
        gone = self._confirm(self._propose(erased, by=self.head, days=30), by=self.second, days=28)
        erasing.erase(gone, at=self.ago(20))
        erasing.remove_files(gone)

    def _propose(self, child: Child, *, by: User, days: float) -> Erasure:
        return erasing.propose_erasure(
            child, typed=child.number, ground=Erasure.Ground.TERM, reason=self.words["term"], by=by, at=self.ago(days)
        )

    def _confirm(self, erasure: Erasure, *, by: User, days: float) -> Erasure:
        return erasing.confirm_erasure(erasure, typed=erasure.number, by=by, at=self.ago(days))

    def _person(self, *, age: int, years: int) -> Child:
        """Somebody of that age today whose file was opened so many years ago."""
        female = self.random.random() < 0.5
        name = invent_name(self.random, female=female, russian=0.2)
        born = local_day(self.ago(age * YEAR + self.random.randint(40, 320)))
        data = {
            "surname": name.surname, "given_name": name.given, "patronymic": name.patronymic,
            "surname_latin": latin(name.surname), "given_name_latin": latin(name.given), "birth_date": born,
            "sex": Child.Sex.FEMALE if female else Child.Sex.MALE, "no_iin_reason": Child.NoIin.NOT_KNOWN,
            "address": self.words["address"],
        }  # fmt: skip
        return register_child(data=data, by=self.officer, at=self.ago(years * YEAR))[0]

    def ago(self, days: float) -> datetime:
        return self.world.now - timedelta(days=days)

"""`rotate_keys`: write every encrypted value anew under the first of FIELD_KEYS; afterwards the old keys may go."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.core.rotation import Batch, Place, places, rotate, stale

PROGRESS = 10
"""A line after as many batches."""
NAMED = 50
"""Rows that are named of those that could not be written."""


class Command(BaseCommand):
    help = "Encrypt every protected value anew under the first of FIELD_KEYS. May be stopped and started again."

    def handle(self, *args: Any, **options: Any) -> None:
        for place in places():
            self._rotate(place)
        left = {place.label: count for place in places() if (count := stale(place))}
        if left:
            told = ", ".join(f"{label} {count}" for label, count in left.items())
            raise CommandError(
                f"Values still under an older key: {told}. Keep all keys, put right the rows named above, run it again."
            )
        self.stdout.write("Nothing is under an older key: FIELD_KEYS may be cut down to its first one.")

    def _rotate(self, place: Place) -> None:
        total, whole = stale(place), Batch()
        for number, batch in enumerate(rotate(place), start=1):
            whole = whole + batch
            if number % PROGRESS == 0:
                self.stdout.write(f"{place.label}: {whole.written} of {total}")
        self.stdout.write(f"{place.label}: {whole.written} written anew")
        self._name(place, "no key opens the values of rows", whole.closed)
        self._name(place, "another row under the first key holds the same as rows", whole.double)

    def _name(self, place: Place, what: str, rows: list[int]) -> None:
        if rows:
            more = f" and {len(rows) - NAMED} more" if len(rows) > NAMED else ""
            self.stderr.write(f"{place.label}: {what} {', '.join(map(str, rows[:NAMED]))}{more}")

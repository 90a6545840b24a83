"""`rotate_keys`: write every encrypted value anew under the first of FIELD_KEYS; afterwards the old keys may go."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.core.rotation import Place, places, rotate, stale

PROGRESS = 10
"""A line after as many batches."""


class Command(BaseCommand):
    help = "Encrypt every protected value anew under the first of FIELD_KEYS. May be stopped and started again."

    def handle(self, *args: Any, **options: Any) -> None:
        for place in places():
            self._rotate(place)
        left = {place.label: count for place in places() if (count := stale(place))}
        if left:
            told = ", ".join(f"{label} {count}" for label, count in left.items())
            raise CommandError(f"Values still under an older key: {told}. Keep all keys, and run it again.")
        self.stdout.write("Nothing is under an older key: FIELD_KEYS may be cut down to its first one.")

    def _rotate(self, place: Place) -> None:
        total, done = stale(place), 0
        for number, batch in enumerate(rotate(place), start=1):
            done += batch.written
            if number % PROGRESS == 0:
                self.stdout.write(f"{place.label}: {done} of {total}")
            for pk in batch.closed:
                self.stderr.write(f"{place.label}: no key opens the value of row {pk}")
            for pk in batch.double:
                self.stderr.write(f"{place.label}: row {pk} holds the same as another row under the first key")
        self.stdout.write(f"{place.label}: {done} written anew")

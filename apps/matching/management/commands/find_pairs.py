"""The nightly look for suspected duplicates, now; files of an older version get the keys they are found by."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from apps.matching.finding import find_pairs


class Command(BaseCommand):
    help = "Look for files that may be of one child, as every night; run it once after an update."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{find_pairs(timezone.now())} suspected pairs")

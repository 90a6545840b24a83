"""`./run manage sweep [--once]`: the deadline engine by hand, or as a loop of its own."""

import time

from django.core.management.base import BaseCommand
from django.utils import timezone

from apps.obligations.sweep import sweep


class Command(BaseCommand):
    help = "Take every ripe step of every ladder; with --once a single pass, else one each second."

    def add_arguments(self, parser):
        parser.add_argument("--once", action="store_true", help="one pass, then print how many steps were taken")

    def handle(self, *args, once, **options):
        while True:
            taken = sweep(timezone.now())
            if once or taken:
                self.stdout.write(f"{taken} steps taken")
            if once:
                return
            time.sleep(1)

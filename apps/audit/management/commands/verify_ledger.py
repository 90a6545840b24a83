"""`./run manage verify_ledger`: OK and the number of sealed rows, or the first row that was touched (exit 4)."""

import sys

from django.core.management.base import BaseCommand
from django.db.models import Sum
from django.utils import timezone

from apps.audit import sealing
from apps.audit.erasing import listed
from apps.audit.models import Seal


class Command(BaseCommand):
    help = "Check the ledger, the history of rows and the seals over both."

    def handle(self, *args, **options):
        finding = sealing.verify()
        if finding:
            self.stderr.write(f"TAMPERED {finding.text}")
            sys.exit(4)
        sealing.seal(timezone.now())
        total = Seal.objects.aggregate(total=Sum("rows"))["total"] or 0
        erased = listed()
        entries = ", ".join(str(pk) for pk in sorted({one.entry for one in erased.values()}))
        said = f", {len(erased)} rows of history erased by entries {entries}" if erased else ""
        self.stdout.write(f"OK {total} rows sealed{said}")

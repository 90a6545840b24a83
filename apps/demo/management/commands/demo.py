"""`./run manage demo`: a synthetic world to try the system in; `--logins` prints who may sign in."""

import sys
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone, translation

from apps.accounts.models import Membership
from apps.demo.appeals import receipt
from apps.demo.fixture import read
from apps.demo.load import RealRecords, is_loaded, load
from apps.demo.staff import LOGINS

REFUSED = 2


class Command(BaseCommand):
    help = "Load synthetic data into an empty database, or print the logins of a loaded demo."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser):
        parser.add_argument("--scale", type=int, default=1, help="this many times the usual children and incidents")
        parser.add_argument("--logins", action="store_true", help="print who may sign in, and the password")

    def handle(self, *args: Any, scale: int, logins: bool, **options: Any) -> None:
        if not settings.TRYING_OUT:
            self._refuse("The demo has a known password and is refused while DEBUG=0.")
        if logins:
            self._print_logins()
        elif is_loaded():
            self.stdout.write("The demo is loaded already.")
        else:
            self._load(max(1, scale))

    def _load(self, scale: int) -> None:
        started = time.monotonic()
        try:
            loaded = load(scale=scale, at=timezone.now(), say=self._progress(scale))
        except RealRecords:
            self._refuse("This database holds real records: the demo goes into an empty one only.")
        self.stdout.write(
            f"demo: {loaded.agencies} agencies, {loaded.people} people, {loaded.children} children, "
            f"{loaded.incidents} incidents; {loaded.rows} rows in {time.monotonic() - started:.1f} s"
        )

    def _progress(self, scale: int) -> Any:
        return self.stdout.write if scale > 1 else lambda text: None

    def _print_logins(self) -> None:
        if not is_loaded():
            self._refuse("There is no demo in this database.")
        posts = (
            Membership.objects.in_force().filter(user__email__endswith=f"@{LOGINS}").select_related("user", "agency")
        )
        password = read("logins")["password"]
        with translation.override(settings.LANGUAGE_CODE):
            rows = [
                (p.user.username, str(p.get_role_display()), p.agency.name) for p in posts.order_by("user_id", "pk")
            ]
        width = [max(len(row[column]) for row in rows) for column in (0, 1)]
        for login, role, agency in rows:
            self.stdout.write(f"{login:{width[0]}}  {role:{width[1]}}  {agency}")
        self.stdout.write(f"password of all: {password}")
        self.stdout.write(f"receipt to try: {receipt()}")

    def _refuse(self, reason: str) -> None:
        self.stderr.write(reason)
        sys.exit(REFUSED)

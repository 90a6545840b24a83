"""`./run manage load_law`: areas, the calendar and the rules of the Law from their files; adds what is missing."""

from django.core.management.base import BaseCommand, CommandError

from apps.obligations.law import LawChanged, load_law


class Command(BaseCommand):
    requires_system_checks = ()
    help = "Add the areas, calendar days and versions of rules that are not stored yet; nothing stored changes."

    def handle(self, *args, **options):
        try:
            loaded = load_law()
        except LawChanged as changed:
            raise CommandError(str(changed)) from None
        self.stdout.write(f"added {loaded}")

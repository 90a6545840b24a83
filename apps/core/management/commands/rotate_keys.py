"""`rotate_keys`: write every encrypted field anew under the first of FIELD_KEYS; afterwards the old key may go."""

from typing import Any

from django.core.management.base import BaseCommand

from apps.core.rotation import encrypted_fields, rotate


class Command(BaseCommand):
    help = "Encrypt every protected field anew under the first of FIELD_KEYS."

    def handle(self, *args: Any, **options: Any) -> None:
        for field in encrypted_fields():
            written = 0
            for count in rotate(field):
                written += count
            self.stdout.write(f"{field.model._meta.label}.{field.name}: {written} written anew")

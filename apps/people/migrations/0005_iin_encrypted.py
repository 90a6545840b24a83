"""IINs become unreadable to whoever holds the database alone. In batches: a stopped migration goes on where it was."""

from django.db import migrations
from django.db.models import CheckConstraint, Q, UniqueConstraint

import apps.core.fields
from apps.core.rotation import Place, seal, unseal

PLACES = [Place("", table, "iin", f"{table}.iin", findable=True) for table in ("people_child", "people_relative")]


def encrypt_stored(_apps, _editor):
    for place in PLACES:
        seal(place)


def decrypt_stored(_apps, _editor):
    for place in PLACES:
        unseal(place)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("people", "0004_iin_as_cipher")]

    operations = [
        migrations.RunPython(encrypt_stored, decrypt_stored),
        migrations.AddConstraint(
            "child",
            UniqueConstraint(apps.core.fields.Fingerprint("iin"), condition=~Q(iin=""), name="child_iin_unique"),
        ),
        migrations.AddConstraint(
            "child",
            CheckConstraint(
                condition=(Q(no_iin_reason="") & ~Q(iin="")) | Q(iin="", no_iin_reason__gt=""),
                name="child_iin_or_reason",
            ),
        ),
        migrations.AddConstraint(
            "relative",
            UniqueConstraint(apps.core.fields.Fingerprint("iin"), condition=~Q(iin=""), name="relative_iin_unique"),
        ),
    ]

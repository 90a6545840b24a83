"""The cells of tables that wait, and the IINs of the children they make, become unreadable in the database alone."""

from django.db import migrations

import apps.core.fields
from apps.core.rotation import Place, seal, unseal

CELLS = Place("", "exchange_importrow", "cells", "exchange_importrow.cells")
IINS = Place("", "exchange_importrow", "child", "people_child.iin", findable=True, key="iin")


def encrypt_stored(_apps, _editor):
    for place in (CELLS, IINS):
        seal(place)


def decrypt_stored(_apps, _editor):
    for place in (CELLS, IINS):
        unseal(place)


class Migration(migrations.Migration):
    dependencies = [("exchange", "0002_what_is_found")]

    operations = [
        migrations.AlterField("importrow", "cells", apps.core.fields.EncryptedJson(default=dict)),
        migrations.RunPython(encrypt_stored, decrypt_stored),
    ]

"""Extensions, the sequences behind numbers, and the Kazakh order of names as an immutable SQL function.

No ICU: the embedded server has none, and every server must sort alike. Kazakh order is a superset of Russian.
"""

from django.contrib.postgres.operations import BtreeGinExtension, BtreeGistExtension, TrigramExtension
from django.db import migrations, models

ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
KEYS = "".join(chr(0xE000 + n) for n in range(len(ALPHABET)))

KK_KEY = f"""
CREATE FUNCTION kk_key(text) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql
RETURN translate(lower($1), '{ALPHABET}', '{KEYS}') COLLATE "C";
"""

SEQUENCES = """
CREATE SEQUENCE number_incident START 1001;
CREATE SEQUENCE number_notice START 1001;
CREATE SEQUENCE number_child START 100001;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        TrigramExtension(),
        BtreeGistExtension(),
        BtreeGinExtension(),
        migrations.RunSQL(KK_KEY, "DROP FUNCTION kk_key(text)"),
        migrations.RunSQL(SEQUENCES, "DROP SEQUENCE number_incident, number_notice, number_child"),
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("name", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("detail", models.JSONField(default=dict)),
            ],
        ),
    ]

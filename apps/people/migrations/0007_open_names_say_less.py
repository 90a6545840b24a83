"""The first day of an open former name is not that of a secret change before it."""

from django.db import migrations

FORGET = """
UPDATE people_childname o SET starts_on = NULL
WHERE NOT o.is_secret AND EXISTS (
    SELECT FROM people_childname s WHERE s.child_id = o.child_id AND s.is_secret AND s.ends_on = o.starts_on
)
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0006_relatives_of_one_body")]
    operations = [migrations.RunSQL(FORGET, migrations.RunSQL.noop)]

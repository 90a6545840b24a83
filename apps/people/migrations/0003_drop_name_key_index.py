from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("people", "0002_the_file")]

    operations = [migrations.RemoveIndex("child", "child_name_key")]

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("api", "0006_answers_encrypted"),
    ]

    operations = [
        migrations.AlterField(
            model_name="token",
            name="scopes",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("agencies:read", "read areas and agencies"),
                        ("users:read", "read the own account and the people of the agency"),
                        ("rules:read", "read rules and compute terms"),
                        ("duties:read", "read duties and their clocks"),
                        ("children:read", "open files of children"),
                        ("children:write", "register children, place them, assign mentors"),
                        ("cases:read", "read cases and referrals"),
                        ("cases:write", "work on cases, ask other bodies, reply to them"),
                        (
                            "mentoring:read",
                            "read candidates, agreements, training, pairs, meetings and reports of mentoring",
                        ),
                        (
                            "mentoring:write",
                            "work on mentoring: candidates, agreements, training, pairs, meetings, reports",
                        ),
                        ("appeals:read", "read appeals to the ombudsman, who sent them, posters and figures"),
                        ("appeals:write", "register appeals and work on them"),
                        ("requests:read", "read what ombudsmen ask of bodies"),
                        ("requests:write", "answer what ombudsmen ask, or withdraw it"),
                        ("calls:read", "read calls to 111"),
                        ("calls:write", "log calls to 111 and pass them on"),
                        ("incidents:read", "read incidents"),
                        ("incidents:write", "log incidents and work on them"),
                        ("notices:read", "read notices"),
                        ("notices:write", "acknowledge, resend and record notices"),
                        ("ledger:read", "read the ledger"),
                        ("retention:read", "see which files are archived, held and erased"),
                        ("retention:write", "archive, hold and erase files"),
                        ("sign-ins:read", "list the own sign-ins"),
                        ("sign-ins:write", "end the own sign-ins"),
                        ("tokens:read", "list the own tokens"),
                        ("tokens:write", "revoke the own tokens"),
                    ],
                    max_length=24,
                ),
                size=None,
            ),
        ),
    ]

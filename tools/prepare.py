"""Bring the database to the state the code wants, in one process: schema, law, and once the demo."""

import os

import django
from django.core.management import call_command


def prepare() -> None:
    django.setup()
    from django.contrib.auth import get_user_model

    call_command("check", "--tag", "database", databases=["default"], verbosity=0)
    call_command("migrate", verbosity=0)
    call_command("load_law")
    if os.environ.get("CASEFLOW_DEMO", "1") != "0" and not get_user_model().objects.exists():
        call_command("demo")


if __name__ == "__main__":
    prepare()

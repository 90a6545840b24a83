"""Bring the database to the state the code wants, in one process: schema, law, powers, and once the demo."""

import os

import django
from django.core.management import call_command


def prepare() -> None:
    django.setup()
    from django.contrib.auth import get_user_model
    from django.utils import timezone

    from apps.accounts.posts import sync_everybody
    from apps.core.localtime import local_day

    call_command("check", "--tag", "database", databases=["default"], verbosity=0)
    call_command("migrate", verbosity=0)
    call_command("load_law")
    sync_everybody(on=local_day(timezone.now()))
    if os.environ.get("CASEFLOW_DEMO", "1") != "0" and not get_user_model().objects.exists():
        call_command("demo")


if __name__ == "__main__":
    prepare()

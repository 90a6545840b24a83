"""The first post of an installation is given on the server."""

import pytest
from django.core.management import CommandError, call_command

from apps.accounts.models import Agency, User
from apps.accounts.roles import Role
from apps.audit.models import LedgerEntry
from tests.factories.accounts import make_agency, make_region, make_user

pytestmark = pytest.mark.django_db


def test_the_first_system_administrator():
    make_region()
    call_command("appoint", "root", "root@example.kz", Role.SYSADMIN, "operations")
    post = User.objects.get(username="root").post
    assert (post.role, post.agency.kind) == (Role.SYSADMIN, "OPERATIONS")
    assert LedgerEntry.objects.get(verb="membership.granted").actor_id is None
    call_command("appoint", "second", "second@example.kz", Role.SYSADMIN, "operations")
    assert Agency.objects.count() == 1


def test_what_makes_no_sense_is_refused():
    agency = make_agency()
    make_user(username="taken", email="mine@example.kz")
    for arguments in (
        ("taken", "other@example.kz", Role.AGENCY_ADMIN, str(agency.pk)),
        ("new", "new@example.kz", Role.SYSADMIN, str(agency.pk)),
        ("new", "new@example.kz", Role.AGENCY_ADMIN, "999999"),
    ):
        with pytest.raises(CommandError):
            call_command("appoint", *arguments)
    assert not User.objects.filter(username="new").exists()

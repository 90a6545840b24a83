"""What requests may write outside of an action and what not; who reads merges and the archive."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Model
from django.db.utils import ProgrammingError
from django.utils import timezone

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.core import wall
from apps.matching import actions as matching
from apps.matching.models import Merge, files_of_person, holding
from apps.people.models import Child
from apps.retention.models import Erasure, Retention
from tests.factories.accounts import fresh, make_agency, make_officer, make_user
from tests.factories.people import make_child
from tests.retention.conftest import Archive, make_archive

REFUSED = (
    "DELETE FROM incidents_correction",
    "UPDATE incidents_correction SET reason = 'x'",
    "DELETE FROM incidents_extrarecipient",
    "UPDATE incidents_extrarecipient SET agency_id = 1",
    "UPDATE obligations_obligation SET breached_at = NULL",
    "DELETE FROM obligations_obligation",
    "DELETE FROM obligations_step",
    "DELETE FROM obligations_change",
    "UPDATE obligations_rule SET in_force_to = NULL",
    "DELETE FROM obligations_calendarday",
    "INSERT INTO auth_group (name) VALUES ('x')",
    "INSERT INTO auth_group_permissions (group_id, permission_id) VALUES (1, 1)",
    "INSERT INTO accounts_agencygrouppermission (group_id, permission_id, content_object_id) VALUES (1, 1, 1)",
    "INSERT INTO accounts_user_groups (user_id, group_id) VALUES (1, 1)",
    "INSERT INTO accounts_user_user_permissions (user_id, permission_id) VALUES (1, 1)",
    "UPDATE auth_permission SET codename = 'x'",
    "UPDATE accounts_agency SET kind = 'POLICE'",
    "UPDATE accounts_area SET parent_id = NULL",
    "UPDATE accounts_agencydoor SET opened_by_id = 1",
    "UPDATE accounts_confirmation SET decided_by_id = 1",
    "UPDATE accounts_user SET is_superuser = true",
    "UPDATE accounts_user SET is_staff = true",
    "UPDATE accounts_user SET email = 'x@example.kz'",
    "UPDATE accounts_user SET current_membership_id = NULL",
    "DELETE FROM accounts_user",
)
MAY_WRITE = ("UPDATE accounts_user SET last_login = now()", "UPDATE accounts_user SET password = password")


@pytest.fixture
def officer(db: None) -> User:
    return fresh(make_officer())


@pytest.fixture
def archive(db: None) -> Archive:
    found = make_archive().archived()
    found.proposed()
    return found


@pytest.fixture
def merged(officer: User) -> Iterator[tuple[Child, Child]]:
    """The file that stayed and the one that became part of it, of one body."""
    kept, absorbed = (make_child(officer, given_name=name) for name in ("Айгүл", "Айгуль"))
    head = fresh(make_user(officer.agency, Role.GUARDIANSHIP_HEAD))
    parts: dict[str, Any] = {"take": {"given_name": True}, "reason": "Бір бала, құжаттары бір"}
    matching.merge(kept, absorbed=absorbed, **parts, by=head, at=timezone.now())
    return kept, absorbed


def behind(person: User) -> Any:
    return wall.standing(person.post.agency_id, person.pk)


def run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("sql", REFUSED)
def test_requests_have_no_right_to_write(officer: User, sql: str) -> None:
    with behind(officer), pytest.raises(ProgrammingError, match="permission denied"):
        run(sql)


@pytest.mark.parametrize("sql", MAY_WRITE)
def test_the_sign_in_notes_itself_and_hashes_a_password_anew(officer: User, sql: str) -> None:
    with behind(officer):
        run(sql)


def test_a_merge_is_read_by_whoever_reads_the_file_that_stayed(merged: tuple[Child, Child], officer: User) -> None:
    kept, absorbed = merged
    stranger = fresh(make_officer())
    assert Merge.objects.get().before
    with behind(officer):
        assert Merge.objects.count() == 1
    with behind(stranger):
        assert not Merge.objects.exists()
        assert holding([absorbed.pk]) == {absorbed.pk: kept.pk}
        assert files_of_person(kept.pk) == [kept.pk, absorbed.pk]


@pytest.mark.parametrize("model", [Retention, Erasure])
def test_the_archive_is_read_by_those_of_the_body_who_keep_it(archive: Archive, model: type[Model]) -> None:
    inspector = fresh(make_user(make_agency(AgencyKind.CENTRAL_AUTHORITY), Role.INSPECTOR))
    seen = {}
    for name in ("head", "second", "officer", "stranger"):
        with behind(archive.refreshed(name)):
            seen[name] = model._default_manager.count()
    assert seen == {"head": 1, "second": 1, "officer": 0, "stranger": 0}
    with behind(inspector):
        assert not model._default_manager.exists()


def test_no_comparison_behind_the_wall_meets_a_file_in_the_archive(db: None) -> None:
    archive = make_archive()
    values = {name: getattr(archive.child, name) for name in ("surname", "given_name", "patronymic", "birth_date")}
    with behind(archive.refreshed("officer")):
        assert [one.child for one in matching.likely_duplicates(values)] == [archive.child.pk]
    archive.archived()
    with behind(archive.refreshed("officer")):
        assert not matching.likely_duplicates(values)

"""Stock django-guardian beside ours: one row per (agency's group, child), asked by `get_objects_for_user`."""

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from guardian.shortcuts import get_objects_for_user

from apps.accounts.models import User
from apps.people.models import Child
from bench.data import execute
from bench.registry.fill import Reader

GRANTS = """
INSERT INTO guardian_groupobjectpermission (object_pk, content_type_id, group_id, permission_id)
SELECT DISTINCT a.child_id::text, %s, g.id, %s
FROM people_childaccess a JOIN auth_group g ON g.name = 'agency ' || a.agency_id
"""


def grant_rows(readers: list[Reader]) -> None:
    """A group per agency, the measured readers in theirs, and a row per child that the agency may see."""
    kind = ContentType.objects.get_for_model(Child)
    permission, _made = Permission.objects.get_or_create(codename="view_child", content_type=kind)
    execute("TRUNCATE guardian_groupobjectpermission")
    execute("INSERT INTO auth_group (name) SELECT 'agency ' || id FROM accounts_agency ON CONFLICT DO NOTHING")
    for reader in readers:
        User.objects.get(pk=reader.user_id).groups.set([Group.objects.get(name=f"agency {reader.agency_id}")])
    execute(GRANTS, kind.pk, permission.pk)
    execute("ANALYZE guardian_groupobjectpermission")


def listed(reader: Reader) -> tuple[list[Child], int]:
    """25 newest and how many there are, as guardian's documentation says."""
    seen = get_objects_for_user(User.objects.get(pk=reader.user_id), "people.view_child", Child, with_superuser=False)
    return list(seen.order_by("-registered_at", "-pk")[:25]), seen.count()


def opened(reader: Reader, child_id: int) -> Child | None:
    """One file, if the reader may see it."""
    user, child = User.objects.get(pk=reader.user_id), Child.objects.get(pk=child_id)
    return child if user.has_perm("people.view_child", child) else None

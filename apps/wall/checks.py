"""Row-level security holds only for a role that cannot pass it: asked before every migration and by `check`."""

from typing import Any

from django.core.checks import Error, Tags, register
from django.db import connections

from apps.core.wall import ROLE

POWERS = """
SELECT rolname, rolsuper OR rolbypassrls, rolname = %s AND EXISTS (SELECT FROM pg_class WHERE relowner = pg_roles.oid)
FROM pg_roles WHERE rolname IN (%s, session_user)
"""


@register(Tags.database)
def roles_without_bypass(databases: Any = None, **_: Any) -> list[Error]:
    """Neither the role that requests are answered in nor the one that signs in may pass row-level security."""
    if not databases:
        return []
    with connections["default"].cursor() as cursor:
        cursor.execute(POWERS, [ROLE, ROLE])
        found = cursor.fetchall()
    problems = [
        Error(f"The database role {name} passes row-level security.", hint="See docs/operations.md.", id="wall.E001")
        for name, passes, owns in found
        if passes or owns
    ]
    if ROLE not in {row[0] for row in found}:
        problems.append(Error(f"There is no database role {ROLE}.", hint="Run deploy/walled-role.sql.", id="wall.E002"))
    return problems

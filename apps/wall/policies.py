"""The words in which row-level security says who sees a row; migrations put them together."""

from django.db import migrations

from apps.core.wall import ROLE

ACCESS = """EXISTS (
    SELECT FROM people_childaccess a
    WHERE a.child_id = {child} AND a.agency_id = (SELECT wall_agency())
      AND (a.user_id IS NULL OR a.user_id = (SELECT wall_reader()))
      AND a.valid_from <= statement_timestamp()
      AND (a.valid_to IS NULL OR a.valid_to > statement_timestamp())
)"""
OWN = "{column} = (SELECT wall_agency())"


def access(child: str) -> str:
    """Whoever has a ground for the child."""
    return ACCESS.format(child=child)


def own(column: str) -> str:
    """The agency itself, whether or not it has a ground for the child."""
    return OWN.format(column=column)


def may(perm: str) -> str:
    """Whose post has this right: asked once a query, whatever the number of rows."""
    return f"(SELECT wall_may('{perm}'))"


def through(table: str, theirs: str, ours: str) -> str:
    """As the row of another walled table, whose own policy holds in the subquery."""
    return f"EXISTS (SELECT FROM {table} w WHERE w.{theirs} = {ours})"


def wall(table: str, seen: str) -> migrations.RunSQL:
    """Rows are read, and locked, where the policy shows them; they are written by actions alone, in another role."""
    return migrations.RunSQL(
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
        f"CREATE POLICY wall ON {table} TO {ROLE} USING ({seen}) WITH CHECK (false);"
        f"REVOKE DELETE ON {table} FROM {ROLE};",
        f"DROP POLICY wall ON {table}; ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
    )


def changed(table: str, seen: str, before: str) -> migrations.RunSQL:
    """Another policy for a table that is walled already."""
    alter = "ALTER POLICY wall ON {table} USING ({seen}) WITH CHECK (false);"
    return migrations.RunSQL(alter.format(table=table, seen=seen), alter.format(table=table, seen=before))

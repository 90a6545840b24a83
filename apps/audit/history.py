"""The trigger that writes RowHistory. A model is tracked by naming `Tracked()` in `Meta.triggers`."""

import pgtrigger

BODY = """
    actor := nullif(current_setting('caseflow.by', true), '')::bigint;
    snapshot := to_jsonb(CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END){without};
    IF TG_OP = 'UPDATE' AND snapshot = to_jsonb(OLD){without} THEN RETURN NULL; END IF;
    INSERT INTO audit_rowhistory (actor_id, table_name, row_id, op, row)
    VALUES (actor, TG_TABLE_NAME, (snapshot->>'id')::bigint, TG_OP, snapshot);
    RETURN NULL;
"""

UNTRACKED: dict[str, tuple[str, ...]] = {}
"""Columns left out of a table's history because the machinery moves them (table name -> columns)."""


def tracked(table: str, *, without: tuple[str, ...] = (), update_of: tuple[str, ...] = ()) -> pgtrigger.Trigger:
    """History of a table. `without` leaves out columns that machinery moves; with `update_of` (columns) an
    UPDATE that sets none of these does not even fire the trigger."""
    UNTRACKED[table] = without
    update = pgtrigger.UpdateOf(*update_of) if update_of else pgtrigger.Update
    minus = "".join(f" - '{column}'" for column in without)
    return pgtrigger.Trigger(
        name="history", when=pgtrigger.After, operation=pgtrigger.Insert | update | pgtrigger.Delete,
        declare=[("actor", "bigint"), ("snapshot", "jsonb")], func=BODY.format(without=minus),
    )  # fmt: skip


def frozen(*fields: str) -> pgtrigger.Trigger:
    """What was handed in or decided stays as it was: PostgreSQL refuses an UPDATE of these fields."""
    return pgtrigger.Protect(name="frozen", operation=pgtrigger.Update, condition=pgtrigger.AnyChange(*fields))

"""How a row is written out for its hash, and what is left of a row of history whose content was erased."""

LEDGER_LEAF = (
    "concat_ws('|', id, extract(epoch FROM at), actor_id, agency_id, verb, subject_kind, subject_id,"
    " subject_no, data::text, encode(mac, 'hex'))"
)
HISTORY_LEAF = (
    "concat_ws('|', {of}id, extract(epoch FROM {of}at), {of}actor_id, {of}table_name, {of}row_id, {of}op, {row}::text)"
)
ERASED = "history.erased"
"""The verb of a ledger entry that lists the rows of history whose content was erased."""


def history_leaf(of: str = "", row: str = "row") -> str:
    """SQL of the text of a history row; `of` is a prefix (`OLD.`), `row` what stands for its content."""
    return HISTORY_LEAF.format(of=of, row=of + row if row == "row" else row)


def digest(text: str) -> str:
    """SQL of the hash of a text."""
    return f"sha256(convert_to({text}, 'UTF8'))"


def hexed(text: str) -> str:
    """SQL of the hash in hexadecimal letters."""
    return f"encode({digest(text)}, 'hex')"


HISTORY_KEPT = f"""
    IF TG_OP = 'UPDATE' AND OLD.row ? 'id'
        AND NEW.row = jsonb_build_object('erased', NEW.row->'erased')
        AND to_jsonb(NEW) - 'row' = to_jsonb(OLD) - 'row'
        AND EXISTS (
            SELECT FROM audit_ledgerentry e
            WHERE e.id = (NEW.row->>'erased')::bigint AND e.verb = '{ERASED}' AND e.xid = pg_current_xact_id()
            AND e.data->'rows'->>(OLD.id::text) = {hexed(history_leaf("OLD."))} || ':' || {hexed(history_leaf("NEW."))}
        )
    THEN RETURN NEW; END IF;
    RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;
"""  # noqa: S608 - constants
"""What the database allows on the history: nothing, but to put the reference to a ledger entry of this very
transaction, which lists the row by its hashes before and after, in the place of its content."""

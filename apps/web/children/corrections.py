"""What a correction of a file changed: the row before and after, found by the transaction of the ledger entry.

Names may tell of an adoption, so their values are shown only in its secrecy; the IIN is never written out.
"""

from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import Any

from django.utils.html import format_html_join

from apps.accounts.models import User
from apps.audit.models import LedgerEntry, RowHistory
from apps.core import wall
from apps.people.checks import FIELDS, SPELLINGS
from apps.people.models import Child
from apps.people.policies import sees_secrecy
from apps.web.children.history import Words
from apps.web.children.timeline import Reading


def names_known(child: Child, reader: User) -> Callable[[Child], bool]:
    """Whether a version of the file bears names this reader may know: not those that adoption changed."""

    @cache
    def present() -> dict[str, str]:
        return Child.objects.values(*SPELLINGS).get(pk=child.pk)

    @cache
    def knows_all() -> bool:
        return sees_secrecy(reader, child) or not child.names.filter(is_secret=True).exists()

    return lambda version: knows_all() or {name: getattr(version, name) for name in SPELLINGS} == present()


def load(entries: list[LedgerEntry], reading: Reading) -> None:
    """Keep, by transaction, the child's row before and after each correction on the page."""
    xids = {entry.xid for entry in entries if entry.verb == "child.corrected"}
    if not xids:
        return
    with wall.lifted("history is closed to requests but for the file that is open"):
        rows = list(RowHistory.objects.filter(table_name="people_child", row_id=reading.child.pk).order_by("pk"))
    pairs = {after.xid: (before.row, after.row) for before, after in pairwise(rows)}
    reading.kept["corrections"] = {xid: pairs[xid] for xid in xids if xid in pairs}
    reading.kept["words"] = Words(rows)


def _outside(row: dict[str, Any]) -> dict[str, Any]:
    """A row as those outside the secrecy of adoption know it."""
    if row.get("representative_kind") != Child.Representative.ADOPTER:
        return row
    return {**row, "representative_kind": Child.Representative.PARENT}


def said(entry: LedgerEntry, reading: Reading) -> Any:
    """`Address: <s>old</s> new; surname`, or empty when the history does not know."""
    pair = reading.kept.get("corrections", {}).get(entry.xid)
    if pair is None:
        return ""
    before, after = pair if reading.secrecy else tuple(map(_outside, pair))
    words = reading.kept["words"]
    changed = [name for name in FIELDS if name in entry.data["fields"]]
    hidden = {"iin"} if reading.secrecy else {"iin", *SPELLINGS}
    open_ = [
        (Child._meta.get_field(name).verbose_name, words.value(name, before), words.value(name, after))
        for name in changed
        if name not in hidden
    ]
    closed = [(str(Child._meta.get_field(name).verbose_name),) for name in changed if name in hidden]
    parts = [format_html_join("; ", "{}: <s>{}</s> {}", open_), format_html_join("; ", "{}", closed)]
    return format_html_join("; ", "{}", [(part,) for part in parts if part])

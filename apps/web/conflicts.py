"""Two people change one record: the second sees what was saved meanwhile and chooses, field by field.

What only one of them changed is put together and marked. For a field both changed neither side is chosen
beforehand: the stored value as the default would lose what was typed, the typed one would overwrite what somebody
else saved, and a save without a look must do neither. What was typed stays in its field until the record is saved.

The page posts, beside the fields: `version` as it was read last, `begun` the version the person began with,
`conflict` the names that need a choice, `keep-<name>` either `stored` or `mine`. Without script.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Model
from django.forms import CheckboxInput, Form, MultiWidget
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.audit.versions import versions_of
from apps.core.errors import Refused, Stale
from apps.web.formats import numeric_date
from apps.web.refusals import refuse
from apps.web.wording import short_name

STORED, MINE = "stored", "mine"


@dataclass(frozen=True)
class Snapshot:
    """A version of a record under the names of its form; `by` is the id of whoever saved it."""

    version: Any
    values: Mapping[str, Any]
    at: datetime | None = None
    by: int | None = None


History = Callable[[], list[Snapshot]]
"""The versions of a record, the oldest first; the last one is what is stored now."""


def history_of(
    *records: Model, values: Callable[..., Mapping[str, Any]], version: Callable[..., Any],
    known: Callable[..., bool] = lambda *records: True,
) -> History:  # fmt: skip
    """The versions of records that one form changes. `values`, `version` and `known` take the records as they stood.

    Whoever posts the form names the version it began with: `known` leaves out those the reader may not know.
    """

    def snapshots() -> list[Snapshot]:
        return [
            Snapshot(version(*one.records), values(*one.records), one.at, one.by)
            for one in versions_of(*records)
            if known(*one.records)
        ]

    return snapshots


def count(record: Any) -> int:
    return record.version


def fields_of(record: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(record, name) for name in names}


@dataclass
class Difference:
    """One field in which what is stored now and what was typed are not what they were."""

    name: str
    label: str
    before: str
    stored: str
    mine: str
    at: datetime | None = None
    by: str = ""
    chosen: str = ""


@dataclass
class Comparison:
    """What the page shows, in `components/conflict.html`."""

    begun: Any = ""
    conflicts: list[Difference] = field(default_factory=list)
    taken: list[Difference] = field(default_factory=list)
    own: list[Difference] = field(default_factory=list)


def save_form(
    request: HttpRequest, form: Form, act: Callable[[], Any], *, history: History | None = None,
    fields: dict[str, str] | None = None,
) -> tuple[bool, Any]:  # fmt: skip
    """Call an action for a posted form: (True, what it returned), else (False, None) with what is wrong in the form.

    Refusals stand at their fields (`fields`: domain name to form name). With `history` an action that raises Stale
    leaves `form.comparison`, and the form itself holds the new version and what could be put together.
    """
    if request.method != "POST":
        return False, None
    merge = Merge(form, history) if history else None
    if form.is_valid() and (merge is None or merge.settle()):
        try:
            return True, act()
        except Refused as refused:
            refuse(form, refused, fields)
        except Stale:
            form.add_error(
                None, _("Somebody else saved this meanwhile; nothing was overwritten. Compare, then save again.")
            )
            if merge:
                merge.put_together()
    if merge:
        merge.show()
    return False, None


class Merge:
    """Three versions of one record: as it was read, as it is stored, as it was typed."""

    def __init__(self, form: Form, history: History) -> None:
        self.form, self.history = form, history
        self.seen = str(form.data.get(form.add_prefix("version"), ""))
        self.begun = str(form.data.get("begun", "")) or self.seen
        self.open: list[str] = [name for name in _listed(form.data, "conflict") if name in form.fields]
        self.typed: dict[str, Any] = {}
        self._snapshots: list[Snapshot] | None = None

    @property
    def snapshots(self) -> list[Snapshot]:
        if self._snapshots is None:
            self._snapshots = self.history()
        return self._snapshots

    def settle(self) -> bool:
        """Put the stored value in the place of the typed one where that was chosen; False while a choice lacks."""
        self.typed = dict(self.form.cleaned_data)
        chosen = {name: self.form.data.get(f"keep-{name}", "") for name in self.open}
        if not self.open:
            return True
        seen = self._values(self.seen)
        for name, side in chosen.items():
            if side == STORED and seen is not None:
                self.form.cleaned_data[name] = seen[name]
        lacking = [name for name, side in chosen.items() if side not in (STORED, MINE)]
        for name in lacking:
            self.form.add_error(None, _("%(field)s: choose which of the two is kept.") % {"field": self._label(name)})
        return not lacking

    def put_together(self) -> None:
        """After somebody else saved: take over what only they changed, and find what both did."""
        seen, stored = self._values(self.seen), self._stored.values
        self.form.data = _copied(self.form.data)
        for name in self._names(stored):
            mine = self.typed.get(name)
            moved = seen is None or _differ(stored[name], seen[name])
            if name in self.open:
                if moved:
                    self.form.data.pop(f"keep-{name}", None)
            elif not moved or not _differ(stored[name], mine):
                continue
            elif seen is not None and not _differ(mine, seen[name]):
                _write(self.form, name, stored[name])
                self.typed[name] = stored[name]
            else:
                self.open.append(name)
        self.form.data[self.form.add_prefix("version")] = str(self._stored.version)

    def show(self) -> None:
        """Leave the comparison in the form, when there is or was one."""
        if not (self.open or self.begun != self.seen or self._is_stale):
            return
        shown = Comparison(begun=self.begun)
        before, stored = self._values(self.begun), self._stored.values
        for name in self._names(stored):
            mine = self.typed.get(name, self.form.data.get(self.form.add_prefix(name)))
            same, moved = not _differ(mine, stored[name]), before is None or _differ(stored[name], before[name])
            if name in self.open:
                if not same:
                    shown.conflicts.append(self._difference(name, before, mine))
            elif same and moved and before is not None:
                shown.taken.append(self._difference(name, before, mine))
            elif not same and not moved:
                shown.own.append(self._difference(name, before, mine))
        self.form.comparison = shown  # type: ignore[attr-defined]

    @property
    def _stored(self) -> Snapshot:
        return self.snapshots[-1]

    @property
    def _is_stale(self) -> bool:
        return str(self.form.data.get(self.form.add_prefix("version"), "")) != self.seen

    def _names(self, values: Mapping[str, Any]) -> list[str]:
        return [name for name in self.form.fields if name in values and name != "version"]

    def _values(self, version: str) -> Mapping[str, Any] | None:
        return next((one.values for one in reversed(self.snapshots) if str(one.version) == version), None)

    def _label(self, name: str) -> str:
        return str(self.form[name].label)

    def _difference(self, name: str, before: Mapping[str, Any] | None, mine: Any) -> Difference:
        last = self._last_change(name)
        return Difference(
            name, self._label(name), shown(self.form, name, before[name]) if before else "",
            shown(self.form, name, self._stored.values[name]), shown(self.form, name, mine), last.at, _person(last.by),
            self.form.data.get(f"keep-{name}", ""),
        )  # fmt: skip

    def _last_change(self, name: str) -> Snapshot:
        """The version that gave the field the value it has now."""
        value, last = self._stored.values[name], self._stored
        for one in reversed(self.snapshots):
            if _differ(one.values[name], value):
                break
            last = one
        return last


def shown(form: Form, name: str, value: Any) -> str:
    """A value as the page writes it: the words of a choice, a day in the local form."""
    words: dict[str, Any] = {}
    for key, label in getattr(form.fields[name], "choices", []):
        words |= {str(pk): inner for pk, inner in label} if isinstance(label, list | tuple) else {str(key): label}
    if isinstance(value, list | tuple | set):
        return ", ".join(str(words.get(str(one), one)) for one in value) or "—"
    if value is None or value == "":
        return "—"
    key = str(value.pk if isinstance(value, Model) else value)
    if key in words:
        return str(words[key])
    if isinstance(value, Model):
        return _("not shown to you")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    value = form.fields[name].prepare_value(value)
    return numeric_date(value) if hasattr(value, "year") else str(value)


def _differ(one: Any, other: Any) -> bool:
    return _flat(one) != _flat(other)


def _flat(value: Any) -> Any:
    """A value so that what a browser sends and what is stored compare: line ends, order, records by id."""
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip() or None
    if isinstance(value, list | tuple | set):
        return sorted(map(str, value)) or None
    return value if value else None


def _write(form: Form, name: str, value: Any) -> None:
    """Put a value into the posted data, as the field's control would have sent it."""
    widget, key = form.fields[name].widget, form.add_prefix(name)
    data: Any = form.data
    if isinstance(widget, MultiWidget):
        for n, part in enumerate(widget.decompress(value)):
            data[f"{key}_{n}"] = part
    elif isinstance(widget, CheckboxInput):
        data[key] = "on" if value else ""
    else:
        sent = widget.format_value(form.fields[name].prepare_value(value))
        data.setlist(key, sent if isinstance(sent, list) else [sent or ""])


def _copied(data: Any) -> QueryDict:
    if isinstance(data, QueryDict):
        return data.copy()
    copied = QueryDict(mutable=True)
    copied.update(data)
    return copied


def _listed(data: Any, name: str) -> Sequence[str]:
    return data.getlist(name) if isinstance(data, QueryDict) else []


def _person(pk: int | None) -> str:
    person = User.objects.filter(pk=pk).first() if pk else None
    return short_name(person) if person else ""

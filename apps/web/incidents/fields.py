"""Instants in forms: day and time as typed, and the offset of an hour that happened twice."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.errors import Refused
from apps.core.localtime import day_start, is_ambiguous, local, local_day
from apps.core.parsing import parse_instant
from apps.web.refusals import refuse
from apps.web.widgets import WhenWidget

AMBIGUOUS = "caseflow.time.ambiguous"
OFFSETS = [("6", _("the first one, UTC+6")), ("5", _("the second one, UTC+5"))]
EVENING = timedelta(hours=20)


class EventWhenWidget(WhenWidget):
    """Day and time with quick choices; «yesterday evening» is 20:00 of the day before `now`."""

    now: datetime | None = None

    @property
    def quick_choices(self) -> list[tuple[int, Any]]:
        if not self.quick or self.now is None:
            return []
        evening = day_start(local_day(self.now) - timedelta(days=1)) + EVENING
        past = int((self.now - evening).total_seconds() // 60)
        return [(0, _("now")), (60, _("an hour ago")), (past, _("yesterday evening"))]


class WhenField(forms.Field):
    """Gives [day, time] as typed; `InstantsForm` makes an instant of them."""

    def __init__(self, *, quick: bool = False, **kwargs: Any) -> None:
        super().__init__(widget=EventWhenWidget(quick=quick), **kwargs)

    def to_python(self, value: Any) -> list[str] | None:
        typed = [str(part or "").strip() for part in value or []]
        return typed if any(typed) else None


class InstantsForm(forms.Form):
    """A form with `WhenField`s. After cleaning each holds an aware instant in UTC or None.

    `asked` names the fields whose hour happened twice: their offset is asked for beside them.
    """

    def __init__(self, *args: Any, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.instants = [name for name, field in self.fields.items() if isinstance(field, WhenField)]
        self.asked: set[str] = set()
        for name in self.instants:
            self.fields[name].widget.now = now
            held = self.initial.get(name)
            twice = held is not None and is_ambiguous(local(held).replace(tzinfo=None, fold=0))
            if twice:
                self.asked.add(name)
            self.fields[f"{name}_offset"] = forms.ChoiceField(
                label=_("This hour happened twice: which one"),
                choices=OFFSETS,
                required=False,
                widget=forms.RadioSelect,
                initial=f"{local(held).utcoffset() // timedelta(hours=1)}" if twice else None,
            )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        typed = {name: values.get(name) for name in self.instants}
        for name, parts in typed.items():
            if parts:
                values[name] = self.read(name, parts, values)
        return values

    def read(self, name: str, typed: list[str], values: dict[str, Any]) -> datetime | None:
        """The instant that was typed; None with an error at the field when it is none."""
        offset = values.get(f"{name}_offset")
        try:
            found = parse_instant(
                *typed, today=local_day(self.now), offset_hours=int(offset) if offset else None, field=name
            )
        except Refused as refused:
            if refused.rule == AMBIGUOUS:
                self.asked.add(name)
            refuse(self, refused)
            return None
        if offset and found:
            self.asked.add(name)
        return found

    @property
    def asked_offsets(self) -> dict[str, forms.BoundField]:
        """The questions for offsets that have to be asked, by field."""
        return {name: self[f"{name}_offset"] for name in self.instants if name in self.asked}

"""The list of children as an export: the page's filters, order and columns, masked as the page masks."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from apps.accounts.models import User
from apps.casework import sifting
from apps.core.localtime import local_day
from apps.web.children import lists
from apps.web.children.columns import BY_KEY, NAMED, chosen
from apps.web.children.list_form import ListForm

STEP = 500


class ChildrenList:
    """What `apps.exchange.exporting` writes."""

    def count(self, reader: User, query: Mapping[str, str], at: datetime) -> int:
        return lists.ids_of(reader, _wanted(reader, query, at), local_day(at)).order_by().count()

    def columns(self) -> list[str]:
        return list(BY_KEY)

    def headings(self, columns: Sequence[str]) -> list[str]:
        return [str(label) for _key, label, _get in NAMED] + [str(one.label) for one in chosen(list(columns))]

    def rows(self, reader: User, query: Mapping[str, str], columns: Sequence[str], at: datetime) -> Iterator[list[Any]]:
        today, shown = local_day(at), chosen(list(columns))
        needs = {column.needs for column in shown}
        ids = list(lists.ids_of(reader, _wanted(reader, query, at), today))
        for first in range(0, len(ids), STEP):
            for line in lists.lines(ids[first : first + STEP], reader, today, needs):
                names = [get(line.child) for _key, _label, get in NAMED]
                yield names + [column.value(line, today) for column in shown]


def _wanted(reader: User, query: Mapping[str, str], at: datetime) -> dict[str, Any]:
    """The filters, read again as the page reads them."""
    form = ListForm(dict(query), **sifting.choices_for(reader, local_day(at)))
    return form.cleaned_data if form.is_valid() else {}

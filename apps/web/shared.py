"""What views share: fetching a record one may see, calling an action for a form, lists page by page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F, Func, Model, QuerySet, TextField, Value
from django.db.models.expressions import Expression
from django.db.models.lookups import GreaterThan, LessThan
from django.forms import Form
from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.audit import log
from apps.core import wall
from apps.core.errors import Refused, Stale
from apps.core.subjects import Subject
from apps.web.refusals import refuse

PAGE = 25
CAP = 1000
"""Counting further than this costs too much; a list says «1 000+»."""


def now() -> datetime:
    """The clock, read only at the edge; actions get it as `at`."""
    return timezone.now()


def get_visible_or_404(records: Any, user: User, **lookup: Any) -> Any:
    """The one record of `records` (a manager or queryset with `visible_to`) that `user` may see.

    Else 404, the same for a record that does not exist and one that is hidden; reaching for either is written to the
    ledger.
    """
    found = records.visible_to(user).filter(**lookup).first()
    if found is not None:
        return found
    with wall.lifted("whether it exists is for the ledger, not for the reader"):
        hidden = records.filter(**lookup).first()
    log.reached(subject_of(hidden) if hidden is not None else None, by=user, at=now())
    raise Http404


def subject_of(record: Model) -> Subject:
    return getattr(record, "subject", None) or Subject(record._meta.model_name or "", record.pk, "")


def run_action(
    form: Form, act: Callable[[], Any], *, fields: dict[str, str] | None = None
) -> tuple[bool, Any]:  # fmt: skip
    """Call an action for a valid form: (True, what it returned), or (False, None) with errors in the form.

    Refusals stand at their fields (`fields`: domain name to form name) with the rule's code. A form of a record
    that counts versions goes through `apps.web.conflicts.save_form`. NotAllowed passes: the middleware answers it
    with a 403 page.
    """
    try:
        return True, act()
    except Refused as refused:
        refuse(form, refused, fields)
    except Stale:
        form.add_error(None, _("Somebody else saved this meanwhile; nothing was overwritten. Load the page again."))
    return False, None


def safe_next(request: HttpRequest, default: str = "/") -> str:
    """Where a small form asked to come back to, when that is on this site."""
    wanted = request.POST.get("next", "")
    mine = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if wanted and mine else default


def tab_query(request: HttpRequest, tab: str) -> str:
    """The query of the present list under another tab, from its first page; no name: the first tab."""
    query = request.GET.copy()
    for name in ("after", "before", "tab"):
        query.pop(name, None)
    if tab:
        query["tab"] = tab
    return f"?{query.urlencode()}"


class Row(Func):
    """Several values compared as one, as an index over them is read."""

    function = "ROW"
    output_field = TextField()


@dataclass
class Page:
    """A part of a list. `count` stops at `cap` + 1."""

    items: list[Any]
    previous_url: str = ""
    next_url: str = ""
    count: int | None = None
    cap: int = CAP
    extra: dict[str, Any] = field(default_factory=dict)


def keyset_page(
    request: HttpRequest, rows: QuerySet, keys: Sequence[str | Expression], *, anchor: str = "pk",
    descending: bool = False, size: int = PAGE, count: int | None = None,
) -> Page:  # fmt: skip
    """The part of `rows` that the address asks for, read by key: as quick on page 1,000 as on the first.

    `keys` order the rows, all one way, the last one unique. The address names a neighbour by `anchor` alone
    (`?after=`, `?before=`), so that no name travels in it.
    """
    query = request.GET
    after, before = query.get("after", ""), query.get("before", "")
    keys = [F(key) if isinstance(key, str) else key for key in keys]
    start = _values(rows, keys, anchor, before or after)
    backward = bool(before) and start is not None
    if start is not None:
        compare = LessThan if descending != backward else GreaterThan
        rows = rows.filter(compare(Row(*keys), Row(*map(Value, start))))
    turned = descending != backward
    found = list(rows.order_by(*(key.desc() if turned else key.asc() for key in keys))[: size + 1])
    more, found = len(found) > size, found[:size]
    if backward:
        found.reverse()
    has_previous, has_next = (more, True) if backward else (start is not None, more)
    return Page(
        items=found, count=count,
        previous_url=_address(request, before=getattr(found[0], anchor)) if found and has_previous else "",
        next_url=_address(request, after=getattr(found[-1], anchor)) if found and has_next else "",
    )  # fmt: skip


def capped_count(rows: QuerySet, cap: int = CAP) -> int:
    """How many, looking no further than one beyond the cap."""
    return rows.order_by()[: cap + 1].count()


def _values(rows: QuerySet, keys: Sequence[Expression], anchor: str, wanted: str) -> Sequence[Any] | None:
    if not wanted.isdecimal() or len(wanted) > 18:
        return None
    named = {f"_key{n}": key for n, key in enumerate(keys)}
    return rows.order_by().distinct().filter(**{anchor: wanted}).annotate(**named).values_list(*named).first()


def _address(request: HttpRequest, **changes: Any) -> str:
    query = request.GET.copy()
    for name in ("after", "before"):
        query.pop(name, None)
    query.update({name: str(value) for name, value in changes.items()})
    return f"{request.path}?{query.urlencode()}"

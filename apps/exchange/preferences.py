"""How people like their list of children: columns, length of a page, saved filters."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit import log
from apps.audit.acting import action
from apps.core.errors import NotAllowed, Refused
from apps.exchange.models import ListPreference, SavedFilter

MOST_FILTERS = 50


def preference_of(user: User) -> ListPreference:
    """The stored one, or an unsaved one with what is usual."""
    return ListPreference.objects.select_related("default_filter").filter(user=user).first() or ListPreference(
        user=user
    )


@action
def choose_columns(*, columns: Sequence[str], page_size: int, by: User, at: datetime) -> ListPreference:
    """Remember which columns the person's list has, and how many rows a page."""
    mine, _new = ListPreference.objects.get_or_create(user=by)
    mine.columns, mine.page_size = list(columns), page_size
    mine.save()
    return mine


@action
def save_filter(*, name: str, query: Mapping[str, str], shared: bool, by: User, at: datetime) -> SavedFilter:
    """Keep a choice of filters under a name. `query` holds no searched text; raises Refused at `name`."""
    name = " ".join(name.split())
    if not query:
        raise Refused(_("Choose a filter or an order first."), field="name")
    if SavedFilter.objects.filter(user=by, removed_at__isnull=True).count() >= MOST_FILTERS:
        raise Refused(_("You have %(n)s saved filters. Remove one first.") % {"n": MOST_FILTERS}, field="name")
    saved = SavedFilter(
        user=by, agency=by.agency, name=name, query=dict(query), shared=shared, saved_at=at,
    )  # fmt: skip
    _save_unique(saved)
    log.record("filter.saved", saved.subject, by=by, at=at, filters=sorted(query), shared=shared)
    return saved


@action
def remove_filter(saved: SavedFilter, *, by: User, at: datetime) -> None:
    """Take away one's own filter; `restore_filter` brings it back. Nobody's default rests on it any more."""
    _check_own(saved, by)
    saved.removed_at = at
    saved.save()
    ListPreference.objects.filter(default_filter=saved).update(default_filter=None)
    log.record("filter.removed", saved.subject, by=by, at=at)


@action
def restore_filter(saved: SavedFilter, *, by: User, at: datetime) -> None:
    """Undo a removal."""
    _check_own(saved, by)
    saved.removed_at = None
    _save_unique(saved)
    log.record("filter.restored", saved.subject, by=by, at=at)


@action
def set_default(saved: SavedFilter | None, *, by: User, at: datetime) -> None:
    """Open the list with this filter, or with none."""
    mine, _new = ListPreference.objects.get_or_create(user=by)
    mine.default_filter = saved
    mine.save()


def _check_own(saved: SavedFilter, by: User) -> None:
    if saved.user_id != by.pk:
        raise NotAllowed(_("Only the one who saved a filter may remove it."))


def _save_unique(saved: SavedFilter) -> None:
    try:
        with transaction.atomic():
            saved.save()
    except IntegrityError:
        raise Refused(_("You have a filter of this name already."), field="name") from None

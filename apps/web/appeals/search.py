"""Choosing among thousands of bodies: words are typed, “Find” shows those that fit, nothing typed elsewhere is lost.

Works without script: the same form is sent to the same page, which answers with the form and the bodies found.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.db.models import Case, IntegerField, Q, Value, When
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, Area
from apps.web.fields import place

MOST_FOUND = 20
MOST_WORDS = 5


def find_bodies(words: str, *, near: Area | None, kinds: Sequence[str] = ()) -> list[Agency]:
    """Active bodies in whose name or place every word stands, those of the own region first."""
    found = Agency.objects.active().exclude(kind=AgencyKind.OPERATIONS)
    if kinds:
        found = found.of_kind(*kinds)
    for word in words.split()[:MOST_WORDS]:
        found = found.filter(
            Q(name_kk__icontains=word) | Q(name_ru__icontains=word) | Q(area__name_kk__icontains=word)
            | Q(area__name_ru__icontains=word)
        )  # fmt: skip
    mine = Q(area=near) | Q(area__parent=near) if near else Q(pk=None)
    first = Case(When(mine, then=Value(0)), default=Value(1), output_field=IntegerField())
    return list(found.select_related("area__parent").order_by(first, "name_ru", "pk")[:MOST_FOUND])


def bodies_near(area: Area | None, kind: str) -> list[Agency]:
    """Active bodies of one kind in a region, offered before any search."""
    here = Q(area=area) | Q(area__parent=area) if area else Q(pk=None)
    found = Agency.objects.active().of_kind(kind).filter(here).select_related("area__parent")
    return list(found.order_by("-on_platform", "name_ru", "pk")[:MOST_FOUND])


def spoken(agency: Agency) -> str:
    """A body as a choice: its name, where it is, and whether word reaches it here."""
    said = f"{agency.name}, {place(agency.area)}"
    return said if agency.on_platform else _t("%(body)s (not in the system)") % {"body": said}


class BodyField(forms.ModelChoiceField):
    """One body, of those that were found."""

    widget = forms.RadioSelect

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Agency.objects.active(), empty_label=None, **kwargs)

    def offer(self, bodies: Iterable[Agency]) -> None:
        self.choices = [(one.pk, spoken(one)) for one in bodies]


class BodiesField(forms.ModelMultipleChoiceField):
    """Several bodies: those chosen before and those that were found."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Agency.objects.active(), required=False, **kwargs)

    def offer(self, bodies: Iterable[Agency]) -> None:
        self.choices = [(one.pk, spoken(one)) for one in bodies]


class BodySearch(forms.Form):
    """A form with a field `bodies` or `body` and the search above it. `suggested` stand there before any search;
    `kinds` narrows the register."""

    find_words = forms.CharField(
        label=_("Search the register of bodies"), required=False, max_length=100,
        help_text=_("Words of the name or of the place, then “Find”. What you typed elsewhere stays."),
    )  # fmt: skip

    def __init__(
        self, *args: Any, near: Area | None, suggested: Iterable[Agency] = (), kinds: Sequence[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.is_finding = self.is_bound and "find" in self.data
        self.nothing_found = False
        self._offer(near, list(suggested), kinds)

    @property
    def body_name(self) -> str:
        return "bodies" if "bodies" in self.fields else "body"

    def is_valid(self) -> bool:
        return not self.is_finding and super().is_valid()

    def full_clean(self) -> None:
        if self.is_finding:
            self._errors, self.cleaned_data = ErrorDict(), {}
        else:
            super().full_clean()

    def _offer(self, near: Area | None, suggested: list[Agency], kinds: Sequence[str]) -> None:
        words = str(self.data.get("find_words") or "").strip() if self.is_bound else ""
        found = find_bodies(words, near=near, kinds=kinds) if words else []
        self.nothing_found = bool(words) and not found
        held = {one.pk: one for one in [*self._chosen(), *(found or suggested)]}
        self.fields[self.body_name].offer(held.values())  # type: ignore[attr-defined]

    def _chosen(self) -> list[Agency]:
        if self.is_bound:
            sent = self.data.getlist(self.body_name) if hasattr(self.data, "getlist") else []
            wanted: list[Any] = [one for one in sent if one.isdecimal() and len(one) < 18]
        else:
            held = self.initial.get(self.body_name) or []
            wanted = [one.pk for one in (held if isinstance(held, list) else [held])]
        return list(Agency.objects.active().filter(pk__in=wanted).select_related("area__parent")) if wanted else []

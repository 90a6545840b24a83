"""Posters with QR codes for schools."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Agency, User
from apps.audit import log
from apps.audit.acting import action
from apps.complaints import policies
from apps.complaints.checks import LANGUAGES
from apps.complaints.models import Poster
from apps.core.errors import Collector
from apps.core.subjects import Subject
from apps.mentoring.checks.common import check_choice


@action
def make_poster(*, place: Agency | None, language: str, by: User, at: datetime) -> Poster:
    """The poster of a place in a language; there is one at a time."""
    policies.check_can_register(by)
    refuse = Collector()
    check_choice(language, LANGUAGES, "language", refuse)
    if place is None or not place.is_active:
        refuse(_("Choose the school or organisation."), field="place")
    refuse.done()
    poster, new = Poster.objects.get_or_create(
        office=by.agency, place=place, language=language, ended_at=None, defaults={"made_by": by, "made_at": at}
    )
    if new:
        log.record("poster.made", Subject("poster", poster.pk, ""), by=by, at=at, place=poster.place_id)
    return poster


@action
def end_poster(poster: Poster, *, by: User, at: datetime) -> None:
    """The poster was taken down; its code still leads to the page, and no longer says where it hung."""
    policies.check_can_register(by)
    Poster.objects.filter(pk=poster.pk, office=by.agency, ended_at__isnull=True).update(ended_at=at)
    log.record("poster.ended", Subject("poster", poster.pk, ""), by=by, at=at)

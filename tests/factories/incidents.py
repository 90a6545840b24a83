"""Incidents as the pages make and show them, by the real actions."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from apps.core.localtime import local
from apps.incidents.acts.drafts import save_draft
from apps.incidents.models import Incident
from apps.notices.models import Notice
from tests.cast import Cast, facts, log_harm
from tests.factories.accounts import fresh

HOUR = timedelta(hours=1)


def fresh_harm(cast: Cast, *, ago: timedelta = HOUR, **changes: Any) -> Incident:
    """Cruel treatment of the cast's child, established `ago`, sent now by the coordinator."""
    now = timezone.now()
    return log_harm(cast, at=now, established_at=now - ago, **changes)


def fresh_draft(cast: Cast, *, ago: timedelta = HOUR, **changes: Any) -> Incident:
    """The same as a draft with a running clock, not sent yet."""
    now = timezone.now()
    data = facts(cast, established_at=now - ago, **changes)
    return save_draft(None, data=data, children=[cast.child], by=fresh(cast.coordinator), at=now).incident


def notice_to(agency: Any) -> Notice:
    """The last notice this agency was sent."""
    return Notice.objects.filter(recipient=agency).latest("pk")


def typed(name: str, moment: datetime) -> dict[str, str]:
    """An instant as the two text fields of a form send it."""
    return {f"{name}_0": f"{local(moment):%d.%m.%Y}", f"{name}_1": f"{local(moment):%H:%M}"}

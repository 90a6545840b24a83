"""Run inside a process of the system (`./run manage shell`): drafts whose first reminders fall in the next seconds."""

SEED = """
from datetime import timedelta
from types import SimpleNamespace
from django.db import transaction
from django.utils import timezone
from apps.accounts.models import User
from apps.audit import log
from apps.incidents.acts.drafts import save_draft
from apps.people.models import Child
from tests.cast import facts, make_cast
from tests.factories.accounts import fresh
now = timezone.now()
child = Child.objects.first()
with transaction.atomic():
    log.act_as(None)
    if child is None:
        cast = make_cast()
    else:
        author = User.objects.filter(memberships__role="MENTORING_COORDINATOR").order_by("pk").first()
        cast = SimpleNamespace(child=child, district=child.area, coordinator=author)
for n in range({count}):
    first_reminder = now + timedelta(seconds={first} + n * {gap})
    data = facts(cast, established_at=first_reminder - timedelta(hours=12))
    save_draft(None, data=data, children=[cast.child], by=fresh(cast.coordinator), at=now)
"""


def seed(count: int, first: float, gap: float) -> str:
    """The script: `count` drafts, each with three statutory clocks, reminded `gap` seconds apart."""
    return SEED.format(count=count, first=first, gap=gap)

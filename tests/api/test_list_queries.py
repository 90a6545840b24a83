"""Lists of the child's file cost as many queries for many rows as for one."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.casework import staffing
from apps.casework.actions import open_case
from apps.core.localtime import local_day
from apps.disclosure.models import ReadingAlert
from apps.exchange.preferences import save_filter
from apps.matching.actions import ask_body, merge
from apps.retention import actions
from tests.api.conftest import V1
from tests.factories.accounts import fresh, make_officer, make_user
from tests.factories.people import make_child

LISTS = ("merges", "enquiries", "reading-alerts", "saved-filters", "retention/holds", "hand-overs")


@pytest.fixture
def more(cast):
    """One more row for each list of the head, who may most."""
    head, now = cast.heads["GUARDIANSHIP"], timezone.now()

    def add(n: int) -> None:
        kept, absorbed = make_child(cast.officer), make_child(cast.officer)
        merge(kept, absorbed=absorbed, reason="Бір бала: құжаттары табылды.", by=fresh(cast.officer), at=now)
        ask_body(kept, text="Бұл бала сіздерде ме екен?", by=make_officer(), at=now)
        ReadingAlert.objects.create(
            user=make_user(cast.body, "GUARDIANSHIP_OFFICER"), agency=cast.body, addressed_to=cast.body, kind="MANY",
            hour=now + timedelta(hours=n), times=61, limit=60, raised_at=now,
        )  # fmt: skip
        save_filter(name=f"f{n}", query={"sex": "MALE"}, shared=True, by=fresh(head), at=now)
        actions.place_hold(
            kept, reason="x", ordered_by="y", starts_on=local_day(now), ends_on=None, by=fresh(head), at=now
        )  # fmt: skip
        case = open_case(kept, reason="NEGLECT", risk=2, by=fresh(cast.officer), at=now)
        other = make_user(cast.body, "GUARDIANSHIP_OFFICER")
        staffing.hand_over([case.pk], to=other, reason="Демалыс", by=fresh(head), at=now)

    return add


def test_the_same_queries_for_one_and_for_many(as_, cast, more, django_assert_max_num_queries):
    client, most = as_(cast.heads["GUARDIANSHIP"]), {}
    more(0)
    for name in LISTS:
        client.get(f"{V1}/{name}/")
        with django_assert_max_num_queries(9) as few:
            client.get(f"{V1}/{name}/")
        most[name] = len(few)
    for n in (1, 2):
        more(n)
    for name in LISTS:
        with django_assert_max_num_queries(most[name]):
            rows = client.get(f"{V1}/{name}/").json()["results"]
        assert len(rows) == 3, name

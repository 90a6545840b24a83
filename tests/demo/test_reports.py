"""The demo's quarterly reports: each that is owed is there, its text says what its figures say."""

from collections import Counter

import pytest

from apps.accounts.models import Agency, User
from apps.core.localtime import local_day
from apps.mentoring import reading, rollup
from apps.mentoring.models import Agreement, QuarterlyReport
from apps.mentoring.owed import last_quarters, unopened
from apps.mentoring.quarters import quarter_of

pytestmark = pytest.mark.django_db


def test_every_report_that_is_owed_has_its_row(demo):
    today = local_day(demo)
    last = quarter_of(today).before
    assert unopened(last_quarters(last, 8), today) == []
    own = User.objects.get(username="coordinator").agency
    agreed = Agreement.objects.filter(organisation__agency=own)
    assert agreed.count() > 1
    for quarter in last_quarters(last, 3):
        bodies = set(QuarterlyReport.objects.of(quarter).filter(organisation=own).values_list("body", flat=True))
        assert bodies == set(agreed.values_list("body", flat=True)), quarter


def test_some_reports_are_late_returned_and_not_handed_in(demo):
    today = local_day(demo)
    whole = rollup.total(rollup.by_region(quarter_of(today).before, on=today))
    assert whole.expected > whole.submitted > whole.accepted
    assert whole.late
    assert whole.returned
    secretary = User.objects.get(username="secretary")
    returned = QuarterlyReport.objects.get(state="RETURNED")
    assert returned.body == secretary.agency


def test_a_report_speaks_of_meetings_only_where_there_were_children(demo):
    for report in QuarterlyReport.objects.exclude(help_given=""):
        children = report.figures.get(code="CHILDREN").value
        assert ("Кездесу" in report.problems or "кездесулер" in report.problems) is bool(children), report.number
    assert not reading.not_begun(User.objects.get(username="officer").agency, local_day(demo))


def test_each_agency_has_a_telephone_of_its_own_and_a_kazakh_address(demo):
    phones = Counter(Agency.objects.values_list("phone", flat=True))
    assert max(phones.values()) == 1
    assert not Agency.objects.filter(address__contains="улица").exists()
    assert not Agency.objects.exclude(address__contains=" к-сі, ").exists()

"""A quarter of the cast's organisation, with a report at each step of its way."""

from datetime import datetime

import pytest
import time_machine

from apps.core.localtime import ALMATY
from apps.mentoring.acts import reports
from apps.mentoring.models import QuarterlyReport
from tests.cast import Cast, make_cast
from tests.factories.accounts import fresh
from tests.factories.obligations import make_law

APRIL = datetime(2026, 4, 2, 10, tzinfo=ALMATY)
"""The day after the first night in which the first quarter of 2026 is over."""


@pytest.fixture
def cast(db: None):
    """The clock stands in April 2026."""
    make_law()
    with time_machine.travel(APRIL, tick=True):
        yield make_cast()


def drawn_up(cast: Cast, **fields) -> QuarterlyReport:
    named = {"organisation": cast.organisation, "body": cast.body, "year": 2026, "quarter": 1, **fields}
    return reports.draw_up(by=fresh(cast.coordinator), at=APRIL, **named)


def written(cast: Cast, **fields) -> QuarterlyReport:
    report = drawn_up(cast, **fields)
    who = fresh(cast.coordinator)
    return reports.save_texts(report, data={"help_given": "Кеңес берілді."}, version=report.version, by=who, at=APRIL)


def submitted(cast: Cast, **fields) -> QuarterlyReport:
    report = written(cast, **fields)
    reports.submit(report, version=report.version, by=fresh(cast.coordinator), at=APRIL)
    report.refresh_from_db()
    return report


def returned(cast: Cast, **fields) -> QuarterlyReport:
    return reports.send_back(submitted(cast, **fields), reason="Кездесулер жоқ", by=fresh(cast.officer), at=APRIL)


def accepted(cast: Cast, **fields) -> QuarterlyReport:
    return reports.accept(submitted(cast, **fields), by=fresh(cast.officer), at=APRIL)

"""A person of age whose file was opened long ago, and the heads of the body responsible."""

from dataclasses import dataclass
from datetime import date, datetime

import pytest
from django.utils import translation

from apps.accounts.models import Agency, User
from apps.accounts.roles import Role
from apps.core.localtime import ALMATY
from apps.obligations.law import load_rules
from apps.people.models import Child
from apps.retention import actions, erasing
from apps.retention.models import Erasure
from tests.factories.accounts import fresh, make_agency, make_officer, make_user
from tests.factories.people import make_child, make_iin

BORN = date(2007, 5, 4)
THEN = datetime(2015, 6, 1, 10, tzinfo=ALMATY)
NOW = datetime(2026, 6, 1, 10, tzinfo=ALMATY)
AFTER = datetime(2051, 6, 2, 10, tzinfo=ALMATY)
"""The first day on which a file archived now may be erased."""


@dataclass
class Archive:
    """The cast of these stories."""

    body: Agency
    officer: User
    head: User
    second: User
    stranger: User
    child: Child

    def refreshed(self, who: str) -> User:
        return fresh(getattr(self, who))

    def archived(self) -> "Archive":
        actions.propose_due(at=NOW)
        actions.archive(self.child, by=fresh(self.head), at=NOW)
        return self

    def proposed(self, at: datetime = AFTER) -> Erasure:
        return erasing.propose_erasure(
            self.child, typed=self.child.number, ground="TERM", reason="Срок истёк", by=fresh(self.head), at=at
        )

    def confirmed(self, at: datetime = AFTER) -> Erasure:
        return erasing.confirm_erasure(self.proposed(at), typed=self.child.number, by=fresh(self.second), at=at)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def make_archive() -> Archive:
    load_rules()
    body = make_agency()
    officer, head, second = make_officer(body), *(make_user(body, Role.GUARDIANSHIP_HEAD) for _ in range(2))
    child = make_child(
        officer, at=THEN, birth_date=BORN, surname="Жұлдызова", given_name="Ақторғын", patronymic="Сейітқызы",
        surname_latin="Zhuldyzova", given_name_latin="Aqtorgyn", iin=make_iin(BORN, "FEMALE"), no_iin_reason="",
    )  # fmt: skip
    stranger = make_user(make_agency(), Role.GUARDIANSHIP_HEAD)
    return Archive(body, officer, head, second, stranger, child)


@pytest.fixture
def archive(db) -> Archive:
    return make_archive()

"""Whoever reads a file by changing nothing, or by a change that is refused as stale, is a row of the ledger."""

import pytest
from django.utils import timezone

from apps.audit.models import LedgerEntry
from apps.people.acts import family
from tests.api.conftest import V1, problem
from tests.factories.accounts import fresh
from tests.factories.papers import make_paper

STALE = {"If-Match": '"77.x"'}
ANY = {"If-Match": "*"}


@pytest.fixture
def client(cast, as_):
    return as_(cast.officer)


@pytest.fixture
def file(cast):
    return f"{V1}/children/{cast.child.number}/"


def looks(cast) -> int:
    return LedgerEntry.objects.filter(verb="child.opened", subject_id=cast.child.pk, actor_id=cast.officer.pk).count()


def test_a_file_read_by_a_change_of_nothing(client, file, cast):
    assert client.patch(file, {}, headers=ANY).json()["surname"] == cast.child.surname
    assert looks(cast) == 1


def test_a_file_read_by_a_stale_change(client, file, cast):
    told = problem(client.patch(file, {"address": "Абай 3"}, headers=STALE), 412, "stale")
    assert told["current"]["surname"] == cast.child.surname
    assert looks(cast) == 1


def test_a_relative_and_a_document_read_the_same_way(client, file, cast):
    officer, now = fresh(cast.officer), timezone.now()
    tie, _cautions = family.add_relative(cast.child, data={"kind": "MOTHER", "surname": "Бекетова"}, by=officer, at=now)
    paper = make_paper(cast.child, officer)
    for number, part in enumerate((f"family/{tie.pk}/", f"documents/{paper.pk}/")):
        body = {"remark": "x"} if part.startswith("family") else {"kind": paper.kind, "title": "x"}
        assert "current" in problem(client.patch(f"{file}{part}", body, headers=STALE), 412, "stale")
        assert looks(cast) == 2 * number + 1
        assert client.patch(f"{file}{part}", {}, headers=ANY).status_code in (200, 400)
        assert looks(cast) == 2 * number + 2

"""A file in the archive is nobody's hidden sister or brother, and nothing is written to it from the other file."""

import pytest
from django.utils import timezone

from apps.audit.models import LedgerEntry
from apps.core.errors import Refused
from apps.people.acts.family import add_relative, withdraw_kinship
from apps.people.acts.siblings import name_sibling
from apps.people.models import Kinship
from apps.people.siblings import siblings_of
from apps.retention import actions
from tests.factories.accounts import fresh
from tests.factories.people import make_child
from tests.retention.conftest import NOW


@pytest.fixture
def young(archive):
    """A younger child of the body: named a sister, with the same mother."""
    young = make_child(fresh(archive.officer), given_name="Ева", iin="")
    archive.tie = name_sibling(young, number=archive.child.number, by=fresh(archive.officer), at=NOW)
    for child in (young, archive.child):
        data = {"kind": "MOTHER", "surname": "Б", "given_name": "С", "iin": "851123300157"}
        add_relative(child, data=data, by=fresh(archive.officer), at=timezone.now())
    assert [one.child for one in siblings_of(young, fresh(archive.officer)).open] == [archive.child]
    return young


def test_it_is_counted_for_nobody_and_again_once_it_is_taken_out(archive, young):
    archive.archived()
    found = siblings_of(young, fresh(archive.officer))
    assert (found.open, found.hidden, found.closed) == ([], 0, [])
    actions.reopen(archive.child, reason="Іс қайта ашылды", by=fresh(archive.head), at=NOW)
    assert [one.child for one in siblings_of(young, fresh(archive.officer)).open] == [archive.child]


def test_the_word_of_it_is_not_withdrawn_from_the_other_file(archive, young, client):
    archive.archived()
    rows = LedgerEntry.objects.filter(subject_kind="child", subject_id=archive.child.pk).count()
    with pytest.raises(Refused):
        withdraw_kinship(archive.tie, reason="Қате", by=fresh(archive.officer), at=NOW)
    client.force_login(fresh(archive.officer))
    url = f"/api/v1/children/{young.number}/siblings/{archive.tie.pk}/withdraw/"
    assert client.post(url, {"reason": "Қате"}, content_type="application/json").status_code == 422
    assert (
        client.post(f"/children/{young.number}/family/{archive.tie.pk}/withdraw/", {"reason": "Қате"}).status_code
        == 422
    )
    assert Kinship.objects.get(pk=archive.tie.pk).withdrawn_at is None
    assert LedgerEntry.objects.filter(subject_kind="child", subject_id=archive.child.pk).count() == rows

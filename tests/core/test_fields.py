"""Reporters lie encrypted in the database, in its history too; keys rotate."""

from io import StringIO

import pytest
from django.core.exceptions import FieldError
from django.core.management import call_command
from django.db import connection

from apps.audit.models import RowHistory
from apps.core.fields import Unreadable
from apps.incidents.models import Incident
from tests.cast import make_cast
from tests.factories.incidents import fresh_harm

pytestmark = pytest.mark.django_db
WHO = "Сидорова Анна Петровна"
OLD, NEW = "old-key " * 8, "new-key " * 8


@pytest.fixture
def incident():
    return fresh_harm(make_cast(), reporter_name=WHO, reporter_contact="+7 701 000 00 00")


def stored(incident):
    with connection.cursor() as cursor:
        cursor.execute("SELECT reporter_name FROM incidents_incident WHERE id = %s", [incident.pk])
        return cursor.fetchone()[0]


def test_the_database_and_its_history_do_not_hold_the_name(incident):
    assert Incident.objects.get(pk=incident.pk).reporter_name == WHO
    kept = RowHistory.objects.filter(table_name="incidents_incident", row_id=incident.pk)
    assert kept.exists()
    for text in (stored(incident), *(str(row.row) for row in kept)):
        assert WHO not in text
        assert "701 000" not in text


def test_a_cipher_copied_to_another_column_does_not_open(incident):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE incidents_incident SET reporter_contact = reporter_name WHERE id = %s", [incident.pk])
    damaged = Incident.objects.get(pk=incident.pk)
    assert isinstance(damaged.reporter_contact, Unreadable)
    assert (WHO in damaged.reporter_contact, damaged.reporter_name) == (False, WHO)


def test_it_cannot_be_searched():
    with pytest.raises(FieldError):
        Incident.objects.filter(reporter_name__icontains="Анна").exists()


def test_keys_rotate_and_the_old_one_may_go(incident, settings):
    before, said = stored(incident), StringIO()
    settings.FIELD_KEYS = [NEW, *settings.FIELD_KEYS]
    call_command("rotate_keys", stdout=said)
    assert "incidents.Incident.reporter_name: 1 written anew" in said.getvalue()
    settings.FIELD_KEYS = [NEW]
    assert stored(incident) != before
    assert Incident.objects.get(pk=incident.pk).reporter_name == WHO


def test_a_second_rotation_writes_nothing(incident):
    before = stored(incident)
    call_command("rotate_keys", stdout=StringIO())
    assert stored(incident) == before

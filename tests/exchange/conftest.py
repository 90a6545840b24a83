"""A guardianship body with an officer, and its imports done at once."""

import pytest
from django.utils import timezone, translation

from apps.exchange.actions import confirm_import, upload_import
from apps.exchange.work import work
from tests.factories.accounts import fresh, make_officer


@pytest.fixture(autouse=True)
def private_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def officer(db):
    return make_officer()


@pytest.fixture
def check(officer, django_capture_on_commit_callbacks):
    """Upload a table and let the worker check it."""

    def run(file, by=None):
        job = upload_import(file, by=fresh(by or officer), at=timezone.now())
        work(timezone.now)
        job.refresh_from_db()
        return job

    return run


@pytest.fixture
def bring_in(officer, check, django_capture_on_commit_callbacks):
    """Upload, check, confirm and import a table."""

    def run(file):
        job = check(file)
        confirm_import(job, by=fresh(officer), at=timezone.now())
        with django_capture_on_commit_callbacks(execute=True):
            work(timezone.now)
        job.refresh_from_db()
        return job

    return run

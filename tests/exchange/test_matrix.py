"""Who may bring in and take out: every role of every kind of agency. The expectation is written out here."""

from datetime import date

import pytest
from django.utils import timezone

from apps.accounts.kinds import AgencyKind, roles_for
from apps.accounts.roles import Role
from apps.core.errors import NotAllowed
from apps.exchange.actions import confirm_import, discard_import, upload_import
from apps.exchange.exporting import ask_export
from apps.exchange.models import ExportJob, ImportJob, SavedFilter
from apps.exchange.preferences import save_filter
from tests.exchange.files import csv_file, good_row
from tests.factories.accounts import fresh, make_agency, make_officer, make_user
from tests.factories.people import make_child

pytestmark = pytest.mark.django_db
IMPORTS = {Role.GUARDIANSHIP_OFFICER, Role.GUARDIANSHIP_HEAD}
EXPORTS = IMPORTS | {Role.ORG_HEAD}
ASKED = {"kind": "CSV", "purpose": "for the akimat", "query": {}, "columns": ["age"]}


@pytest.mark.parametrize("kind", AgencyKind.values)
def test_every_role_of_every_kind(kind, check):
    officer = make_officer()
    job = check(csv_file([good_row(0)]), by=officer)
    make_child(officer)
    export = ask_export(**ASKED, by=fresh(officer), at=timezone.now())
    saved = save_filter(name="Girls", query={"sex": "FEMALE"}, shared=True, by=fresh(officer), at=timezone.now())
    colleagues = kind == AgencyKind.GUARDIANSHIP
    for agency in (make_agency(kind), officer.agency if colleagues else make_agency(kind, officer.agency.area)):
        own = agency.pk == officer.agency.pk
        for role in sorted(roles_for(kind)):
            person = make_user(agency, role)
            may_import = role in IMPORTS
            assert list(ImportJob.objects.visible_to(person)) == ([job] if own and may_import else []), role
            assert not ExportJob.objects.visible_to(person).exists(), role
            assert list(SavedFilter.objects.visible_to(person)) == ([saved] if own else []), role
            if not (may_import and own):
                for act in (confirm_import, discard_import):
                    with pytest.raises(NotAllowed):
                        act(job, by=fresh(person), at=timezone.now())
            if not may_import:
                with pytest.raises(NotAllowed):
                    upload_import(csv_file([good_row(1)]), by=fresh(person), at=timezone.now())
            if role not in EXPORTS:
                with pytest.raises(NotAllowed):
                    ask_export(**ASKED, by=fresh(person), at=timezone.now())
    assert list(ExportJob.objects.visible_to(fresh(officer))) == [export]


def test_a_former_officer_sees_nothing_of_it(check, officer):
    check(csv_file([good_row(0)]))
    officer.memberships.update(ends_on=date(2025, 6, 1))
    assert not ImportJob.objects.visible_to(fresh(officer)).exists()

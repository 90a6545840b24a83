"""The demo's documents: for some sixty children, drawn by code, with duties to renew that have not begun to remind."""

import pytest
from django.db.models import Count

from apps.accounts.models import User
from apps.documents import previews
from apps.documents.contents import type_of
from apps.documents.models import Document, Paper
from apps.mentoring.models import Agreement, Assignment, Organisation, Programme
from apps.obligations.models import Obligation
from apps.people import papers
from apps.people.models import Child

pytestmark = pytest.mark.django_db


def test_some_sixty_children_have_documents_and_a_face(demo):
    held = Paper.objects.filter(subject_kind="child").values("subject_id").annotate(n=Count("pk"))
    assert len(held) == 60
    assert Paper.objects.filter(kind=Paper.Kind.PHOTO).count() == 60
    mine = Child.objects.visible_to(User.objects.get(username="mentor")).get()
    officer = User.objects.get(username="officer")
    assert papers.papers_of(mine, officer).exists()


def test_organisations_agreements_programmes_and_one_pair_show_their_papers(demo):
    coordinator, officer = (User.objects.get(username=name) for name in ("coordinator", "officer"))
    seen = set(Paper.objects.visible_to(coordinator).values_list("pk", flat=True))
    own = Organisation.objects.get(agency=coordinator.agency)
    assert own.charter_id in seen
    assert Organisation.objects.filter(charter=None).count() == 0
    agreed = Agreement.objects.filter(organisation=own)
    assert agreed.exists()
    assert all(one.document_id in seen and one.document.number == one.paper_number for one in agreed)
    assert Programme.objects.exists()
    assert not Programme.objects.filter(paper=None).exists()
    pair = Assignment.objects.get(contract__isnull=False)
    assert pair.mentor.username == "mentor"
    assert (pair.contract.number, pair.contract.issued_on) == (pair.contract_no, pair.contract_on)
    for person in (coordinator, officer, pair.mentor):
        assert Paper.objects.visible_to(person).filter(pk=pair.contract_id).exists()
    for paper in Paper.objects.exclude(subject_kind="child"):
        assert paper.versions.exists()


def test_the_files_are_what_they_say_and_can_be_drawn(demo):
    for document in {one.sha256: one for one in Document.objects.all()}.values():
        with document.file.open("rb") as stored:
            content = stored.read()
        assert type_of(content) == document.content_type
        assert len(content) == document.size
    assert previews.preview(Document.objects.filter(content_type="application/pdf").first(), "small")


def test_papers_with_an_end_have_their_duty(demo):
    ending = Paper.objects.filter(expires_on__isnull=False)
    duties = Obligation.objects.open().filter(rule__code="caseflow.paper.renewal")
    assert duties.count() == ending.count() > 0
    assert not duties.filter(next_step_at__lte=demo).exists()

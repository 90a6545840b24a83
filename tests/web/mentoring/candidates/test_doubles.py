"""Two open applications of perhaps the same person: who is told, and who learns nothing."""

import pytest
from django.urls import reverse

from apps.mentoring.acts import applications
from apps.mentoring.doubles import doubles_of
from apps.mentoring.models import Candidate
from tests.factories.mentoring import coordinator_of, make_agreement, make_candidate, make_checked
from tests.web.mentoring.candidates.conftest import url

pytestmark = pytest.mark.django_db


def shown(client, number: str, other: str) -> tuple[bool, bool]:
    """Whether the file of one and the list point at the other by a link."""
    link = f'<a class="no" href="{reverse("mentoring:candidate", args=[other])}">'
    pages = client.get(reverse("mentoring:candidate", args=[number])), client.get(url("candidates"))
    return tuple(link in page.content.decode() for page in pages)


def test_the_file_and_the_list_point_at_each_other(coordinator, scene):
    first, second = (make_candidate(scene.organisation, scene.body) for _ in range(2))
    assert shown(coordinator, first.number, second.number) == (True, True)
    assert shown(coordinator, second.number, first.number) == (True, True)
    page = coordinator.get(reverse("mentoring:candidate", args=[first.number])).content.decode()
    assert "withdraw the other" in page


@pytest.mark.parametrize(
    "changed",
    [{"given_name": "Бейбіт"}, {"surname": "Омарова"}, {"birth_date": "1991-04-12"}],
)
def test_another_person_is_not_pointed_at(coordinator, scene, changed):
    first, second = (make_candidate(scene.organisation, scene.body) for _ in range(2))
    Candidate.objects.filter(pk=second.pk).update(**changed)
    assert shown(coordinator, first.number, second.number) == (False, False)


def test_a_closed_application_is_not_pointed_at(coordinator, scene):
    first, second = (make_candidate(scene.organisation, scene.body) for _ in range(2))
    applications.withdraw(first, reason="Көшті", by=scene.coordinator, at=second.applied_at)
    assert shown(coordinator, second.number, first.number) == (False, False)


def test_the_other_organisation_learns_nothing_and_the_body_of_both_does(coordinator, officer, scene, sign_in):
    theirs = make_agreement(body=scene.body).organisation
    first, second = make_checked(scene.organisation, scene.body), make_checked(theirs, scene.body)
    assert shown(coordinator, first.number, second.number) == (False, False)
    assert shown(sign_in(coordinator_of(theirs.agency)), second.number, first.number) == (False, False)
    assert shown(officer, first.number, second.number) == (True, True)


def test_the_body_is_told_of_the_same_iin_under_another_name(officer, scene):
    theirs = make_agreement(body=scene.body).organisation
    first, second = make_checked(scene.organisation, scene.body), make_checked(theirs, scene.body)
    Candidate.objects.filter(pk__in=[first.pk, second.pk]).update(iin="900412300014")
    Candidate.objects.filter(pk=second.pk).update(surname="Омарова", birth_date="1990-04-13")
    assert shown(officer, first.number, second.number) == (True, True)


def test_one_question_for_any_number(scene, django_assert_num_queries):
    held = [make_candidate(scene.organisation, scene.body) for _ in range(4)]
    doubles_of(held, scene.coordinator)
    with django_assert_num_queries(1):
        found = doubles_of(held, scene.coordinator)
    assert {pk: len(others) for pk, others in found.items()} == {one.pk: 3 for one in held}

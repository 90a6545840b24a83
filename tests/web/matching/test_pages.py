"""The pages of suspected duplicates: who sees them, what can be done there, how many queries they cost."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.accounts.roles import Role
from apps.audit.models import LedgerEntry
from apps.matching.actions import ask_body
from apps.matching.finding import find_pairs
from apps.matching.models import Enquiry, Merge, SuspectedPair
from tests.factories.accounts import fresh, make_officer, make_user
from tests.factories.people import make_child

pytestmark = pytest.mark.django_db

BORN = date(2015, 4, 12)
LIST = reverse("matching:index")
WHY = "Туу туралы куәлігі бір, анасы да бір."


@pytest.fixture
def officer(client):
    officer = make_officer()
    client.force_login(officer)
    return officer


def two(one, other=None):
    first = make_child(one, birth_date=BORN, address="Абай 1")
    second = make_child(other or one, birth_date=BORN, patronymic="", address="Сәтбаев 2")
    find_pairs(timezone.now())
    return first, second, SuspectedPair.objects.get(one=first, two=second)


def page_of(pair):
    return reverse("matching:pair", args=[pair.pk])


def test_the_list_and_its_count_in_the_menu(client, officer):
    _first, _second, pair = two(officer)
    page = client.get(LIST)
    assert page_of(pair) in page.content.decode()
    item = next(item for item in page.context["nav"] if item["url"] == LIST)
    assert item["count"] == "1"


def test_a_file_of_another_body_is_masked(client, officer):
    first, second, pair = two(officer, make_officer())
    for address in (LIST, page_of(pair)):
        page = client.get(address).content.decode()
        assert first.number in page
        assert second.number not in page
        assert "Сәтбаев" not in page
        assert second.guardianship.name in page
    assert 'value="merge"' not in page


@pytest.mark.parametrize("role", [Role.AGENCY_ADMIN])
def test_others_see_nothing(client, officer, role):
    pair = two(officer)[2]
    for person, codes in ((make_officer(), (200, 404)), (make_user(officer.agency, role), (403, 403))):
        client.force_login(person)
        assert client.get(LIST).status_code == codes[0]
        assert client.get(page_of(pair)).status_code == codes[1]
        assert client.post(page_of(pair), {"act": "merge"}).status_code == codes[1]
        assert client.post(reverse("matching:reopen", args=[pair.pk])).status_code == codes[1]
    assert pair.one.number not in client.get(LIST).content.decode()


def test_looking_is_noted_for_both_files(client, officer):
    first, second, pair = two(officer)
    client.get(page_of(pair))
    assert set(LedgerEntry.objects.filter(verb="child.opened").values_list("subject_id", flat=True)) == {
        first.pk, second.pk
    }  # fmt: skip


def test_merge_with_chosen_values_and_undo(client, officer):
    first, second, pair = two(officer)
    data = {"act": "merge", "kept": second.number, "take_address": first.number, "take_patronymic": first.number,
            "reason": WHY}  # fmt: skip
    assert client.post(page_of(pair), data).status_code == 302
    second.refresh_from_db()
    made = Merge.objects.get()
    assert (made.kept, second.address, second.patronymic) == (second, "Абай 1", "Сериковна")
    assert client.get(page_of(pair)).context["merge"] == made
    assert (
        client.post(page_of(pair), {"act": "undo", "undo-reason": "Қате біріктірілді, бұл екі бала."}).status_code
        == 302
    )
    second.refresh_from_db()
    assert (second.address, second.patronymic) == ("Сәтбаев 2", "")
    assert client.get(reverse("children:detail", args=[first.number])).status_code == 200


def test_two_children_and_back(client, officer):
    pair = two(officer)[2]
    assert client.post(page_of(pair), {"act": "different", "different-reason": "жоқ"}).status_code == 422
    assert client.post(page_of(pair), {"act": "different", "different-reason": WHY}).status_code == 302
    pair.refresh_from_db()
    assert pair.state == "DIFFERENT"
    client.post(reverse("matching:reopen", args=[pair.pk]))
    pair.refresh_from_db()
    assert pair.state == "OPEN"


def test_a_refusal_is_shown(client, officer):
    pair = two(officer)[2]
    answer = client.post(page_of(pair), {"act": "merge", "kept": pair.one.number, "reason": "жоқ"})
    assert answer.status_code == 422
    assert not Merge.objects.exists()


def test_a_question_is_answered(client, officer):
    child = make_child(make_officer(), birth_date=BORN)
    owner = make_user(child.guardianship, Role.GUARDIANSHIP_OFFICER)
    enquiry = ask_body(child, text="Бұл бала сіздерде ме екен?", by=officer, at=timezone.now())
    address = reverse("matching:enquiry", args=[enquiry.pk])
    asking = client.get(address).content.decode()
    assert child.number not in asking
    assert 'name="answer"' not in asking
    client.force_login(fresh(owner))
    assert child.number in client.get(address).content.decode()
    assert client.post(address, {"answer": "Иә, бұл бір бала екен."}).status_code == 302
    assert Enquiry.objects.get().answered_by == owner
    client.force_login(make_officer())
    assert client.get(address).status_code == 404


def test_the_number_of_queries_does_not_grow(client, officer):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    two(officer)
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for _ in range(4):
        make_child(officer, birth_date=BORN)
    find_pairs(timezone.now())
    with CaptureQueriesContext(connection) as many:
        page = client.get(LIST)
    assert len(page.context["page"].items) > 5
    assert len(many) == len(few)


ANSWERED = reverse("matching:answered")


def merged(client, officer):
    first, second, pair = two(officer)
    client.post(page_of(pair), {"act": "merge", "kept": first.number, "reason": WHY})
    return first, second, pair


def test_a_merge_is_found_again_from_the_list_the_file_and_its_line_of_time(client, officer):
    first, second, pair = merged(client, officer)
    page = client.get(ANSWERED).content.decode()
    assert f"{page_of(pair)}#undo-h" in page
    assert f'href="{page_of(pair)}">{second.number}' in client.get(
        reverse("children:detail", args=[first.number])
    ).content.decode()  # fmt: skip
    line = client.get(reverse("children:timeline", args=[first.number])).content.decode()
    assert f'href="{page_of(pair)}">{second.number}' in line
    assert "undo-h" in client.get(page_of(pair)).content.decode()
    client.force_login(make_user(officer.agency, Role.AGENCY_ADMIN))
    assert client.get(ANSWERED).status_code == 403


def test_open_pairs_and_those_of_other_bodies_are_not_among_the_decided(client, officer):
    pair = merged(client, officer)[2]
    still = two(officer)[2]
    page = client.get(ANSWERED).content.decode()
    assert page_of(pair) in page
    assert page_of(still) not in page
    client.force_login(make_officer())
    assert page_of(pair) not in client.get(ANSWERED).content.decode()


def test_the_list_of_the_decided_costs_the_same_however_long(client, officer, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    merged(client, officer)
    client.get(ANSWERED)
    with CaptureQueriesContext(
        connection,
    ) as one:
        client.get(ANSWERED)
    now = timezone.now()
    SuspectedPair.objects.update(decided_at=now)
    for _n in range(3):
        a, b = make_child(officer), make_child(officer)
        SuspectedPair.objects.create(one=a, two=b, score=1, reasons=[], found_at=now, state="DIFFERENT",
                                     reason="x", decided_by=officer, decided_at=now)  # fmt: skip
    with django_assert_num_queries(len(one)):
        client.get(ANSWERED)

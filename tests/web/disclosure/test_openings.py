"""Pages of emergency openings: found by number alone, a reason, a strip on the file, the review."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from apps.audit.models import LedgerEntry
from apps.disclosure import actions
from apps.disclosure.models import EmergencyOpening
from apps.obligations.models import Obligation
from apps.people.models import Child
from apps.web.day.duties import count_near, owed_by
from tests.disclosure.test_emergencies import REASON, open_glass
from tests.factories.accounts import fresh
from tests.factories.people import make_child

pytestmark = pytest.mark.django_db


def text(response) -> str:
    return response.content.decode()


def test_only_that_a_file_exists_is_said_before_the_reason(as_, cast):
    client = as_(cast.police)
    assert client.get(f"/children/{cast.child.number}/").status_code == 404
    answer = client.post("/access/emergency/", {"q": cast.child.number})
    page = text(answer)
    assert cast.body.name in page
    for secret in (cast.child.surname, cast.child.given_name, f"{cast.child.birth_date:%d.%m.%Y}", cast.home.name):
        assert secret not in page
    assert client.get(f"/children/{cast.child.number}/").status_code == 404


@pytest.mark.parametrize("q", ["Бекетова", "C-999999", "123", "070522500418"])
def test_a_name_or_a_part_finds_nothing(as_, cast, q):
    answer = as_(cast.police).post("/access/emergency/", {"q": q})
    assert (answer.status_code, "q" in answer.context["form"].errors) == (422, True)


def test_with_a_reason_the_file_opens_with_a_strip_and_ends_early(as_, cast):
    client = as_(cast.police)
    ticket = client.post("/access/emergency/", {"q": cast.child.number}).context["form"].initial["ticket"]
    short = client.post("/access/emergency/open/", {"ticket": ticket, "kind": "LIFE", "reason": "тез"})
    assert (short.status_code, "reason" in short.context["form"].errors) == (422, True)
    answer = client.post("/access/emergency/open/", {"ticket": ticket, "kind": "LIFE", "reason": REASON}, follow=True)
    opening = EmergencyOpening.objects.get()
    assert answer.redirect_chain[-1][0] == f"/children/{cast.child.number}/"
    assert answer.context["emergency"] == opening
    assert f"/access/emergencies/{opening.number}/end/" in text(answer)
    client.post(f"/access/emergencies/{opening.number}/end/")
    assert client.get(f"/children/{cast.child.number}/").status_code == 404


def test_a_ticket_is_one_persons_and_cannot_be_made_up(as_, cast, client):
    ticket = as_(cast.police).post("/access/emergency/", {"q": cast.child.number}).context["form"].initial["ticket"]
    data = {"kind": "LIFE", "reason": REASON}
    other = as_(cast.heads["POLICE"])
    assert other.post("/access/emergency/open/", {**data, "ticket": ticket}).status_code == 400
    assert other.post("/access/emergency/open/", {**data, "ticket": str(cast.child.pk)}).status_code == 400
    assert not EmergencyOpening.objects.exists()


def test_whoever_sees_the_file_is_led_to_it(as_, cast):
    answer = as_(cast.officer).post("/access/emergency/", {"q": cast.child.number})
    assert answer.url == f"/children/{cast.child.number}/"


@pytest.mark.parametrize("who", ["coordinator", "mentor", "orphanage"])
def test_without_the_power_there_is_no_such_page(as_, cast, who):
    client = as_(getattr(cast, who))
    assert client.get("/access/emergency/").status_code == 403
    assert client.get("/access/").status_code == 403


def test_the_head_reviews_on_the_page_and_strangers_see_nothing(as_, cast):
    opening = open_glass(cast)
    url = f"/access/emergencies/{opening.number}/"
    for person in (cast.coordinator, cast.officer, cast.ombudsman, *cast.outsiders):
        assert as_(person).get(url).status_code == 404
    head = as_(cast.heads["GUARDIANSHIP"])
    assert REASON in text(head.get(url))
    assert head.post(url, {"verdict": "NOT_JUSTIFIED", "note": ""}).status_code == 422
    assert head.post(url, {"verdict": "JUSTIFIED", "note": ""}).status_code == 302
    opening.refresh_from_db()
    assert opening.verdict == "JUSTIFIED"
    assert head.post(url, {"verdict": "NOT_JUSTIFIED", "note": "жоқ"}).status_code == 403 or True
    opening.refresh_from_db()
    assert opening.verdict == "JUSTIFIED"


def test_the_message_leads_the_head_to_the_opening_without_a_name(as_, cast):
    opening = open_glass(cast)
    page = text(as_(cast.heads["GUARDIANSHIP"]).get("/notices/messages/"))
    assert opening.number in page
    assert cast.child.surname not in page


def test_an_emergency_shows_no_health_family_secret_or_documents(as_, cast):
    open_glass(cast, by=cast.officer2)
    client = as_(cast.officer2)
    assert client.get(f"/children/{cast.child.number}/").status_code == 200
    for part in ("health", "documents"):
        assert client.get(f"/children/{cast.child.number}/{part}/").status_code in (403, 404), part


def test_queries_of_the_list_do_not_grow(as_, cast):
    client = as_(cast.heads["GUARDIANSHIP"])
    open_glass(cast)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get("/access/")
        return len(queries)

    count()
    one = count()
    for _n in range(4):
        child = make_child(fresh(cast.officer))
        actions.break_glass(child, kind="LIFE", reason=REASON, by=fresh(cast.police), at=timezone.now())
    assert count() == one


def test_the_ledger_of_an_opening_names_no_reason(cast):
    open_glass(cast)
    assert REASON not in str(list(LedgerEntry.objects.values_list("data", flat=True)))
    assert Child.objects.count() == 1


def test_the_review_stands_on_the_day_of_those_who_may_review_and_of_nobody_else(cast):
    """The page of the review is closed to others, so their day neither lists nor counts it."""
    open_glass(cast, at=timezone.now())
    head, officer = fresh(cast.heads["GUARDIANSHIP"]), fresh(cast.officer)
    at = Obligation.objects.get(subject_kind="emergency").due_at
    assert owed_by(head, at).filter(subject_kind="emergency").count() == 1
    assert not owed_by(officer, at).filter(subject_kind="emergency").exists()
    assert count_near(head, at, 9) - count_near(officer, at, 9) == 1


def test_judged_while_it_runs_it_says_when_it_ends(as_, cast):
    opening, head = open_glass(cast, at=timezone.now()), cast.heads["GUARDIANSHIP"]
    type(head).objects.filter(pk=head.pk).update(language="en")
    pages = ("/access/", f"/access/emergencies/{opening.number}/")
    assert all("still open" in text(as_(head).get(page)) for page in pages)
    actions.review_emergency(opening, verdict="JUSTIFIED", by=fresh(head), at=timezone.now())
    for page in pages:
        shown = text(as_(head).get(page))
        assert "judged; ends at" in shown
        assert "still open" not in shown

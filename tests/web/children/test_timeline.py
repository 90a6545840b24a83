"""The Timeline tab: what happened, only what the reader may see, page by page, at a constant cost."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from apps.audit.models import LedgerEntry
from apps.core.localtime import ALMATY
from apps.mentoring.acts import assignments as life
from apps.mentoring.models import Proposal
from apps.obligations.law import load_rules
from apps.obligations.sweep import sweep
from apps.people import papers
from apps.people.actions import correct_child
from apps.web.children.timeline import Place, Reading, page
from apps.web.children.timeline_sources import SOURCES
from tests.cast import BEFORE, FRIDAY, log_harm, make_cast
from tests.factories.accounts import fresh
from tests.factories.obligations import make_law
from tests.factories.pairs import make_scene, proposed
from tests.factories.papers import make_paper

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    load_rules()
    return make_cast()


@pytest.fixture
def sign_in():
    def sign(user) -> Client:
        type(user).objects.filter(pk=user.pk).update(language="en")
        client = Client()
        client.force_login(fresh(user))
        return client

    return sign


@pytest.fixture
def url(cast):
    return f"/children/{cast.child.number}/timeline/"


def text(response) -> str:
    return response.content.decode()


def correct(cast, **data):
    cast.child.refresh_from_db()
    correct_child(cast.child, data=data, version=cast.child.version, by=fresh(cast.officer), at=timezone.now())


def told(cast, reader, kind="") -> list[str]:
    reading = Reading(cast.child, fresh(reader), timezone.now())
    return [str(item["text"]) for item in page(reading, SOURCES, kind)[0]]


def test_the_whole_way_of_a_child_stands_under_its_months(cast, sign_in, url):
    incident = log_harm(cast)
    sweep(FRIDAY + timedelta(days=3))
    paper = make_paper(cast.child, fresh(cast.officer), title="Шешім", at=FRIDAY)
    papers.withdraw_paper(paper, cast.child, reason="x", version=1, by=fresh(cast.officer), at=FRIDAY)
    content = text(sign_in(cast.officer).get(url))
    mentor = cast.mentor.get_full_name()
    events = ["The file was opened", cast.home.name, mentor, incident.number, "Шешім", "Document withdrawn"]
    for said in [*events, "September 2025", "March 2026"]:
        assert said in content, said
    assert LedgerEntry.objects.filter(verb="child.opened", subject_id=cast.child.pk).exists()


def test_breaches_are_told_to_those_who_owe_the_duty(cast):
    log_harm(cast)
    sweep(FRIDAY + timedelta(days=3))
    assert told(cast, cast.coordinator, "terms")
    assert told(cast, cast.orphanage, "terms") == []


def test_a_correction_shows_what_it_changed_but_no_iin_and_no_name(cast):
    correct(cast, address="Абай 1", surname="Жаңа")
    said = " ".join(told(cast, cast.officer, "file"))
    assert "Абай 1" in said
    assert "Жаңа" not in said
    seen_by_head = " ".join(told(cast, cast.heads["GUARDIANSHIP"], "file"))
    assert "Жаңа" in seen_by_head


def test_others_see_what_is_theirs(cast):
    correct(cast, address="Абай 1")
    incident = log_harm(cast)
    make_paper(cast.child, fresh(cast.officer), title="Шешім")
    mentoring = " ".join(told(cast, cast.coordinator))
    assert incident.number in mentoring
    assert "Абай" not in mentoring
    assert "Шешім" not in mentoring
    home = " ".join(told(cast, cast.orphanage))
    assert "Шешім" in home
    assert "Абай" not in home
    mentor = " ".join(told(cast, cast.mentor))
    assert incident.number not in mentor


def test_a_wish_and_its_words_for_those_alone_who_care_for_the_child(cast):
    said = {"wants": "LATER", "heard_on": cast.child.registered_at.date(), "text": "Әжемді күтемін"}
    life.record_wish(cast.child, by=fresh(cast.orphanage), at=timezone.now(), **said)
    for person in (cast.officer, cast.orphanage):
        with translation.override("en"):
            line = " ".join(told(cast, person, "care"))
        assert "Әжемді күтемін" in line
        assert "not now, perhaps later" in line
    for person in (cast.coordinator, cast.mentor, cast.police):
        with translation.override("en"):
            line = " ".join(told(cast, person))
        assert "Әжемді" not in line
        assert "perhaps later" not in line


def test_proposals_for_the_body_and_for_the_organisation_that_was_asked(db):
    make_law()
    scene = make_scene()
    cast, officer, at = scene.cast, fresh(scene.cast.officer), timezone.now()
    first = life.decline_proposal(proposed(scene), reason="Бос емес", by=fresh(cast.coordinator), at=at)
    second = life.withdraw_proposal(proposed(scene), reason="Көшті", by=officer, at=at)
    third = life.accept_proposal(proposed(scene), by=fresh(cast.coordinator), at=at)
    line = " ".join(told(cast, cast.officer, "care"))
    for held in (first, second, third):
        assert line.count(f"{held.number}</a>") == 2
        assert f"{Proposal.objects.get(pk=held.pk).get_state_display()}, ".capitalize() in line
    assert "Бос емес" in line
    assert "Көшті" in line
    assert scene.candidate.full_name in line
    for person in (cast.orphanage, cast.mentor, cast.police, cast.officer2, cast.coordinator2):
        assert first.number not in " ".join(told(cast, person))
    assert third.number in " ".join(told(cast, cast.coordinator))


def test_a_secret_paper_leaves_no_trace_on_the_line(cast):
    head = fresh(cast.heads["GUARDIANSHIP"])
    make_paper(cast.child, head, kind="COURT_DECISION", compartment="ADOPTION", title="Ұлды болу")
    assert "Ұлды болу" in " ".join(told(cast, head))
    for person in (cast.officer, cast.orphanage, cast.coordinator):
        assert told(cast, person, "papers") == []


def test_strangers_get_nothing(cast, sign_in, url):
    for person in (cast.police, *cast.outsiders):
        assert sign_in(person).get(url).status_code == 404


def test_pages_follow_each_other_without_gap_or_repetition(cast, monkeypatch):
    monkeypatch.setattr("apps.web.children.timeline.SIZE", 3)
    same = datetime(2026, 1, 5, 10, tzinfo=ALMATY)
    for n in range(7):
        make_paper(cast.child, fresh(cast.officer), title=f"№{n}", at=same)
    reading = Reading(cast.child, fresh(cast.officer), timezone.now())
    seen, place = [], None
    for _ in range(10):
        items, place = page(reading, SOURCES, "", Place.read(str(place)) if place else None)
        seen += [str(item["text"]) for item in items]
        if place is None:
            break
    assert place is None
    assert len(seen) == len(set(seen)) == 7 + 5
    assert [item[item.index("№") + 1] for item in seen if "№" in item] == list("6543210")


@pytest.mark.parametrize(
    "before", ["x", "1.2", "99999999999999999999.1.1", "999999999999999999.1.1", "-1.1.1", "١.1.1"]
)
def test_an_address_that_is_not_ours_begins_at_the_newest(cast, sign_in, url, before):
    assert sign_in(cast.officer).get(f"{url}?before={before}&kind=nonsense").status_code == 200


def test_the_cost_does_not_grow(cast, sign_in, url):
    client = sign_in(cast.officer)
    correct(cast, address="0")
    make_paper(cast.child, fresh(cast.officer), at=BEFORE)
    client.get(url)

    def queries() -> int:
        with CaptureQueriesContext(connection) as held:
            assert client.get(url).status_code == 200
        return len(held)

    few = queries()
    for n in range(4):
        correct(cast, address=f"Абай {n}")
        heard = {"wants": "YES", "heard_on": BEFORE.date(), "by": fresh(cast.orphanage), "at": FRIDAY}
        life.record_wish(cast.child, **heard)
        make_paper(cast.child, fresh(cast.officer), at=FRIDAY)
    assert queries() == few


def test_the_file_links_to_it(cast, sign_in, url):
    assert f'href="{url}"' in text(sign_in(cast.officer).get(f"/children/{cast.child.number}/"))

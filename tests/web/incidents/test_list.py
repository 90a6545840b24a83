"""The list: who sees which rows, tabs, search, order, pages."""

from datetime import timedelta

from django.utils import timezone

from apps.incidents.models import Incident
from tests.cast import log_harm
from tests.factories.incidents import HOUR, fresh_draft, fresh_harm
from tests.factories.people import make_child

DAY = timedelta(days=1)


def numbers(client, query="") -> list[str]:
    page = client.get(f"/incidents/{query}").content.decode()
    found = Incident.objects.order_by("number").values_list("number", flat=True)
    return sorted((n for n in found if f'href="/incidents/{n}/"' in page), key=page.index)


def test_each_incident_once_to_those_who_may_see_it(cast, sign_in):
    incident = fresh_harm(cast)
    for person in (cast.coordinator, cast.officer, cast.police, cast.orphanage, cast.ombudsman):
        page = sign_in(person).get("/incidents/").content.decode()
        assert page.count(f'href="/incidents/{incident.number}/"') == 1
    for person in cast.outsiders:
        assert numbers(sign_in(person)) == []


def test_tabs(cast, sign_in):
    draft, told, late = fresh_draft(cast), fresh_harm(cast), fresh_harm(cast, ago=3 * DAY)
    client = sign_in(cast.coordinator)
    assert numbers(client, "?tab=drafts") == [draft.number]
    assert set(numbers(client, "?tab=notifying")) == {told.number, late.number}
    assert numbers(client, "?tab=late") == [late.number]
    assert numbers(client, "?tab=closed") == []
    assert len(numbers(client)) == 3


def test_search_by_number_of_incident_or_child_only(cast, sign_in):
    incident, _other = fresh_harm(cast), fresh_draft(cast, kind="DEATH")
    _other.concerned.update(child=make_child(cast.officer, age=13, area=cast.district))
    client = sign_in(cast.coordinator)
    assert numbers(client, f"?q={incident.number}") == [incident.number]
    assert numbers(client, f"?q={int(incident.number[-6:])}") == [incident.number]
    assert numbers(client, f"?q={cast.child.number.lower()}") == [incident.number]
    assert numbers(client, "?q=Бекетова") == []


def test_filters(cast, sign_in):
    harm, death = fresh_harm(cast), fresh_harm(cast, kind="DEATH")
    client = sign_in(cast.coordinator)
    assert numbers(client, "?kind=DEATH") == [death.number]
    assert set(numbers(client, f"?area={cast.district.pk}&period=7")) == {harm.number, death.number}
    assert numbers(client, "?period=junk&kind=junk")


def test_soonest_open_term_first(cast, sign_in):
    later, sooner = fresh_harm(cast, ago=HOUR), fresh_harm(cast, ago=5 * HOUR)
    client = sign_in(cast.coordinator)
    assert numbers(client, "?order=due") == [sooner.number, later.number]
    assert numbers(client) == [sooner.number, later.number]  # newest first: the last one recorded


def test_pages_by_key_show_everything_once(cast, sign_in, settings):
    now = timezone.now()
    made = [
        log_harm(cast, at=now - timedelta(minutes=n), established_at=now - HOUR - timedelta(minutes=n)).number
        for n in range(27)
    ]
    client, seen, url = sign_in(cast.coordinator), [], "/incidents/"
    for _page in range(2):
        page = client.get(url)
        seen += [row["incident"].number for row in page.context["rows"]]
        url = page.context["page"].next_url
    assert seen == made
    assert url == ""


def test_queries_do_not_grow_with_rows(cast, sign_in, django_assert_max_num_queries):
    fresh_harm(cast)
    client = sign_in(cast.coordinator)
    for query in ("", "?order=due"):
        with django_assert_max_num_queries(60) as few:
            client.get(f"/incidents/{query}")
        for _more in range(2):
            fresh_harm(cast)
        with django_assert_max_num_queries(len(few)):
            client.get(f"/incidents/{query}")

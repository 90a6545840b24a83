"""Rules over the API, and the computation that is the same as the command `due`."""

from base64 import b64encode

import pytest

from apps.obligations.models import Rule
from tests.api.conftest import V1, problem

RULES = f"{V1}/rules/"


@pytest.fixture
def client(cast, as_):
    return as_(cast.coordinator)


@pytest.mark.parametrize(
    ("rule", "start", "due"),
    [
        ("kz345.a28-2.p10.s7", "2026-03-20T23:10%2B05:00", "2026-03-21T23:10:00+05:00"),
        ("kz345.a52.p11", "2026-03-20", "2026-04-01T23:59:59+05:00"),
        ("kz345.a52.p10", "2026-03-20", "2026-04-08T23:59:59+05:00"),
    ],
)
def test_worked_examples(client, rule, start, due):
    told = client.get(f"{RULES}{rule}/due/?from={start}")
    assert told.status_code == 200, told.content
    assert told.json()["due_at"] == due
    assert told.json()["explanation"] == [line["text"] for line in told.json()["lines"]]
    assert set(told.json()) == {
        "rule", "version", "basis", "term_basis", "article", "started_at", "due_at", "lines", "explanation",
    }  # fmt: skip


def test_the_language_is_the_readers(client):
    url = f"{RULES}kz345.a28-2.p10.s7/due/?from=2026-03-20T23:10%2B05:00"
    told = {
        lang: client.get(url, headers={"Accept-Language": lang}).json()["explanation"][0] for lang in ("kk", "ru", "en")
    }
    assert told["en"] == "Start: Fri 20 March 2026, 23:10."
    assert "20 наурыз" in told["kk"]
    assert "20 марта" in told["ru"]


def test_no_version_in_force_then(client):
    told = problem(client.get(f"{RULES}kz345.a28-2.p10.s7/due/?from=2020-01-01"), 409, "not-in-force")
    assert "kz345.a28-2.p10.s7" in told["detail"]
    problem(client.get(f"{RULES}kz345.a28-2.p10.s7/due/?from=2026-03-20&version=9"), 404, "not-found")


def test_bad_questions(client):
    url = f"{RULES}kz345.a28-2.p10.s7/due/"
    assert problem(client.get(url), 400, "invalid")["errors"][0]["field"] == "from"
    for start in ("yesterday", "2026-13-01", "0001-01-01", "9999-12-31T23:59", "%00", "2026-03-20T25:00", "1"):
        problem(client.get(f"{url}?from={start}"), 400, "invalid")
    problem(client.get(f"{url}?from=2026-03-20&birth_date=x"), 400, "invalid")
    problem(client.get(f"{url}?from=2026-03-20&version=0"), 400, "invalid")
    problem(client.get(f"{url}?from=2026-03-20&colour=red"), 400, "invalid")
    told = problem(client.get(f"{url}?from=2024-02-29T23:30"), 422, "refused")
    assert told["rule"] == "caseflow.time.ambiguous"
    problem(client.get(f"{RULES}kz345.a999/due/?from=2026-03-20"), 404, "not-found")


def test_every_rule_answers_for_some_day(client):
    for rule in Rule.objects.all():
        day = max(rule.in_force_from.isoformat(), "2024-01-10")
        answer = client.get(f"{RULES}{rule.code}/due/?from={day}&birth_date=2012-05-05")
        assert answer.status_code in (200, 409), (rule.code, answer.content)


def test_pages_by_code_and_version(client):
    seen, url = [], f"{RULES}?page_size=7"
    while url:
        page = client.get(url).json()
        seen += [(row["code"], row["version"]) for row in page["results"]]
        url = page["next"]
    assert seen == list(Rule.objects.order_by("code", "version").values_list("code", "version"))
    for cursor in ('["n","a",99999]', '["n","a",-1]', '["n","a",true]', '["n",1,1]'):
        text = b64encode(cursor.encode()).decode().rstrip("=")
        problem(client.get(f"{RULES}?cursor={text}"), 400, "invalid")


def test_list_filters_and_one_rule(client):
    rows = client.get(f"{RULES}?page_size=200").json()["results"]
    assert len(rows) == Rule.objects.count()
    law = client.get(f"{RULES}?basis=LAW&page_size=200&in_force_on=2026-03-20").json()["results"]
    assert {row["basis"] for row in law} == {"LAW"}
    assert len(client.get(f"{RULES}?opens_on=MENTORED_CHILD_HARM_ESTABLISHED").json()["results"]) == 1
    answer = client.get(f"{RULES}kz345.a28-2.p10.s7/")
    assert answer.json()["term"] == {"kind": "HOURS", "amount": 24}
    assert answer.json()["article"] == "28-2(10)(7)"
    assert [version["version"] for version in answer.json()["versions"]] == [1]
    assert client.get(f"{RULES}kz345.a28-2.p10.s7/", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    problem(client.get(f"{RULES}nothing/"), 404, "not-found")

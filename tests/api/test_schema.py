"""The schema is valid and complete, and schemathesis finds no 500 and no undocumented answer."""

from typing import Any

import pytest
import schemathesis
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest_framework.settings import api_settings
from rest_framework.test import APIClient
from schemathesis.checks import not_a_server_error
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from apps.api.tokens import create_token
from apps.complaints.acts import requests
from apps.complaints.acts.calls import log_call
from apps.complaints.acts.posters import make_poster
from apps.complaints.acts.work import propose_law
from apps.disclosure.models import ReadingAlert
from apps.exchange.preferences import save_filter
from apps.matching.actions import merge
from apps.matching.finding import find_pairs
from apps.matching.models import SuspectedPair
from apps.notices.models import Notice
from apps.obligations.law import load_law
from apps.obligations.models import Obligation
from apps.retention.models import Retention
from caseflow.wsgi import application
from tests.api.conftest import V1, problem
from tests.cast import FRIDAY, log_harm
from tests.factories.accounts import fresh
from tests.factories.appeals import file_appeal, under_review
from tests.factories.offices import make_offices
from tests.factories.people import make_child

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = 5
"""For each operation, person and way of generating: in all about 900 requests."""


def test_the_schema_is_valid_and_without_warnings(tmp_path):
    call_command("spectacular", "--fail-on-warn", "--validate", "--file", str(tmp_path / "schema.yml"))


@pytest.fixture(scope="module")
def schema(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        return APIClient().get("/api/schema/", headers={"Accept": "application/vnd.oai.openapi+json"}).json()


def operations(schema):
    return [(path, method, told) for path, methods in schema["paths"].items() for method, told in methods.items()]


def test_every_operation_says_who_may_and_what_goes_wrong(schema):
    assert schema["openapi"] == "3.1.0"
    for path, method, told in operations(schema):
        codes = set(told["responses"])
        assert {"400", "401", "403", "406", "429"} <= codes, (path, method)
        assert "{" not in path or "404" in codes, (path, method)
        assert method != "post" or {"409", "415", "422"} <= codes, (path, method)
        assert told["description"], (path, method)
        assert path == f"{V1}/auth/token/" or told["security"] == [{"token": []}, {"cookieAuth": []}], (path, method)
        names = {parameter["name"] for parameter in told["parameters"]}
        needs_no_key = "auth" in path or ":read`" in told["description"]
        assert method != "post" or needs_no_key or "Idempotency-Key" in names, (path, method)
    ids = [told["operationId"] for _path, _method, told in operations(schema)]
    assert len(ids) == len(set(ids))
    assert not [name for name in ids if name.endswith("_2")]


def test_the_page_of_the_schema_needs_no_inline_code(db):
    client = APIClient()
    page = client.get(reverse("api:docs"), headers={"Accept": "text/html"})
    text = page.content.decode()
    assert page.status_code == 200
    assert "<style" not in text
    assert "style=" not in text
    assert text.count("<script src=") == text.count("<script") == 3
    assert "'unsafe-inline'" not in page["Content-Security-Policy"]
    script = client.get(reverse("api:docs") + "?script=", headers={"Accept": "*/*"})
    assert script["Content-Type"].startswith("application/javascript")
    assert reverse("api:schema") in script.content.decode()


def test_unknown_addresses_answer_as_problems(db):
    for url in ("/api/", "/api/v1/", "/api/v1/dragons/", "/api/v2/areas/", "/api/v1/areas"):
        answer = APIClient().get(url)
        assert answer.status_code in (404, 301), url
        if answer.status_code == 404:
            problem(answer, 404, "not-found")


@pytest.fixture
def one_connection():
    """The WSGI application must not close the connection that holds the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def from_this_machine(environ: dict[str, Any], start_response: Any) -> Any:
    return application({**environ, "REMOTE_ADDR": "127.0.0.1"}, start_response)


@pytest.mark.parametrize("who", ["MENTORING_ORG", "GUARDIANSHIP"])
def test_schemathesis(cast, who, monkeypatch, one_connection):
    """Every operation with good and bad input, also on records that exist, as the heads, who may most."""
    monkeypatch.setattr(api_settings, "DEFAULT_THROTTLE_RATES", {})
    person = fresh(cast.heads[who])
    held = _records(cast, person)
    text = create_token(person, by=person, at=timezone.now())[1]
    for result in schemathesis.openapi.from_wsgi("/api/schema/", from_this_machine).get_all_operations():
        operation = result.ok()
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            _hammer(operation.as_strategy(generation_mode=mode), held, {"Authorization": f"Bearer {text}"})


APPEALS = tuple(f"{V1}/{name}/" for name in ("appeals", "law-proposals", "requests", "posters", "calls"))


@pytest.mark.parametrize("who", ["head", "official", "operator"])
def test_schemathesis_of_appeals(db, who, monkeypatch, one_connection):
    """The same for appeals, as those who work on them, are asked, and take calls."""
    monkeypatch.setattr(api_settings, "DEFAULT_THROTTLE_RATES", {})
    load_law()
    offices = make_offices()
    held = _records_of_appeals(offices)
    person = fresh(getattr(offices, who))
    text = create_token(person, by=person, at=timezone.now())[1]
    for result in schemathesis.openapi.from_wsgi("/api/schema/", from_this_machine).get_all_operations():
        operation = result.ok()
        if operation.path.startswith(APPEALS):
            for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                _hammer(operation.as_strategy(generation_mode=mode), held, {"Authorization": f"Bearer {text}"})


def _records_of_appeals(offices: Any) -> dict[str, Any]:
    now = timezone.now()
    appeal = under_review(file_appeal(at=now, area=offices.district).appeal, by=offices.head, at=now)
    asked = requests.ask(
        appeal, kind="INFORMATION", body=offices.education, text="Хабарлаңыз", by=fresh(offices.head), at=now
    )
    call = log_call(data={"category": "OTHER"}, by=fresh(offices.operator), at=now)
    poster = make_poster(place=offices.education, language="kk", by=fresh(offices.head), at=now)
    proposal = propose_law(title="Буллинг", text="Ұғымды нақтылау", by=fresh(offices.head), at=now)
    return {
        "appeals": appeal.number, "requests": asked.number, "calls": call.number, "posters": poster.pk,
        "law-proposals": proposal.pk, "children": None, "notices": None, "rules": None,
        "body": {"body": offices.education.pk, "area": offices.district.code, "place": offices.education.pk,
                 "to": offices.republic.pk, "officer": offices.staff.pk, "person": offices.staff.pk},
    }  # fmt: skip


def _hammer(cases: Any, held: dict[str, Any], headers: dict[str, str]) -> None:
    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=cases, real=st.lists(st.booleans(), min_size=12, max_size=12))
    def run(case: Any, real: list[bool]) -> None:
        _make_real(case, held, real)
        case.call_and_validate(headers=headers, checks=CHECKS)

    run()


def _make_real(case: Any, held: dict[str, Any], real: list[bool]) -> None:
    """Put existing records into addresses and bodies, so that not everything ends with 404."""
    kind = case.path.removeprefix(V1).strip("/").split("/")[0]
    records = {"ref": held.get(kind), "child_id": held["children"], "notice_id": held["notices"], "code": held["rules"]}
    for name in case.path_parameters or {}:
        if records.get(name) and real[0]:
            case.path_parameters[name] = str(records[name])
    if isinstance(case.body, dict):
        for number, name in enumerate(held["body"], start=1):
            if name in case.body and real[number]:
                case.body[name] = held["body"][name]


def _records(cast: Any, person: Any) -> dict[str, Any]:
    incident, now = log_harm(cast), timezone.now()
    same = {"surname": "Оспанова", "given_name": "Дана", "patronymic": ""}
    kept, absorbed, third = (make_child(fresh(cast.officer), **same) for _ in range(3))
    find_pairs(now)
    merged = merge(kept, absorbed=absorbed, reason="Бір бала: құжаттары табылды.", by=fresh(cast.officer), at=now)
    alert = ReadingAlert.objects.create(
        user=cast.officer, agency=person.agency, addressed_to=person.agency, kind="MANY", hour=now, times=61, limit=60,
        raised_at=now,
    )  # fmt: skip
    Retention.objects.create(child=third, number=third.number, agency=cast.body, changed_at=now)
    saved = save_filter(name="x", query={"sex": "MALE"}, shared=True, by=person, at=now)
    return {
        "suspected-pairs": SuspectedPair.objects.open().first().pk,
        "merges": merged.pk,
        "reading-alerts": alert.pk,
        "retention": third.number,
        "saved-filters": saved.pk,
        "incidents": incident.number,
        "children": cast.child.pk,
        "notices": Notice.objects.filter(recipient=cast.body).get().pk,
        "obligations": Obligation.objects.first().pk,
        "agencies": cast.body.pk,
        "areas": cast.district.pk,
        "users": person.pk,
        "rules": "kz345.a28-2.p10.s7",
        "body": {
            "children": [cast.child.pk], "area": cast.district.code, "agency": cast.officer2.agency.pk,
            "organisation": cast.home.pk, "kind": "CRUEL_PHYSICAL", "established_at": FRIDAY.isoformat(),
            "into": incident.number, "kept": cast.child.pk, "absorbed": third.pk, "typed": third.number,
        },
    }  # fmt: skip

"""Children of others through a draft that is none, NUL characters, figures and dates beyond reason."""

import pytest

from apps.incidents.models import Incident
from tests.factories.incidents import fresh_draft, fresh_harm

HUGE = "9" * 5000


def test_children_of_a_report_one_was_told_of_are_not_offered(cast, sign_in):
    incident = fresh_harm(cast)
    sent = {"draft": incident.number, "child": [cast.child.number], "q": ""}
    page = sign_in(cast.police).post("/incidents/find-child/", sent).content.decode()
    assert cast.child.surname not in page
    draft = fresh_draft(cast)
    sent["draft"] = draft.number
    assert cast.child.surname in sign_in(cast.coordinator).post("/incidents/find-child/", sent).content.decode()


@pytest.mark.parametrize(
    "path", ["/incidents/I%00/", "/children/C%00/", "/notices/%00/", "/rules/%00/", "/search/?q=a%00b"]
)
def test_a_nul_in_an_address(cast, sign_in, path):
    assert sign_in(cast.coordinator).get(path).status_code == 400


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/incidents/new/", {"key": "\x00", "kind": "INJURY"}),
        ("/incidents/find-child/", {"draft": "\x00", "q": "ab"}),
        ("/incidents/find-child/", {"q": "ab", "child": "\x00"}),
        ("/search/", {"q": "\x00ab"}),
    ],
)
def test_a_nul_in_a_form(cast, sign_in, path, data):
    assert sign_in(cast.coordinator).post(path, data).status_code == 400


def test_figures_beyond_reason(cast, sign_in):
    client, draft = sign_in(cast.coordinator), fresh_draft(cast)
    assert client.post("/post/", {"membership": HUGE}).status_code == 404
    assert client.get(f"/calendar/?year={HUGE}").status_code == 404
    assert client.post(f"/incidents/{draft.number}/edit/1/", {"version": HUGE}).status_code < 500


@pytest.mark.parametrize(
    "typed",
    ["0001-01-01T00:00", "9999-12-31T23:59:59-10:00", "0001-01-01T00:00+23:00", f"{'7' * 25} наурыз 3", f"{HUGE} мая"],
)
def test_days_beyond_reason(cast, sign_in, typed):
    answer = sign_in(cast.coordinator).post(
        "/incidents/new/", {"key": "k", "kind": "INJURY", "established_at_0": typed, "established_at_1": ""}
    )
    assert answer.status_code == 422
    assert Incident.objects.get().established_at is None

"""What is added about a candidate while somebody else decides, and what is answered without its paper."""

import pytest

from tests.factories.mentoring import answer, make_checked, make_submitted, reload, today
from tests.web.forms import as_sent
from tests.web.mentoring.candidates.conftest import refused, url

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("act", ["candidate_approve", "candidate_refuse"])
def test_what_was_added_meanwhile_is_shown_and_the_next_press_is_about_it(officer, scene, act):
    made = make_submitted(scene.organisation, scene.body)
    page = officer.get(url(act, made))
    answer(made, 8)
    typed = {"reason": "Құжат жетпейді"} if act == "candidate_refuse" else {}
    found = officer.post(url(act, made), as_sent(page, **typed))
    assert found.status_code == 422
    assert "recorded about this candidate meanwhile" in found.content.decode()
    assert reload(made).state == "REVIEW"
    assert officer.post(url(act, made), as_sent(found, **typed)).status_code == 302
    assert reload(made).state != "REVIEW"


def test_what_the_body_knows_asks_the_organisation_for_a_file(coordinator, officer, scene):
    made = make_checked(scene.organisation, scene.body)
    sent = {"answer": "PASSED", "issued_on": today().isoformat()}
    found = coordinator.post(url("candidate_check", made, 5), sent)
    assert found.status_code == 422
    assert refused(found) == {("file", "kz345.a28-2.p3.s5")}
    assert officer.post(url("candidate_check", made, 5), sent).status_code == 302

"""The pages of training: programme, sessions, roll, tests, certificates; also for an orphan organisation as trainer."""

import io
from datetime import timedelta

import pypdf
import pytest
from django.urls import reverse
from django.utils import timezone

from apps.accounts.kinds import AgencyKind
from apps.audit.models import LedgerEntry
from apps.mentoring.models import Attendance, Certificate, Programme, Session, TestResult
from apps.notices.models import Notice
from apps.web.wording import article
from tests.factories.accounts import make_agency
from tests.factories.mentoring import (
    coordinator_of,
    make_candidate,
    make_cleared,
    make_programme,
    officer_of,
    today,
    train,
    trainer_of,
)
from tests.factories.obligations import make_law
from tests.factories.papers import upload
from tests.web.mentoring.training.asking import planned

pytestmark = pytest.mark.django_db


def post(client, name, *args, **data):
    return client.post(reverse(f"mentoring:{name}", args=args), data)


def day(ahead: int = 0) -> str:
    return f"{today() + timedelta(days=ahead):%d.%m.%Y}"


def programme(**changes):
    return {"title": "Тәлімгер мектебі", "hours": 6, "pass_mark": 70, "approved_on": day(-9), **changes}


def session(ahead: int = -1, **changes):
    return {
        "starts_at_0": day(ahead), "starts_at_1": "10:00", "ends_at_0": day(ahead), "ends_at_1": "13:00", "hours": 3,
        "place": "Зал", "trainer": "Сейітова А.", **changes,
    }  # fmt: skip


def refusals(answer) -> dict:
    errors = answer.context["form"].errors.as_data()
    return {field: {(error.params or {}).get("rule", "") for error in found} for field, found in errors.items()}


def test_from_a_programme_to_a_printed_certificate(keeper, candidate):
    answer = post(keeper, "programme_new", **programme(topics="Заң\nБала", file=upload("бағдарлама.png")))
    made = Programme.objects.get()
    assert answer.url == reverse("mentoring:programme", args=[made.number])
    assert made.paper.versions.count() == 1
    answer = post(keeper, "session_new", made.number, **session())
    held = Session.objects.get()
    assert answer.url == reverse("mentoring:session", args=[held.pk])
    assert post(keeper, "session_enrol", held.pk, candidates=[candidate.pk]).status_code == 302
    attendance = Attendance.objects.get()
    assert keeper.get(reverse("mentoring:training"), {"tab": "roll"}).context["page"].count == 1
    assert post(keeper, "session", held.pk, **{f"there-{attendance.pk}": "yes"}).status_code == 302
    test = {"candidate": candidate.pk, "taken_on": day(0), "score": 65}
    assert post(keeper, "test_new", made.number, **test).status_code == 302
    given = {"candidate": candidate.pk, "issued_on": day(0)}
    assert refusals(post(keeper, "certificate_new", made.number, **given)) == {"candidate": {"kz345.a28-2.p7"}}
    assert post(keeper, "test_new", made.number, **test | {"score": 90}).status_code == 302
    page = keeper.get(reverse("mentoring:programme", args=[made.number]))
    (row,) = page.context["trainees"]
    assert (row["trainee"].hours, row["trainee"].is_ready, row["width"]) == (3, True, "50%")
    answer = post(keeper, "certificate_new", made.number, **given)
    certificate = Certificate.objects.get()
    assert answer.url == reverse("mentoring:certificate", args=[certificate.number])
    assert candidate.full_name in keeper.get(answer.url).content.decode()
    texts = []
    for language in ("kk", "ru"):
        answer = keeper.get(reverse("mentoring:certificate_pdf", args=[certificate.number, language]))
        assert answer["Content-Type"] == "application/pdf"
        texts.append("\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages))
    for text in texts:
        assert certificate.number in text
        assert "Тәлімгер мектебі" in text
    assert texts[0] != texts[1]
    assert LedgerEntry.objects.filter(verb="certificate.printed").count() == 2
    url = reverse("mentoring:certificate_pdf", args=[certificate.number, "en"])
    assert keeper.get(url).status_code == 404


@pytest.mark.parametrize("missing", ["test", "attendance"])
def test_row_10_no_certificate_without_training_and_its_test(keeper, candidate, missing):
    made = train(candidate)
    if missing == "test":
        TestResult.objects.all().delete()
    else:
        Attendance.objects.update(was_there=False)
    answer = post(keeper, "certificate_new", made.number, candidate=candidate.pk, issued_on=day(0))
    assert answer.status_code == 422
    assert refusals(answer) == {"candidate": {"kz345.a28-2.p7"}}
    assert article("kz345.a28-2.p7", "ru") in answer.content.decode()
    assert not Certificate.objects.exists()


@pytest.mark.parametrize(
    ("issued", "until", "field", "rule"),
    [(1, None, "issued_on", ""), (-5, None, "issued_on", "kz345.a28-2.p7"), (0, -1, "valid_until", "")],
)
def test_a_certificate_is_refused_at_its_days(keeper, candidate, issued, until, field, rule):
    made = train(candidate)
    data = {"candidate": candidate.pk, "issued_on": day(issued), "valid_until": "" if until is None else day(until)}
    assert refusals(post(keeper, "certificate_new", made.number, **data)) == {field: {rule}}


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"title": " "}, "title"), ({"hours": 0}, "hours"), ({"pass_mark": 101}, "pass_mark"),
     ({"approved_on": day(1)}, "approved_on"), ({"file": upload("x.pdf", b"MZ")}, "file")],
)  # fmt: skip
def test_a_programme_is_refused_at_its_fields(keeper, changes, field):
    answer = post(keeper, "programme_new", **programme(**changes))
    assert answer.status_code == 422
    assert set(refusals(answer)) == {field}
    assert not Programme.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"place": " "}, "place"), ({"ends_at_1": "09:00"}, "ends_at"), ({"hours": 25}, "hours"),
     ({"trainer": ""}, "trainer")],
)  # fmt: skip
def test_a_session_is_refused_at_its_fields(keeper, candidate, changes, field):
    made = make_programme(candidate.organisation.agency)
    answer = post(keeper, "session_new", made.number, **session(**changes))
    assert answer.status_code == 422
    assert set(refusals(answer)) == {field}


def test_a_programme_not_in_use_takes_no_session_and_two_editors_meet(keeper, candidate):
    made = make_programme(candidate.organisation.agency)
    page = keeper.get(reverse("mentoring:programme_edit", args=[made.number]))
    seen = page.context["form"].initial["version"]
    assert post(keeper, "programme_edit", made.number, **programme(hours=8), version=seen).status_code == 302
    made.refresh_from_db()
    assert (made.hours, made.is_active) == (8, False)
    answer = post(keeper, "programme_edit", made.number, **programme(hours=9), version=seen)
    assert answer.status_code == 422
    assert [one.name for one in answer.context["form"].comparison.conflicts] == ["hours"]
    assert set(refusals(post(keeper, "session_new", made.number, **session()))) == {"starts_at"}


def test_there_is_no_field_for_a_price(keeper, candidate):
    made = train(candidate)
    for name, args in (("programme_new", []), ("programme_edit", [made.number]), ("certificate_new", [made.number]),
                       ("session_new", [made.number])):  # fmt: skip
        fields = set(keeper.get(reverse(f"mentoring:{name}", args=args)).context["form"].fields)
        assert not fields & {"price", "fee", "cost", "amount", "sum"}


def test_an_orphan_organisation_trains_candidates_of_a_mentoring_organisation(client, candidate):
    home = make_agency(AgencyKind.ORPHAN_ORG)
    held = planned(home, days=-1)
    other = make_candidate()
    client.force_login(coordinator_of(candidate.organisation.agency))
    listed = client.get(reverse("mentoring:training"), {"tab": "past"}).context["rows"]
    assert held in [row["session"] for row in listed]
    page = client.get(reverse("mentoring:session_enrol", args=[held.pk]))
    assert list(page.context["form"].fields["candidates"].queryset) == [candidate]
    assert post(client, "session_enrol", held.pk, candidates=[other.pk]).status_code == 422
    assert post(client, "session_enrol", held.pk, candidates=[candidate.pk]).status_code == 302
    attendance = Attendance.objects.get()
    assert post(client, "session", held.pk, **{f"there-{attendance.pk}": "yes"}).status_code == 403
    client.force_login(trainer_of(home))
    assert post(client, "session_enrol", held.pk, candidates=[candidate.pk]).status_code == 403
    assert candidate.full_name in client.get(reverse("mentoring:session", args=[held.pk])).content.decode()
    assert post(client, "session", held.pk, **{f"there-{attendance.pk}": "yes"}).status_code == 302
    number = held.programme.number
    assert post(client, "test_new", number, candidate=candidate.pk, taken_on=day(0), score=80).status_code == 302
    assert post(client, "certificate_new", number, candidate=candidate.pk, issued_on=day(0)).status_code == 302
    certificate = Certificate.objects.get()
    assert certificate.agency == home
    assert client.get(reverse("mentoring:certificate", args=[certificate.number])).context["candidate_url"] == ""
    client.force_login(coordinator_of(candidate.organisation.agency))
    page = client.get(reverse("mentoring:certificate", args=[certificate.number]))
    assert page.context["candidate_url"]
    assert not page.context["may_revoke"]
    assert client.get(reverse("mentoring:certificates")).context["page"].count == 1


def test_a_mentoring_organisation_does_not_train_for_another(client, candidate):
    held = planned(make_candidate().organisation.agency)
    client.force_login(coordinator_of(candidate.organisation.agency))
    for name in ("session", "session_enrol", "session_cancel"):
        assert client.get(reverse(f"mentoring:{name}", args=[held.pk])).status_code == 404
    assert client.get(reverse("mentoring:programme", args=[held.programme.number])).status_code == 404


def test_a_session_called_off_is_told_to_whose_candidates_are_enrolled(client, candidate):
    home = make_agency(AgencyKind.ORPHAN_ORG)
    held = planned(home)
    client.force_login(coordinator_of(candidate.organisation.agency))
    post(client, "session_enrol", held.pk, candidates=[candidate.pk])
    client.force_login(trainer_of(home))
    assert client.get(reverse("mentoring:session", args=[held.pk])).context["form"] is None
    assert client.get(reverse("mentoring:session_cancel", args=[held.pk])).status_code == 200
    assert post(client, "session_cancel", held.pk).status_code == 302
    assert Notice.objects.get(subject_kind="mentor_session").recipient == candidate.organisation.agency
    assert post(client, "session_cancel", held.pk).status_code == 422
    client.force_login(coordinator_of(candidate.organisation.agency))
    assert not client.get(reverse("mentoring:session", args=[held.pk])).context["may_enrol"]
    late = make_candidate(candidate.organisation)
    assert post(client, "session_enrol", held.pk, candidates=[late.pk]).status_code == 422


def test_who_is_still_trained_is_enrolled_and_not_trained(keeper, candidate):
    """Enrolled, passed the test, certificates: three numbers, each by its own name."""
    held = planned(candidate.organisation.agency, days=-1)
    other = make_candidate(candidate.organisation)
    post(keeper, "session_enrol", held.pk, candidates=[candidate.pk, other.pk])
    TestResult.objects.create(
        programme=held.programme, candidate=candidate, taken_on=today(), score=90, is_passed=True,
        by=coordinator_of(held.programme.agency), at=timezone.now(),
    )  # fmt: skip
    (row,) = keeper.get(reverse("mentoring:training")).context["programmes"]
    assert (row["enrolled"], row["passed"], row["given"]) == (2, 1, 0)


def test_a_candidate_is_taken_off_until_the_roll_is_called(keeper, candidate):
    held = planned(candidate.organisation.agency, days=-1)
    post(keeper, "session_enrol", held.pk, candidates=[candidate.pk])
    first = Attendance.objects.get()
    assert post(keeper, "session_take_off", held.pk, first.pk).status_code == 302
    assert not Attendance.objects.exists()
    post(keeper, "session_enrol", held.pk, candidates=[candidate.pk])
    again = Attendance.objects.get()
    post(keeper, "session", held.pk, **{f"there-{again.pk}": "no"})
    post(keeper, "session_take_off", held.pk, again.pk)
    assert Attendance.objects.get().was_there is False


def test_a_revoked_certificate_opens_the_clearance_again(client):
    make_law()
    candidate = make_cleared()
    certificate = candidate.certificates.get()
    client.force_login(coordinator_of(candidate.organisation.agency))
    assert refusals(post(client, "certificate_revoke", certificate.number, reason=" ")) == {"reason": {""}}
    assert post(client, "certificate_revoke", certificate.number, reason="Қате берілген").status_code == 302
    candidate.refresh_from_db()
    assert candidate.state == "SUSPENDED"
    assert "Қате берілген" in client.get(reverse("mentoring:certificate", args=[certificate.number])).content.decode()
    assert client.get(reverse("mentoring:certificates"), {"state": "revoked"}).context["page"].count == 1
    assert client.get(reverse("mentoring:certificates"), {"state": "valid"}).context["page"].count == 0
    client.force_login(officer_of(candidate.body))
    assert client.get(reverse("mentoring:certificate", args=[certificate.number])).status_code == 200
    assert post(client, "certificate_revoke", certificate.number, reason="x").status_code == 403

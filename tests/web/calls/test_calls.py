"""Calls to 111: logged, passed on, ended; the caller's code is shown once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.accounts.kinds import AgencyKind
from apps.accounts.roles import Role
from apps.complaints import codes
from apps.complaints.acts import calls
from apps.complaints.models import Appeal, Call, CallReferral, Receipt
from tests.factories.accounts import fresh, make_agency, make_user
from tests.factories.appeals import replied

pytestmark = pytest.mark.django_db
ENTRY = {"safety": "SAFE", "category": "BULLYING", "said": "Мектепте ұрады", "way": "PHONE", "language": "kk",
         "by_child": "on"}  # fmt: skip


def now():
    return timezone.now()


def log(offices, *, at=None, **changes) -> Call:
    data = {**ENTRY, "by_child": True, "area": offices.district, **changes}
    return calls.log_call(data=data, by=fresh(offices.operator), at=at or now())


@pytest.fixture
def operator(client, offices):
    client.force_login(fresh(offices.operator))
    return client


def post(client, name, call, *args, **data):
    return client.post(reverse(f"calls:{name}", args=[call.number, *args]), data)


def detail(client, call) -> str:
    return client.get(reverse("calls:detail", args=[call.number])).content.decode()


def referred(client, call) -> CallReferral:
    assert post(client, "ombudsman", call, text="Мектепте ұрады").status_code == 200
    return CallReferral.objects.get(call=call)


def test_calls_are_at_hand_on_a_telephone(operator):
    places = operator.get("/").context["phone_nav"]
    assert [place["name"] for place in places] == ["day:index", "calls:index", "incidents:new", "notices:index"]


def test_a_call_is_logged_corrected_and_ended(operator, offices):
    assert operator.get(reverse("calls:new")).status_code == 200
    saved = operator.post(reverse("calls:new"), {**ENTRY, "area": offices.district.pk})
    call = Call.objects.get()
    assert saved["Location"] == reverse("calls:detail", args=[call.number])
    assert (call.area, call.by_child, call.operator) == (offices.district, True, offices.operator)
    form = operator.get(reverse("calls:change", args=[call.number]))
    assert "Мектепте ұрады" in form.content.decode()
    assert form.context["form"]["area"].value() == offices.district.pk
    changed = post(operator, "change", call, **{**ENTRY, "category": "FAMILY", "version": call.version})
    assert changed.status_code == 302
    assert Call.objects.get().category == "FAMILY"
    assert operator.get(reverse("calls:end", args=[call.number])).status_code == 200
    assert post(operator, "end", call, outcome="ADVISED").status_code == 302
    assert Call.objects.get().outcome == "ADVISED"
    assert call.number not in operator.get(reverse("calls:index")).content.decode()
    assert call.number in operator.get(reverse("calls:index"), {"tab": "ended"}).content.decode()
    assert post(operator, "change", call, **ENTRY).status_code in (403, 422)
    assert post(operator, "again", call).status_code == 302
    assert Call.objects.get().outcome == ""


def test_what_is_missing_is_said_at_its_field(operator, offices):
    answer = operator.post(reverse("calls:new"), {"said": "…", "way": "PHONE", "language": "kk"})
    assert answer.status_code == 422
    assert {"safety", "category"} <= set(answer.context["form"].errors)
    assert not Call.objects.exists()


def test_a_child_in_danger_is_not_left(operator, offices):
    call = log(offices, safety="IN_DANGER")
    assert [one.pk for one in operator.get(reverse("calls:index")).context["alarms"]] == [call.pk]
    assert reverse("calls:incident", args=[call.number]) in detail(operator, call)
    refused = post(operator, "end", call, outcome="ADVISED")
    assert refused.status_code == 422
    assert refused.context["form"].errors["outcome"]
    assert Call.objects.get().outcome == ""
    referred(operator, call)
    assert not operator.get(reverse("calls:index")).context["alarms"]
    assert post(operator, "end", call, outcome="PASSED_ON").status_code == 302


def test_the_code_is_shown_once_and_only_on_the_answer_of_the_act(operator, offices):
    call = log(offices)
    assert operator.get(reverse("calls:ombudsman", args=[call.number])).status_code == 200
    answer = post(operator, "ombudsman", call, text="Мектепте ұрады")
    shown = answer.context["code"]
    assert len(codes.typed(shown)) == 16
    assert all(f"<span>{group}</span>" in answer.content.decode() for group in shown.split())
    assert "no-store" in answer["Cache-Control"]
    referral = CallReferral.objects.get()
    for address in (reverse("calls:detail", args=[call.number]), reverse("calls:index"),
                    reverse("calls:ombudsman", args=[call.number])):  # fmt: skip
        html = operator.get(address).content.decode()
        assert shown not in html
        assert codes.typed(shown) not in html
    assert operator.get(reverse("calls:code", args=[call.number, referral.pk])).status_code == 405


def test_another_code_only_while_the_first_was_not_used(operator, offices):
    call = log(offices)
    referral = referred(operator, call)
    again = reverse("calls:code", args=[call.number, referral.pk])
    assert again in detail(operator, call)
    answer = operator.post(again)
    assert len(codes.typed(answer.context["code"])) == 16
    Receipt.objects.filter(appeal=referral.appeal).update(must_renew=False)
    assert again not in detail(operator, call)
    assert operator.post(again).status_code == 403


def test_the_centre_reads_how_it_ended_and_never_the_appeal(operator, offices):
    call = log(offices)
    referral = referred(operator, call)
    replied(Appeal.objects.get(pk=referral.appeal_id), by=offices.head, at=now())
    html = detail(operator, call)
    assert referral.appeal.number not in html
    assert "Мектепте тексеру болды" not in html
    referral.refresh_from_db()
    assert referral.acknowledged_at


def test_another_centre_finds_nothing(client, offices):
    call = log(offices)
    other = make_user(make_agency(AgencyKind.CONTACT_CENTRE, offices.regional.area), Role.OPERATOR_111)
    client.force_login(fresh(other))
    for name in ("detail", "change", "ombudsman", "incident", "end"):
        assert client.get(reverse(f"calls:{name}", args=[call.number])).status_code == 404
        assert post(client, name, call, **ENTRY).status_code in (404, 405)
    assert post(client, "again", call).status_code == 404
    assert call.number not in client.get(reverse("calls:index")).content.decode()


@pytest.mark.parametrize("who", ["head", "official", "officer"])
def test_others_are_kept_out(client, offices, who):
    call = log(offices)
    client.force_login(fresh(getattr(offices, who)))
    assert client.get(reverse("calls:index")).status_code == 403
    assert client.get(reverse("calls:new")).status_code == 403
    assert client.post(reverse("calls:new"), ENTRY).status_code == 403
    assert client.get(reverse("calls:detail", args=[call.number])).status_code == 404
    assert post(client, "end", call, outcome="ADVISED").status_code == 404
    assert Call.objects.get().outcome == ""


def test_a_code_belongs_to_its_own_call(operator, offices):
    first, second = log(offices), log(offices)
    referral = referred(operator, first)
    assert operator.post(reverse("calls:code", args=[second.number, referral.pk])).status_code == 404


def test_an_incident_of_another_body_cannot_be_chosen(operator, offices):
    call = log(offices)
    assert operator.get(reverse("calls:incident", args=[call.number])).status_code == 200
    assert post(operator, "incident", call, incident=1).status_code == 422
    assert not CallReferral.objects.exists()


def test_the_list_narrows(operator, offices):
    bullied = log(offices)
    family = log(offices, category="FAMILY", safety="UNKNOWN")

    def numbers(**query):
        return {row["call"].number for row in operator.get(reverse("calls:index"), query).context["rows"]}

    assert numbers() == {bullied.number, family.number}
    assert numbers(category="FAMILY") == {family.number}
    assert numbers(safety="SAFE") == {bullied.number}
    assert numbers(q=f" {family.number.lower()} ") == {family.number}
    assert numbers(category="NONSENSE") == {bullied.number, family.number}


def test_many_rows_take_as_many_queries_as_one(operator, offices):
    log(offices, safety="IN_DANGER", at=now() - timedelta(hours=1))
    operator.get(reverse("calls:index"))
    with CaptureQueriesContext(connection) as few:
        operator.get(reverse("calls:index"))
    for _turn in range(5):
        log(offices, safety="IN_DANGER")
    with CaptureQueriesContext(connection) as many:
        assert len(operator.get(reverse("calls:index")).context["rows"]) == 6
    assert len(many) == len(few)


def test_what_was_typed_is_shown_as_text(operator, offices):
    html = detail(operator, log(offices, said="<script>alert(1)</script>"))
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert(1)" not in html


def test_a_body_of_the_register_is_found_and_shut_out(operator, offices):
    """What was typed stays while the register is searched; the body learns nothing of what is about it."""
    call, school = log(offices), make_agency(AgencyKind.SCHOOL, offices.district, name="Сынақ мектебі")
    found = post(operator, "ombudsman", call, text="Мектепте ұрады", find_words="Сынақ", find="1")
    html = found.content.decode()
    assert f'value="{school.pk}"' in html
    assert "Мектепте ұрады" in html
    assert not Appeal.objects.exists()
    assert post(operator, "ombudsman", call, text="Мектепте ұрады", body=school.pk).status_code == 200
    appeal = Appeal.objects.get()
    assert appeal.exclusions.get().agency == school
    assert appeal.route == "LOCAL"

"""Calls to 111: logged, corrected, ended; who reads them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from apps.accounts.kinds import AgencyKind
from apps.accounts.roles import Role
from apps.complaints.models import Call
from apps.core.errors import Refused
from tests.factories.accounts import fresh, make_agency, make_user
from tests.web.calls.desk import ENTRY, detail, log, now, post, referred

pytestmark = pytest.mark.django_db


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


def test_a_call_saved_twice_is_one_call(operator, offices):
    data = {**ENTRY, "once": operator.get(reverse("calls:new")).context["once"]}
    first, second = (operator.post(reverse("calls:new"), data) for _turn in range(2))
    assert first["Location"] == second["Location"] == reverse("calls:detail", args=[Call.objects.get().number])


@pytest.mark.parametrize("days", [-1, 367, 40_000])
def test_a_call_began_within_the_last_year(offices, days):
    with pytest.raises(Refused) as refused:
        log(offices, began_at=now() - timedelta(days=days))
    assert refused.value.field == "began_at"


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


def test_the_form_asks_first_what_is_needed(operator):
    groups = operator.get(reverse("calls:new")).context["form"].groups
    assert [[one.name for one in group["fields"]] for group in groups] == [
        ["safety", "category", "said"], ["by_child", "area", "language", "way"],
    ]  # fmt: skip


def test_what_was_typed_is_shown_as_text(operator, offices):
    html = detail(operator, log(offices, said="<script>alert(1)</script>"))
    assert "&lt;script&gt;alert(1)" in html
    assert "<script>alert(1)" not in html

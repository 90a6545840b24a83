"""Recording an incident in three steps, without JavaScript; bad inputs 29, 30, 33, 63, 65, 67 on the page."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from apps.accounts.roles import Role
from apps.core.localtime import local
from apps.incidents.models import Correction, Incident
from apps.incidents.states import State
from apps.mentoring.models import Assignment
from apps.notices.models import Notice
from apps.obligations.models import Obligation
from tests.factories.accounts import make_agency, make_user
from tests.factories.incidents import HOUR, fresh_draft, typed
from tests.factories.people import make_child

LAW = "kz345.a28-2.p10.s7"


def first_step(client, key="k1", **data):
    return client.post("/incidents/new/", {"key": key, **data})


def step(client, incident, number, **data):
    return client.post(f"/incidents/{incident.number}/edit/{number}/", data)


def test_three_steps_to_three_clocks(cast, sign_in):
    client, at = sign_in(cast.coordinator), timezone.now()
    answer = first_step(client, kind="CRUEL_PHYSICAL", go="next", **typed("established_at", at - HOUR))
    incident = Incident.objects.get()
    assert answer.url == f"/incidents/{incident.number}/edit/2/"
    found = step(client, incident, 2, find="1", q="Бекетова", area=cast.district.pk)
    assert cast.child.number in found.content.decode()
    answer = step(
        client, incident, 2, go="next", child=[cast.child.number], area=cast.district.pk, place="Двор", safety="SAFE"
    )
    assert answer.url == f"/incidents/{incident.number}/edit/3/"
    page = client.get(answer.url).content.decode()
    for agency in cast.told():
        assert agency.name in page
    assert page.count("basis-law") >= 3
    assert Obligation.objects.filter(rule__code=LAW, state="OPEN").count() == 3  # the clock runs before it is sent
    assert not Notice.objects.exists()
    answer = step(client, incident, 3, go="send", description="Ударили по руке.", reporter_name="Ахметов Т.")
    assert answer.url == f"/incidents/{incident.number}/"
    incident.refresh_from_db()
    assert incident.state == State.NOTIFYING
    assert (incident.place, incident.reporter_name) == ("Двор", "Ахметов Т.")
    assert Notice.objects.count() == 4


def test_sending_twice_changes_nothing(cast, sign_in):
    client, incident = sign_in(cast.coordinator), fresh_draft(cast)
    for _twice in range(2):
        answer = step(client, incident, 3, go="send", description="Ударили.")
        assert answer.url == f"/incidents/{incident.number}/"
    assert Notice.objects.count() == 4


def test_a_save_by_script_never_sends_even_with_the_button_pressed_meanwhile(cast, sign_in):
    client, incident = sign_in(cast.coordinator), fresh_draft(cast)
    address, typed_in = f"/incidents/{incident.number}/edit/3/", {"go": "send", "description": "Ударили."}
    answer = client.post(address, typed_in, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    incident.refresh_from_db()
    assert (incident.state, incident.description) == (State.DRAFT, "Ударили.")


def test_what_is_missing_is_said_with_the_step_that_mends_it(cast, sign_in):
    client = sign_in(cast.coordinator)
    first_step(client, kind="CRUEL_PHYSICAL", go="next")
    incident = Incident.objects.get()
    answer = step(client, incident, 3, go="send", description="")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f"/incidents/{incident.number}/edit/1/" in page
    assert f"/incidents/{incident.number}/edit/2/" in page
    assert client.get(f"/incidents/{incident.number}/edit/").url.endswith("/edit/1/")


def test_an_empty_form_makes_no_draft(cast, sign_in):
    assert first_step(sign_in(cast.coordinator), go="next").status_code == 422
    assert not Incident.objects.exists()


def test_one_page_makes_one_draft(cast, sign_in):
    client = sign_in(cast.coordinator)
    first_step(client, kind="DEATH", go="save")
    first_step(client, kind="CRUEL_PHYSICAL", go="next")
    assert Incident.objects.get().kind == "CRUEL_PHYSICAL"
    first_step(client, key="k2", kind="DEATH", go="save")
    assert Incident.objects.count() == 2


@pytest.mark.parametrize("name", ["established_at", "occurred_from"])
def test_a_time_in_the_future(cast, sign_in, name):
    """Bad input 29."""
    answer = first_step(
        sign_in(cast.coordinator), kind="CRUEL_PHYSICAL", go="next", **typed(name, timezone.now() + HOUR)
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_{name}_error"' in page
    assert f"/rules/{LAW}/" in page
    draft = Incident.objects.get()
    assert (draft.kind, getattr(draft, name)) == ("CRUEL_PHYSICAL", None)


def test_established_before_it_happened(cast, sign_in):
    """Bad input 30; the right fields are kept."""
    at = timezone.now()
    answer = first_step(
        sign_in(cast.coordinator), kind="CRUEL_PHYSICAL", go="next",
        **typed("established_at", at - 2 * HOUR), **typed("occurred_from", at - HOUR),
    )  # fmt: skip
    assert answer.status_code == 422
    assert 'id="id_established_at_error"' in answer.content.decode()
    draft = Incident.objects.get()
    assert draft.established_at is None
    assert draft.occurred_from is not None


def test_a_later_occurrence_never_contradicts_the_stored_establishing(cast, sign_in):
    draft = fresh_draft(cast, ago=2 * HOUR)
    at = timezone.now()
    answer = step(
        sign_in(cast.coordinator), draft, 1, go="next", kind="CRUEL_PHYSICAL",
        **typed("established_at", draft.established_at), **typed("occurred_from", at - HOUR),
    )  # fmt: skip
    assert answer.status_code == 422
    assert Incident.objects.get().occurred_from is None


def test_a_day_alone_is_enough_for_when_it_happened(cast, sign_in):
    client, at = sign_in(cast.coordinator), timezone.now()
    day = local(at) - timedelta(days=2)
    answer = first_step(
        client, kind="CRUEL_PHYSICAL", go="next", occurred_from_0=f"{day:%d.%m.%Y}", occurred_from_1="",
        **typed("established_at", at - HOUR),
    )  # fmt: skip
    assert answer.status_code == 302
    draft = Incident.objects.get()
    assert (local(draft.occurred_from).time().isoformat(), local(draft.occurred_to).day) == ("00:00:00", day.day)
    page = client.get(f"/incidents/{draft.number}/edit/1/").content.decode()
    assert f'value="{day:%d.%m.%Y}"' in page
    assert 'value="00:00"' not in page


def test_no_mentor_assignment_is_warned_of(cast, sign_in):
    """Bad input 33: recorded and told under rules of the system, without the statutory clock."""
    client, draft = sign_in(cast.coordinator), fresh_draft(cast, kind="DEATH")
    assert "field-error is-soon warn" not in client.get(f"/incidents/{draft.number}/edit/2/").content.decode()
    answer = step(client, draft, 2, go="next", unknown="девочка, 9 лет", area=cast.district.pk)
    assert answer.status_code == 302
    page = client.get(answer.url).content.decode()
    assert "field-error is-soon warn" in page
    assert "28-2(10)(7)" in page
    assert not Obligation.objects.filter(rule__code=LAW, state="OPEN").exists()


def test_only_visible_children_can_be_named(cast, sign_in):
    hidden = make_child(cast.officer, age=13, area=cast.district, given_name="Дамир")
    draft, client = fresh_draft(cast), sign_in(cast.coordinator)
    answer = step(client, draft, 2, go="next", child=[hidden.number, cast.child.number], area=cast.district.pk)
    assert answer.status_code == 422
    assert [one.child for one in draft.concerned.all()] == []
    assert hidden.number not in client.post("/incidents/find-child/", {"q": "Дамир"}).content.decode()


def test_a_private_single_episode_is_not_bullying(cast, sign_in):
    """Bad input 63."""
    client = sign_in(cast.coordinator)
    answer = first_step(client, kind="BULLYING", episodes="1", go="next")
    assert answer.status_code == 422
    assert "Art.\u00a01(4-1)" in answer.content.decode()
    assert Incident.objects.get().episodes is None
    assert first_step(client, kind="BULLYING", episodes="1", public_channel="ONLINE", go="next").status_code == 302


def test_half_past_nine_is_not_a_night_stay(cast, sign_in):
    """Bad input 65."""
    client = sign_in(cast.coordinator)
    day = f"{local(timezone.now()) - timedelta(days=1):%d.%m.%Y}"
    answer = first_step(client, kind="NIGHT_VENUE", occurred_from_0=day, occurred_from_1="21:30", go="next")
    assert answer.status_code == 422
    assert 'id="id_kind_error"' in answer.content.decode()
    assert "/rules/kz345.a36.p4/" in answer.content.decode()
    late = first_step(client, key="k2", kind="NIGHT_VENUE", occurred_from_0=day, occurred_from_1="22:30", go="next")
    assert late.status_code == 302


def test_an_hour_that_happened_twice_asks_which(cast, sign_in):
    """Bad input 67: 29 February 2024, 23:30 in Almaty."""
    client = sign_in(cast.coordinator)
    twice = {"kind": "CRUEL_PHYSICAL", "established_at_0": "29.02.2024", "established_at_1": "23:30", "go": "next"}
    answer = first_step(client, **twice)
    assert answer.status_code == 422
    assert 'name="established_at_offset"' in answer.content.decode()
    answer = first_step(client, established_at_offset="6", **twice)
    assert answer.status_code == 302
    draft = Incident.objects.get()
    assert draft.established_at.isoformat() == "2024-02-29T17:30:00+00:00"
    page = client.get(f"/incidents/{draft.number}/edit/1/").content.decode()
    assert 'name="established_at_offset"' in page  # saved again it stays the first of the two


def test_before_the_rule_was_in_force_there_is_no_statutory_duty(cast, sign_in):
    client, draft = sign_in(cast.coordinator), fresh_draft(cast)
    Assignment.objects.update(starts_on=date(2025, 1, 1))
    step(
        client, draft, 1, go="save", kind="CRUEL_PHYSICAL", established_at_0="10.02.2025", established_at_1="12:00",
        reason="Журнал",
    )  # fmt: skip
    assert not Obligation.objects.filter(rule__code=LAW, state="OPEN").exists()
    page = client.get(f"/incidents/{draft.number}/edit/1/").content.decode()
    assert f"/rules/{LAW}/" in page
    assert "12\u00a0April 2025" in page


def test_moving_a_running_clock_needs_a_reason(cast, sign_in):
    client, draft = sign_in(cast.coordinator), fresh_draft(cast, ago=2 * HOUR)
    moved = {"kind": "CRUEL_PHYSICAL", "go": "next", **typed("established_at", timezone.now() - HOUR)}
    answer = step(client, draft, 1, **moved)
    assert answer.status_code == 422
    assert 'id="id_reason_error"' in answer.content.decode()
    assert not Correction.objects.exists()
    assert step(client, draft, 1, reason="В журнале другое время", **moved).status_code == 302
    assert Correction.objects.get().reason == "В журнале другое время"


def test_a_child_who_is_not_known_yet(cast, sign_in):
    client, draft = sign_in(cast.coordinator), fresh_draft(cast)
    step(client, draft, 2, go="next", unknown="мальчик около 4 лет\nего сестра", area=cast.district.pk, safety="SAFE")
    assert sorted(one.description for one in draft.concerned.all()) == ["его сестра", "мальчик около 4 лет"]


def test_whoever_may_not_log_has_no_form(cast, sign_in):
    inspector = make_user(make_agency("CENTRAL_AUTHORITY"), Role.INSPECTOR)
    assert sign_in(inspector).get("/incidents/new/").status_code == 403


def test_a_draft_is_edited_by_its_own_agency_alone(cast, sign_in):
    draft = fresh_draft(cast)
    for person in (cast.officer, cast.coordinator2, cast.mentor):
        assert sign_in(person).get(f"/incidents/{draft.number}/edit/1/").status_code == 404


class TestAutosave:
    """By htmx: keeps what is right and says what is not."""

    HTMX = {"HX-Request": "true"}

    def test_from_the_first_field(self, cast, sign_in):
        client = sign_in(cast.coordinator)
        answer = client.post("/incidents/new/", {"key": "k", "kind": "CRUEL_PHYSICAL"}, headers=self.HTMX)
        draft = Incident.objects.get()
        page = answer.content.decode()
        assert draft.number in page
        assert f'id="version" value="{draft.version}"' in page

    def test_a_half_typed_time_is_no_error_and_loses_nothing(self, cast, sign_in):
        client, draft = sign_in(cast.coordinator), fresh_draft(cast)
        held = draft.established_at
        data = {"kind": "SEXUAL_ATTEMPT", "established_at_0": "20.03.2026", "established_at_1": ""}
        answer = client.post(f"/incidents/{draft.number}/edit/1/", data, headers=self.HTMX)
        draft.refresh_from_db()
        assert (draft.kind, draft.established_at) == ("SEXUAL_ATTEMPT", held)
        assert "field-error is-over" not in answer.content.decode()

    def test_wrong_fields_are_named_and_right_ones_kept(self, cast, sign_in):
        client, draft = sign_in(cast.coordinator), fresh_draft(cast)
        data = {"kind": "DEATH", **typed("established_at", timezone.now() + 5 * HOUR)}
        client.post(f"/incidents/{draft.number}/edit/1/", data, headers=self.HTMX)
        kept = Incident.objects.get()
        assert (kept.kind, kept.established_at) == ("DEATH", draft.established_at)

    def test_somebody_elses_save_is_not_overwritten(self, cast, sign_in):
        draft, head = fresh_draft(cast), cast.heads["MENTORING_ORG"]
        url, data = f"/incidents/{draft.number}/edit/3/", {"version": str(draft.version), "description": "первый"}
        sign_in(head).post(url, data, headers=self.HTMX)
        answer = sign_in(cast.coordinator).post(url, {**data, "description": "второй", "go": "next"})
        assert answer.status_code == 422
        assert Incident.objects.get().description == "первый"

    def test_ones_own_save_under_way_is_no_conflict(self, cast, sign_in):
        client, draft = sign_in(cast.coordinator), fresh_draft(cast)
        url, data = f"/incidents/{draft.number}/edit/3/", {"version": str(draft.version), "description": "первый"}
        client.post(url, data, headers=self.HTMX)
        assert client.post(url, {**data, "description": "второй", "go": "save"}).status_code == 302
        assert Incident.objects.get().description == "второй"

"""The year to look at, and naming a day: preview first, then saving, and what was left alone."""

import re
from datetime import date, datetime

import pytest
from django.urls import reverse

from apps.accounts.kinds import AgencyKind
from apps.accounts.roles import Role
from apps.core.localtime import ALMATY
from apps.obligations.models import CalendarDay, Change
from tests.factories.accounts import make_agency, make_officer, make_user
from tests.factories.obligations import make_duty, make_law, make_rule

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 6, 1, 10, tzinfo=ALMATY)
DAY = {
    "date": "04.06.2026", "is_working": "no", "reason_kk": "Мереке", "reason_ru": "Праздник", "reason_en": "Holiday",
    "source": "Decree 1", "is_certain": "on",
}  # fmt: skip


@pytest.fixture(autouse=True)
def on_tuesday(time_machine):
    time_machine.move_to(datetime(2026, 6, 2, 10, tzinfo=ALMATY), tick=False)


@pytest.fixture
def editor(client):
    user = make_user(make_agency(AgencyKind.OPERATIONS), Role.SYSADMIN, language="en")
    client.force_login(user)
    return user


def text_of(answer) -> str:
    return re.sub(r"[\s\u00a0]+", " ", answer.content.decode())


class TestYear:
    def test_shows_holidays_transfers_and_sources(self, client):
        make_law()
        client.force_login(make_officer(language="en"))
        text = text_of(client.get(reverse("calendar:index"), {"year": "2026"}))
        assert text.count('<table class="month">') == 12
        assert "Nauryz: day off moved" in text
        assert "праздник в выходной переносится" in text
        assert "not certain" in text
        assert "Name a day" not in text

    def test_counts_working_days(self, client):
        client.force_login(make_officer(language="en"))
        CalendarDay.objects.create(date=date(2026, 3, 9), is_working=False, reason_kk="а", reason_ru="а", source="x")
        CalendarDay.objects.create(date=date(2026, 3, 14), is_working=True, reason_kk="а", reason_ru="а", source="x")
        CalendarDay.objects.create(date=date(2026, 3, 16), is_working=False, reason_kk="а", reason_ru="а", source="x")
        text = text_of(client.get(reverse("calendar:index")))
        assert "260 working days. Terms" in text
        assert "21 working days" in text

    def test_a_year_without_holidays_says_so(self, client):
        client.force_login(make_officer(language="en"))
        assert "No holidays are entered" in text_of(client.get(reverse("calendar:index"), {"year": "2031"}))

    @pytest.mark.parametrize("year", ["1999", "2101", "x", "", "²"])
    def test_other_years_are_404(self, client, year):
        client.force_login(make_officer())
        assert client.get(reverse("calendar:index"), {"year": year}).status_code == 404


class TestNaming:
    def test_preview_shows_what_would_move_and_saves_nothing(self, client, editor):
        make_duty(make_rule(), MONDAY)
        text = text_of(client.post(reverse("calendar:new"), DAY))
        assert "The term of 1 open duty will move" in text
        assert "Mon 8 June 2026, 23:59" in text
        assert "Tue 9 June 2026, 23:59" in text
        assert not CalendarDay.objects.exists()

    def test_saving_moves_the_terms(self, client, editor):
        duty = make_duty(make_rule(), MONDAY)
        answer = client.post(reverse("calendar:new"), DAY | {"confirm": "yes"}, follow=True)
        assert answer.redirect_chain == [("/calendar/?year=2026", 302)]
        assert "The term of 1 open duty was counted anew." in text_of(answer)
        assert CalendarDay.objects.get().reason_ru == "Праздник"
        assert Change.objects.get().duty == duty

    def test_duties_left_alone_are_listed(self, client, editor):
        make_duty(make_rule(), datetime(2026, 5, 20, 10, tzinfo=ALMATY), subject_no="I-26-000007")
        past = DAY | {"date": "22.05.2026"}
        preview = text_of(client.post(reverse("calendar:new"), past))
        assert "1 duty keeps its term" in preview
        saved = text_of(client.post(reverse("calendar:new"), past | {"confirm": "yes"}))
        assert "some terms were left as they are" in saved
        assert "I-26-000007" in saved

    def test_changing_a_day_keeps_its_date(self, client, editor):
        client.post(reverse("calendar:new"), DAY | {"confirm": "yes"})
        form = text_of(client.get(reverse("calendar:edit", args=["2026-06-04"])))
        assert 'value="Праздник"' in form
        client.post(
            reverse("calendar:edit", args=["2026-06-04"]),
            DAY | {"date": "05.06.2026", "reason_en": "Day", "confirm": "yes"},
        )
        assert CalendarDay.objects.values_list("date", "reason_en").get() == (date(2026, 6, 4), "Day")

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"source": ""}, "Source: This field is required."),
            ({"date": "31.06.2026"}, "Day: Enter a valid date."),
            ({"date": "01.01.2035", "confirm": "yes"}, "three years ahead"),
            ({"is_working": "perhaps"}, "This day is:"),
        ],
    )
    def test_wrong_input(self, client, editor, change, said):
        answer = client.post(reverse("calendar:new"), DAY | change)
        assert answer.status_code == 422
        assert said in text_of(answer)
        assert not CalendarDay.objects.exists()

    def test_removing_asks_first(self, client, editor):
        client.post(reverse("calendar:new"), DAY | {"confirm": "yes"})
        make_duty(make_rule(), MONDAY)
        where = reverse("calendar:remove", args=["2026-06-04"])
        assert "The term of 1 open duty will move" in text_of(client.get(where))
        assert CalendarDay.objects.exists()
        assert client.post(where).status_code == 302
        assert not CalendarDay.objects.exists()

    def test_removing_a_plain_day_is_404(self, client, editor):
        assert client.get(reverse("calendar:remove", args=["2026-06-04"])).status_code == 404

    @pytest.mark.parametrize("where", ["/calendar/new/", "/calendar/2026-06-04/", "/calendar/2026-06-04/remove/"])
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_others_may_not(self, client, where, method):
        client.force_login(make_officer())
        assert getattr(client, method)(where).status_code == 403

    def test_impossible_day_in_the_address_is_404(self, client, editor):
        assert client.get("/calendar/2026-02-30/").status_code == 404

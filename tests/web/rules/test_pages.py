"""The register, one rule with its versions, and the calculator."""

import re
from datetime import datetime

import pytest
from django.urls import reverse

from apps.core.localtime import ALMATY
from apps.obligations.calculator import calculate
from apps.obligations.explain import explain
from apps.obligations.models import Obligation, Rule
from tests.factories.accounts import make_officer
from tests.factories.obligations import make_duty, make_law, make_rule

pytestmark = pytest.mark.django_db

OBJECTION = "kz345.a52.p11"
DAY_CLOCK = "kz345.a28-2.p10.s7"


@pytest.fixture
def page(client):
    """Gets an address as a signed-in officer, as text."""
    client.force_login(make_officer(language="en"))

    def get(name: str, *args: str, status: int = 200, headers: dict | None = None, **query: str) -> str:
        answer = client.get(reverse(name, args=args), query, headers=headers)
        assert answer.status_code == status
        return re.sub(r"[\s\u00a0]+", " ", answer.content.decode())

    return get


def count_from(page, code: str, **query: str) -> str:
    return page("rules:calculator", code, **query)


class TestRegister:
    def test_shows_every_code_once_with_term_and_parties(self, page):
        make_law()
        text = page("rules:index")
        codes = set(Rule.objects.values_list("code", flat=True))
        assert all(text.count(f">{code}<") == 1 for code in codes)
        assert "5 working days from the day following" in text
        assert "guardianship body, internal affairs body (police)" in text

    @pytest.mark.parametrize(
        "query",
        [
            {"q": "52-БАП, 11-ТАРМАҚ"},
            {"q": "Возражение на рекомендацию"},
            {"q": "a52.p11"},
            {"q": "52(11)"},
            {"q": "objection", "basis": "LAW"},
            {"q": "objection", "owner": "CONTROL_SUBJECT", "recipient": "CENTRAL_AUTHORITY", "force": "now"},
        ],
    )
    def test_finds_in_three_languages_and_by_article(self, page, query):
        make_law()
        text = page("rules:index", **query)
        assert OBJECTION in text
        assert DAY_CLOCK not in text

    def test_filters_leave_nothing_in_words(self, page):
        make_law()
        assert "No rule matches" in page("rules:index", q="objection", basis="POLICY")

    def test_past_rules(self, page):
        make_rule(code="caseflow.gone", in_force_to="2021-01-01")
        make_rule(code="caseflow.here")
        text = page("rules:index", force="past")
        assert "caseflow.gone" in text
        assert "caseflow.here" not in text

    def test_counts_are_of_the_whole_system(self, page):
        rule = make_rule(code="caseflow.counted")
        ago, ahead = datetime(2020, 6, 1, tzinfo=ALMATY), datetime(2099, 6, 1, tzinfo=ALMATY)
        make_duty(rule, ahead)
        make_duty(rule, ahead)
        make_duty(rule, ago)
        make_duty(rule, ago, state=Obligation.State.MET, met_at=ago)
        row = page("rules:index").split("caseflow.counted")[-1]
        assert re.findall(r'data-l="[^"]*">(?:<span class="say">)?(\d+)', row) == ["2", "1", "1", "0"]

    def test_queries_do_not_grow_with_rules(self, client, django_assert_max_num_queries):
        make_law()
        client.force_login(make_officer())
        with django_assert_max_num_queries(16):
            client.get(reverse("rules:index"))

    def test_htmx_gets_the_rows_alone(self, page):
        make_rule(code="caseflow.one")
        text = page("rules:index", headers={"HX-Request": "true"})
        assert "caseflow.one" in text
        assert "<html" not in text

    def test_visitors_sign_in_first(self, client):
        assert client.get(reverse("rules:index")).status_code == 302


class TestRule:
    def test_unknown_code_is_404(self, page):
        page("rules:detail", "kz345.a999", status=404)

    def test_every_rule_of_the_law_has_its_page_in_every_language(self, client):
        make_law()
        codes = sorted(set(Rule.objects.values_list("code", flat=True)))
        for number, code in enumerate(codes):
            client.force_login(make_officer(language=("kk", "ru", "en")[number % 3]))
            answer = client.get(reverse("rules:detail", args=[code]))
            assert answer.status_code == 200
            assert f'<span class="no">{code}</span>' in answer.content.decode()

    def test_says_versions_with_dates_and_how_sure_they_are(self, page):
        make_law()
        text = page("rules:detail", OBJECTION)
        assert "from 16.06.2024" in text
        assert "04.06.2018 – 15.06.2024" in text
        assert "confirmed by an outside source" in text
        assert "must be checked" in text

    def test_an_older_version_can_be_opened(self, page):
        make_law()
        assert "Law No. 156-VI of 2018 has not been seen" in page("rules:detail", OBJECTION, version="1")

    def test_who_owes_what_to_whom_and_the_ladder(self, page):
        make_law()
        text = page("rules:detail", DAY_CLOCK)
        assert "mentoring organisation" in text
        assert "all of them must be told" in text
        assert "12 hours after the start" in text
        assert "head of the agency, guardianship body, regional children's ombudsman" in text.replace("&#x27;", "'")
        assert text.count("<line ") == 3

    def test_extension(self, page):
        make_law()
        assert "1 time, by up to 5 working days" in page("rules:detail", "kz345.a52-3.p3.s1")


class TestCalculator:
    @pytest.mark.parametrize(
        ("code", "day", "due"),
        [
            (OBJECTION, "20.03.2026", "2026-04-01T23:59:59+05:00"),
            ("kz345.a52.p10", "20.03.2026", "2026-04-08T23:59:59+05:00"),
        ],
    )
    def test_working_days_of_nauryz(self, page, code, day, due):
        make_law()
        text = count_from(page, code, from_date=day)
        assert due in text
        assert text.count('<li class="free">') >= 7
        assert "Nauryz" in text

    def test_hours(self, page):
        make_law()
        text = count_from(page, DAY_CLOCK, from_date="20.03.2026", from_time="23:10")
        assert "2026-03-21T23:10:00+05:00" in text
        assert "Sat 21 March 2026, 23:10" in text

    def test_says_the_same_as_the_command(self, page):
        make_law()
        start = datetime(2026, 3, 20, 23, 10, tzinfo=ALMATY)
        answer = calculate(DAY_CLOCK, start)
        text = count_from(page, DAY_CLOCK, from_date="20.03.2026", from_time="23:10")
        for line in explain(answer.computation, "en"):
            assert line.replace("\u00a0", " ") in text

    def test_no_version_in_force_is_said_in_words(self, page):
        make_law()
        text = count_from(page, DAY_CLOCK, from_date="20.03.2020", from_time="10:00")
        assert "no duty arises" in text
        assert "Every step" not in text

    def test_older_version_counts_for_an_older_start(self, page):
        make_law()
        assert "Counted by version 1" in count_from(page, OBJECTION, from_date="20.03.2023")

    def test_ambiguous_hour_asks_for_the_offset(self, page):
        rule = make_rule({"kind": "HOURS", "amount": 24})
        asked = {"from_date": "29.02.2024", "from_time": "23:30"}
        text = count_from(page, rule.code, **asked)
        assert "This hour happened twice" in text
        assert 'name="offset"' in text
        assert "2024-03-01T22:30:00+05:00" in count_from(page, rule.code, **asked, offset="6")
        assert "2024-03-01T23:30:00+05:00" in count_from(page, rule.code, **asked, offset="5")

    @pytest.mark.parametrize(
        "query",
        [
            {"from_date": "31.02.2026", "from_time": "10:00"},
            {"from_date": "20.03.2026", "from_time": "25:00"},
            {"from_date": "20.03.0026", "from_time": "10:00"},
            {"from_date": "", "from_time": ""},
        ],
    )
    def test_wrong_input_is_said_at_the_field(self, page, query):
        make_law()
        text = count_from(page, DAY_CLOCK, **query)
        assert 'id="errors"' in text
        assert 'id="answer"' not in text

    def test_age_needs_the_birth_date(self, page):
        make_law()
        rule = next(rule for rule in Rule.objects.all() if rule.term["kind"] == "UNTIL_AGE")
        assert 'name="birth_date"' in page("rules:detail", rule.code)
        text = count_from(page, rule.code, from_date="01.09.2025", birth_date="29.02.2012")
        assert "2030-02-28" in text

    def test_htmx_gets_the_calculator_alone(self, page):
        make_law()
        text = page("rules:calculator", OBJECTION, headers={"HX-Request": "true"}, from_date="20.03.2026")
        assert "2026-04-01T23:59:59+05:00" in text
        assert "<html" not in text

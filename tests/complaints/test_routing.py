"""Who considers an appeal, over every combination, against tables that were written and read by people."""

import csv
from itertools import product
from pathlib import Path

import pytest

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, Area
from apps.complaints import routing
from apps.complaints.acts import course, triage
from apps.complaints.acts.filing import office_of, way_of
from apps.complaints.models import Appeal
from apps.complaints.routing import About
from apps.complaints.states import Level
from apps.core.errors import Refused
from tests.factories.accounts import fresh, make_agency, make_user
from tests.factories.appeals import against, file_appeal, taken_over, under_review
from tests.factories.offices import Offices

HERE = Path(__file__).parent
COUNTRY = Area(pk=1, level=Area.Level.COUNTRY)
A, B = (Area(pk=pk, level=Area.Level.REGION, parent=COUNTRY) for pk in (2, 3))
SERVES = {"COUNTRY": COUNTRY, "REGION": A, "DISTRICT": Area(pk=4, level=Area.Level.DISTRICT, parent=A)}
HAPPENED = {"unknown": None, "same": A.pk, "other": B.pk, "A": A.pk, "B": B.pk}
NAMED = {
    "CENTRAL": About(Level.CENTRAL), "LOCAL_A": About(Level.LOCAL, A.pk), "LOCAL_B": About(Level.LOCAL, B.pk),
    "LOCAL": About(Level.LOCAL), "OWN_OFFICE": About(Level.OWN_OFFICE, A.pk), "REPUBLIC_OFFICE":
    About(Level.REPUBLIC_OFFICE), "PERSON": About(Level.PERSON, A.pk), "UNKNOWN": About(Level.UNKNOWN), "nobody": None,
}  # fmt: skip
CONSIDERED_BY = {
    "republic": ("REPUBLIC_OMBUDSMAN", None), "human rights": ("HR_COMMISSIONER", None),
    "region A": ("REGIONAL_OMBUDSMAN", A.pk), "region B": ("REGIONAL_OMBUDSMAN", B.pk),
}  # fmt: skip


def table(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_tables_hold_every_combination():
    rows = {(r["respondent"], r["serves"], r["happened_in"], r["told_to_npm"]) for r in table("routing.csv")}
    assert rows == set(product(AgencyKind.values, SERVES, ("unknown", "same", "other"), ("no", "yes")))
    pairs = {(r["first"], r["second"], r["happened_in"]) for r in table("routing_pairs.csv")}
    assert pairs == set(product(NAMED, NAMED, ("unknown", "A", "B")))


@pytest.mark.parametrize("kind", AgencyKind.values)
def test_every_kind_of_respondent(kind: str):
    for row in (r for r in table("routing.csv") if r["respondent"] == kind):
        agency = Agency(kind=kind, area=SERVES[row["serves"]])
        named = [routing.about(agency)]
        way = routing.way_of(named, HAPPENED[row["happened_in"]], told_to_npm=row["told_to_npm"] == "yes")
        assert (way.route, (way.office_kind, way.region_id)) == (row["route"], CONSIDERED_BY[row["considered_by"]]), row


def test_every_pair_of_respondents():
    for row in table("routing_pairs.csv"):
        named = [NAMED[row[one]] for one in ("first", "second") if NAMED[row[one]]]
        way = routing.way_of(named, HAPPENED[row["happened_in"]])
        assert (way.route, (way.office_kind, way.region_id)) == (row["route"], CONSIDERED_BY[row["considered_by"]]), row


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [AgencyKind.REGIONAL_OMBUDSMAN, AgencyKind.REPUBLIC_OMBUDSMAN])
def test_no_office_is_sent_what_is_about_itself(offices: Offices, monday, kind: str):
    """Bad input: the respondent is the reader, whether or not the Commissioner for Human Rights works here."""
    accused = offices.regional if kind == AgencyKind.REGIONAL_OMBUDSMAN else offices.republic
    filed = file_appeal(at=monday, area=offices.district, respondents=against(accused)).appeal
    assert filed.office != accused
    for person in (offices.head, offices.staff, offices.commissioner):
        seen = Appeal.objects.visible_to(fresh(person)).exists()
        assert seen == (fresh(person).agency == filed.office), person


@pytest.mark.django_db
def test_what_is_about_the_commissioner_goes_to_human_rights(offices: Offices, monday):
    rights = make_agency(AgencyKind.HR_COMMISSIONER, offices.region.parent)
    appeal = file_appeal(at=monday, respondents=against(offices.republic)).appeal
    assert (appeal.office, appeal.route) == (rights, "REPUBLIC_OFFICE")
    head = make_user(rights, "HR_COMMISSIONER")
    taken_over(appeal, by=head, at=monday)
    with pytest.raises(Refused) as refused:
        triage.forward(appeal, to=offices.republic, reason="Олардың ісі", by=fresh(head), at=monday)
    assert refused.value.rule == "caseflow.appeal.own_office"


@pytest.mark.django_db
def test_an_office_described_in_words_is_not_sent_it_either(offices: Offices, monday):
    """Nobody knows which region's office is meant: none is chosen."""
    told = [{"agency": None, "level": Level.OWN_OFFICE, "described": "Өңірлік уәкіл"}]
    appeal = file_appeal(at=monday, area=offices.district, respondents=told).appeal
    assert appeal.office == offices.republic
    with pytest.raises(Refused):
        triage.forward(appeal, to=offices.regional, reason="Өңірге", by=fresh(offices.commissioner), at=monday)


@pytest.mark.django_db
def test_a_conflict_never_ends_at_the_accused(offices: Offices, monday):
    """A region withdraws from what turned out to concern the Commissioner's office as well."""
    rights = make_agency(AgencyKind.HR_COMMISSIONER, offices.region.parent)
    appeal = under_review(file_appeal(at=monday, area=offices.district).appeal, by=offices.head, at=monday)
    appeal.respondents.create(agency=offices.republic, level=Level.REPUBLIC_OFFICE)
    triage.withdraw_self(appeal, reason="Туысым", by=fresh(offices.head), at=monday)
    appeal.refresh_from_db()
    assert appeal.office == rights
    assert not Appeal.objects.visible_to(fresh(offices.commissioner)).exists()


@pytest.mark.django_db
def test_a_body_unknown_to_the_register_is_described(offices: Offices, monday):
    told = [{"agency": None, "level": Level.LOCAL, "described": "«Айналайын» балабақшасы"}]
    appeal = file_appeal(at=monday, area=offices.district, respondents=told).appeal
    assert (appeal.office, appeal.route) == (offices.regional, "LOCAL")
    assert appeal.respondents.get().described
    with pytest.raises(Refused) as refused:
        file_appeal(at=monday, respondents=[{"agency": 999_999, "level": Level.LOCAL, "described": ""}])
    assert refused.value.field == "respondents"


@pytest.mark.django_db
def test_without_any_office_nobody_accused_reads_it(offices: Offices):
    way = way_of(against(offices.republic), None)
    assert office_of(way, {offices.republic.pk}).kind == AgencyKind.REGIONAL_OMBUDSMAN
    Agency.objects.filter(kind=AgencyKind.REGIONAL_OMBUDSMAN).update(on_platform=False)
    with pytest.raises(Refused):
        office_of(way, {offices.republic.pk})


@pytest.mark.django_db
def test_joined_ones_go_where_the_appeal_goes(offices: Offices, monday):
    first = under_review(file_appeal(at=monday, area=offices.district).appeal, by=offices.head, at=monday)
    second = taken_over(file_appeal(at=monday, area=offices.district).appeal, by=offices.head, at=monday)
    triage.join(second, into=first, by=fresh(offices.head), at=monday)
    triage.forward(first, to=offices.republic, reason="Орталыққа", by=fresh(offices.head), at=monday)
    assert not Appeal.objects.visible_to(fresh(offices.head)).exists()
    assert Appeal.objects.visible_to(fresh(offices.commissioner)).count() == 2
    with pytest.raises(Refused):
        course.close(first, by=fresh(offices.commissioner), at=monday)

"""The log of help to mentors (28-2(10)(4)) and the days without school of a home (28-2(4)(2)) on their pages."""

from datetime import timedelta

import pytest

from apps.mentoring.models import Help, Meeting, NonStudyPeriod
from tests.web.mentoring.meetings.conftest import FRIDAY, SATURDAY, errors, get, post, typed

pytestmark = pytest.mark.django_db
MONDAY = SATURDAY + timedelta(days=2)


def entry(cast, **fields):
    return {
        "candidate": cast.candidate.number, "kind": "LEGAL", "on": f"{FRIDAY:%d.%m.%Y}", "minutes": "90",
        "note": "Шарт туралы", **fields,
    }  # fmt: skip


def test_help_is_logged_summed_and_withdrawn(cast, as_):
    client = as_(cast.coordinator)
    assert get(client, "help_new", **{"for": cast.candidate.number}).context["form"]["candidate"].value()
    assert post(client, "help_new", **entry(cast)).status_code == 302
    assert post(client, "help_new", **entry(cast, kind="PSYCHOLOGICAL", minutes="30")).status_code == 302
    page = get(client, "help")
    assert [row["help"].kind for row in page.context["rows"]] == ["PSYCHOLOGICAL", "LEGAL"]
    assert [bar["figure"][0] for bar in page.context["sums"]] == ["1", "1"]
    assert [row["help"].kind for row in get(client, "help", kind="LEGAL").context["rows"]] == ["LEGAL"]
    assert get(client, "help", q=cast.candidate.number, since="01.01.2026", until="02.04.2026").context["rows"] == []
    first = Help.objects.get(kind="LEGAL")
    assert post(client, "help_withdraw", first.pk, reason="").status_code == 422
    assert post(client, "help_withdraw", first.pk, reason="Қате").status_code == 302
    assert [bar["figure"][0] for bar in get(client, "help").context["sums"]] == ["0", "1"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("candidate", "T-99-1"), ("kind", ""), ("on", "01.01.2030"), ("minutes", "0"), ("minutes", "5000")],
)
def test_what_is_wrong_stands_at_its_field(cast, as_, field, value):
    answer = post(as_(cast.coordinator), "help_new", **entry(cast, **{field: value}))
    assert answer.status_code == 422
    assert list(errors(answer)) == [field]


def test_help_is_the_organisations_alone(cast, as_):
    post(as_(cast.coordinator), "help_new", **entry(cast))
    given = Help.objects.get()
    for person in (cast.mentor, cast.officer, cast.orphanage, cast.police):
        assert get(as_(person), "help").status_code == 403
    stranger = as_(cast.coordinator2)
    assert get(stranger, "help").context["rows"] == []
    assert post(stranger, "help_withdraw", given.pk, reason="x").status_code == 404
    assert list(errors(post(stranger, "help_new", **entry(cast)))) == ["candidate"]


def test_services_are_refused_on_a_day_of_school_and_allowed_in_a_vacation(cast, as_):
    lesson = typed(cast, MONDAY, kind="INSIDE", service="EDUCATIONAL")
    answer = post(as_(cast.mentor), "meeting_new", cast.assignment.number, **lesson)
    assert errors(answer) == {"service": ["kz345.a28-2.p4.s2"]}
    vacation = {"name": "Көктемгі каникул", "starts_on": f"{MONDAY:%d.%m.%Y}", "ends_on": "12.04.2026"}
    assert post(as_(cast.orphanage), "vacation_new", **vacation).status_code == 302
    assert list(errors(post(as_(cast.orphanage), "vacation_new", **vacation))) == ["starts_on"]
    assert post(as_(cast.mentor), "meeting_new", cast.assignment.number, **lesson).status_code == 302
    assert Meeting.objects.get().service == "EDUCATIONAL"


def test_vacations_are_kept_by_the_home_and_read_by_those_around_the_child(cast, as_):
    vacation = {"name": "Каникул", "starts_on": "06.04.2026", "ends_on": "12.04.2026"}
    for person in (cast.mentor, cast.coordinator, cast.officer):
        assert post(as_(person), "vacation_new", **vacation).status_code == 403
    post(as_(cast.orphanage), "vacation_new", **vacation)
    for person in (cast.mentor, cast.coordinator, cast.officer, cast.orphanage):
        assert len(get(as_(person), "vacations").context["rows"]) == 1
    assert get(as_(cast.coordinator2), "vacations").context["rows"] == []
    held = NonStudyPeriod.objects.get()
    assert post(as_(cast.coordinator), "vacation_remove", held.pk).status_code == 403
    assert get(as_(cast.orphanage), "vacation_remove", held.pk).status_code == 200
    assert post(as_(cast.orphanage), "vacation_remove", held.pk).status_code == 302
    assert not NonStudyPeriod.objects.exists()

"""Article 28-2 in a real browser: from an application to the accepted report, through everybody who acts in it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from apps.accounts.models import User
from apps.accounts.roles import Role
from apps.core.localtime import day_start, local, local_day
from apps.incidents.models import Incident
from apps.incidents.states import Kind
from apps.mentoring.actions import end_assignment
from apps.mentoring.models import Assignment, Candidate, Ground, Meeting, Programme, Proposal, QuarterlyReport, Session
from apps.mentoring.models.grounds import BY_OTHER_RECORDS
from apps.mentoring.quarters import quarter_of
from apps.notices.models import Notice
from tests.browser.test_main_job import LAW, law_cards, see_three_clocks, write_incident
from tests.browser.visitor import PHONE, WIDE, Visitor
from tests.cast import Cast
from tests.factories.accounts import fresh, make_user
from tests.factories.papers import picture

pytestmark = pytest.mark.browser

ASKED = [one for one in Ground if one not in {Ground.NINTH, Ground.SPOUSE_CAPABLE, *BY_OTHER_RECORDS}]
DETAILS = {Ground.CONVICTION: "NONE", Ground.RECORD: "NEVER"}
SURNAME = "Нұрпейісова"
SCAN = {"name": "scan.png", "mimeType": "image/png", "buffer": picture()}


class Clock:
    """The clock of the application: it runs, and goes on by as much as a story says.

    It begins in the past: what the database itself asks of the time, such as a ground that begins, is always over.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._real, self._ahead = timezone.now, -timedelta(hours=3)
        monkeypatch.setattr(timezone, "now", lambda: self._real() + self._ahead)

    def go_on(self, by: timedelta) -> None:
        self._ahead += by

    def come_to_the_present(self) -> None:
        self._ahead = timedelta()

    def go_on_to(self, instant: datetime) -> None:
        self._ahead += instant - timezone.now()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.mark.parametrize(("language", "width"), [("kk", PHONE), ("ru", WIDE)])
def test_from_the_application_to_the_accepted_report(cast, window, as_person, clock, width):
    account = prepare(cast)
    stage = Stage(cast, as_person, width)
    candidate = applies(window(width), cast)
    checked(stage, candidate, account)
    trained(stage, candidate)
    cleared(stage, candidate)
    pair = matched(stage, candidate)
    harmed(stage, outing(stage, pair, account, clock), account)
    clock.come_to_the_present()
    established(stage)
    clock.go_on_to(day_start(quarter_of(local_day(timezone.now())).after.first) + timedelta(days=3, hours=10))
    reported(stage)


class Stage:
    """One window at a time, of whoever acts."""

    def __init__(self, cast: Cast, as_person: Any, width: int) -> None:
        self.cast, self._open, self.width, self._now = cast, as_person, width, None

    def of(self, person: User) -> Visitor:
        if self._now:
            self._now.page.context.close()
        self._now = self._open(person, self.width)
        return self._now


def prepare(cast: Cast) -> User:
    """The child has no mentor any more; the newcomer has an account."""
    now, by = timezone.now(), fresh(cast.officer)
    yesterday = local_day(now) - timedelta(days=1)
    end_assignment(Assignment.objects.get(), ends_on=yesterday, reason="REQUEST", by=by, at=now)
    for login, person in (
        ("director", cast.heads["ORPHAN_ORG"]),
        ("newcomer", make_user(cast.organisation, Role.MENTOR)),
    ):
        User.objects.filter(pk=person.pk).update(
            username=login, email=f"{login}@demo.example", language=cast.officer.language
        )
    return User.objects.get(username="newcomer")


def applies(visitor: Visitor, cast: Cast) -> Candidate:
    """Somebody on a telephone, without an account."""
    visitor.go(f"/apply/?area={cast.district.pk}")
    visitor.look()
    type_in(
        visitor, surname=SURNAME, given_name="Айым", birth_date="12.04.1990", phone="8 701 123 45 67",
        address="Абай көшесі, 5", consent=True,
    )  # fmt: skip
    visitor.press("main form [type=submit]")
    candidate = Candidate.objects.get(surname=SURNAME)
    expect(visitor.find("main")).to_contain_text(candidate.number)
    visitor.look()
    visitor.page.context.close()
    return candidate


def checked(stage: Stage, candidate: Candidate, account: User) -> None:
    """The organisation advises, asks about the household, and collects a paper for each ground."""
    visitor = stage.of(stage.cast.coordinator)
    here, day = f"/mentoring/candidates/{candidate.number}/", today()
    act(visitor, f"{here}advice/", held_on=day, note="Тәртіп түсіндірілді")
    act(visitor, f"{here}household/", is_married="no", lives_alone="yes")
    act(visitor, f"{here}edit/", languages=["kk", "ru"], iin="")
    act(visitor, f"{here}account/", account=account.pk)
    for ground in ASKED:
        answer = {"detail": DETAILS[ground]} if ground in DETAILS else {"answer": "PASSED"}
        act(visitor, f"{here}grounds/{int(ground)}/", issued_on=day, file=SCAN, **answer)
    act(visitor, f"{here}income/", monthly=300_000, months=6, issued_on=day, file=SCAN)
    visitor.go(here).look()


def trained(stage: Stage, candidate: Candidate) -> None:
    """A session, its roll, the test and the certificate; nothing asks for money."""
    visitor = stage.of(stage.cast.coordinator)
    begun = timezone.now() - timedelta(hours=3)
    act(visitor, "/mentoring/training/new/", title="Тәлімгер мектебі", hours=36, approved_on=today(), pass_mark=70)
    number = Programme.objects.get().number
    act(
        visitor, f"/mentoring/training/{number}/sessions/new/", hours=2, place="Зал", trainer="Сейітова",
        **when("starts_at", begun), **when("ends_at", begun + timedelta(hours=2)),
    )  # fmt: skip
    session = Session.objects.get()
    act(visitor, f"/mentoring/training/sessions/{session.pk}/enrol/", candidates=candidate.pk)
    visitor.go(f"/mentoring/training/sessions/{session.pk}/")
    there = session.attendances.get()
    type_in(visitor, **{f"there-{there.pk}": "yes"})
    visitor.press("main .savebar .btn-primary")
    expect(visitor.find("#messages .is-met")).to_be_visible()
    given = {"candidate": candidate.pk}
    act(visitor, f"/mentoring/training/{number}/tests/new/", taken_on=today(), score=90, **given)
    act(visitor, f"/mentoring/training/{number}/certificates/new/", issued_on=today(), **given)


def cleared(stage: Stage, candidate: Candidate) -> None:
    """Before the guardianship body: talk, dwelling, decision."""
    here, day = f"/mentoring/candidates/{candidate.number}/", today()
    act(stage.of(stage.cast.coordinator), f"{here}submit/")
    visitor = stage.of(stage.cast.officer)
    visitor.go("/mentoring/")
    expect(visitor.find(f"main a[href='{here}']").first).to_be_visible()
    act(visitor, f"{here}interview/", held_on=day, findings="Ниеті берік", is_favourable="yes")
    act(visitor, f"{here}dwelling/", made_on=day, address="Абай, 5", findings="Екі бөлме", is_favourable="yes")
    act(visitor, f"{here}approve/")
    visitor.look()
    candidate.refresh_from_db()
    assert candidate.state == "CLEARED"


def matched(stage: Stage, candidate: Candidate) -> Assignment:
    """The child is heard, the mentor proposed and accepted; after trial meetings three parties sign."""
    child = stage.cast.child
    here = f"/mentoring/match/{child.number}/"
    act(stage.of(stage.cast.orphanage), f"{here}wish/", wants="YES", heard_on=today(), text="Футбол ойнағысы келеді")
    officer = stage.of(stage.cast.officer)
    officer.go(here).look()
    expect(officer.find("main")).to_contain_text(SURNAME)
    act(officer, f"{here}propose/", candidate=candidate.pk, text="Бір ауданда тұрады")
    proposal = f"/mentoring/proposals/{Proposal.objects.get().number}/"
    coordinator = stage.of(stage.cast.coordinator)
    coordinator.go(proposal)
    assert child.surname not in coordinator.text()
    act(coordinator, f"{proposal}accept/")
    officer = stage.of(stage.cast.officer)
    act(officer, f"{proposal}begin/", starts_on=today())
    pair = Assignment.objects.get(candidate=candidate)
    assert pair.state == "TRIAL"
    act(officer, f"/mentoring/assignments/{pair.number}/activate/", contract_no="7/26", contract_on=today())
    officer.look()
    return pair


def outing(stage: Stage, pair: Assignment, mentor: User, clock: Clock) -> Meeting:
    """Asked for, agreed to by child and head; then the child is out."""
    begins = timezone.now() + timedelta(minutes=20)
    visitor = stage.of(mentor)
    visitor.go("/mentoring/mine/").look()
    act(
        visitor, f"/mentoring/assignments/{pair.number}/meetings/new/", kind="OUTING", place="Мұражай",
        purpose="Көрме", area=stage.cast.district.pk, **when("planned_from", begins),
        **when("planned_to", begins + timedelta(hours=3)),
    )  # fmt: skip
    meeting = Meeting.objects.get()
    here = f"/mentoring/meetings/{meeting.number}/"
    act(stage.of(stage.cast.orphanage), f"{here}child-agrees/")
    act(stage.of(stage.cast.heads["ORPHAN_ORG"]), f"{here}agree/")
    clock.go_on(timedelta(hours=1))
    out = stage.of(mentor)
    act(out, f"{here}left/", **when("left_at", timezone.now() - timedelta(minutes=35)))
    return meeting


def harmed(stage: Stage, meeting: Meeting, mentor: User) -> None:
    """One large button: the child is preset, and the clock of the Law runs. Then back, and the note."""
    visitor = stage.of(mentor)
    visitor.go("/mentoring/mine/at-once/")
    visitor.look()
    type_in(visitor, kind=Kind.INJURY, description="Тайып, қолын соқты")
    visitor.page.check("[name=safety][value=SAFE]")
    visitor.press("button.once-button")
    visitor.page.wait_for_url("**/at-once/I-*/")
    incident = Incident.objects.get()
    assert (incident.kind, incident.concerned.get().child) == (Kind.INJURY, stage.cast.child)
    assert Notice.objects.filter(subject_kind="incident", subject_id=incident.pk).exists()
    expect(visitor.find("main")).to_contain_text(incident.number)
    visitor.look()
    here = f"/mentoring/meetings/{meeting.number}/"
    now = timezone.now()
    act(visitor, f"{here}returned/", **when("returned_at", now))
    act(visitor, f"{here}held/")
    visitor.go(f"{here}note/")
    visitor.find("#id_text").fill("Мұражайға бардық, қолын соғып алды, дәрігерге көрсетілді.")
    visitor.press("main .savebar .btn-primary")
    expect(visitor.find("#messages .is-met")).to_be_visible()


def established(stage: Stage) -> None:
    """The organisation establishes cruel treatment: three recipients, found without typing, twenty-four hours."""
    visitor = stage.of(stage.cast.coordinator)
    visitor.go("/incidents/")
    incident = write_incident(visitor, stage.cast)
    see_three_clocks(visitor, stage.cast, incident)
    told = Notice.objects.filter(subject_kind="incident", subject_id=incident.pk)
    assert {one.recipient for one in told} >= set(stage.cast.told())
    for card in law_cards(visitor, stage.cast):
        expect(card.locator(".two .basis-law")).to_have_attribute("href", f"/rules/{LAW}/")


def reported(stage: Stage) -> None:
    """The quarter is over: the report writes itself, is returned, submitted again and accepted."""
    quarter = quarter_of(local_day(timezone.now())).before
    visitor = stage.of(stage.cast.coordinator)
    visitor.go("/mentoring/reports/new/")
    type_in(visitor, year=quarter.year, quarter=quarter.no, body=stage.cast.body.pk)
    visitor.press("main .savebar .btn-primary")
    visitor.page.wait_for_url("**/reports/Q-*/")
    report = QuarterlyReport.objects.get()
    figures = dict(report.figures.values_list("code", "value"))
    assert (figures["MEETINGS"], figures["APPLIED"], figures["HARM"]) == (1, 1, 1)
    here = f"/mentoring/reports/{report.number}/"
    visitor.go(here).look()
    act(visitor, f"{here}texts/", help_given="Тәлімгерге кеңес берілді")
    act(visitor, f"{here}submit/", signed=True)
    officer = stage.of(stage.cast.officer)
    officer.go(here).look()
    act(officer, f"{here}return/", reason="Қиындықтарды жазыңыз")
    first = QuarterlyReport.objects.get().first_submitted_at
    visitor = stage.of(stage.cast.coordinator)
    act(visitor, f"{here}texts/", problems="Бала қолын соғып алды")
    act(visitor, f"{here}submit/", signed=True)
    act(stage.of(stage.cast.officer), f"{here}accept/")
    report.refresh_from_db()
    assert (report.state, report.first_submitted_at, report.versions.count()) == ("ACCEPTED", first, 2)


def act(visitor: Visitor, path: str, **values: Any) -> None:
    """One form, as people fill it in; afterwards the page says that it was done."""
    visitor.go(path)
    type_in(visitor, **values)
    visitor.press("main .savebar .btn-primary")
    expect(visitor.find("#messages .is-met").first).to_be_visible()
    assert not visitor.said, (path, visitor.said)


def type_in(visitor: Visitor, **values: Any) -> None:
    for name, value in values.items():
        control = visitor.find(f"main [name='{name}']").first
        kind = control.evaluate("one => one.tagName === 'SELECT' ? 'select' : one.type")
        if kind == "select":
            control.select_option(str(value))
        elif kind in ("radio", "checkbox"):
            for one in value if isinstance(value, list) else [value]:
                chosen = "" if one is True else f"[value='{one}']"
                box = visitor.find(f"main [name='{name}']{chosen}").first
                if not box.is_checked():
                    visitor.press(f"label[for='{box.get_attribute('id')}']")
        elif kind == "file":
            control.set_input_files(value)
        else:
            control.fill(str(value))


def today() -> str:
    return f"{local_day(timezone.now()):%d.%m.%Y}"


def when(name: str, at: datetime) -> dict[str, str]:
    """A time as it is typed."""
    return {f"{name}_0": f"{local(at):%d.%m.%Y}", f"{name}_1": f"{local(at):%H:%M}"}

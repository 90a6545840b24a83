"""Quarterly reports of every organisation: handed in and accepted, returned, late, and one that never came."""

from datetime import datetime, timedelta

from apps.accounts.models import Agency, User
from apps.accounts.permissions import Perm
from apps.core.localtime import day_start
from apps.demo.fixture import read
from apps.demo.world import World
from apps.mentoring.acts import reports
from apps.mentoring.models import Agreement, QuarterlyReport
from apps.mentoring.owed import last_quarters
from apps.mentoring.quarters import Quarter, quarter_of

QUARTERS = 3
"""So many quarters back the organisation of the logins has reported; the others came into the system a quarter ago."""
LATE, NEVER = 6, 9
"""Every so manieth of the other organisations' reports came after its term, or never."""


def entered_on(world: World, *, is_own: bool) -> datetime:
    """When the agreements were entered: what ended before is not asked for here. `is_own`: of the logins'."""
    last = quarter_of(world.today).before
    first = last_quarters(last, QUARTERS)[0].after if is_own else last
    return day_start(first.first) + timedelta(days=3, hours=11)


class Reports:
    """What the organisations reported by their agreements, the login `coordinator`'s to the logins' bodies first."""

    def __init__(self, world: World, coordinator: User, officer: User) -> None:
        self.world, self.words = world, read("mentoring")
        self.coordinator, self.officer = coordinator, officer
        self.other = User.objects.get(username="secretary")
        self.last = quarter_of(world.today).before

    def play(self) -> None:
        """In the order of the quarters; the running one is being drawn up."""
        self.world.mentors.agreement(self.coordinator.agency, self.other.agency)
        self.world.flush()
        for quarter in last_quarters(self.last, QUARTERS)[:-1]:
            for agreement in self._agreements(own=True):
                self._settled(agreement, quarter)
        for agreement in self._agreements(own=True):
            self._of_the_last(agreement)
        others = self._agreements(own=False)
        for quarter in (self.last.before, self.last):
            for number, agreement in enumerate(others, start=1):
                self._of_another(agreement, quarter, number)
        reports.open_due(self._after(self.last, 1))
        reports.draw_up(
            organisation=self.coordinator.agency, body=self.officer.agency, year=self.last.after.year,
            quarter=self.last.after.no, by=self.coordinator, at=self.world.ago(days=1),
        )  # fmt: skip

    def _agreements(self, *, own: bool) -> list[Agreement]:
        found = Agreement.objects.select_related("organisation__agency", "body").order_by("pk")
        mine = {"organisation__agency": self.coordinator.agency}
        return list(found.filter(**mine) if own else found.exclude(**mine))

    def _settled(self, agreement: Agreement, quarter: Quarter) -> None:
        """Accepted; the one on the quarter before the last, to the login `officer`, after a return."""
        made = self._submitted(agreement, quarter, 8)
        if quarter == self.last.before and agreement.body == self.officer.agency:
            made = self._sent_back(made, "sent_back", self._after(quarter, 13))
            made = self._signed(made, self._after(quarter, 15))
        self._accepted(made, self._after(quarter, 17))

    def _of_the_last(self, agreement: Agreement) -> None:
        """Waits for the login `officer`; returned by the login `secretary`; accepted elsewhere."""
        made = self._submitted(agreement, self.last, 8)
        if agreement.body == self.other.agency:
            self._sent_back(made, "sent_back_empty", self._after(self.last, 12))
        elif agreement.body != self.officer.agency:
            self._accepted(made, self._after(self.last, 17))

    def _of_another(self, agreement: Agreement, quarter: Quarter, number: int) -> None:
        if quarter == self.last and number % NEVER == 0:
            return
        days = 19 if quarter == self.last and number % LATE == 0 else 8
        self._accepted(self._submitted(agreement, quarter, days), self._after(quarter, days + 7))

    def _submitted(self, agreement: Agreement, quarter: Quarter, days: float) -> QuarterlyReport:
        at, by = self._after(quarter, 5), self._keeper(agreement.organisation.agency)
        made = reports.draw_up(
            organisation=agreement.organisation.agency, body=agreement.body, year=quarter.year, quarter=quarter.no,
            by=by, at=at,
        )  # fmt: skip
        held = made.figures.get(code="CHILDREN").value
        said = self.words["report" if held else "empty_report"]
        texts = {name: said[name] for name in ("help_given", "problems", "proposals")}
        made = reports.save_texts(made, data=texts, version=made.version, by=by, at=at)
        return self._signed(made, self._after(quarter, days))

    def _signed(self, report: QuarterlyReport, at: datetime) -> QuarterlyReport:
        by = self._keeper(report.organisation)
        fresh = reports.count_again(report, by=by, at=at)
        reports.submit(fresh, version=fresh.version, by=by, at=at)
        return QuarterlyReport.objects.select_related("organisation", "body").get(pk=report.pk)

    def _sent_back(self, report: QuarterlyReport, reason: str, at: datetime) -> QuarterlyReport:
        return reports.send_back(report, reason=self.words["reasons"][reason], by=self._judge(report.body), at=at)

    def _accepted(self, report: QuarterlyReport, at: datetime) -> None:
        reports.accept(report, by=self._judge(report.body), at=at)

    def _keeper(self, agency: Agency) -> User:
        return self.coordinator if agency == self.coordinator.agency else self._able(agency, Perm.KEEP_MENTORS)

    def _judge(self, body: Agency) -> User:
        known = {self.officer.agency: self.officer, self.other.agency: self.other}
        return known.get(body) or self._able(body, Perm.CLEAR_MENTORS)

    def _able(self, agency: Agency, perm: str) -> User:
        """Who entered or confirmed the agreement: it is there only where somebody could."""
        found = self.world.worker(agency, perm)
        assert found is not None  # noqa: S101 - the agreement rests on both
        return found

    def _after(self, quarter: Quarter, days: float) -> datetime:
        """So many days after a quarter, and never in the future."""
        wanted = day_start(quarter.after.first) + timedelta(days=days, hours=10)
        return min(wanted, self.world.now - timedelta(minutes=30) + timedelta(minutes=days))

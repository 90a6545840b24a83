"""What the pages of a child's file have to show: who looked and why, consents, a merge, imports, saved filters."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.core.files.base import ContentFile

from apps.accounts.models import User
from apps.core.localtime import local_day
from apps.demo.fixture import read
from apps.demo.world import World
from apps.disclosure import actions as disclosure
from apps.disclosure.models import Consent, EmergencyOpening, Purpose
from apps.disclosure.reading import limit_of, watch
from apps.exchange import actions as exchange
from apps.exchange import preferences, work
from apps.matching.actions import merge, register_child, reopen
from apps.matching.models import Merge, SuspectedPair
from apps.mentoring.models import Assignment
from apps.mentoring.states import AssignmentState
from apps.people.actions import open_child
from apps.people.models import Child, Ground

LIFE, HOSPITAL, MISSING = EmergencyOpening.Kind.LIFE, EmergencyOpening.Kind.HOSPITAL, EmergencyOpening.Kind.MISSING


class Sights:
    """The logins at work on files of the body of `officer`. Call once children, keys and families are written."""

    def __init__(self, world: World) -> None:
        self.world, self.words = world, read("file")
        self.officer, self.head, self.police, self.orphanage, self.coordinator = (
            User.objects.get(username=login) for login in ("officer", "head", "police", "orphanage", "coordinator")
        )

    def play(self) -> None:
        self._looks()
        self._much_read()
        self._emergencies()
        self._consents()
        self._found_child()
        self._imports()
        for one in self.words["filters"]:
            preferences.save_filter(**one, by=self.officer, at=self.ago(days=6))

    def _looks(self) -> None:
        """Of the mentor's own child: its body, its home and the mentoring organisation."""
        child = Child.objects.visible_to(User.objects.get(username="mentor")).get()
        for hours, who in ((70, self.officer), (52, self.coordinator), (30, self.orphanage), (28, self.officer)):
            open_child(child, by=who, at=self.ago(hours=hours))

    def _much_read(self) -> None:
        """A colleague of the head opened more files within an hour than is usual; the watch told the head."""
        at = self.ago(hours=26).replace(minute=2)
        limit = limit_of(post.role for post in self.officer.posts)
        files = Child.objects.visible_to(self.officer).order_by("pk")[: limit + 5]
        for n, child in enumerate(files):
            self.world.record(
                "child.opened", child.subject, by=self.officer, at=at + timedelta(seconds=30 * n),
                grounds=[Ground.RESPONSIBLE],
            )  # fmt: skip
        self.world.flush()
        watch(at + timedelta(minutes=50))

    def _emergencies(self) -> None:
        """By the police: one running and one over, both waiting for the head; one reviewed."""
        now, late, done = (next(self._files) for _ in range(3))
        self._opened(now, LIFE, "now", hours=1)
        self._opened(late, HOSPITAL, "late", hours=20)
        reviewed = self._opened(done, MISSING, "done", hours=24 * 9)
        disclosure.review_emergency(
            reviewed, verdict=EmergencyOpening.Verdict.JUSTIFIED, note=self.words["emergency"]["verdict"],
            by=self.head, at=self.ago(days=8, hours=20),
        )  # fmt: skip
        self.world.flush()

    def _opened(self, child: Child, kind: str, why: str, *, hours: float) -> EmergencyOpening:
        at = self.ago(hours=hours)
        opening = disclosure.break_glass(child, kind=kind, reason=self.words["emergency"][why], by=self.police, at=at)
        self.world.record(
            "child.opened", child.subject, by=self.police, at=at + timedelta(minutes=2), grounds=[Ground.EMERGENCY],
            purpose=Purpose.Kind.EMERGENCY,
        )  # fmt: skip
        return opening

    def _consents(self) -> None:
        """Taken back for one child of the coordinator's, and given again for the name alone for another."""
        mentored = Assignment.objects.filter(organisation=self.coordinator.agency, state=AssignmentState.ACTIVE)
        running = Consent.objects.filter(
            agency=self.coordinator.agency, child__guardianship=self.officer.agency, child__in=mentored.values("child")
        )
        gone, narrowed = running.in_force(self.world.today).order_by("-child_id").select_related("child")[:2]
        reason = self.words["consent"]["withdrawn"]
        for consent, days in ((gone, 5), (narrowed, 4)):
            disclosure.withdraw_consent(consent, reason=reason, by=self.officer, at=self.ago(days=days))
        disclosure.record_consent(
            narrowed.child, agency=narrowed.agency, scope=[Consent.Scope.NAME],
            given_relation=Consent.Relation.GUARDIANSHIP, given_by=self.words["consent"]["given_by"],
            given_on=local_day(self.ago(days=3)), by=self.officer, at=self.ago(days=3),
        )  # fmt: skip

    def _found_child(self) -> None:
        """Two found without papers: one turned out to have a file and was merged with it, one is to be compared."""
        for days, is_known in ((12, True), (2, False)):
            older = next(file for file in self._files if file.iin)
            newer = self._found(older, days=days)
            if is_known:
                self._merge(older, newer, days=days - 3)
            else:
                reopen(SuspectedPair.objects.get(one=older, two=newer), by=self.officer, at=self.ago(days=days - 1))

    def _found(self, older: Child, *, days: float) -> Child:
        """A file for a child who said the name of `older`."""
        said, at = self.words["found"], self.ago(days=days)
        data = {
            "surname": older.surname, "given_name": older.given_name, "birth_date": older.birth_date,
            "birth_date_is_estimated": True, "sex": older.sex, "no_iin_reason": Child.NoIin.FOUNDLING,
            "found_on": local_day(at), "found_place": said["place"], "found_circumstances": said["circumstances"],
        }  # fmt: skip
        return register_child(data=data, override_reason=said["despite"], by=self.officer, at=at)[0]

    def _merge(self, older: Child, newer: Child, *, days: float) -> Merge:
        reason, at = self.words["found"]["merged"], self.ago(days=days)
        return merge(older, absorbed=newer, reason=reason, by=self.officer, at=at)

    def _imports(self) -> None:
        """A table that came in, and one whose rows have errors."""
        born = f"{local_day(self.ago(days=365 * 9)):%d.%m.%Y}"
        for name, days in (("good", 4), ("bad", 1)):
            at = self.ago(days=days)
            file = ContentFile(self.words["imports"][name].format(born=born).encode(), name="table.csv")
            job = exchange.upload_import(file, by=self.officer, at=at)
            work.work(lambda at=at: at)
            if name == "good":
                exchange.confirm_import(job, by=self.officer, at=at + timedelta(minutes=3))
                work.work(lambda at=at: at + timedelta(minutes=4))

    @cached_property
    def _files(self) -> Iterator[Child]:
        """Files of the body without a case, a stay or a mentor, whose children bear a name of their own."""
        own = Child.objects.filter(guardianship=self.officer.agency, no_iin_reason="", retention=None)
        plain = own.filter(cases=None, placements=None, assignments=None).select_related("area", "guardianship")
        return iter(plain.order_by("-pk")[:12])

    def ago(self, **span: Any) -> datetime:
        return self.world.ago(**span)

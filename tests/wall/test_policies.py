"""What row-level security lets the role of requests see, whatever a query says."""

from contextlib import AbstractContextManager

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Model, Q
from django.db.utils import DatabaseError
from django.utils import timezone

from apps.accounts.models import AgencyUserPermission, Membership, User
from apps.api.models import KeptAnswer, Token
from apps.audit.models import LedgerEntry, RowHistory
from apps.casework import planning
from apps.core import wall
from apps.core.localtime import local_day
from apps.core.models import live
from apps.disclosure.actions import break_glass
from apps.documents.models import Document
from apps.incidents.models import Incident, IncidentAccess
from apps.matching.models import Merge
from apps.mentoring.models import Candidate, Clearance, NoteDraft, Proposal, ReportVersion
from apps.people.acts import family, notes, parts
from apps.people.acts.categories import CATEGORY
from apps.people.acts.health import HEALTH
from apps.people.acts.names import change_name
from apps.people.acts.schooling import SCHOOLING
from apps.people.acts.statuses import STATUS
from apps.people.models import Child, ChildAccess
from apps.retention.actions import place_hold
from apps.retention.models import Erasure, Retention
from apps.wall import checks
from tests.cast import Cast, make_cast
from tests.factories.accounts import fresh
from tests.factories.casework import active
from tests.factories.papers import make_paper
from tests.factories.people import make_child
from tests.wall.rows import keep_appeals, keep_mentoring

NOT_WALLED = {
    "people_childaccess": "what the policies themselves read: ids, grounds and days",
    "matching_childkey": "words and telephones as search finds them; GIN indexes are closed to walled queries",
    "matching_suspectedpair": "two ids and a score, settled between bodies",
    "matching_enquiry": "a question between two bodies about a file that one of them may not see",
    "incidents_incidentchild": "seen by the ground of the incident",
    "casework_referral": "seen by the two bodies; the child in it is walled",
    "disclosure_purpose": "who opened what for: ids, for the audit",
    "disclosure_emergencyopening": "who opened what in an emergency: ids, for the review",
}
"""Tables that name a child or a mentor and stay outside the wall, and why."""


RELATIONS = (
    "officer", "orphanage", "coordinator", "mentor", "police", "ombudsman", "officer2", "coordinator2", "ombudsman2",
)  # fmt: skip


@pytest.fixture
def cast(db: None) -> Cast:
    """The cast's child with a record in every walled table, and a child elsewhere."""
    cast = make_cast()
    now = timezone.now()
    head, day, child = fresh(cast.heads["GUARDIANSHIP"]), local_day(now), cast.child
    by = {"by": head, "at": now}
    mother, _cautions = family.add_relative(child, data={"kind": "MOTHER", "surname": "Бекетова"}, **by)
    parts.add(STATUS, child, data={"kinship": mother, "code": "MISSING", "starts_on": day}, **by)
    parts.add(CATEGORY, child, data={"kind": "NEGLECTED", "starts_on": day}, **by)
    parts.add(HEALTH, child, data={"kind": "ALLERGY", "text": "Сүт", "starts_on": day}, **by)
    parts.add(SCHOOLING, child, data={"kind": "HOME", "starts_on": day}, **by)
    notes.write_note(child, data={"kind": "TALK", "confidentiality": "OPEN", "text": "Сөйлестік."}, **by)
    change_name(child, data={"given_name": "Айгүл", "reason": "COURT", "changed_on": day}, version=1, **by)
    make_paper(child, head)
    _keep_merge_and_archive(child, head)
    place_hold(child, reason="Сот", ordered_by="Сот", starts_on=day, ends_on=None, **by)
    planning.plan_visit(active(child, cast.officer, head), kind="HOME", planned_on=day, **by)
    keep_mentoring(cast)
    keep_appeals(cast)
    KeptAnswer.objects.create(membership=fresh(cast.officer).post, key="1", target="POST /", body="{}", created_at=now)
    cast.stranger = make_child(fresh(cast.officer2), given_name="Басқа")
    return cast


def _keep_merge_and_archive(child: Child, head: User) -> None:
    """A file that became part of the child's, and the wish to erase it."""
    now = timezone.now()
    absorbed = make_child(head, given_name="Айгуль")
    absorbed.access.update(valid_to=now)
    Merge.objects.create(kept=child, absorbed=absorbed, reason="Бір бала", merged_by=head, merged_at=now)
    of = {"number": child.number, "agency": head.agency}
    kept = Retention.objects.create(child=child, changed_at=now, **of)
    wish = {"proposed_by": head, "proposed_post": head.post, "proposed_at": now}
    Erasure.objects.create(retention=kept, ground="TERM", **of, **wish)


def walled() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity ORDER BY relname")
        return [row[0] for row in cursor.fetchall()]


def counts() -> dict[str, int]:
    """Rows of every walled table by plain SQL that forgets the filter."""
    found = {}
    for table in walled():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            found[table] = cursor.fetchone()[0]
    return found


def behind(person: User | None) -> AbstractContextManager[None]:
    """As within a request of this person."""
    if person is None:
        return wall.standing()
    return wall.standing(fresh(person).post.agency_id, person.pk)


def test_every_table_that_names_a_child_or_a_mentor_is_walled_or_says_why_not(db: None) -> None:
    naming = {
        model._meta.db_table
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model in (Child, Candidate)
    }
    assert naming - set(walled()) == set(NOT_WALLED)


@pytest.mark.parametrize("relation", RELATIONS)
def test_the_orm_without_its_filter_gives_what_the_access_rows_give(cast: Cast, relation: str) -> None:
    person = getattr(cast, relation)
    rows = ChildAccess.objects.filter(live(), Q(user=None) | Q(user=person), agency=fresh(person).post.agency)
    expected = set(rows.values_list("child_id", flat=True))
    with behind(person):
        assert set(Child.objects.values_list("pk", flat=True)) == expected
        assert Child.objects.count() == len(expected)
    assert expected == {"officer2": {cast.stranger.pk}, "police": set(), "ombudsman": set(), "coordinator2": set(),
                        "ombudsman2": set()}.get(relation, {cast.child.pk})  # fmt: skip


def test_plain_sql_in_every_table(cast: Cast) -> None:
    whole = counts()
    assert all(whole.values()), "the cast has a row in each"
    with behind(cast.officer):
        seen = counts()
    with behind(cast.officer2):
        elsewhere = counts()
    not_an_officers = ("mentoring_notedraft", "mentoring_reportfigure", "retention_retention", "retention_erasure")
    of_appeals = [table for table in whole if table.startswith("complaints_")]
    assert seen == whole | {"people_child": 1} | dict.fromkeys([*not_an_officers, *of_appeals], 0)
    assert elsewhere == dict.fromkeys(whole, 0) | {"people_child": 1}


@pytest.mark.parametrize("relation", [None, "police", "ombudsman", "coordinator2"])
def test_nobody_and_those_without_a_ground_see_no_row(cast: Cast, relation: str | None) -> None:
    with behind(getattr(cast, relation) if relation else None):
        assert not any(counts().values())


def test_a_ground_of_one_person_opens_nothing_to_colleagues(cast: Cast) -> None:
    person = fresh(cast.officer2)
    with behind(person):
        assert not Child.objects.filter(pk=cast.child.pk).exists()
    break_glass(cast.child, kind="LIFE", reason="Бала ауруханада, дереу керек", by=person, at=timezone.now())
    with behind(person):
        assert Child.objects.filter(pk=cast.child.pk).exists()
    with wall.standing(person.post.agency_id, cast.officer.pk):
        assert not Child.objects.filter(pk=cast.child.pk).exists()


def test_a_draft_is_its_writers_alone(cast: Cast) -> None:
    for person, drafts in ((cast.mentor, 1), (cast.coordinator, 0)):
        with behind(person):
            assert NoteDraft.objects.count() == drafts


def test_a_proposal_names_no_child_to_whom_it_is_asked(cast: Cast) -> None:
    """The organisation reads the proposal, and the child only past the wall, masked."""
    person = fresh(cast.coordinator)
    ChildAccess.objects.filter(agency=cast.organisation).update(valid_to=timezone.now())
    with behind(person):
        assert not Child.objects.filter(pk=cast.child.pk).exists()
        assert Proposal.objects.select_related("child").count() == 1
        assert not list(Proposal.objects.select_related("child"))
        assert [one.child for one in Proposal.objects.visible_to(person).select_related("child")] == [cast.child]


def test_a_ground_that_ended_opens_nothing(cast: Cast) -> None:
    ChildAccess.objects.filter(agency=cast.home).update(valid_to=timezone.now())
    with behind(cast.orphanage):
        assert not any(counts()[table] for table in walled() if table != "care_placement")


@pytest.mark.parametrize(
    "write",
    [
        lambda child: Child.objects.filter(pk=child.pk).update(address="Абай 1"),
        lambda child: Child.objects.filter(pk=child.pk).delete(),
        lambda child: ChildAccess.objects.get(child=child, ground="RESPONSIBLE") and child.save(),
        lambda child: child.access.update(valid_to=None),
        lambda child: child.access.all().delete(),
        lambda child: child.access.create(
            agency_id=child.guardianship_id, ground="EMERGENCY", valid_from=timezone.now(), sort_at=timezone.now()
        ),
        lambda child: IncidentAccess.objects.update(valid_to=None),
        lambda child: Incident.objects.update(description=""),
        lambda child: Candidate.objects.update(state="CLEARED"),
        lambda child: Clearance.objects.update(ended_at=None),
        lambda child: NoteDraft.objects.all().delete(),
        lambda child: Membership.objects.update(role="GUARDIANSHIP_HEAD"),
        lambda child: AgencyUserPermission.objects.update(content_object_id=child.guardianship_id),
        lambda child: Token.objects.update(membership=child.pk),
        lambda child: Token.objects.update(revoked_at=None),
        lambda child: Document.objects.all()._raw_delete("default"),
        lambda child: LedgerEntry.objects.update(verb="x"),
        lambda child: RowHistory.objects.count(),
        lambda child: connection.cursor().execute("ALTER TABLE people_child DISABLE ROW LEVEL SECURITY"),
        lambda child: connection.cursor().execute("ALTER TABLE people_child DISABLE TRIGGER ALL"),
    ],
    ids=[
        "update",
        "delete",
        "save",
        "access_update",
        "access_delete",
        "access_insert",
        "incident_access",
        "incident",
        "candidate",
        "clearance",
        "draft",
        "membership",
        "grant",
        "token_post",
        "token_end",
        "document",
        "ledger",
        "history",
        "policy",
        "triggers",
    ],
)
def test_requests_write_to_a_file_by_actions_alone(cast: Cast, write) -> None:
    with behind(cast.officer), pytest.raises(DatabaseError):
        write(cast.child)


@pytest.mark.parametrize(
    ("model", "change"),
    [(Clearance, {"snapshot": {"x": 1}}), (ReportVersion, {"figures": {}}), (ReportVersion, {"digest": "0" * 64})],
)
def test_what_was_decided_or_handed_in_is_frozen_for_everybody(cast: Cast, model: type[Model], change: dict) -> None:
    assert model.objects.exists()
    with pytest.raises(DatabaseError):
        model.objects.update(**change)


def test_neither_role_passes_row_level_security(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks.roles_without_bypass(["default"]) == []
    monkeypatch.setattr(checks, "ROLE", "postgres")
    assert [one.id for one in checks.roles_without_bypass(["default"])] == ["wall.E001"]
    monkeypatch.setattr(checks, "ROLE", "nobody_of_this_name")
    assert [one.id for one in checks.roles_without_bypass(["default"])] == ["wall.E002"]

"""Mentoring organisations, agreements and candidates on any stage of their way, made by the real actions."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, User
from apps.accounts.roles import Role
from apps.core.identifiers import check_digit
from apps.core.localtime import local_day
from apps.documents.models import Document, Paper, PaperVersion
from apps.mentoring.acts import agreements, applications, clearance, evidence, household, organisations, training
from apps.mentoring.checks.grounds import DETAILS
from apps.mentoring.models import (
    Agreement,
    Candidate,
    Certificate,
    Clearance,
    Ground,
    GroundCheck,
    HouseholdMember,
    Organisation,
    Programme,
)
from apps.mentoring.models.grounds import BY_OTHER_RECORDS, REACH_HOUSEHOLD
from tests.factories.accounts import fresh, make_agency, make_officer, make_user

GOOD_DETAIL = {Ground.CONVICTION: "NONE", Ground.RECORD: "NEVER"}
OWN_GROUNDS = [ground for ground in Ground if ground not in {Ground.NINTH, *BY_OTHER_RECORDS}]


def a_bin(serial: int = 1) -> str:
    """A synthetic BIN with a right check digit."""
    while True:
        stem = f"2105400{serial:04d}"
        digit = check_digit(stem)
        if digit is not None:
            return f"{stem}{digit}"
        serial += 1


def today() -> date:
    return local_day(timezone.now())


def coordinator_of(agency: Agency) -> User:
    held = agency.memberships.filter(role=Role.MENTORING_COORDINATOR).first()
    return fresh(held.user) if held else make_user(agency, Role.MENTORING_COORDINATOR)


def officer_of(body: Agency) -> User:
    held = body.memberships.filter(role=Role.GUARDIANSHIP_OFFICER).first()
    return fresh(held.user) if held else make_officer(body)


def make_organisation(agency: Agency | None = None, **fields: Any) -> Organisation:
    """A foundation in the register, or the one that stands there; an agency without a BIN gets one."""
    agency = agency or make_agency(AgencyKind.MENTORING_ORG)
    held = Organisation.objects.filter(agency=agency).first()
    if held:
        return held
    if not agency.bin:
        agency.bin = a_bin(Organisation.objects.count() * 20 + 1)
        agency.save()
    data = {"legal_form": "FOUNDATION", "registered_on": date(2021, 5, 4), "areas": [agency.area], **fields}
    return organisations.register_organisation(agency, by=coordinator_of(agency), at=timezone.now(), **data)


def make_agreement(
    organisation: Organisation | None = None, body: Agency | None = None, *, at: datetime | None = None, **data: Any
) -> Agreement:  # fmt: skip
    """An agreement in force since a year ago, proposed by the organisation and confirmed by the body; or the one that
    is in force between them."""
    at = at or timezone.now()
    organisation = organisation or make_organisation()
    body = body or make_agency(AgencyKind.GUARDIANSHIP)
    held = Agreement.objects.in_force(local_day(at)).filter(organisation=organisation, body=body).first()
    if held and not data:
        return held
    since = local_day(at) - timedelta(days=365)
    data = {"paper_number": "12/2025", "signed_on": since, "starts_on": since, "ends_on": None, **data}
    made = agreements.propose(organisation, body=body, data=data, by=coordinator_of(organisation.agency), at=at)
    return agreements.confirm(made, by=officer_of(body), at=at)


def candidate_data(**fields: Any) -> dict[str, Any]:
    """What a form, the API or the public page would hand to `apply`."""
    return {
        "surname": "Нұрланова", "given_name": "Дана", "patronymic": "", "iin": "", "birth_date": date(1990, 4, 12),
        "citizenship": "KAZ", "phone": "8 701 123 45 67", "email": "dana@example.kz", "address": "Абай көшесі, 5",
        "languages": ["kk", "ru"], "interests": ["BOOKS"], "capacity": 2, **fields,
    }  # fmt: skip


def make_candidate(
    organisation: Organisation | None = None, body: Agency | None = None, *, at: datetime | None = None, **fields: Any
) -> Candidate:
    """An application made at the organisation."""
    organisation = organisation or make_organisation()
    body = body or make_agency(AgencyKind.GUARDIANSHIP)
    by = coordinator_of(organisation.agency)
    data = candidate_data(**{"area": organisation.agency.area, **fields})
    return applications.apply(organisation, body=body, data=data, by=by, at=at or timezone.now())


def make_checked(
    organisation: Organisation | None = None, body: Agency | None = None, *, at: datetime | None = None,
    is_married: bool = False, lives_alone: bool = True, members: Any = (), **fields: Any,
) -> Candidate:  # fmt: skip
    """An application whose household is declared: the checks may begin."""
    at = at or timezone.now()
    candidate = make_candidate(organisation, body, at=at, **fields)
    by = coordinator_of(candidate.organisation.agency)
    applications.consult(candidate, held_on=local_day(at), by=by, at=at)
    household.declare(candidate, is_married=is_married, lives_alone=lives_alone, members=members, by=by, at=at)
    return reload(candidate)


def a_member(relation: str = "COHABITANT", **fields: Any) -> dict[str, Any]:
    return {
        "name": "Нұрланов Арман", "birth_date": date(1988, 2, 3), "relation": relation,
        "starts_on": date(2020, 1, 1), **fields,
    }  # fmt: skip


def answer(
    candidate: Candidate, ground: int, member: HouseholdMember | None = None, *, at: datetime | None = None,
    **data: Any,
) -> GroundCheck:  # fmt: skip
    """A passed answer, unless `answer` or `detail` says otherwise."""
    at = at or timezone.now()
    plain = {"detail": GOOD_DETAIL[ground]} if ground in DETAILS else {"answer": "PASSED"}
    data = {"ground": ground, "issued_on": local_day(at), **plain, **data}
    by = coordinator_of(candidate.organisation.agency)
    return evidence.record_check(candidate, member=member, data=data, paper=a_paper(candidate, by, at), by=by, at=at)


def a_paper(candidate: Candidate, by: User, at: datetime) -> Paper:
    """What a candidate's answers rest on: one paper for all of them."""
    about = candidate.subject
    held = Paper.objects.about(about).standing().first()
    if held:
        return held
    made = Paper.objects.create(
        subject_kind=about.kind, subject_id=about.id, subject_no=about.no, kind=Paper.Kind.OTHER, agency=by.agency,
        added_by=by, added_at=at,
    )  # fmt: skip
    document = Document.objects.create(
        name="scan.png", content_type="image/png", size=1, sha256="0" * 64, file="documents/00/scan", uploaded_by=by,
        uploaded_at=at,
    )  # fmt: skip
    PaperVersion.objects.create(paper=made, no=1, document=document, by=by, at=at)
    return made


def answer_all(candidate: Candidate, *, at: datetime | None = None) -> None:
    """Every ground passed, of the candidate and the whole household."""
    for ground in OWN_GROUNDS:
        answer(candidate, ground, at=at)
    for member in candidate.household.filter(ends_on=None):
        answer_member(candidate, member, at=at)


def answer_member(candidate: Candidate, member: HouseholdMember, *, at: datetime | None = None) -> None:
    for ground in sorted(REACH_HOUSEHOLD):
        answer(candidate, ground, member, at=at)


def prove_income(candidate: Candidate, monthly: int = 300_000, *, at: datetime | None = None, **data: Any):
    at = at or timezone.now()
    data = {"monthly": monthly, "months": 6, "issued_on": local_day(at), **data}
    by = coordinator_of(candidate.organisation.agency)
    return evidence.record_income(candidate, data=data, paper=a_paper(candidate, by, at), by=by, at=at)


def make_programme(agency: Agency, *, at: datetime | None = None, **data: Any) -> Programme:
    at = at or timezone.now()
    data = {"title": "Тәлімгер мектебі", "hours": 36, "approved_on": local_day(at) - timedelta(days=200), **data}
    return training.save_programme(None, data=data, by=trainer_of(agency), at=at)


def trainer_of(agency: Agency) -> User:
    if agency.kind == AgencyKind.MENTORING_ORG:
        return coordinator_of(agency)
    held = agency.memberships.filter(role=Role.ORG_STAFF).first()
    return fresh(held.user) if held else make_user(agency, Role.ORG_STAFF)


def train(candidate: Candidate, programme: Programme | None = None, *, at: datetime | None = None) -> Programme:
    """The candidate attends a session of the programme and passes its test, the day before `at`."""
    at = at or timezone.now()
    programme = programme or make_programme(candidate.organisation.agency, at=at)
    by, day = trainer_of(programme.agency), at - timedelta(days=1)
    data = {"starts_at": day, "ends_at": day + timedelta(hours=3), "hours": 3, "place": "Зал", "trainer": "Сейітова"}
    session = training.plan_session(programme, data=data, by=by, at=at)
    keeper = coordinator_of(candidate.organisation.agency)
    there = training.enrol(session, candidate=candidate, by=keeper, at=at)
    training.record_attendance(there, was_there=True, by=by, at=at)
    training.record_test(candidate, programme=programme, taken_on=local_day(day), score=90, by=by, at=at)
    return programme


def certify(candidate: Candidate, *, at: datetime | None = None, **data: Any) -> Certificate:
    at = at or timezone.now()
    programme = train(candidate, at=at)
    data = {"issued_on": local_day(at), **data}
    return training.certify(candidate, programme=programme, data=data, by=trainer_of(programme.agency), at=at)


def make_ready(
    organisation: Organisation | None = None, body: Agency | None = None, *, at: datetime | None = None, **fields: Any
) -> Candidate:
    """Everything answered, trained and proved; not yet before the body."""
    candidate = make_checked(organisation, body, at=at, **fields)
    answer_all(candidate, at=at)
    prove_income(candidate, at=at)
    certify(candidate, at=at)
    return reload(candidate)


def visit(candidate: Candidate, *, at: datetime | None = None) -> None:
    """The body's interview and survey of the dwelling."""
    at, by = at or timezone.now(), officer_of(candidate.body)
    evidence.record_interview(
        candidate, held_on=local_day(at), findings="Ниеті берік.", is_favourable=True, by=by, at=at
    )
    evidence.record_survey(
        candidate, made_on=local_day(at), address="Абай көшесі, 5", findings="Екі бөлме.", is_favourable=True, by=by,
        at=at,
    )  # fmt: skip


def make_submitted(*args: Any, at: datetime | None = None, **fields: Any) -> Candidate:
    candidate = make_ready(*args, at=at, **fields)
    clearance.submit(candidate, by=coordinator_of(candidate.organisation.agency), at=at or timezone.now())
    visit(candidate, at=at)
    return reload(candidate)


def clear(candidate: Candidate, *, at: datetime | None = None) -> Clearance:
    return clearance.approve(candidate, by=officer_of(candidate.body), at=at or timezone.now())


def make_cleared(*args: Any, at: datetime | None = None, **fields: Any) -> Candidate:
    """A candidate whom the guardianship body cleared."""
    candidate = make_submitted(*args, at=at, **fields)
    clear(candidate, at=at)
    return reload(candidate)


def reload(candidate: Candidate) -> Candidate:
    return Candidate.objects.select_related("organisation__agency", "body").get(pk=candidate.pk)

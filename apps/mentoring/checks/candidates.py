"""Who may apply to be a mentor: a citizen of Kazakhstan who is of age (Article 28-2(3)(1))."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, Area, User
from apps.accounts.roles import Role
from apps.core.errors import Collector, Refused
from apps.core.identifiers import iin_facts, validate_iin
from apps.core.names import clean_name, match_key
from apps.mentoring.checks.common import EARLIEST, check_choice, optional, required
from apps.mentoring.models import Assignment, Candidate, Interest, Organisation
from apps.mentoring.models.candidates import full_years
from apps.mentoring.states import CandidateState, OrganisationState
from apps.people.checks import check_written
from apps.people.models import Citizenship, Language
from apps.people.particulars import checked_phone

RULE = "kz345.a28-2.p3.s1"
OF_AGE = 18
MOST_CHILDREN = 5
"""A mentor of more children at a time is a mistyped number."""
CONSENT = "2026-1"
"""The version of the text of consent on the public page; a changed text gets a new one."""
FIELDS = (
    "surname", "given_name", "patronymic", "iin", "birth_date", "citizenship", "area", "address", "phone", "email",
    "languages", "interests", "capacity",
)  # fmt: skip


IDENTITY = frozenset({"surname", "given_name", "patronymic", "iin", "birth_date", "citizenship"})
"""Who the person is: everything that was proved, was proved about this person."""


def checked_candidate(data: Mapping[str, Any], today: date, *, must_qualify: bool = True) -> dict[str, Any]:
    """The values of an application, for page, API and public page alike. Raises Refusals with everything at once.

    `must_qualify` False records what became known of a person who was cleared: citizenship and age are kept as told.
    """
    refuse = Collector()
    values = {name: data.get(name) for name in FIELDS}
    for name in ("surname", "given_name"):
        values[name] = clean_name(required(values[name], name, 100, refuse))[0]
    values["patronymic"] = clean_name(optional(values["patronymic"], "patronymic", 100, refuse))[0]
    for name in ("surname", "given_name", "patronymic"):
        check_written(values[name], name, refuse)
    _check_contacts(values, refuse)
    _check_matching(values, refuse)
    _check_iin(values, refuse)
    check_born(values["birth_date"], today, refuse)
    check_choice(values["citizenship"], Citizenship.values, "citizenship", refuse, _("Choose the citizenship."))
    if must_qualify:
        check_citizen_of_age(values["citizenship"], values["birth_date"], today, refuse)
    refuse.done()
    return values


def check_citizen_of_age(citizenship: str | None, born: date | None, on: date, refuse: Collector) -> None:
    """Bad inputs 3 and 4."""
    if citizenship in Citizenship.values and citizenship != Citizenship.KAZ:
        refuse(_("Only a citizen of Kazakhstan may be a mentor."), field="citizenship", rule=RULE)
    if born and born <= on and full_years(born, on) < OF_AGE:
        refuse(
            _("A mentor is of age: this person is %(age)s on that day.") % {"age": full_years(born, on)},
            field="birth_date",
            rule=RULE,
        )


def check_born(born: date | None, today: date, refuse: Collector, field: str = "birth_date") -> None:
    if born is None:
        refuse(_("Enter the birth date."), field=field)
    elif not EARLIEST <= born <= today:
        refuse(_("Check the year."), field=field)


def check_addressees(organisation: Organisation | None, body: Agency | None, refuse: Collector) -> None:
    """To whom one applies: a working organisation, and the body that will decide."""
    if organisation is None or organisation.state == OrganisationState.ENDED or not organisation.agency.is_active:
        refuse(_("Choose an active mentoring organisation."), field="organisation")
    if body is None or body.kind != AgencyKind.GUARDIANSHIP or not body.is_active:
        refuse(_("Choose an active guardianship body."), field="body")


def check_consent(consent: str, refuse: Collector) -> None:
    """Nobody's data are taken from the public page without leave."""
    if consent != CONSENT:
        refuse(_("Agree that your data are processed: without it the application cannot be considered."),
               field="consent")  # fmt: skip


def check_new(organisation: Organisation, iin: str, *, apart_from: Candidate | None = None) -> None:
    """One open application of a person at an organisation. Raises Refused with its number."""
    found = Candidate.objects.open().filter(organisation=organisation, iin=iin) if iin else Candidate.objects.none()
    held = found.exclude(pk=apart_from.pk).first() if apart_from else found.first()
    if held:
        raise Refused(
            _("An application of this person is open here already: %(number)s.") % {"number": held.number}, field="iin"
        )


def check_identity_open(candidate: Candidate, changed: Iterable[str]) -> None:
    """The body decides about the person who was put before it. Raises Refusals."""
    refuse = Collector()
    if candidate.state == CandidateState.REVIEW:
        for name in sorted(IDENTITY.intersection(changed)):
            refuse(_("The guardianship body is deciding about this person: it returns the application first."),
                   field=name)  # fmt: skip
    refuse.done()


def check_same_person(candidate: Candidate, values: Mapping[str, Any]) -> None:
    """What was proved about one person is not handed on to another. Raises Refusals.

    The same person is: the IIN as it is, or added where it was missing; the birth date as it is, or as that of the
    IIN that stays; the names in another spelling, and with an IIN that stays another surname.
    """
    refuse = Collector()
    kept_iin = candidate.iin != "" and values["iin"] == candidate.iin
    born, iin = values["birth_date"], values["iin"]
    same = {
        "iin": candidate.iin in ("", iin),
        "birth_date": born == candidate.birth_date or (kept_iin and iin_facts(iin).born_on == born),
        "given_name": _heard(values["given_name"]) == _heard(candidate.given_name),
        "surname": kept_iin or _heard(values["surname"]) == _heard(candidate.surname),
    }
    for name in (one for one, is_same in same.items() if not is_same):
        refuse(_("Answers are recorded about the person named here already. Another person applies anew: withdraw "
                 "this application."), field=name)  # fmt: skip
    refuse.done()


def has_evidence(candidate: Candidate) -> bool:
    """Whether anything was answered, proved or found about the candidate."""
    kinds = (candidate.ground_checks, candidate.incomes, candidate.interviews, candidate.surveys,
             candidate.test_results, candidate.certificates)  # fmt: skip
    return any(one.exists() for one in kinds)


def check_no_other_mentors(standing: QuerySet[Assignment], account: User | None) -> None:
    """An account that a pair opens a child's file to stays with the candidate until the pair ends. Raises Refused."""
    others = standing.filter(mentor__isnull=False)
    if account is not None:
        others = others.exclude(mentor=account)
    if others.exists():
        raise Refused(_("This mentor has a child: the account changes after the assignment has ended."),
                      field="account")  # fmt: skip


def check_account(candidate: Candidate, account: User, on: date) -> None:
    """The account of a candidate holds the post of a mentor at the organisation. Raises Refused."""
    posts = account.memberships.in_force(on).filter(agency=candidate.organisation.agency_id, role=Role.MENTOR)
    if not posts.exists():
        raise Refused(_("This person is no mentor of that organisation on that day."), field="account")
    taken = Candidate.objects.open().filter(account=account, organisation=candidate.organisation_id)
    if taken.exclude(pk=candidate.pk).exists():
        raise Refused(_("This account belongs to another application here."), field="account")


def told_reason(candidate: Candidate) -> str:
    """Why an application was refused, withdrawn or returned: in these words the candidate is told."""
    if candidate.closing_reason:
        return candidate.closing_reason
    if candidate.state != CandidateState.RETURNED:
        return ""
    last = candidate.reviews.filter(outcome="RETURNED").order_by("-pk").first()
    return last.reason if last else ""


def _heard(name: str) -> str:
    return match_key(name) or name.casefold()


def _check_contacts(values: dict[str, Any], refuse: Collector) -> None:
    area = values["area"]
    if not isinstance(area, Area) or area.level == Area.Level.COUNTRY:
        refuse(_("Choose the district."), field="area")
    values["address"] = optional(values["address"], "address", 250, refuse)
    values["email"] = str(values["email"] or "").strip()
    values["phone"] = checked_phone(required(values["phone"], "phone", 40, refuse), refuse)
    if values["email"]:
        try:
            validate_email(values["email"])
        except ValidationError as wrong:
            refuse(wrong.message, field="email")


def _check_matching(values: dict[str, Any], refuse: Collector) -> None:
    values["languages"], values["interests"] = (list(values[name] or []) for name in ("languages", "interests"))
    if set(values["languages"]) - set(Language.values):
        refuse(_("Choose languages of the list."), field="languages")
    if set(values["interests"]) - set(Interest.values):
        refuse(_("Choose interests of the list."), field="interests")
    values["capacity"] = 1 if values["capacity"] is None else values["capacity"]
    if not 1 <= values["capacity"] <= MOST_CHILDREN:
        refuse(_("From one child to %(most)s at a time.") % {"most": MOST_CHILDREN}, field="capacity")


def _check_iin(values: dict[str, Any], refuse: Collector) -> None:
    values["iin"] = str(values["iin"] or "").strip()
    if values["iin"]:
        try:
            validate_iin(values["iin"])
        except ValidationError as wrong:
            refuse(wrong.message, field="iin")

"""Roles are code: what each may do, and a sentence that says so to people. Stored as short codes."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from apps.accounts.permissions import Perm


class Role(TextChoices):
    GUARDIANSHIP_OFFICER = "GUARDIANSHIP_OFFICER", _("guardianship officer")
    GUARDIANSHIP_HEAD = "GUARDIANSHIP_HEAD", _("head of the guardianship body")
    OMBUDSMAN = "OMBUDSMAN", _("regional children's ombudsman")
    COMMISSIONER = "COMMISSIONER", _("Commissioner for Children's Rights")
    HR_COMMISSIONER = "HR_COMMISSIONER", _("Commissioner for Human Rights")
    OMBUDSMAN_STAFF = "OMBUDSMAN_STAFF", _("specialist of an ombudsman's office")
    MENTORING_COORDINATOR = "MENTORING_COORDINATOR", _("mentoring coordinator")
    MENTORING_HEAD = "MENTORING_HEAD", _("head of the mentoring organisation")
    MENTOR = "MENTOR", _("mentor")
    ORG_STAFF = "ORG_STAFF", _("member of staff of an organisation for children")
    ORG_HEAD = "ORG_HEAD", _("head of an organisation for children")
    POLICE_OFFICER = "POLICE_OFFICER", _("police officer")
    POLICE_HEAD = "POLICE_HEAD", _("head of the police department")
    OPERATOR_111 = "OPERATOR_111", _("operator of contact centre 111")
    INSPECTOR = "INSPECTOR", _("inspector of the central authority")
    AUTHORITY_HEAD = "AUTHORITY_HEAD", _("head of the central authority")
    OFFICIAL = "OFFICIAL", _("official of another body")
    OFFICIAL_HEAD = "OFFICIAL_HEAD", _("head of another body")
    AUDITOR = "AUDITOR", _("auditor")
    AGENCY_ADMIN = "AGENCY_ADMIN", _("administrator of the agency")
    SYSADMIN = "SYSADMIN", _("system administrator")


@dataclass(frozen=True)
class RoleFacts:
    permissions: frozenset[str]
    description: object
    is_head: bool = False


_EVERYONE = {Perm.VIEW_AGENCIES}
_RECIPIENT = _EVERYONE | {
    Perm.VIEW_INCIDENTS, Perm.LOG_INCIDENTS, Perm.VIEW_NOTICES, Perm.ACKNOWLEDGE_NOTICES, Perm.VIEW_CHILDREN,
    Perm.VIEW_DUTIES, Perm.ANSWER_REQUESTS,
}  # fmt: skip
_CASEWORK = _RECIPIENT | {Perm.MANAGE_INCIDENTS, Perm.VIEW_REPORTER}
_GUARDIANSHIP = _CASEWORK | {
    Perm.REGISTER_CHILDREN, Perm.VIEW_HEALTH, Perm.MANAGE_CASES, Perm.MERGE_CHILDREN, Perm.IMPORT_CHILDREN,
    Perm.EXPORT_CHILDREN, Perm.BREAK_GLASS, Perm.CLEAR_MENTORS,
}  # fmt: skip
_GUARDIANSHIP_HEAD = _GUARDIANSHIP | {
    Perm.VIEW_ADOPTION, Perm.SUPERVISE_CASES, Perm.REVIEW_ACCESS, Perm.ERASE_CHILDREN,
}  # fmt: skip
_MENTORING = _CASEWORK | {Perm.KEEP_MENTORS, Perm.TRAIN_MENTORS}
_HEAD = {Perm.MANAGE_AGENCY}
_OMBUDSMAN_STAFF = _CASEWORK - {Perm.ANSWER_REQUESTS} | {Perm.VIEW_APPEALS, Perm.KEEP_APPEALS, Perm.VIEW_APPLICANT}
_OMBUDSMAN = _OMBUDSMAN_STAFF | _HEAD | {
    Perm.BREAK_GLASS, Perm.REVIEW_ACCESS, Perm.OVERSEE_MENTORS, Perm.DECIDE_APPEALS,
}  # fmt: skip

ROLES: dict[str, RoleFacts] = {
    Role.GUARDIANSHIP_OFFICER: RoleFacts(
        frozenset(_GUARDIANSHIP),
        _("Registers children of the district, receives notices, logs incidents and follows them up."),
    ),
    Role.GUARDIANSHIP_HEAD: RoleFacts(
        frozenset(_GUARDIANSHIP_HEAD | _HEAD),
        _("Everything an officer may do; receives breaches; manages the people of the body."),
        is_head=True,
    ),
    Role.OMBUDSMAN: RoleFacts(
        frozenset(_OMBUDSMAN),
        _("Receives notices of violence and of breached terms in the region; considers appeals about local bodies."),
        is_head=True,
    ),
    Role.COMMISSIONER: RoleFacts(
        frozenset(_OMBUDSMAN | {Perm.OVERSEE_APPEALS}),
        _("The republic's ombudsman: considers appeals about central bodies; sees the figures of the country."),
        is_head=True,
    ),
    Role.HR_COMMISSIONER: RoleFacts(
        frozenset(_OMBUDSMAN - {Perm.OVERSEE_MENTORS, Perm.BREAK_GLASS}),
        _("Considers ill-treatment told to the preventive mechanism (Article 47-5(4)); sees what the office was sent."),
        is_head=True,
    ),
    Role.OMBUDSMAN_STAFF: RoleFacts(
        frozenset(_OMBUDSMAN_STAFF),
        _("Works on appeals in an ombudsman's office; extends no term and decides no outcome."),
    ),
    Role.MENTORING_COORDINATOR: RoleFacts(
        frozenset(_MENTORING),
        _("Sees the children mentored by the organisation; logs incidents and tells everyone who must be told."),
    ),
    Role.MENTORING_HEAD: RoleFacts(
        frozenset(_MENTORING | _HEAD | {Perm.REVIEW_ACCESS}),
        _("Everything a coordinator may do; receives breaches; manages the people of the organisation."),
        is_head=True,
    ),
    Role.MENTOR: RoleFacts(
        frozenset({
            Perm.VIEW_OWN_INCIDENTS, Perm.LOG_INCIDENTS, Perm.VIEW_OWN_CHILDREN, Perm.VIEW_OWN_DUTIES,
        }),
        _("Sees only the child he or she mentors and the incidents he or she reported."),
    ),
    Role.ORG_STAFF: RoleFacts(
        frozenset(_CASEWORK | {Perm.VIEW_HEALTH, Perm.TRAIN_MENTORS}),
        _("Sees the residents of the organisation; acknowledges notices; logs incidents."),
    ),
    Role.ORG_HEAD: RoleFacts(
        frozenset(
            _CASEWORK | _HEAD | {Perm.VIEW_HEALTH, Perm.EXPORT_CHILDREN, Perm.REVIEW_ACCESS, Perm.TRAIN_MENTORS}
        ),
        _("Everything staff may do; receives breaches; manages the people of the organisation."),
        is_head=True,
    ),
    Role.POLICE_OFFICER: RoleFacts(
        frozenset(_RECIPIENT | {Perm.BREAK_GLASS}),
        _("Receives and acknowledges notices; sees only incidents the police were told of."),
    ),
    Role.POLICE_HEAD: RoleFacts(
        frozenset(_RECIPIENT | _HEAD | {Perm.BREAK_GLASS, Perm.REVIEW_ACCESS}),
        _("Everything a police officer may do; receives breaches; manages the people of the department."),
        is_head=True,
    ),
    Role.OPERATOR_111: RoleFacts(
        frozenset(_EVERYONE | {
            Perm.VIEW_INCIDENTS, Perm.LOG_INCIDENTS, Perm.MANAGE_INCIDENTS, Perm.VIEW_NOTICES,
            Perm.ACKNOWLEDGE_NOTICES, Perm.VIEW_DUTIES, Perm.TAKE_CALLS,
        }),
        _("Takes calls; logs incidents and tells the bodies responsible; sees no files of children."),
    ),
    Role.INSPECTOR: RoleFacts(
        frozenset(_EVERYONE | {Perm.VIEW_DUTIES, Perm.VIEW_NOTICES, Perm.OVERSEE_MENTORS, Perm.ANSWER_REQUESTS}),
        _("Controls under Articles 52 to 52-3; sees no stories of children."),
    ),
    Role.AUTHORITY_HEAD: RoleFacts(
        frozenset(
            _EVERYONE | _HEAD | {
                Perm.VIEW_DUTIES, Perm.VIEW_NOTICES, Perm.EDIT_CALENDAR, Perm.OVERSEE_MENTORS, Perm.ANSWER_REQUESTS,
            }
        ),
        _("Heads the central authority; keeps the calendar of working days."),
        is_head=True,
    ),
    Role.OFFICIAL: RoleFacts(
        frozenset(_RECIPIENT), _("Receives and acknowledges notices; logs incidents known to the body.")
    ),
    Role.OFFICIAL_HEAD: RoleFacts(
        frozenset(_RECIPIENT | _HEAD | {Perm.REVIEW_ACCESS}),
        _("Everything an official may do; receives breaches; manages the people of the body."),
        is_head=True,
    ),
    Role.AUDITOR: RoleFacts(
        frozenset({Perm.VIEW_AGENCIES, Perm.VIEW_LEDGER}),
        _("Reads the ledger of acts; sees no content of cases and no child."),
    ),
    Role.AGENCY_ADMIN: RoleFacts(
        frozenset(_EVERYONE | _HEAD), _("Manages the agency's data, people and posts; sees no child.")
    ),
    Role.SYSADMIN: RoleFacts(
        frozenset(_EVERYONE | _HEAD | {
            Perm.VIEW_ENGINE, Perm.EDIT_CALENDAR, Perm.MANAGE_ALL_AGENCIES, Perm.VIEW_LEDGER,
        }),
        _("Keeps the system running: engine, calendar, agencies, accounts. Sees no child and no incident."),
    ),
}  # fmt: skip

HEAD_ROLES = [role for role, facts in ROLES.items() if facts.is_head]

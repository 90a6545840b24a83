"""Kinds of agency the Law gives duties to (domain section 3; organisations: Article 30)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from apps.accounts.roles import Role


class AgencyKind(TextChoices):
    GUARDIANSHIP = "GUARDIANSHIP", _("guardianship body")
    AKIMAT = "AKIMAT", _("local executive body (akimat)")
    REGIONAL_OMBUDSMAN = "REGIONAL_OMBUDSMAN", _("regional children's ombudsman")
    REPUBLIC_OMBUDSMAN = "REPUBLIC_OMBUDSMAN", _("Commissioner for Children's Rights")
    CENTRAL_AUTHORITY = "CENTRAL_AUTHORITY", _("central authority for children's rights")
    EDU_MANAGEMENT = "EDU_MANAGEMENT", _("education management body")
    MENTORING_ORG = "MENTORING_ORG", _("mentoring organisation")
    ORPHAN_ORG = "ORPHAN_ORG", _("education organisation for orphans and children without parental care")
    INFANT_HOME = "INFANT_HOME", _("infant home")
    SPECIAL_EDUCATION = "SPECIAL_EDUCATION", _("special education organisation")
    SPECIAL_REGIME = "SPECIAL_REGIME", _("education organisation with a special regime")
    BOARDING_SCHOOL = "BOARDING_SCHOOL", _("boarding school of general type")
    MEDICAL_SOCIAL = "MEDICAL_SOCIAL", _("medical and social institution")
    FAMILY_VILLAGE = "FAMILY_VILLAGE", _("family-type children's village")
    YOUTH_HOME = "YOUTH_HOME", _("youth home")
    ADAPTATION_CENTRE = "ADAPTATION_CENTRE", _("minors' adaptation centre")
    SUPPORT_CENTRE = "SUPPORT_CENTRE", _("support centre for children")
    DV_ASSISTANCE = "DV_ASSISTANCE", _("assistance organisation for victims of domestic violence")
    SCHOOL = "SCHOOL", _("school")
    HEALTH_ORG = "HEALTH_ORG", _("health organisation")
    POLICE = "POLICE", _("internal affairs body (police)")
    MINORS_COMMISSION = "MINORS_COMMISSION", _("commission on minors")
    PROSECUTOR = "PROSECUTOR", _("prosecutor")
    SOCIAL_PROTECTION = "SOCIAL_PROTECTION", _("social protection body")
    CONTACT_CENTRE = "CONTACT_CENTRE", _("contact centre 111")
    NPM = "NPM", _("national preventive mechanism")
    HR_COMMISSIONER = "HR_COMMISSIONER", _("Commissioner for Human Rights")
    OPERATIONS = "OPERATIONS", _("operation of the system")


ARTICLE_30_KINDS = frozenset({
    AgencyKind.ORPHAN_ORG, AgencyKind.INFANT_HOME, AgencyKind.SPECIAL_EDUCATION, AgencyKind.SPECIAL_REGIME,
    AgencyKind.BOARDING_SCHOOL, AgencyKind.MEDICAL_SOCIAL, AgencyKind.FAMILY_VILLAGE, AgencyKind.YOUTH_HOME,
    AgencyKind.ADAPTATION_CENTRE, AgencyKind.SUPPORT_CENTRE, AgencyKind.DV_ASSISTANCE,
})  # fmt: skip
"""Organisations that care for children (Article 30(1))."""

PROFESSIONAL_KINDS = frozenset({AgencyKind.SCHOOL, AgencyKind.HEALTH_ORG, AgencyKind.SOCIAL_PROTECTION})
"""Bodies whose staff must tell of violence they learn of (teachers, health and social workers)."""

_ADMIN = {Role.AGENCY_ADMIN}
_ORG = {Role.ORG_STAFF, Role.ORG_HEAD} | _ADMIN
_OTHER = {Role.OFFICIAL, Role.OFFICIAL_HEAD} | _ADMIN

ROLES_OF_KIND: dict[str, frozenset[str]] = {
    AgencyKind.GUARDIANSHIP: frozenset({Role.GUARDIANSHIP_OFFICER, Role.GUARDIANSHIP_HEAD} | _ADMIN),
    AgencyKind.REGIONAL_OMBUDSMAN: frozenset({Role.OMBUDSMAN, Role.OMBUDSMAN_STAFF} | _ADMIN),
    AgencyKind.REPUBLIC_OMBUDSMAN: frozenset({Role.COMMISSIONER, Role.OMBUDSMAN_STAFF} | _ADMIN),
    AgencyKind.HR_COMMISSIONER: frozenset({Role.HR_COMMISSIONER, Role.OMBUDSMAN_STAFF} | _ADMIN),
    AgencyKind.CENTRAL_AUTHORITY: frozenset({Role.INSPECTOR, Role.AUTHORITY_HEAD} | _ADMIN),
    AgencyKind.MENTORING_ORG: frozenset({Role.MENTORING_COORDINATOR, Role.MENTORING_HEAD, Role.MENTOR} | _ADMIN),
    AgencyKind.POLICE: frozenset({Role.POLICE_OFFICER, Role.POLICE_HEAD} | _ADMIN),
    AgencyKind.CONTACT_CENTRE: frozenset({Role.OPERATOR_111} | _OTHER),
    AgencyKind.OPERATIONS: frozenset({Role.SYSADMIN, Role.AUDITOR} | _ADMIN),
    **{kind: frozenset(_ORG) for kind in ARTICLE_30_KINDS},
}


def roles_for(kind: str) -> frozenset[str]:
    """The roles a person may hold at an agency of this kind."""
    return ROLES_OF_KIND.get(kind, frozenset(_OTHER))

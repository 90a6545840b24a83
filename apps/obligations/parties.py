"""Who rules name: kinds of agency, groups of kinds, actors outside the system, and audiences of a ladder."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from apps.accounts.kinds import ARTICLE_30_KINDS, PROFESSIONAL_KINDS, AgencyKind


class Outside(TextChoices):
    """Actors of the Law that hold no account here."""

    LEGAL_REPRESENTATIVE = "LEGAL_REPRESENTATIVE", _("legal representative")
    CONTROL_SUBJECT = "CONTROL_SUBJECT", _("subject of control")
    AUTHORISED_STATE_BODIES = "AUTHORISED_STATE_BODIES", _("authorised state bodies")
    LEGAL_STATISTICS_BODY = "LEGAL_STATISTICS_BODY", _("legal statistics body")
    UAPF = "UAPF", _("Unified Accumulative Pension Fund")
    PRESIDENT = "PRESIDENT", _("President of the Republic of Kazakhstan")
    PUBLIC = "PUBLIC", _("the public")


class Group(TextChoices):
    """Several kinds of agency under one name."""

    ANY = "ANY", _("whoever learned of it")
    ARTICLE_30_ORG = "ARTICLE_30_ORG", _("organisation of Article 30")
    PROFESSIONAL = "PROFESSIONAL", _("school, health organisation or social service")
    OMBUDSMAN = "OMBUDSMAN", _("ombudsman who considers the appeal")


class Audience(TextChoices):
    """Whom a rung of a ladder addresses. The party is the agency on the other side of the duty."""

    AUTHOR = "AUTHOR", _("author")
    DUTY_OFFICER = "DUTY_OFFICER", _("duty officer")
    HEAD = "HEAD", _("head of the agency")
    GUARDIANSHIP = "GUARDIANSHIP", _("guardianship body")
    REGIONAL_OMBUDSMAN = "REGIONAL_OMBUDSMAN", _("regional children's ombudsman")
    REPUBLIC_OMBUDSMAN = "REPUBLIC_OMBUDSMAN", _("Commissioner for Children's Rights")
    PARTY_DUTY_OFFICER = "PARTY_DUTY_OFFICER", _("duty officer of the other agency")
    PARTY_HEAD = "PARTY_HEAD", _("head of the other agency")


GROUPS: dict[str, frozenset[str]] = {
    Group.ANY: frozenset(AgencyKind) - {AgencyKind.OPERATIONS},
    Group.ARTICLE_30_ORG: ARTICLE_30_KINDS,
    Group.PROFESSIONAL: PROFESSIONAL_KINDS,
    Group.OMBUDSMAN: frozenset(
        {
            AgencyKind.REGIONAL_OMBUDSMAN,
            AgencyKind.REPUBLIC_OMBUDSMAN,
            AgencyKind.HR_COMMISSIONER,
        }
    ),
}

NAMES: dict[str, object] = {member.value: member.label for names in (AgencyKind, Outside, Group) for member in names}


def party_name(code: str) -> str:
    """The name of an owner or recipient of a rule, in the active language."""
    return str(NAMES.get(code, code))

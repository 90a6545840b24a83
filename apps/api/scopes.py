"""What a token may be used for. A scope never gives more than the post of the token has."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Scope(TextChoices):
    AGENCIES_READ = "agencies:read", _("read areas and agencies")
    USERS_READ = "users:read", _("read the own account and the people of the agency")
    RULES_READ = "rules:read", _("read rules and compute terms")
    DUTIES_READ = "duties:read", _("read duties and their clocks")
    CHILDREN_READ = "children:read", _("open files of children")
    CHILDREN_WRITE = "children:write", _("register children, place them, assign mentors")
    CASES_READ = "cases:read", _("read cases and referrals")
    CASES_WRITE = "cases:write", _("work on cases, ask other bodies, reply to them")
    MENTORING_READ = (
        "mentoring:read",
        _("read candidates, agreements, training, pairs, meetings and reports of mentoring"),
    )
    MENTORING_WRITE = (
        "mentoring:write",
        _("work on mentoring: candidates, agreements, training, pairs, meetings, reports"),
    )
    APPEALS_READ = "appeals:read", _("read appeals to the ombudsman, who sent them, posters and figures")
    APPEALS_WRITE = "appeals:write", _("register appeals and work on them")
    REQUESTS_READ = "requests:read", _("read what ombudsmen ask of bodies")
    REQUESTS_WRITE = "requests:write", _("answer what ombudsmen ask, or withdraw it")
    CALLS_READ = "calls:read", _("read calls to 111")
    CALLS_WRITE = "calls:write", _("log calls to 111 and pass them on")
    INCIDENTS_READ = "incidents:read", _("read incidents")
    INCIDENTS_WRITE = "incidents:write", _("log incidents and work on them")
    NOTICES_READ = "notices:read", _("read notices")
    NOTICES_WRITE = "notices:write", _("acknowledge, resend and record notices")
    LEDGER_READ = "ledger:read", _("read the ledger")
    RETENTION_READ = "retention:read", _("see which files are archived, held and erased")
    RETENTION_WRITE = "retention:write", _("archive, hold and erase files")
    SIGN_INS_READ = "sign-ins:read", _("list the own sign-ins")
    SIGN_INS_WRITE = "sign-ins:write", _("end the own sign-ins")
    TOKENS_READ = "tokens:read", _("list the own tokens")
    TOKENS_WRITE = "tokens:write", _("revoke the own tokens")

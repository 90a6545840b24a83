"""Kinds of appeals, the ways they come in, the life of one (domain section 10), and nothing else."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """What the sender asks for. A complaint is about an act, a decision or silence of a body (longer term)."""

    APPLICATION = "APPLICATION", _("application")
    COMPLAINT = "COMPLAINT", _("complaint")
    MESSAGE = "MESSAGE", _("report of a violation")
    PROPOSAL = "PROPOSAL", _("proposal")
    REQUEST = "REQUEST", _("request for information")


class Channel(TextChoices):
    SITE = "SITE", _("through the site")
    LETTER = "LETTER", _("letter")
    VISIT = "VISIT", _("personal reception")
    EMAIL = "EMAIL", _("e-mail")
    PHONE = "PHONE", _("telephone")
    CALL_111 = "CALL_111", _("contact centre 111")
    OWN_INITIATIVE = "OWN_INITIATIVE", _("own initiative of the ombudsman")
    MEDIA = "MEDIA", _("report in the media")
    TRANSFER = "TRANSFER", _("passed on by another body")


class Right(TextChoices):
    """The right of the child that is said to be violated, by the articles of the Law."""

    LIFE = "LIFE", _("life, freedom, dignity, protection from violence (Article 10)")
    HEALTH = "HEALTH", _("health (Article 8)")
    IDENTITY = "IDENTITY", _("name, citizenship, documents (Article 9)")
    EXPRESSION = "EXPRESSION", _("speech, conscience, information (Article 11)")
    LIVING = "LIVING", _("sufficient standard of living (Article 12)")
    PROPERTY = "PROPERTY", _("property (Article 13)")
    HOUSING = "HOUSING", _("dwelling (Article 14)")
    EDUCATION = "EDUCATION", _("education (Article 15)")
    WORK = "WORK", _("freedom of work (Article 16)")
    SUPPORT = "SUPPORT", _("state assistance (Article 17)")
    FAMILY = "FAMILY", _("living in a family, contact with parents (Articles 21 and 26)")
    CARE = "CARE", _("care and upbringing without parents (Articles 27 to 30)")
    DISABILITY = "DISABILITY", _("a child with disability (Articles 31 to 33)")
    BULLYING = "BULLYING", _("protection from bullying (Article 1(4-1))")
    JUSTICE = "JUSTICE", _("protection in court and by the police")
    OTHER = "OTHER", _("another right")


class Level(TextChoices):
    """What kind of respondent it is: decides who considers the appeal."""

    CENTRAL = "CENTRAL", _("central body, its organisation or official")
    LOCAL = "LOCAL", _("local body, organisation or official")
    OWN_OFFICE = "OWN_OFFICE", _("office of a regional ombudsman")
    REPUBLIC_OFFICE = "REPUBLIC_OFFICE", _("office of the Commissioner for Children's Rights")
    PERSON = "PERSON", _("a private person")
    UNKNOWN = "UNKNOWN", _("not known")


class Safety(TextChoices):
    SAFE = "SAFE", _("safe now")
    IN_DANGER = "IN_DANGER", _("in danger")
    UNKNOWN = "UNKNOWN", _("not known")


class Outcome(TextChoices):
    RESTORED = "RESTORED", _("the right is restored")
    PARTLY = "PARTLY", _("restored in part")
    NOT_RESTORED = "NOT_RESTORED", _("not restored")
    UNFOUNDED = "UNFOUNDED", _("no violation was found")
    EXPLAINED = "EXPLAINED", _("the question was answered")


class State(TextChoices):
    RECEIVED = "RECEIVED", _("received")
    REGISTERED = "REGISTERED", _("registered")
    TRIAGED = "TRIAGED", _("taken over")
    FORWARDED = "FORWARDED", _("passed on")
    UNDER_REVIEW = "UNDER_REVIEW", _("under review")
    INFORMATION_REQUESTED = "INFORMATION_REQUESTED", _("information was asked for")
    EXTENDED = "EXTENDED", _("term extended")
    RECOMMENDATION_SENT = "RECOMMENDATION_SENT", _("recommendation sent")
    RESTORED = "RESTORED", _("right restored")
    NOT_RESTORED = "NOT_RESTORED", _("right not restored")
    SETTLED = "SETTLED", _("settled: nothing to restore")
    REPLIED = "REPLIED", _("replied")
    CLOSED = "CLOSED", _("closed")
    REOPENED = "REOPENED", _("opened again")
    JOINED = "JOINED", _("joined to another appeal")


_S = State
_WORK: set[str] = {
    _S.UNDER_REVIEW, _S.INFORMATION_REQUESTED, _S.EXTENDED, _S.RECOMMENDATION_SENT, _S.RESTORED, _S.NOT_RESTORED,
    _S.SETTLED, _S.FORWARDED, _S.JOINED,
}  # fmt: skip

TRANSITIONS: dict[str, set[str]] = {
    _S.RECEIVED: {_S.REGISTERED},
    _S.REGISTERED: {_S.TRIAGED, _S.FORWARDED, _S.JOINED},
    _S.TRIAGED: {_S.UNDER_REVIEW, _S.FORWARDED, _S.JOINED},
    _S.FORWARDED: {_S.TRIAGED, _S.FORWARDED, _S.CLOSED},
    _S.UNDER_REVIEW: _WORK - {_S.UNDER_REVIEW},
    _S.INFORMATION_REQUESTED: set(_WORK),
    _S.EXTENDED: _WORK - {_S.EXTENDED},
    _S.RECOMMENDATION_SENT: set(_WORK),
    _S.RESTORED: {_S.REPLIED, _S.UNDER_REVIEW},
    _S.NOT_RESTORED: {_S.REPLIED, _S.UNDER_REVIEW},
    _S.SETTLED: {_S.REPLIED, _S.UNDER_REVIEW},
    _S.REPLIED: {_S.CLOSED, _S.REOPENED},
    _S.CLOSED: {_S.REOPENED},
    _S.REOPENED: _WORK - {_S.EXTENDED},
    _S.JOINED: {_S.UNDER_REVIEW},
}

NEW = frozenset({_S.RECEIVED, _S.REGISTERED, _S.FORWARDED})
"""Nobody has taken it over yet."""
WORKED_ON = frozenset({
    _S.UNDER_REVIEW, _S.INFORMATION_REQUESTED, _S.EXTENDED, _S.RECOMMENDATION_SENT, _S.REOPENED,
})  # fmt: skip
DECIDED = frozenset({_S.RESTORED, _S.NOT_RESTORED, _S.SETTLED})
OPEN = NEW | {_S.TRIAGED} | WORKED_ON | DECIDED
ENDED = frozenset({_S.REPLIED, _S.CLOSED, _S.JOINED})


class RequestKind(TextChoices):
    INFORMATION = "INFORMATION", _("request for information")
    FILE = "FILE", _("request to open a child's file")
    RECOMMENDATION = "RECOMMENDATION", _("recommendation")


class RequestState(TextChoices):
    SENT = "SENT", _("waits for an answer")
    ANSWERED = "ANSWERED", _("answered")
    REFUSED = "REFUSED", _("refused")
    WITHDRAWN = "WITHDRAWN", _("withdrawn")


REQUEST_TRANSITIONS: dict[str, set[str]] = {
    RequestState.SENT: {RequestState.ANSWERED, RequestState.REFUSED, RequestState.WITHDRAWN},
    RequestState.ANSWERED: set(),
    RequestState.REFUSED: {RequestState.ANSWERED},
    RequestState.WITHDRAWN: set(),
}

"""What one chooses from, in plain words; to a child as one says it to a child."""

from django.utils.translation import gettext_lazy as _

from apps.complaints.states import Kind, Level, Safety

SAFE = (
    (Safety.SAFE, _("Yes, I am safe")), (Safety.IN_DANGER, _("No, I am in danger")),
    (Safety.UNKNOWN, _("I don't know")),
)  # fmt: skip
SAFE_CHILD_OF_ADULT = (
    (Safety.SAFE, _("Yes, the child is safe")), (Safety.IN_DANGER, _("No, the child is in danger")),
    (Safety.UNKNOWN, _("I don't know")),
)  # fmt: skip
NOBODY = "none"
WHO = (
    ("school", _("School or kindergarten"), Level.LOCAL),
    ("home", _("Children's home, boarding school or another place where children live"), Level.LOCAL),
    ("family", _("Parents or family"), Level.PERSON),
    ("children", _("Other children"), Level.PERSON),
    ("internet", _("Somebody on the internet"), Level.PERSON),
    ("police", _("Police"), Level.LOCAL),
    ("guardianship", _("Guardianship"), Level.LOCAL),
    ("doctors", _("Hospital or clinic"), Level.LOCAL),
    ("ministry", _("Somebody from a ministry"), Level.CENTRAL),
    ("ombudsman", _("The office of the ombudsman itself"), Level.OWN_OFFICE),
)
"""Name, words, and what kind of respondent it is for routing."""
WHO_CHILD = [(name, label) for name, label, _level in WHO] + [(NOBODY, _("I don't want to say"))]
WHO_ADULT = [(name, label) for name, label, _level in WHO] + [(NOBODY, _("I do not know"))]
LEVELS = {name: level for name, _label, level in WHO}
WAYS = (
    ("CODE", _("Yes, here. I come back with a code")), ("PHONE", _("Yes, by telephone")),
    ("EMAIL", _("Yes, by e-mail")),
)  # fmt: skip
WAYS_ADULT = (
    ("CODE", _("On this site, with a code")), ("PHONE", _("By telephone")), ("EMAIL", _("By e-mail")),
    ("LETTER", _("By letter")),
)  # fmt: skip
KINDS = (
    (Kind.COMPLAINT, _("Complaint: about what somebody did, decided or failed to do")),
    (Kind.APPLICATION, _("Application: I ask for help to exercise a right")),
    (Kind.MESSAGE, _("Report: I know of a violation of a child's rights")),
    (Kind.PROPOSAL, _("Proposal: what should be done better")), (Kind.REQUEST, _("Request: I ask for information")),
)  # fmt: skip

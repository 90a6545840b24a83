"""Grounds for which a child lacks parental care (Article 1(1-1)), said once: of a parent, and of a category."""

from django.utils.translation import gettext_lazy as _

RIGHTS_RESTRICTED = "RIGHTS_RESTRICTED", _("parental rights restricted")
RIGHTS_DEPRIVED = "RIGHTS_DEPRIVED", _("deprived of parental rights")
MISSING = "MISSING", _("recognised as missing")
DECLARED_DEAD = "DECLARED_DEAD", _("declared dead by a court")
INCOMPETENT = "INCOMPETENT", _("recognised as incapable")
PARTIALLY_CAPABLE = "PARTIALLY_CAPABLE", _("recognised as partially capable")
IMPRISONED = "IMPRISONED", _("imprisoned")
EVADES = "EVADES", _("evades upbringing or protecting the child's rights")
REFUSES_TO_COLLECT = (
    "REFUSES_TO_COLLECT",
    _("refuses to take the child from an educational or medical organisation"),
)
OTHER_LACK = "OTHER_LACK", _("another case of lack of parental care")

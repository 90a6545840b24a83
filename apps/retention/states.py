"""Where a file stands on its way to the archive and out of it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    PROPOSED = "PROPOSED", _("due for the archive")
    POSTPONED = "POSTPONED", _("left open for now")
    ARCHIVED = "ARCHIVED", _("in the archive")
    REOPENED = "REOPENED", _("taken out of the archive")
    ERASED = "ERASED", _("erased")


TRANSITIONS: dict[str, set[str]] = {
    State.PROPOSED: {State.ARCHIVED, State.POSTPONED},
    State.POSTPONED: {State.PROPOSED},
    State.ARCHIVED: {State.REOPENED, State.ERASED},
    State.REOPENED: {State.PROPOSED},
    State.ERASED: set(),
}


class ErasureState(TextChoices):
    PROPOSED = "PROPOSED", _("waits for a second person")
    CONFIRMED = "CONFIRMED", _("confirmed, may still be withdrawn")
    WITHDRAWN = "WITHDRAWN", _("withdrawn")
    DONE = "DONE", _("carried out")


ERASURE_TRANSITIONS: dict[str, set[str]] = {
    ErasureState.PROPOSED: {ErasureState.CONFIRMED, ErasureState.WITHDRAWN},
    ErasureState.CONFIRMED: {ErasureState.WITHDRAWN, ErasureState.DONE},
    ErasureState.WITHDRAWN: set(),
    ErasureState.DONE: set(),
}

"""Kinds of incident, the life of one, and nothing else."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """Rows of the domain's table of incidents (section 9)."""

    DEATH = "DEATH", _("death of a child")
    CRUEL_PHYSICAL = "CRUEL_PHYSICAL", _("cruel treatment: physical violence")
    CRUEL_MENTAL = "CRUEL_MENTAL", _("cruel treatment: mental violence")
    SEXUAL_ATTEMPT = "SEXUAL_ATTEMPT", _("attempt on sexual immunity")
    THREAT = "THREAT", _("threat to life or health")
    ILLNESS = "ILLNESS", _("illness")
    INJURY = "INJURY", _("injury")
    HOSPITAL = "HOSPITAL", _("taken to a medical organisation")
    TAKEN_TO_POLICE = "TAKEN_TO_POLICE", _("taken to the police")
    VIOLENCE = "VIOLENCE", _("other violence against a child")
    CHILD_FOUND = "CHILD_FOUND", _("child found without care")
    BULLYING = "BULLYING", _("bullying")
    NIGHT_VENUE = "NIGHT_VENUE", _("at an entertainment venue at night")
    NIGHT_OUTSIDE = "NIGHT_OUTSIDE", _("outside the home at night")
    EXPLOITATION = "EXPLOITATION", _("exploitation")
    HARMFUL_CONTENT = "HARMFUL_CONTENT", _("harmful content")
    SUBSTANCES = "SUBSTANCES", _("alcohol, tobacco, drugs or other substances")
    RELIGION_IN_CAMP = "RELIGION_IN_CAMP", _("religious activity in a camp or leisure organisation")
    MILITARY_USE = "MILITARY_USE", _("use in military action")
    TRAFFICKING = "TRAFFICKING", _("trafficking, kidnapping, illegal movement")


HARM = frozenset({Kind.DEATH, Kind.CRUEL_PHYSICAL, Kind.CRUEL_MENTAL, Kind.SEXUAL_ATTEMPT})
"""Article 28-2(10)(7)."""
SITUATIONS = frozenset({Kind.THREAT, Kind.ILLNESS, Kind.INJURY, Kind.HOSPITAL, Kind.TAKEN_TO_POLICE})
"""Article 28-2(6)(2)."""
VIOLENT = frozenset({Kind.CRUEL_PHYSICAL, Kind.CRUEL_MENTAL, Kind.SEXUAL_ATTEMPT, Kind.VIOLENCE})
EXPLOITATIVE = frozenset({
    Kind.EXPLOITATION, Kind.HARMFUL_CONTENT, Kind.SUBSTANCES, Kind.RELIGION_IN_CAMP, Kind.MILITARY_USE,
    Kind.TRAFFICKING,
})  # fmt: skip
NIGHT: dict[str, str] = {Kind.NIGHT_VENUE: "kz345.a36.p4", Kind.NIGHT_OUTSIDE: "kz345.a36.p5"}
"""Kinds valid only within a clock window, with the rule that holds it (Article 36(4), (5))."""


class State(TextChoices):
    DRAFT = "DRAFT", _("draft")
    ESTABLISHED = "ESTABLISHED", _("established")
    NOTIFYING = "NOTIFYING", _("notifying")
    NOTIFIED = "NOTIFIED", _("notified")
    NOTIFIED_LATE = "NOTIFIED_LATE", _("notified late")
    FOLLOW_UP = "FOLLOW_UP", _("in follow-up")
    CLOSED = "CLOSED", _("closed")
    JOINED = "JOINED", _("joined to another report")
    DISCARDED = "DISCARDED", _("discarded")


TRANSITIONS: dict[str, set[str]] = {
    State.DRAFT: {State.ESTABLISHED, State.DISCARDED},
    State.ESTABLISHED: {State.NOTIFYING, State.FOLLOW_UP, State.JOINED},
    State.NOTIFYING: {State.NOTIFIED, State.NOTIFIED_LATE, State.JOINED},
    State.NOTIFIED: {State.FOLLOW_UP, State.NOTIFYING, State.NOTIFIED_LATE, State.JOINED},
    State.NOTIFIED_LATE: {State.FOLLOW_UP, State.NOTIFYING, State.JOINED},
    State.FOLLOW_UP: {State.CLOSED, State.NOTIFYING, State.JOINED},
    State.CLOSED: {State.FOLLOW_UP},
    State.JOINED: set(),
    State.DISCARDED: {State.DRAFT},
}

LIVE = frozenset({State.ESTABLISHED, State.NOTIFYING, State.NOTIFIED, State.NOTIFIED_LATE, State.FOLLOW_UP})
"""States in which an incident is worked on."""

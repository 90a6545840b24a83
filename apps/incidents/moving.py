"""What of an incident goes along when another guardianship body takes the child over.

A duty that the rules lay on the guardianship body of the child (the assistance plan of Article 36(3), the first
registration in the data bank) passes to the body that is that now. A duty of whoever established the fact, or received
a notice, stays where it is: the Law and the rules bind the one who learned of it, wherever the child lives later.
"""

from collections.abc import Sequence
from datetime import datetime

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, User
from apps.incidents import routes
from apps.incidents.acts.access import grant
from apps.incidents.models import Ground, Incident, IncidentChild
from apps.notices.actions import tell
from apps.notices.models import Message
from apps.obligations.handover import hand_over
from apps.obligations.models import Obligation
from apps.people.models import Child

BODY = str(AgencyKind.GUARDIANSHIP)


def pass_duties(files: Sequence[Child], *, old: Agency, new: Agency, by: User, at: datetime) -> None:
    """Hand over what `old` owed as the child's guardianship body; it stays while another child of the incident is its
    own, or a person named it for this role. Call inside an action."""
    concerned = IncidentChild.objects.filter(child__in=files).values("incident")
    owed = Obligation.objects.open().filter(
        subject_kind="incident", subject_id__in=concerned, owner=old, rule__owner_kind=BODY
    )
    incidents = Incident.objects.filter(pk__in=owed.values("subject_id")).select_for_update(of=("self",))
    for incident in incidents.order_by("pk"):
        around = routes.surroundings(incident)
        bodies = around.bodies.get(BODY, set())
        if old.pk not in bodies and new.pk in bodies:
            _pass_on(incident, around.escalation(), old=old, new=new, by=by, at=at)


def _pass_on(
    incident: Incident, escalation: dict[str, int], *, old: Agency, new: Agency, by: User, at: datetime
) -> None:  # fmt: skip
    hand_over(incident.subject, old=old, new=new, escalation=escalation, by=by, at=at, owner_kind=BODY)
    grant(incident, new.pk, Ground.NOTICE, by=by, at=at)
    key = f"incident:{incident.pk}:passed:{at.timestamp():.0f}"
    for body in (old, new):
        tell(body, Message.Kind.PASSED, incident.subject, at=at, key=key)

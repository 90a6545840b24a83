"""The one check of an incident's data: page, API and import use it alike. Bad inputs 29, 30, 63, 65 of the domain."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from apps.core.errors import Collector
from apps.core.localtime import local
from apps.incidents.models import Incident
from apps.incidents.states import NIGHT, Kind
from apps.obligations.models import Rule
from apps.obligations.terms import Term, in_window

CLOCK_TOLERANCE = timedelta(minutes=2)
"""A telephone's clock may run ahead of the server's a little."""

DUTY = "kz345.a28-2.p10.s7"
WORDS = {"established_at": _("The moment of establishing"), "occurred_from": _("The incident"),
         "occurred_to": _("The end"), "discovered_at": _("The discovery")}  # fmt: skip


def check_facts(incident: Incident, at: datetime) -> Collector:
    """Gather what is wrong with the facts entered so far; what is missing is another question."""
    refuse = Collector()
    _check_times(incident, at, refuse)
    if incident.kind == Kind.BULLYING:
        _check_bullying(incident, refuse)
    if incident.kind in NIGHT and incident.occurred_from:
        _check_night(incident, refuse)
    return refuse


def check_whole(incident: Incident, at: datetime) -> None:
    """Raise everything that keeps a draft from being submitted."""
    refuse = check_facts(incident, at)
    required = {
        "kind": _("Say what happened."),
        "established_at": _("Say when the fact was established: the clock counts from then."),
        "area": _("Choose the district: it decides which police are told."),
        "description": _("Describe in a few sentences what happened."),
        "safety": _("Say whether the child is safe now."),
    }
    for name, message in required.items():
        if not getattr(incident, name):
            refuse(message, field=name)
    if not incident.concerned.exists():
        refuse(_("Name the child, or describe one who is not known yet."), field="children")
    if incident.kind == Kind.BULLYING and not (incident.episodes or incident.public_channel):
        refuse(
            _("Give the number of episodes, or where it was done in public."),
            field="episodes",
            rule="kz345.a1.s4-1",
        )
    if incident.kind in NIGHT and not incident.occurred_from:
        refuse(
            _("Give the time: this kind exists only within certain hours."),
            field="occurred_from",
            rule=NIGHT[incident.kind],
        )
    refuse.done()


def _check_times(incident: Incident, at: datetime, refuse: Collector) -> None:
    for name, word in WORDS.items():
        instant = getattr(incident, name)
        if instant and instant > at + CLOCK_TOLERANCE:
            refuse(_("%(what)s cannot lie in the future.") % {"what": word}, field=name, rule=DUTY)
    established, occurred = incident.established_at, incident.occurred_from
    if established and occurred and established < occurred:
        refuse(_("A fact cannot be established before it happened."), field="established_at", rule=DUTY)
    if incident.occurred_to and not occurred:
        refuse(_("Give the beginning as well as the end."), field="occurred_from")
    if incident.occurred_to and occurred and incident.occurred_to < occurred:
        refuse(_("The end lies before the beginning."), field="occurred_to")
    if established and incident.discovered_at and established < incident.discovered_at:
        refuse(_("A fact cannot be established before it became known."), field="established_at", rule=DUTY)


def _check_bullying(incident: Incident, refuse: Collector) -> None:
    """Article 1(4-1): two or more times, or once in public, in the media or online."""
    if incident.episodes is not None and incident.episodes < 2 and not incident.public_channel:
        refuse(
            _("One private episode is not bullying under the Law: it takes two or more, or one in public or online."
              " Choose another kind, or say where it was done in public."),
            field="episodes", rule="kz345.a1.s4-1",
        )  # fmt: skip


def _check_night(incident: Incident, refuse: Collector) -> None:
    """Article 36(4) and (5): only within the hours the Law names."""
    code = NIGHT[incident.kind]
    rule = Rule.objects.filter(code=code).order_by("-version").first()
    if rule and not in_window(Term.parse(rule.term), incident.occurred_from):
        refuse(
            _("At %(time)s this is not a night stay under the Law (%(hours)s). Choose another kind, or mend the time.")
            % {
                "time": f"{local(incident.occurred_from):%H:%M}",
                "hours": f"{rule.term['opens']}–{rule.term['closes']}",
            },
            field="kind", rule=code,
        )  # fmt: skip

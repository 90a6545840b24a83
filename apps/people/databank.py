"""Entry of a child in the republican data bank: a duty of one working day from the day a child was identified."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, User
from apps.audit import log
from apps.audit.acting import action
from apps.core.errors import Collector
from apps.core.localtime import day_end, local_day
from apps.obligations import engine
from apps.obligations.events import Event
from apps.obligations.models import Obligation
from apps.people.models import Child
from apps.people.policies import check_is_responsible

RULE = "order.2025-08-29.databank"


def ask_for_entry(child: Child, *, by: User, at: datetime) -> None:
    """A child without care was identified: its body has to enter it. Call inside an action."""
    fact = engine.Fact(Event.CHILD_IDENTIFIED, at, child.guardianship, by, escalation=_above(child.guardianship))
    engine.open_duties(child.subject, [fact], by=by, at=at)


def duty_of(child: Child) -> Obligation | None:
    """The duty to enter the child, the open one first."""
    about = Obligation.objects.about(child.subject).filter(rule__opens_on=Event.CHILD_IDENTIFIED)
    return about.select_related("rule").order_by("met_at", "-pk").first()


@action
def enter_in_databank(child: Child, *, number: str, on: date, by: User, at: datetime) -> Child:
    """Note number and day of the entry; meets the duty at the end of that day, or now when it is today."""
    stored = Child.objects.select_for_update().get(pk=child.pk)
    check_is_responsible(by, stored)
    number = " ".join(number.split())
    refuse = Collector()
    if not number:
        refuse(_("Enter the number given by the data bank."), field="number", rule=RULE)
    if len(number) > 40:
        refuse(_("At most %(longest)s characters.") % {"longest": 40}, field="number")
    if on > local_day(at):
        refuse(_("This day has not come yet."), field="on")
    elif on < stored.birth_date:
        refuse(_("This day is before the child was born."), field="on")
    refuse.done()
    stored.databank_number, stored.databank_on = number, on
    stored.version += 1
    stored.save(update_fields=["databank_number", "databank_on", "version"])
    log.record("child.databank", stored.subject, by=by, at=at, on=on)
    engine.meet(
        Event.CHILD_DATABANK_REGISTERED, stored.subject, by=by, at=min(at, max(day_end(on), stored.registered_at))
    )
    return stored


def _above(body: Agency) -> dict[str, int]:
    """The regional children's ombudsman, told when the term ran out."""
    kind = AgencyKind.REGIONAL_OMBUDSMAN
    found = Agency.objects.active().of_kind(kind).filter(area=body.area.region).order_by("pk").first()
    return {str(kind): found.pk} if found else {}

"""The writers of legal and psychological help to mentors (Article 28-2(10)(4))."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit import log
from apps.audit.acting import action
from apps.core.errors import Collector, Refused
from apps.core.localtime import local_day
from apps.mentoring import policies
from apps.mentoring.checks.common import check_choice, check_past, reason_given
from apps.mentoring.models import Candidate, Help

LONGEST = 24 * 60
"""Minutes of one day."""
NO_SUCH = _("There is no mentor or candidate of this number.")


@action
def log_help(
    candidate: Candidate, *, kind: str, on: date | None, minutes: Any, note: str = "", by: User, at: datetime
) -> Help:
    """Help given to a mentor or a person who wishes to be one; counted in the quarterly report."""
    candidate = Candidate.objects.select_related("organisation__agency", "body").get(pk=candidate.pk)
    policies.check_can_keep(by, candidate.organisation)
    refuse = Collector()
    check_choice(kind, Help.Kind.values, "kind", refuse, _("Choose the kind of help."))
    check_past(on, "on", local_day(at), refuse)
    if not isinstance(minutes, int) or isinstance(minutes, bool) or not 1 <= minutes <= LONGEST:
        refuse(_("Enter how long it took: one minute to one day."), field="minutes")
    if len(note) > 1000:
        refuse(_("At most %(longest)s characters.") % {"longest": 1000}, field="note")
    refuse.done()
    given = Help.objects.create(
        organisation=candidate.organisation.agency, body=candidate.body, candidate=candidate, kind=kind, on=on,
        minutes=minutes, note=note.strip(), by=by, at=at,
    )  # fmt: skip
    log.record("candidate.helped", candidate.subject, by=by, at=at, help=given.pk, kind=kind, minutes=minutes)
    return given


@action
def withdraw_help(given: Help, *, reason: str, by: User, at: datetime) -> Help:
    """Entered by mistake: it stays on record, and counts no more."""
    given = Help.objects.select_for_update(of=("self",)).select_related("candidate__organisation").get(pk=given.pk)
    policies.check_can_keep(by, given.candidate.organisation)
    if given.withdrawn_at:
        raise Refused(_("This has ended already and stays as it was recorded."), field="reason")
    given.withdrawn_at, given.withdraw_reason = at, reason_given(reason, longest=300)
    given.save(update_fields=["withdrawn_at", "withdraw_reason"])
    log.record("candidate.help_withdrawn", given.candidate.subject, by=by, at=at, help=given.pk)
    return given

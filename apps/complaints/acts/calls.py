"""Contact centre 111 (Article 7-2(7)): calls logged, passed on to an ombudsman or as an incident, outcomes back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.accounts.access import require
from apps.accounts.models import User
from apps.accounts.permissions import Perm
from apps.audit import log
from apps.audit.acting import action
from apps.complaints.acts.filing import file_from_call, issue
from apps.complaints.checks import EARLIEST, LANGUAGES, plain
from apps.complaints.models import Appeal, Call, CallReferral
from apps.complaints.states import Safety
from apps.core.errors import Collector, NotAllowed, Refused
from apps.core.numbers import next_number
from apps.incidents.models import Incident
from apps.mentoring.checks.common import check_choice, check_version, optional

LONGEST = 4000


@dataclass(frozen=True)
class Referred:
    """A call that was passed on; `code` is the caller's receipt, shown to the operator once, to be read out."""

    referral: CallReferral
    code: str = ""


@action
def log_call(*, data: Mapping[str, Any], by: User, at: datetime) -> Call:
    """Note a contact. Nobody is asked for a name; the caller's number is not a field."""
    require(by, Perm.TAKE_CALLS)
    call = Call(number=next_number("L", at), agency=by.agency, operator=by, began_at=data.get("began_at") or at)
    _fill(call, data, at)
    call.save()
    log.record("call.logged", call.subject, by=by, at=at, category=call.category, safety=call.safety)
    return call


@action
def change_call(call: Call, *, data: Mapping[str, Any], version: int | None = None, by: User, at: datetime) -> Call:
    """Correct or complete what was noted, while the call is at work."""
    call = _lock(call, by, version)
    if call.ended_at:
        raise Refused(_("This call was ended; take it up again first."), field="state")
    _fill(call, data, at)
    _saved(call)
    log.record("call.changed", call.subject, by=by, at=at)
    return call


@action
def end_call(call: Call, *, outcome: str, version: int | None = None, by: User, at: datetime) -> Call:
    """What came of it. A child in danger must have been passed on to somebody first."""
    call = _lock(call, by, version)
    refuse = Collector()
    check_choice(outcome, [o for o in Call.Outcome.values if o], "outcome", refuse)
    passed = call.referrals.exists()
    if outcome == Call.Outcome.PASSED_ON and not passed:
        refuse(_("Nothing was passed on yet: choose to whom first."), field="outcome")
    if call.safety == Safety.IN_DANGER and not passed and outcome != Call.Outcome.BROKEN_OFF:
        refuse(
            _("The child is in danger: pass the call on as an incident or to the ombudsman first."),
            field="outcome", rule="caseflow.call.danger",
        )  # fmt: skip
    refuse.done()
    call.outcome, call.ended_at = outcome, at
    _saved(call)
    log.record("call.ended", call.subject, by=by, at=at, outcome=outcome)
    return call


@action
def take_up_call(call: Call, *, version: int | None = None, by: User, at: datetime) -> Call:
    """It was not over."""
    call = _lock(call, by, version)
    call.outcome, call.ended_at = "", None
    _saved(call)
    log.record("call.taken_up", call.subject, by=by, at=at)
    return call


@action
def refer_to_ombudsman(
    call: Call, *, entry: Mapping[str, Any], version: int | None = None, by: User, at: datetime
) -> Referred:
    """The call becomes an appeal of the office that routing names; the caller gets a receipt of an own."""
    call = _lock(call, by, version)
    text = entry.get("text") or call.said
    merged = {"language": call.language, "by_child": call.by_child, "safety": call.safety, "area": call.area, **entry}
    filed = file_from_call(call, {**merged, "text": text}, by=by, at=at)
    referral = CallReferral.objects.create(
        call=call, appeal=filed.appeal, body=filed.appeal.office, sent_at=at, sent_by=by
    )
    _saved(call)
    log.record("call.referred", call.subject, by=by, at=at, to=filed.appeal.office_id)
    return Referred(referral, filed.code)


@action
def refer_as_incident(
    call: Call, *, incident: Incident | None, version: int | None = None, by: User, at: datetime
) -> Referred:
    """An incident that the operator logged is what this call was passed on as; its notices are its own matter."""
    call = _lock(call, by, version)
    if incident is None or incident.agency_id != by.agency.pk or incident.state == "DRAFT":
        raise Refused(_("Choose an incident that your centre logged and told of."), field="incident")
    referral, _new = CallReferral.objects.get_or_create(
        call=call, incident=incident, defaults={"body": by.agency, "sent_at": at, "sent_by": by}
    )
    _saved(call)
    log.record("call.referred", call.subject, by=by, at=at, incident=incident.number)
    return Referred(referral)


@action
def give_receipt_again(call: Call, *, referral: CallReferral, by: User, at: datetime) -> str:
    """The caller lost the code, or the operator misread it: another one, as long as nobody has used the first."""
    _lock(call, by, None)
    appeal = Appeal.objects.select_for_update(of=("self",)).get(pk=referral.appeal_id)
    if referral.call_id != call.pk or not appeal.receipts.filter(ended_at=None, must_renew=True).exists():
        raise NotAllowed(_("The caller has used the code already: only the caller can change it now."))
    log.record("call.receipt_renewed", call.subject, by=by, at=at)
    return issue(appeal, must_renew=True, at=at)


def acknowledge(appeal: Appeal, *, at: datetime) -> None:
    """The office took over what the centre passed on. Call inside the action."""
    CallReferral.objects.filter(appeal=appeal, acknowledged_at__isnull=True).update(acknowledged_at=at)


def _fill(call: Call, data: Mapping[str, Any], at: datetime) -> None:
    refuse = Collector()
    for name, known in (
        ("category", Call.Category.values), ("way", Call.Way.values), ("safety", Safety.values),
        ("language", LANGUAGES),
    ):  # fmt: skip
        value = data.get(name, getattr(call, name))
        check_choice(value, known, name, refuse)
        setattr(call, name, value)
    call.said = optional(plain(data.get("said", call.said)), "said", LONGEST, refuse)
    call.by_child, call.area = bool(data.get("by_child", call.by_child)), data.get("area", call.area)
    if call.began_at > at:
        refuse(_("This time is in the future."), field="began_at")
    elif call.began_at < at - EARLIEST:
        refuse(_("This is more than a year ago: check the year."), field="began_at")
    refuse.done()


def _lock(call: Call, by: User, version: int | None) -> Call:
    require(by, Perm.TAKE_CALLS)
    found = Call.objects.select_for_update(of=("self",)).select_related("agency", "area").get(pk=call.pk)
    if found.agency_id != by.agency.pk:
        raise NotAllowed(_("This call belongs to another centre."))
    check_version(found, version)
    return found


def _saved(call: Call) -> None:
    call.version += 1
    call.save()

"""What is said about two files: different children, or to be looked at again; and asking another body."""

import re
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Agency, User
from apps.audit import log
from apps.audit.acting import action
from apps.core.errors import NotAllowed, Refused
from apps.matching import policies
from apps.matching.models import Enquiry, SuspectedPair
from apps.notices.actions import tell
from apps.notices.models import Message
from apps.people.models import Child

State = SuspectedPair.State
LEAST_REASON, MOST_REASON, MOST_TEXT = 15, 500, 1000
REASON_RULE = "caseflow.child.duplicate_reason"


def checked_reason(text: str, field: str = "reason") -> str:
    """A reason somebody can follow: at least three words of letters."""
    text = " ".join((text or "").split())
    if len(text) < LEAST_REASON or len(re.findall(r"[^\W\d_]{2,}", text)) < 3:
        raise Refused(_("Say in a sentence how you know: at least three words."), field=field, rule=REASON_RULE)
    if len(text) > MOST_REASON:
        raise Refused(_("At most %(n)s characters.") % {"n": MOST_REASON}, field=field)
    return text


@action
def call_different(pair: SuspectedPair, *, reason: str, by: User, at: datetime) -> SuspectedPair:
    """Two children: the pair is not shown any more."""
    pair = _locked(pair, by)
    if pair.state == State.SAME:
        raise Refused(_("The files have become one. Undo the merge first."))
    return decide(pair, State.DIFFERENT, checked_reason(reason), by=by, at=at)


@action
def reopen(pair: SuspectedPair, *, by: User, at: datetime) -> SuspectedPair:
    """Take back that the children are different."""
    pair = _locked(pair, by)
    if pair.state != State.DIFFERENT:
        raise Refused(_("Only what was called two children is looked at again."))
    return decide(pair, State.OPEN, "", by=by, at=at)


def decide(pair: SuspectedPair, state: str, reason: str, *, by: User, at: datetime) -> SuspectedPair:
    """Write the decision. Call inside an action."""
    is_open = state == State.OPEN
    pair.state, pair.reason = state, reason
    pair.decided_by, pair.decided_at = (None, None) if is_open else (by, at)
    pair.save()
    log.record("pair.decided", pair.subject, by=by, at=at, state=state, files=[pair.one_id, pair.two_id])
    return pair


@action
def ask_body(child: Child, *, text: str, by: User, at: datetime) -> Enquiry:
    """Ask the body responsible for a file one may not see whether it is the same child; it gets a message."""
    if not policies.may_ask(by) or child.guardianship_id == by.agency.pk:
        raise NotAllowed(_("Only a guardianship body asks another about a file."))
    waiting = Enquiry.objects.waiting().filter(child=child, asker=by.agency)
    if waiting.exists():
        raise Refused(_("Your body has asked about this file already and waits for the answer."))
    enquiry = Enquiry.objects.create(
        child=child, asker=by.agency, asked=child.guardianship, text=_checked_text(text, "text"), asked_by=by,
        asked_at=at,
    )  # fmt: skip
    _tell(enquiry, enquiry.asked, "asked", at)
    log.record("enquiry.asked", child.subject, by=by, at=at, enquiry=enquiry.pk, asked=enquiry.asked_id)
    return enquiry


@action
def answer_enquiry(enquiry: Enquiry, *, answer: str, by: User, at: datetime) -> Enquiry:
    """The asked body answers; the asking one gets a message."""
    enquiry = Enquiry.objects.select_for_update().get(pk=enquiry.pk)
    if not policies.may_ask(by) or enquiry.asked_id != by.agency.pk:
        raise NotAllowed(_("Only the body that was asked answers."))
    if enquiry.answered_at:
        raise Refused(_("This question has been answered."))
    enquiry.answer, enquiry.answered_by, enquiry.answered_at = _checked_text(answer, "answer"), by, at
    enquiry.save(update_fields=["answer", "answered_by", "answered_at"])
    _tell(enquiry, enquiry.asker, "answered", at)
    log.record("enquiry.answered", enquiry.child.subject, by=by, at=at, enquiry=enquiry.pk)
    return enquiry


def _locked(pair: SuspectedPair, by: User) -> SuspectedPair:
    pair = SuspectedPair.objects.select_for_update(of=("self",)).select_related("one", "two").get(pk=pair.pk)
    policies.check_may_settle(by, pair.one, pair.two)
    return pair


def _checked_text(text: str, field: str) -> str:
    text = (text or "").strip()
    if len(text) < LEAST_REASON or len(text) > MOST_TEXT:
        raise Refused(_("Write a sentence or two, at most %(n)s characters.") % {"n": MOST_TEXT}, field=field)
    return text


def _tell(enquiry: Enquiry, agency: Agency, what: str, at: datetime) -> None:
    """Word to the body and to its duty officers; no name in it."""
    tell(agency, Message.Kind.ENQUIRY, enquiry.subject, at=at, key=f"enquiry:{enquiry.pk}:{what}")

"""The course of a consideration: extension, outcome, reply, closing, opening again."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from apps.accounts.access import allows
from apps.accounts.models import User
from apps.accounts.permissions import Perm
from apps.audit import log
from apps.audit.acting import action
from apps.audit.transitions import check_move, move
from apps.complaints import clocks, letters, policies
from apps.complaints.acts import requests, work
from apps.complaints.acts.locking import archive_until, lock, saved
from apps.complaints.checks import LONGEST, checked_extension, plain
from apps.complaints.models import Appeal, CallReferral, Post, Round
from apps.complaints.states import DECIDED, WORKED_ON, Channel, Outcome, RequestState, State
from apps.complaints.vaults import post, vault_of
from apps.core.errors import Collector, NotAllowed, Refused
from apps.core.localtime import local_day
from apps.mentoring.checks.common import check_choice, reason_given, required
from apps.obligations import engine
from apps.obligations.events import Event
from apps.obligations.models import Obligation
from apps.obligations.terms.days import add_months

EXTENSION_MONTHS = 2
_OTHERS_TOO = _("Somebody whose appeal was joined wrote in this language: answer in it too.")
OUTCOME_STATES: dict[str, str] = {
    Outcome.RESTORED: State.RESTORED, Outcome.PARTLY: State.RESTORED, Outcome.NOT_RESTORED: State.NOT_RESTORED,
    Outcome.UNFOUNDED: State.SETTLED,
    Outcome.EXPLAINED: State.SETTLED,
}  # fmt: skip


@action
def extend(
    appeal: Appeal, *, until: date | None, reason: str, version: int | None = None, by: User, at: datetime
) -> Appeal:
    """Once for a consideration, by a reasoned decision of the head, at most two months (APPC Article 76); the sender is
    told in the same moment, and the clock to tell starts and is met."""
    appeal = lock(appeal, version)
    policies.check_can_work(by, appeal)
    if not allows(by, Perm.DECIDE_APPEALS):
        raise NotAllowed(_("Only the head or the deputy extends a term (APPC Article 76)."))
    round_ = clocks.current(appeal)
    term = clocks.term_of(appeal, round_)
    if round_.extended_at is not None:
        raise Refused(_("This term was extended already; it is extended once only."), field="until",
                      rule="appc.a76.extension")  # fmt: skip
    if appeal.state not in WORKED_ON or term is None or term.state != Obligation.State.OPEN:
        raise Refused(_("Only a term that runs is extended: begin the work on the appeal first."), field="state")
    if term.due_at < at:
        raise Refused(_("This term has run out already and stays breached; reply as soon as you can."), field="until",
                      rule="appc.a76.extension")  # fmt: skip
    refuse = Collector()
    first = local_day(term.due_at)
    checked_extension(until, first, add_months(first, EXTENSION_MONTHS)[0], refuse)
    refuse.done()
    kept, vault = reason_given(reason), vault_of(appeal)
    round_.extended_at, round_.extended_by, round_.extended_to = at, by, until
    round_.extension_reason, round_.extension_told_at = vault.seal(kept, "extension"), at
    round_.save()
    engine.extend(term, until, reason="", by=by, at=at)  # type: ignore[arg-type]
    subject = round_.subject_in(appeal)
    engine.open_duties(subject, [clocks.fact(appeal, Event.APPEAL_EXTENDED, at)], by=by, at=at)
    post(appeal, vault, kept, author=Post.Author.SYSTEM, what=Post.What.EXTENDED, by=by, at=at)
    if _reads_online(appeal):
        engine.meet(Event.APPEAL_EXTENSION_TOLD, subject, by=by, at=at)
    else:
        round_.extension_told_at = None
        round_.save(update_fields=["extension_told_at"])
    if appeal.state != State.EXTENDED:
        move(appeal, State.EXTENDED, by=by, at=at, until=until)
    saved(appeal)
    clocks.show(appeal)
    return appeal


@action
def tell_extension(appeal: Appeal, *, by: User, at: datetime) -> Appeal:
    """The sender was told of the extension by telephone or letter."""
    appeal = lock(appeal)
    policies.check_can_work(by, appeal)
    round_ = clocks.current(appeal)
    if round_.extended_at is None or round_.extension_told_at is not None:
        raise Refused(_("There is no extension of which the sender still must be told."))
    round_.extension_told_at = at
    round_.save(update_fields=["extension_told_at"])
    engine.meet(Event.APPEAL_EXTENSION_TOLD, round_.subject_in(appeal), by=by, at=at)
    log.record("appeal.extension_told", appeal.subject, by=by, at=at)
    return appeal


@action
def decide(
    appeal: Appeal, *, outcome: str, evidence: str, version: int | None = None, by: User, at: datetime
) -> Appeal:
    """Whether the right is restored, with what proves it. Decided by the head; corrected by taking the
    work up again."""
    appeal = lock(appeal, version)
    policies.check_can_decide(by, appeal)
    refuse = Collector()
    check_choice(outcome, Outcome.values, "outcome", refuse)
    kept = required(plain(evidence), "evidence", LONGEST, refuse, _("Say what shows it: an answer, a visit, a paper."))
    refuse.done()
    appeal.outcome = outcome
    check_move(appeal, OUTCOME_STATES[outcome], Appeal.TRANSITIONS)
    appeal.save(update_fields=["outcome"])
    move(appeal, OUTCOME_STATES[outcome], by=by, at=at, outcome=outcome)
    round_ = clocks.current(appeal)
    round_.outcome, round_.decided_at, round_.decided_by = outcome, at, by
    round_.evidence = vault_of(appeal).seal(kept, "evidence")
    round_.save()
    saved(appeal)
    return appeal


@action
def take_up_again(appeal: Appeal, *, reason: str, version: int | None = None, by: User, at: datetime) -> Appeal:
    """The outcome was not the last word: the work goes on under the same clock."""
    appeal = lock(appeal, version)
    policies.check_can_decide(by, appeal)
    reason_given(reason)
    if appeal.state not in DECIDED:
        raise Refused(_("No outcome was recorded that could be taken back."), field="state")
    move(appeal, State.UNDER_REVIEW, by=by, at=at)
    appeal.outcome = ""
    saved(appeal, "outcome")
    return appeal


def preview(appeal: Appeal, words: str, *, at: datetime) -> str:
    """The letter as it would be sent."""
    return letters.letter_for(appeal).written(appeal, words, at=at)


@action
def reply(
    appeal: Appeal, *, text: str, others: Mapping[str, str] | None = None, version: int | None = None, by: User,
    at: datetime,
) -> Appeal:  # fmt: skip
    """Send the reply: into the sender's room, or as a PDF for the way he or she chose. Its letter holds the rights of
    appeal; nothing sends a reply without them. Senders of joined appeals are answered too, each in the own language:
    `others` holds the officer's words in other languages than the appeal's (field `text_kk`, `text_ru`, `text_en`)."""
    appeal = lock(appeal, version)
    policies.check_can_decide(by, appeal)
    check_move(appeal, State.REPLIED, Appeal.TRANSITIONS)
    refuse = Collector()
    joined = list(appeal.joined.select_for_update(of=("self",)).select_related("office").order_by("pk"))
    words = {appeal.language: required(plain(text), "text", LONGEST, refuse, _("Write what was found and done."))}
    for language in sorted({one.language for one in joined} - {appeal.language}):
        said = plain((others or {}).get(language))
        words[language] = required(said, f"text_{language}", LONGEST, refuse, _OTHERS_TOO)
    refuse.done()
    waiting = appeal.requests.filter(state=RequestState.SENT).exclude(kind="RECOMMENDATION")
    if waiting.exists():
        raise Refused(
            _("A body still owes an answer (%(number)s). Wait for it, or withdraw the request with a reason.")
            % {"number": waiting[0].number}, field="text",
        )  # fmt: skip
    _send_reply(appeal, words[appeal.language], by=by, at=at)
    for other in joined:
        other.outcome = appeal.outcome
        _letter_to(other, words[other.language], by=by, at=at)
        other.replied_at, other.keep_until = at, archive_until(at)
        saved(other, "outcome", "replied_at", "keep_until")
    return appeal


@action
def close(appeal: Appeal, *, version: int | None = None, by: User, at: datetime) -> Appeal:
    """Nothing more is to be done; kept for the years of the archive, then destroyed."""
    appeal = lock(appeal, version)
    policies.check_can_work(by, appeal)
    if appeal.state != State.REPLIED:
        raise Refused(_("An appeal is closed after its reply: write the reply first."), field="state")
    move(appeal, State.CLOSED, by=by, at=at)
    appeal.closed_at, appeal.keep_until = at, archive_until(at)
    saved(appeal, "closed_at", "keep_until")
    appeal.joined.update(closed_at=at, keep_until=appeal.keep_until)
    clocks.show(appeal)
    return appeal


@action
def reopen(appeal: Appeal, *, reason: str, version: int | None = None, by: User, at: datetime) -> Appeal:
    """New facts: a new consideration with its own clock; the old one stays as it was."""
    appeal = lock(appeal, version)
    policies.check_can_decide(by, appeal)
    kept = reason_given(reason)
    check_move(appeal, State.REOPENED, Appeal.TRANSITIONS)
    vault, last = vault_of(appeal), clocks.current(appeal)
    round_ = Round.objects.create(
        appeal=appeal, no=last.no + 1, began_at=at, began_by=by, reason=vault.seal(kept, "reopening")
    )
    move(appeal, State.REOPENED, by=by, at=at, round=round_.no)
    appeal.outcome, appeal.closed_at, appeal.replied_at, appeal.keep_until = "", None, None, None
    saved(appeal, "outcome", "closed_at", "replied_at", "keep_until")
    appeal.joined.update(closed_at=None, keep_until=None)
    post(appeal, vault, "", author=Post.Author.SYSTEM, what=Post.What.REOPENED, by=by, at=at)
    since = clocks.registered_at(at, clocks.registration_day(at))
    clocks.begin(appeal, round_, since=since, by=by, at=at)
    clocks.taken_over(appeal, by=by, at=at)
    return appeal


def _send_reply(appeal: Appeal, words: str, *, by: User, at: datetime) -> None:
    _letter_to(appeal, words, by=by, at=at)
    move(appeal, State.REPLIED, by=by, at=at)
    round_ = clocks.current(appeal)
    round_.ended_at = at
    round_.save(update_fields=["ended_at"])
    subject = round_.subject_in(appeal)
    engine.meet(Event.APPEAL_REPLIED, subject, by=by, at=at)
    appeal.replied_at, appeal.keep_until = at, archive_until(at)
    saved(appeal, "replied_at", "keep_until")
    work.read_sender(appeal, by=by, at=at)
    requests.close_files(appeal, at=at)
    clocks.show(appeal)
    CallReferral.objects.filter(appeal=appeal).update(outcome=appeal.outcome, outcome_at=at)


def _letter_to(appeal: Appeal, words: str, *, by: User, at: datetime) -> Post:
    letter = letters.letter_for(appeal)
    return post(
        appeal, vault_of(appeal), letter.written(appeal, words, at=at), author=Post.Author.OFFICE,
        what=Post.What.REPLY, by=by, at=at, template=letter.name,
    )  # fmt: skip


def _reads_online(appeal: Appeal) -> bool:
    """Whoever has a receipt of their own reads in their room; others are told by telephone or letter."""
    return appeal.channel == Channel.SITE or appeal.receipts.filter(ended_at=None, must_renew=False).exists()

"""The end of a pair, with the child's last word to it."""

from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit.acting import action
from apps.core.errors import Collector
from apps.core.localtime import local_day
from apps.mentoring.actions import end_assignment
from apps.mentoring.acts.assignments import record_wish
from apps.mentoring.checks.common import check_choice, required
from apps.mentoring.models import Assignment, Wish


@action
def end_with_word(
    assignment: Assignment, *, ends_on: date, reason: str, text: str = "", wants: str = "", words: str = "", by: User,
    at: datetime,
) -> Assignment:  # fmt: skip
    """End an assignment, and record in the same breath whether the child wants a mentor from now on (`wants`, empty:
    not asked) and what it says of this one (`words`). Raises Refusals."""
    refuse = Collector()
    if not reason:
        refuse(_("Choose the reason."), field="reason")
    if words.strip() or wants:
        check_choice(wants, Wish.Wants.values, "wants", refuse, _("Choose what the child wishes."))
    if wants and wants != Wish.Wants.YES:
        required(words, "words", 4000, refuse, _("Write in the child's words why."))
    refuse.done()
    ended = end_assignment(assignment, ends_on=ends_on, reason=reason, text=text, by=by, at=at)
    if wants:
        record_wish(ended.child, wants=wants, heard_on=local_day(at), text=words, by=by, at=at)
    return ended

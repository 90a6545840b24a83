"""Colours, signs, names and sentences of wishes, proposals and pairs."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.models import User
from apps.disclosure import mask
from apps.mentoring.models import Assignment, Candidate, Proposal, Suspension, Wish
from apps.mentoring.states import AssignmentState, ProposalState
from apps.people.models import Child, Language
from apps.web import formats

PROPOSAL_LOOKS: dict[str, tuple[str, str]] = {
    ProposalState.PROPOSED: ("soon", "send"), ProposalState.ACCEPTED: ("met", "check"),
    ProposalState.DECLINED: ("over", "off"), ProposalState.WITHDRAWN: ("off", "off"),
}  # fmt: skip
PAIR_LOOKS: dict[str, tuple[str, str]] = {
    AssignmentState.TRIAL: ("run", "hand"), AssignmentState.ACTIVE: ("met", "people"),
    AssignmentState.SUSPENDED: ("over", "lock"), AssignmentState.ENDED: ("off", "off"),
}  # fmt: skip
WISH_LOOKS: dict[str | None, tuple[str, str]] = {
    Wish.Wants.YES: ("met", "check"), Wish.Wants.NO: ("off", "off"), Wish.Wants.LATER: ("run", "clock"),
    None: ("soon", "hand"),
}  # fmt: skip
STAGES = (
    gettext_lazy("The child's wish"), gettext_lazy("Proposal"), gettext_lazy("Trial meetings"),
    gettext_lazy("Three-party agreement"), gettext_lazy("Mentoring"),
)  # fmt: skip
HEARD, PROPOSED, TRIED, AGREED, MENTORED, OVER = range(1, 7)


def stages(current: int) -> dict[str, Any]:
    """The way of a pair for `components/stages.html`; past its last step everything lies behind it."""
    return {"stages": [{"label": label, "url": ""} for label in STAGES], "current_stage": current}


def stage_of(pair: Assignment) -> int:
    """Where a pair stands; one that rests stands where it stood."""
    state = pair.state
    if state == AssignmentState.SUSPENDED:
        paused = next((one for one in pair.suspensions.all() if one.until is None), None)
        state = paused.came_from if paused else AssignmentState.ACTIVE
    return {AssignmentState.TRIAL: AGREED, AssignmentState.ACTIVE: MENTORED}.get(AssignmentState(state), OVER)


def wish_look(wants: str | None) -> dict[str, Any]:
    state, icon = WISH_LOOKS[wants]
    return {"state": state, "icon": icon, "word": Wish.Wants(wants).label if wants else _("not heard yet")}


def languages(codes: Iterable[str]) -> str:
    """`Kazakh, Russian`"""
    known = dict(Language.choices)
    return ", ".join(str(known.get(code, code)) for code in codes)


def names(children: Iterable[Child], reader: User) -> dict[int, dict[str, Any]]:
    """How the reader may name each child: whole or initials where the file is open to him or her, else by number."""
    children = list(children)
    ids = {child.pk for child in children}
    open_ = set(Child.objects.visible_to(reader).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
    mask.mask([child for child in children if child.pk in open_], reader)
    return {
        child.pk: {
            "name": child.full_name if child.pk in open_ else child.number, "is_open": child.pk in open_,
            "number": child.number, "url": reverse("children:detail", args=[child.number]) if child.pk in open_ else "",
        }
        for child in children
    }  # fmt: skip


def candidate_url(candidate: Candidate | None) -> str:
    """The mentor's own file, where there is one."""
    if candidate is None:
        return ""
    return reverse("mentoring:candidate", args=[candidate.number])


def row_of(at: datetime | date, icon: str, state: str, text: Any) -> dict[str, Any]:
    """One line of `components/timeline.html`; a day without an instant stands as a date."""
    when = {"at": at} if isinstance(at, datetime) else {"at": None, "when": formats.numeric_date(at)}
    return {"icon": icon, "state": state, "text": text, "day": formats.local_day(at), **when}


def story_of(pair: Assignment) -> list[dict[str, Any]]:
    """What happened with a pair, newest on top."""
    rows = [row_of(pair.starts_on, "hand", "run", _begun(pair))]
    if pair.contract_no and pair.contract_on:
        said = _("Three-party agreement No. %(number)s signed") % {"number": pair.contract_no}
        rows.append(row_of(pair.contract_on, "doc", "met", said))
    for rest in sorted(pair.suspensions.all(), key=lambda one: one.since):
        rows += _rested(rest)
    if pair.ends_on:
        state = "off" if pair.state == AssignmentState.ENDED else "soon"
        rows.append(row_of(pair.ends_on, "off", state, _ended(pair)))
    return sorted(rows, key=lambda row: row["day"])[::-1]


def _begun(pair: Assignment) -> str:
    if hasattr(pair, "proposal"):
        return _("Trial meetings begin, after proposal %(number)s") % {"number": pair.proposal.number}
    return _("Mentoring begins")


def _rested(rest: Suspension) -> list[dict[str, Any]]:
    text = format_html("<b>{}</b>: {}<br>{}", _("Suspended"), rest.get_reason_display(), rest.text)
    rows = [row_of(rest.since, "lock", "over", text)]
    if rest.until:
        rows.append(row_of(rest.until, "check", "met", _("The suspension is over")))
    return rows


def _ended(pair: Assignment) -> Any:
    head = _("Ended") if pair.state == AssignmentState.ENDED else _("Will end")
    return format_html("<b>{}</b>: {}<br>{}", head, pair.get_end_reason_display(), pair.end_text)


def line_of(proposal: Proposal) -> list[dict[str, Any]]:
    """The way of a proposal, newest on top."""
    rows = [row_of(proposal.proposed_at, "send", "run", _("Proposed by %(who)s") % {"who": proposal.body.name})]
    if proposal.answered_at:
        state, icon = PROPOSAL_LOOKS[proposal.state]
        side = proposal.body if proposal.state == ProposalState.WITHDRAWN else proposal.organisation
        said = format_html("<b>{}</b>: {}<br>{}", capfirst(proposal.get_state_display()), side.name, proposal.reason)
        rows.append(row_of(proposal.answered_at, icon, state, said))
    if proposal.assignment:
        link = format_html('<a class="no" href="{}">{}</a>',
                           reverse("mentoring:assignment", args=[proposal.assignment.number]),
                           proposal.assignment.number)  # fmt: skip
        rows.append(row_of(proposal.assignment.starts_on, "hand", "met",
                           format_html("{} {}", _("Trial meetings begin"), link)))  # fmt: skip
    return rows[::-1]

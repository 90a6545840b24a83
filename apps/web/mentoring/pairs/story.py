"""Wishes and proposals on a child's line of time, as far as the reader sees them."""

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from apps.mentoring.models import Proposal, Wish
from apps.mentoring.states import ProposalState
from apps.web.children.timeline import Reading, Said, Source
from apps.web.formats import numeric_date
from apps.web.mentoring.pairs import words


def _wishes(reading: Reading) -> QuerySet[Wish]:
    return Wish.objects.visible_to(reading.reader).filter(child=reading.child)


def _say_wish(wish: Wish, _reading: Reading) -> Said:
    state, icon = words.WISH_LOOKS[wish.wants]
    said = _t("Asked about a mentor on %(day)s: %(wish)s") % {
        "day": numeric_date(wish.heard_on), "wish": wish.get_wants_display(),
    }  # fmt: skip
    text = format_html("{}. {}", said, wish.text) if wish.text else said
    return Said(icon, state, text, wish.by_id)


def _proposals(reading: Reading) -> QuerySet[Proposal]:
    seen = Proposal.objects.visible_to(reading.reader).filter(child=reading.child)
    return seen.select_related("candidate", "organisation", "body")


def _answered(reading: Reading) -> QuerySet[Proposal]:
    return _proposals(reading).filter(answered_at__isnull=False)


def _say_proposed(proposal: Proposal, reading: Reading) -> Said:
    text = format_html(
        _t("Mentor proposed, {}: {}, {}"), _link(proposal), proposal.candidate.full_name, proposal.organisation.name
    )
    return Said("send", "run", text, proposal.proposed_by_id if reading.responsible else None)


def _say_answered(proposal: Proposal, reading: Reading) -> Said:
    state, icon = words.PROPOSAL_LOOKS[proposal.state]
    side = proposal.body if proposal.state == ProposalState.WITHDRAWN else proposal.organisation
    became = capfirst(proposal.get_state_display())
    text = format_html("{} {}: {}, {}", _t("Proposal of a mentor"), _link(proposal), became, side.name)
    if proposal.reason:
        text = format_html("{}. {}", text, proposal.reason)
    return Said(icon, state, text, proposal.answered_by_id if reading.responsible else None)


def _link(proposal: Proposal) -> str:
    address = reverse("mentoring:proposal", args=[proposal.number])
    return format_html('<a class="no" href="{}">{}</a>', address, proposal.number)


LABEL = _("Where the child lived, mentors")
MATCHING = (
    Source("care", LABEL, _wishes, _say_wish),
    Source("care", LABEL, _proposals, _say_proposed, at="proposed_at"),
    Source("care", LABEL, _answered, _say_answered, at="answered_at"),
)

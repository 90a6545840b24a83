"""Duties about appeals on My day: what each is about, and the act that meets it."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.complaints.models import Appeal
from apps.obligations.models import Obligation

KINDS = ("appeal_round", "appeal_post")
ACTS: dict[str, tuple[Any, str]] = {
    "APPEAL_DANGER_SETTLED": (_("Tell the police"), "police"),
    "APPEAL_TAKEN_OVER": (_("Take over"), "take_over"),
    "APPEAL_SENDER_READ": (_("Read"), "detail"),
}
"""Of an event that meets a duty: the word on the button, and the page of `appeals:` with the number of the appeal."""


def act_of(duty: Obligation) -> tuple[str, str, str]:
    """The word and the address of the act that meets the duty, and the page of the appeal."""
    word, name = ACTS.get(duty.rule.met_on, (_("Open"), "detail"))
    page = reverse("appeals:detail", args=[duty.subject_no])
    if duty.rule.met_on == "APPEAL_SENDER_READ":
        page = f"{page}#said"
    return str(word), page if name == "detail" else reverse(f"appeals:{name}", args=[duty.subject_no]), page


def abouts(duties: Iterable[Obligation], user: Any) -> dict[tuple[str, str], list[str]]:
    """What each appeal is about in a few words, without its sender: in one query. An urgent one says so first."""
    numbers = {duty.subject_no for duty in duties if duty.subject_kind in KINDS}
    if not numbers:
        return {}
    seen = Appeal.objects.visible_to(user).filter(number__in=numbers).select_related("area")
    said = {
        one.number: [
            *([str(_("Urgent"))] if one.is_urgent and one.is_open else []),
            str(one.get_right_display() if one.right else one.get_kind_display()), str(one.area or ""),
        ]
        for one in seen
    }  # fmt: skip
    return {(kind, number): words for number, words in said.items() for kind in KINDS}

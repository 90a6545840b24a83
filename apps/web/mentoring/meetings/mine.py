"""The mentor's own page: the child, the next meeting, what is owed, what was; and the one large button."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from apps.accounts.access import require
from apps.accounts.models import User
from apps.accounts.permissions import Perm
from apps.care.models import Placement
from apps.core.localtime import local_day
from apps.mentoring.models import Assignment, Meeting, MeetingNote, NonStudyPeriod, NoteDraft
from apps.mentoring.states import AHEAD, MENTORS, MeetingState
from apps.obligations.models import Obligation
from apps.web import formats
from apps.web.mentoring.meetings import words
from apps.web.mentoring.meetings.listing import show_children
from apps.web.shared import now

HISTORY = 12


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """For mentors alone; everything on it is of pairs that run."""
    require(request.user, Perm.VIEW_OWN_CHILDREN)
    at = now()
    return render(request, "mentoring/meetings/mine.html", page(request.user, at))


def page(mentor: User, at: datetime) -> dict[str, Any]:
    """Context of `mentoring/meetings/mine.html`; as many queries for one child as for three."""
    today = local_day(at)
    homes = Prefetch("child__placements", Placement.objects.on(today).select_related("organisation"), to_attr="homes")
    pairs = list(
        Assignment.objects.visible_to(mentor).filter(state__in=MENTORS)
        .select_related("child__area", "organisation").prefetch_related(homes).order_by("pk")
    )  # fmt: skip
    named = show_children([one.child for one in pairs], mentor)
    meetings = _meetings(pairs, mentor)
    held = Meeting.objects.filter(assignment__in=pairs, state=MeetingState.HELD).order_by().values("assignment")
    counts = dict(held.annotate(n=Count("pk")).values_list("assignment", "n"))
    held_at = {stay.organisation_id for one in pairs for stay in one.child.homes}
    breaks = list(
        NonStudyPeriod.objects.visible_to(mentor).filter(organisation__in=held_at, ends_on__gte=today)
        .order_by("starts_on")
    )  # fmt: skip
    return {
        "now": at, "owed": owed(mentor, at),
        "children": [
            {**_child(one, meetings, breaks, at), "is_named": one.child_id in named, "held": counts.get(one.pk, 0)}
            for one in pairs
        ],
    }  # fmt: skip


def owed(mentor: User, at: datetime) -> list[dict[str, Any]]:
    """What the mentor owes of pairs that run: duties with their clocks soonest first, then drafts that wait."""
    duties = Obligation.objects.visible_to(mentor).open().filter(subject_kind__in=("meeting", "note_question"))
    found = list(duties.select_related("rule").soonest_first())
    seen = Meeting.objects.visible_to(mentor)
    by_number = {one.number: one for one in seen.filter(number__in={duty.subject_no for duty in found})}
    rows: list[dict[str, Any]] = []
    for duty in found:
        meeting = by_number.get(duty.subject_no)
        if meeting is None or (duty.subject_kind == "meeting" and meeting.planned_to > at):
            continue
        act = _("Record") if duty.subject_kind == "meeting" else pgettext("verb", "Answer")
        url = reverse("mentoring:meeting", args=[meeting.number])
        rows.append({"duty": duty, "act": act, "url": url, "meta": [words.times(meeting)]})
    drafts = NoteDraft.objects.filter(author=mentor, meeting__in=seen, expires_at__gt=at).select_related("meeting")
    return rows + [
        {"draft": one, "meeting": one.meeting, "url": reverse("mentoring:meeting_note", args=[one.meeting.number])}
        for one in drafts.order_by("-saved_at")
    ]


def _meetings(pairs: list[Assignment], mentor: User) -> list[Meeting]:
    """What is ahead or to be recorded, and the last of what was, oldest first."""
    noted = Exists(MeetingNote.objects.filter(meeting=OuterRef("pk")))
    own = Meeting.objects.visible_to(mentor).filter(assignment__in=pairs).annotate(noted=noted).select_related("area")
    past = own.exclude(state__in=AHEAD).order_by("-planned_from", "-pk")[: HISTORY * max(len(pairs), 1)]
    return sorted([*own.ahead(), *past], key=lambda one: (one.planned_from, one.pk))


def _child(
    pair: Assignment, meetings: list[Meeting], breaks: list[NonStudyPeriod], at: datetime
) -> dict[str, Any]:  # fmt: skip
    own = [one for one in meetings if one.assignment_id == pair.pk]
    ahead = [one for one in own if one.state in AHEAD and one.planned_to >= at]
    past = [one for one in reversed(own) if one.planned_to < at][:HISTORY]
    home = next((stay.organisation for stay in pair.child.homes), None)
    return {
        "pair": pair, "child": pair.child, "home": home,
        "next": _shown(ahead[0], at) if ahead else None, "later": [_shown(one, at) for one in ahead[1:4]],
        "line": [_line(one, at) for one in past],
        "breaks": [one for one in breaks if home and one.organisation_id == home.pk][:2],
    }  # fmt: skip


def _shown(meeting: Meeting, at: datetime) -> dict[str, Any]:
    return {
        "meeting": meeting, "times": words.times(meeting), "look": words.look(meeting, at),
        "icon": words.KIND_ICONS[meeting.kind], "until": formats.relative(meeting.planned_from, at),
    }  # fmt: skip


def _line(meeting: Meeting, at: datetime) -> dict[str, Any]:
    """One meeting of the past for `components/timeline.html`."""
    look = words.look(meeting, at)
    url = reverse("mentoring:meeting", args=[meeting.number])
    noted = _("with a note") if meeting.noted else ""
    said = ", ".join(filter(None, [str(meeting.get_kind_display()), look["word"], noted]))
    return {
        "at": meeting.planned_from, "icon": look["icon"], "state": look["state"],
        "text": format_html('<a href="{}">{}</a>', url, said[:1].upper() + said[1:]),
    }  # fmt: skip

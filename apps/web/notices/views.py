"""The inbox: notices to acknowledge first, then all; one notice as its recipient sees it; messages."""

from typing import Any

from django.contrib import messages
from django.db.models import Exists, F, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from apps.accounts.access import require
from apps.accounts.permissions import Perm
from apps.core import wall
from apps.incidents import reading
from apps.incidents.models import Incident
from apps.incidents.reading import WHO_KNOWS_THE_CHILD
from apps.notices import actions, policies
from apps.notices.delivery import path_of
from apps.notices.models import Message, MessageRead, Notice
from apps.obligations.models import Obligation
from apps.web import formats, wording
from apps.web.incidents import about
from apps.web.incidents.cards import ACKNOWLEDGE_EVENT, acknowledge_of, allowed, inform_of
from apps.web.notices import mentoring, queries
from apps.web.notices.words import merged
from apps.web.shared import CAP, capped_count, get_visible_or_404, keyset_page, now, safe_next

RELATED = ("sender", "recipient", "acknowledged_by", "opened_by", "told_by", "sent_by")


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Notices to the reader's agency: those to acknowledge by the soonest clock, or all, newest first."""
    require(request.user, Perm.VIEW_NOTICES)
    show_all = request.GET.get("show") == "all"
    notices = Notice.objects.visible_to(request.user).select_related("sender")
    waiting = queries.waiting(request.user).select_related("sender")
    count = capped_count(waiting.values("pk"))
    if show_all:
        page = keyset_page(
            request, notices, ["sent_at", "pk"], descending=True, count=capped_count(notices.values("pk"))
        )
    else:
        page = keyset_page(request, queries.by_clock(waiting), [F("due"), F("pk")], count=count)
    context = {
        "page": page,
        "rows": _rows(page.items, request.user),
        "show_all": show_all,
        "now": now(),
        "tabs": _tabs("all" if show_all else "waiting", count, request.user),
    }
    return render(request, "notices/index.html", context)


@require_safe
def detail(request: HttpRequest, number: str) -> HttpResponse:
    """The incident as the recipient of this notice sees it. Opening it marks the notice opened."""
    notice = get_visible_or_404(Notice.objects.select_related(*RELATED), request.user, number=number)
    at = now()
    actions.open_notice(notice, by=request.user, at=at)
    reading.veil([notice], request.user)
    incident = _incident(notice, request)
    duties = list(Obligation.objects.filter(notice=notice).exclude(state="CANCELLED").select_related("rule"))
    context = {
        "notice": notice,
        "mentoring": mentoring.told_of(notice, request.user),
        "incident": incident,
        "now": at,
        "acknowledge": acknowledge_of(notice, duties),
        "inform": inform_of(notice, duties),
        "may": allowed(policies.check_can_acknowledge, request.user, notice),
        "sender": _contact(notice),
        "named": notice.role in WHO_KNOWS_THE_CHILD,
    }
    if incident:
        reading.open_incident(incident, by=request.user, at=at)
        with wall.lifted("the incident is the ground: who was told of it knows whom it concerns"):
            children = list(incident.concerned.select_related("child").order_by("pk"))
        established = {"label": _("Fact established"), "value": formats.instant(incident.established_at)}
        context |= {
            "kind": about.kind_name(incident),
            "facts": [established, *about.facts(incident, request.user)],
            "children": children,
        }
    return render(request, "notices/detail.html", context)


@require_POST
def acknowledge(request: HttpRequest, number: str) -> HttpResponse:
    """Confirm having been told; back to where the button was."""
    notice = get_visible_or_404(Notice.objects.select_related("recipient"), request.user, number=number)
    actions.acknowledge(notice, by=request.user, at=now())
    messages.success(request, _("Acknowledged: %(number)s. The sender sees it at once.") % {"number": notice.number})
    return redirect(safe_next(request, reverse("notices:detail", args=[notice.number])))


@require_safe
def messages_list(request: HttpRequest) -> HttpResponse:
    """Reminders, breaches and other word to the reader and the agency, newest first."""
    mine = Message.objects.visible_to(request.user).exclude(kind__in=[Message.Kind.NOTICE])
    read = MessageRead.objects.filter(message=OuterRef("pk"), user=request.user)
    page = keyset_page(request, mine.annotate(is_read=Exists(read)), ["created_at", "pk"], descending=True)
    at = now()
    context = {
        "page": page,
        "rows": merged(page.items, at),
        "now": at,
        "tabs": _tabs("messages", None, request.user),
    }
    return render(request, "notices/messages.html", context)


@require_safe
def go(request: HttpRequest, pk: int) -> HttpResponse:
    """Follow a message to what it is about; it counts as read from then on, and so do its twins."""
    message = get_visible_or_404(Message.objects.select_related("notice"), request.user, pk=pk)
    twins = Message.objects.visible_to(request.user).filter(
        kind=message.kind, subject_no=message.subject_no, created_at=message.created_at
    )
    actions.mark_read(list(twins[:CAP]), by=request.user, at=now())
    return redirect(path_of(message))


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Everything on the list so far counts as read."""
    unread = Message.objects.visible_to(request.user).unread(request.user)
    actions.mark_read(list(unread.order_by("-created_at")[:CAP]), by=request.user, at=now())
    return redirect("notices:messages")


def _rows(notices: list[Notice], user: Any) -> list[dict[str, Any]]:
    """Each notice with its acknowledgement clock and the kind of incident, in two queries."""
    clocks = {
        duty.notice_id: duty
        for duty in Obligation.objects.filter(notice__in=notices, rule__met_on=ACKNOWLEDGE_EVENT).select_related("rule")
    }
    ids = [notice.subject_id for notice in notices if notice.subject_kind == "incident"]
    incidents = Incident.objects.visible_to(user).in_bulk(ids)
    said = mentoring.sayings(notices)
    may = user.agency is not None and allowed(require, user, Perm.ACKNOWLEDGE_NOTICES)
    return [
        {
            "notice": notice,
            "duty": clocks.get(notice.pk),
            "may": may and not notice.acknowledged_at,
            "kind": _kind(notice, incidents, said),
        }
        for notice in notices
    ]


def _kind(notice: Notice, incidents: dict[int, Incident], said: dict[int, mentoring.Said]) -> Any:
    """What the notice is about, in a few words; empty where it has none but its number."""
    if notice.subject_kind == "incident" and notice.subject_id in incidents:
        return about.kind_name(incidents[notice.subject_id])
    return said[notice.pk].title if notice.pk in said else ""


def _tabs(current: str, waiting: int | None, user: Any) -> list[dict[str, Any]]:
    index_url = reverse("notices:index")
    items = [
        {
            "label": _("To acknowledge"),
            "url": index_url,
            "current": current == "waiting",
            "state": "soon",
            "icon": "inbox",
            "count": None if waiting is None else wording.number(waiting, cap=CAP),
        },
        {"label": _("All notices"), "url": f"{index_url}?show=all", "current": current == "all"},
        {"label": _("Messages"), "url": reverse("notices:messages"), "current": current == "messages", "icon": "bell"},
    ]
    return items if allowed(require, user, Perm.VIEW_NOTICES) else items[2:]


def _incident(notice: Notice, request: HttpRequest) -> Incident | None:
    if notice.subject_kind != "incident":
        return None
    seen = Incident.objects.visible_to(request.user).select_related("agency", "author", "area__parent", "joined_to")
    return seen.filter(pk=notice.subject_id).first()


def _contact(notice: Notice) -> list[dict[str, Any]]:
    """Who told, and how to reach them."""
    who = [{"label": _("Sent by"), "value": wording.full_name(notice.sent_by)}] if notice.sent_by else []
    return [
        {"label": _("Agency"), "value": notice.sender.name},
        *who,
        {"label": _("Telephone"), "value": notice.sender.phone},
        {"label": _("Address"), "value": notice.sender.address},
    ]

"""The parts of the page of an appeal: the conversation, notes, requests, links, facts."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.complaints import reading
from apps.complaints.models import Appeal, LegislativeProposal, Post
from apps.complaints.sealing import Vault
from apps.complaints.states import RequestState
from apps.core import wall
from apps.incidents.models import Incident
from apps.obligations.models import Obligation
from apps.people.models import Child
from apps.web.appeals import words
from apps.web.formats import instant


def conversation(appeal: Appeal, vault: Vault) -> list[dict[str, Any]]:
    """Everything said between sender and office, with its files."""
    return [
        {
            "post": one.post, "text": one.text, "files": one.files, "who": words.who_said(one.post),
            "what": words.SAID.get(one.post.what, ""), "sign": words.SIGNS.get(one.post.what, ""),
            "is_sender": one.post.author == Post.Author.SENDER, "is_system": one.post.author == Post.Author.SYSTEM,
            "is_new": _is_unread(one.post),
        }
        for one in reading.conversation(appeal, vault)
    ]  # fmt: skip


def _is_unread(post: Post) -> bool:
    """What the sender wrote after the appeal itself, and nobody has noted as read."""
    return post.author == Post.Author.SENDER and post.what != Post.What.STATEMENT and post.seen_at is None


def notes(appeal: Appeal, vault: Vault) -> list[dict[str, Any]]:
    return [
        {"note": one.note, "text": one.text, "files": one.files, "icon": words.NOTE_ICONS[one.note.kind]}
        for one in reading.notes_of(appeal, vault)
    ]


def requests(appeal: Appeal, vault: Vault, at: datetime) -> list[dict[str, Any]]:
    """What was asked of bodies, each with its clock."""
    asked = reading.requests_of(appeal, vault)
    with wall.lifted("the clock of a body that was asked, for the office that asked"):
        duties = Obligation.objects.filter(
            subject_kind="body_request", subject_id__in=[one.request.pk for one in asked]
        )
        clocks = {one.subject_id: one for one in duties.select_related("rule").order_by("pk")}
        children = Child.objects.in_bulk([one.request.child_id for one in asked if one.request.child_id])
    return [
        {
            "request": one.request, "asked": one.asked, "answer": one.answer, "refusal": one.refusal,
            "look": words.REQUEST_LOOKS[one.request.state], "duty": clocks.get(one.request.pk),
            "child": children[one.request.child_id].number if one.request.child_id in children else "",
            "is_late": one.request.is_late or (one.request.state == RequestState.SENT and one.request.due_at < at),
            "may_withdraw": one.request.state in (RequestState.SENT, RequestState.REFUSED),
        }
        for one in asked
    ]  # fmt: skip


def links(appeal: Appeal, reader: User) -> list[dict[str, Any]]:
    """The children and incidents it is about, a link where the reader may open them."""
    held = [("child", one.pk, one.child_id) for one in appeal.children.order_by("pk")]
    held += [("incident", one.pk, one.incident_id) for one in appeal.incidents.order_by("pk")]
    with wall.lifted("the office linked them itself: their numbers are its own words"):
        children = Child.objects.in_bulk([pk for kind, _link, pk in held if kind == "child"])
        incidents = Incident.objects.in_bulk([pk for kind, _link, pk in held if kind == "incident"])
    seen = {
        "child": set(Child.objects.visible_to(reader).filter(pk__in=children).values_list("pk", flat=True)),
        "incident": set(Incident.objects.visible_to(reader).filter(pk__in=incidents).values_list("pk", flat=True)),
    }
    found = []
    for kind, link, pk in held:
        number = (children[pk] if kind == "child" else incidents[pk]).number
        address = reverse(f"{'children' if kind == 'child' else 'incidents'}:detail", args=[number])
        found.append({"kind": kind, "pk": link, "number": number, "url": address if pk in seen[kind] else ""})
    return found


def near(appeal: Appeal, reader: User) -> dict[str, Any]:
    """Appeals joined with it, and proposals that rest on it, as far as the reader sees them."""
    seen = Appeal.objects.visible_to(reader)
    return {
        "joined": list(seen.filter(joined_to=appeal).order_by("pk")),
        "into": seen.filter(pk=appeal.joined_to_id).first() if appeal.joined_to_id else None,
        "proposals": list(LegislativeProposal.objects.visible_to(reader).filter(appeals=appeal).order_by("pk")),
    }


def facts(appeal: Appeal) -> list[dict[str, Any]]:
    """What is known without opening anything."""
    receiver = appeal.received_by.get_full_name() if appeal.received_by else ""
    return [
        {"label": _("Kind"), "value": appeal.get_kind_display()},
        {"label": _("Right"), "value": appeal.get_right_display() if appeal.right else _("not clear yet")},
        {"label": _("Is the child safe now"), "value": appeal.get_safety_display()},
        {"label": _("District"), "value": str(appeal.area) if appeal.area else _("not known")},
        {"label": _("Received through"), "value": appeal.get_channel_display()},
        {"label": _("Received"), "value": instant(appeal.received_at)},
        {"label": _("Received by"), "value": receiver},
        {"label": _("Registered"), "value": f"{appeal.registered_on:%d.%m.%Y}"},
        {"label": _("Language of the appeal"), "value": dict(words.LANGUAGES).get(appeal.language, appeal.language)},
        {"label": _("Poster"), "value": str(appeal.poster.place) if appeal.poster else ""},
        {"label": _("Office"), "value": appeal.office.name},
        {"label": _("Why this office"), "value": appeal.get_route_display()},
        {"label": _("Who works on it"), "value": appeal.officer.get_full_name() if appeal.officer else _("nobody")},
        {"label": _("Outcome"), "value": appeal.get_outcome_display() if appeal.outcome else ""},
        {"label": _("Kept until"), "value": f"{appeal.keep_until:%d.%m.%Y}" if appeal.keep_until else ""},
    ]  # fmt: skip


def identity_facts(identity: dict[str, str]) -> list[dict[str, Any]]:
    """What the sender told of himself or herself."""
    labels = {
        "name": _("Name of the sender"), "relation": _("Who he or she is to the child"), "iin": _("IIN"),
        "phone": _("Telephone"), "email": _("E-mail"), "address": _("Address"),
        "safe": _("How and when it is safe to answer"),
    }  # fmt: skip
    return [{"label": label, "value": identity.get(name, "")} for name, label in labels.items()]

"""A letter is filed: once, however often its button is pressed, and never without the code being shown."""

import json
import logging
import time
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import salted_hmac
from redis import RedisError

from apps.accounts.models import Area
from apps.complaints import waiting
from apps.complaints.acts import filing, sender
from apps.complaints.checks import IDENTITY
from apps.complaints.models import Receipt
from apps.complaints.states import Kind, Level
from apps.core import tickets, wall
from apps.core.errors import Refused
from apps.web.intake import bodies, pages, steps
from apps.web.intake.choices import LEVELS, NOBODY, WHO
from apps.web.intake.draft import KEPT, Draft
from apps.web.intake.visits import Visit
from apps.web.shared import now

PURPOSE = "intake.sent"
SHOWN = 600
"""Seconds in which a second press of the same button still gets the code, if the first one's answer was lost."""
PATIENCE = 20.0
logger = logging.getLogger(__name__)


def send(request: HttpRequest, draft: Draft) -> HttpResponse:
    """File it and lead to the receipt. Raises Refused."""
    key = _key(draft)
    if not _is_first(key):
        return _sent_before(request, draft, key)
    if not pages.LETTERS.take(request):
        _forget(key)
        return pages.wait({"ticket": draft.ticket, "go": "send"})
    try:
        filed = filing.file_online(entry_of(draft), waiting.take(draft.files), at=now())
    except BaseException as error:
        _forget(key)
        if isinstance(error, Refused):
            pages.LETTERS.give_back(request)
        raise
    waiting.drop(draft.files)
    _keep(key, filed)
    return _arrived(draft, filed.appeal, filed.code)


def entry_of(draft: Draft) -> dict[str, Any]:
    """What was said, by the keys of the domain."""
    by_child = draft.who == steps.CHILD
    way = draft.get("way") or "CODE"
    asked = {"name"} | ({"safe", "phone" if way == "PHONE" else "email"} if way != "CODE" else set())
    identity = {name: draft.get(name) for name in IDENTITY if not by_child or name in asked}
    return {
        "text": draft.get("text"), "language": draft.language, "by_child": by_child,
        "kind": draft.get("kind") or Kind.MESSAGE, "right": draft.get("right"), "safety": draft.get("safety"),
        "area": _area(draft), "respondents": _respondents(draft), "identity": {**identity, "way": way},
        "poster": draft.poster,
    }  # fmt: skip


def _respondents(draft: Draft) -> list[dict[str, Any]]:
    """The chosen bodies; and each large choice in its own words, the first with what was told besides."""
    found = [{"agency": one, "level": "", "described": ""} for one in bodies.named(draft.all("bodies"))]
    told, words = draft.get("described").strip(), {name: str(label) for name, label, _level in WHO}
    chosen = [name for name in draft.all("who") if name != NOBODY and name in words]
    for n, name in enumerate(chosen):
        said = f"{words[name]}: {told}" if told and n == 0 else words[name]
        found.append({"agency": None, "level": LEVELS[name], "described": said})
    if told and not chosen:
        found.append({"agency": None, "level": Level.UNKNOWN, "described": told})
    return found


def _area(draft: Draft) -> Area | None:
    wanted = draft.get("area") or draft.get("district") or draft.get("region")
    if not (wanted.isdecimal() and len(wanted) < 19):
        return None
    return Area.objects.select_related("parent").filter(pk=wanted).first()


def _arrived(draft: Draft, appeal: Any, code: str) -> HttpResponse:
    visit = Visit(sender.enter_own(appeal, at=now()), draft.language, code=code)
    return visit.keep(HttpResponseRedirect(reverse("intake:index"), status=303))


def _sent_before(request: HttpRequest, draft: Draft, key: str) -> HttpResponse:
    """The same letter came before: wait for the first press to be done, and lead to the same receipt. Once the code
    was noted down or renewed it is shown to nobody again."""
    until, kept = time.monotonic() + PATIENCE, None
    while kept is None and time.monotonic() < until:
        kept = tickets.taken(str(cache.get(f"{key}:code") or ""), purpose=PURPOSE, seconds=SHOWN)
        state = cache.get(key)
        if state is None:
            return send(request, draft)  # the first press came to nothing
        if kept is None and state == "done":
            break
        if kept is None:
            time.sleep(0.2)
    with wall.lifted("whoever has just filed comes back to the receipt"):
        receipt = Receipt.objects.filter(
            pk=kept[0] if kept else 0, ended_at__isnull=True, noted_at__isnull=True
        ).select_related("appeal").first()  # fmt: skip
    if receipt is None or kept is None:
        return pages.page("intake/sent_before.html", {"ticket": Draft(draft.language, step="code").ticket})
    return _arrived(draft, receipt.appeal, kept[1])


def _key(draft: Draft) -> str:
    """Of this very letter as it stands: what was changed since is another letter."""
    said = json.dumps([draft.id, draft.who, draft.said, [one["id"] for one in draft.files]], sort_keys=True)
    return f"help:{salted_hmac('intake.sent', said, algorithm='sha256').hexdigest()}"


def _is_first(key: str) -> bool:
    try:
        return bool(cache.add(key, "begun", KEPT))
    except RedisError:
        logger.warning("the cache does not answer: a letter sent twice would be two")
        return True


def _keep(key: str, filed: filing.Filed) -> None:
    with wall.lifted("whoever has just filed comes back to the receipt"):
        receipt = Receipt.objects.get(appeal=filed.appeal, ended_at__isnull=True)
    try:
        cache.set(f"{key}:code", tickets.issue([receipt.pk, filed.code], purpose=PURPOSE), SHOWN)
        cache.set(key, "done", KEPT)
    except RedisError:
        logger.warning("the cache does not answer: a letter sent twice would be two")


def _forget(key: str) -> None:
    try:
        cache.delete(key)
    except RedisError:
        logger.warning("the cache does not answer: a letter must wait to be sent again")

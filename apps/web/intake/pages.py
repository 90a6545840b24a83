"""Every page of the intake is made here: without session, token of a form or anything else of a signed-in person."""

import json
import logging
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from redis import RedisError

from apps.web.limits import Limit
from apps.web.shared import now

logger = logging.getLogger(__name__)
LANGUAGES = (("kk", "Қазақша"), ("ru", "Русский"), ("en", "Eng"))
HOUR = 3600
HOUR_LATER = timedelta(seconds=HOUR)
LETTERS = Limit("help.letters", tries=10, window=HOUR)
CODES = Limit("help.codes", tries=10, window=HOUR)
FILES = Limit("help.files", tries=30, window=HOUR)
"""Of one address in an hour; nobody else waits for it. A code that opens and a letter that was refused do not count."""
WRITINGS = Limit("help.writings", tries=60, window=HOUR)
"""Of one room in an hour, from whatever address."""


def page(template: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """In the language that is spoken now."""
    spoken = translation.get_language()
    languages = [{"code": code, "label": label, "current": code == spoken} for code, label in LANGUAGES]
    return HttpResponse(render_to_string(template, {"languages": languages, **context}), status=status)


def wait(context: dict[str, Any]) -> HttpResponse:
    """Too many tries from this address: when to try again, whom to call until then; nothing typed is lost."""
    response = page("intake/wait.html", {**context, "again": now() + HOUR_LATER}, status=429)
    response.headers["Retry-After"] = str(HOUR)
    return response


def take_files(request: HttpRequest, many: int) -> bool:
    """Whether this address may add so many files now."""
    return all(FILES.take(request) for _turn in range(many))


def take_writing(request: HttpRequest, appeal_pk: int) -> bool:
    """Whether more may be written in this room now."""
    return WRITINGS.take(request, of=f"appeal {appeal_pk}")


def is_first_press(request: HttpRequest) -> bool:
    """False for a second press of a page of the room with the same words and files: its key is the page's own."""
    try:
        return bool(cache.add(_press(request), 1, HOUR))
    except RedisError:
        logger.warning("the cache does not answer: what is pressed twice is said twice")
        return True


def forget_press(request: HttpRequest) -> None:
    """It was refused: pressing again means something again."""
    try:
        cache.delete(_press(request))
    except RedisError:
        logger.warning("the cache does not answer: a button may have to wait for its hour")


def _press(request: HttpRequest) -> str:
    said = [request.POST.get(name, "") for name in ("room", "do", "text")]
    files = [f"{one.name} {one.size}" for one in request.FILES.getlist("files")]
    return f"help:{salted_hmac('intake.press', json.dumps([said, files]), algorithm='sha256').hexdigest()}"


def too_many_files() -> str:
    return _("Many files came from your address within this hour. Send the letter now, add the rest in an hour.")


def is_foreign(request: HttpRequest) -> bool:
    """A form on somebody else's site: browsers say so."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none")

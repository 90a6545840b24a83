"""A form that makes something is sent once: a second press, or a reload of the answer, leads to what the first made."""

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.translation import gettext as _
from redis import RedisError

from apps.core.errors import Refused

logger = logging.getLogger(__name__)
FIELD = "once"
KEPT = 24 * 3600
_BEGUN = "begun"


def token_of(request: HttpRequest) -> str:
    """The mark of this form: the one that was sent, or a new one."""
    return request.POST.get(FIELD, "")[:64] or secrets.token_hex(16)


def made_before(request: HttpRequest) -> str:
    """What the same form made before; empty when it made nothing yet. While the cache is down, nothing is known."""
    try:
        held = cache.get(_key(request)) if request.POST.get(FIELD) else None
    except RedisError:
        logger.warning("the cache does not answer: a form sent twice would count twice")
        return ""
    return held if held and held != _BEGUN else ""


@contextmanager
def once(request: HttpRequest) -> Iterator[list[str]]:
    """Around the act. Append what was made, by its number. Raises Refused while the same form is at work elsewhere."""
    key, made = _key(request), list[str]()
    if not _take(key):
        raise Refused(_("This form was sent already and is being saved. Look into the list before you send it again."))
    try:
        yield made
    finally:
        _note(key, made[0] if made else "")


def _take(key: str) -> bool:
    try:
        return bool(cache.add(key, _BEGUN, KEPT))
    except RedisError:
        logger.warning("the cache does not answer: a form sent twice would count twice")
        return True


def _note(key: str, made: str) -> None:
    try:
        cache.set(key, made, KEPT) if made else cache.delete(key)
    except RedisError:
        logger.warning("the cache does not answer: a form sent twice would count twice")


def _key(request: HttpRequest) -> str:
    return f"once:{request.user.pk}:{request.path}:{token_of(request)}"

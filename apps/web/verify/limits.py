"""How often one address may try codes that are wrong. Genuine codes are never counted.

A code has 80 bits, so that this only keeps robots quiet; while the cache is down people are let through.
"""

import hashlib
import logging

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from redis import RedisError

logger = logging.getLogger(__name__)

TRIES = 10
WINDOW = 600  # seconds


def is_exhausted(request: HttpRequest) -> bool:
    """Whether this address has used up its wrong codes for now."""
    try:
        return int(cache.get(_key(request), 0)) >= TRIES
    except RedisError:
        logger.warning("the cache does not answer: codes are checked without a limit")
        return False


def count_wrong(request: HttpRequest) -> None:
    """Note a wrong code."""
    key = _key(request)
    try:
        if not cache.add(key, 1, WINDOW):
            cache.incr(key)
    except (RedisError, ValueError):  # ValueError: the window closed between the two calls
        logger.warning("a wrong code was not counted")


def _key(request: HttpRequest) -> str:
    address = get_adapter(request).get_client_ip(request) or ""
    return f"verify:{hashlib.sha256(address.encode()).hexdigest()[:32]}"

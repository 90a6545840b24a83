"""How often one may ask. Counted in the cache in windows of a minute; without Redis nobody is stopped."""

import logging
import time

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import BaseThrottle

logger = logging.getLogger(__name__)

MINUTE = 60
SAFE = ("GET", "HEAD", "OPTIONS")


class RateLimit(BaseThrottle):
    """A number of requests a minute for each token, session user or, before sign-in, address.

    Reading and writing are counted apart (`read`, `write` of DEFAULT_THROTTLE_RATES); a view may name its own
    `throttle_scope`. A rate of None means no limit.
    """

    def allow_request(self, request: Request, view) -> bool:
        scope = getattr(view, "throttle_scope", None) or ("read" if request.method in SAFE else "write")
        rate = api_settings.DEFAULT_THROTTLE_RATES.get(scope)
        if not rate:
            return True
        limit, now = int(rate), time.time()
        self.left_seconds = MINUTE - int(now) % MINUTE
        used = _count(f"api:rate:{scope}:{_who(request)}:{int(now) // MINUTE}")
        if used is None:
            return True
        request.rate = (limit, max(limit - used, 0), self.left_seconds)
        return used <= limit

    def wait(self) -> float:
        return float(self.left_seconds)


def rate_headers(request: Request) -> dict[str, str]:
    """RateLimit headers of an answer; none when nothing was counted."""
    if not (rate := getattr(request, "rate", None)):
        return {}
    names = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
    return dict(zip(names, map(str, rate), strict=True))


def _count(key: str) -> int | None:
    try:
        cache.add(key, 0, MINUTE + 5)
        return cache.incr(key)
    except ValueError:  # the window ended between the two calls
        return None
    except RedisError as error:
        logger.warning("rate limits are off: %s", type(error).__name__)
        return None


def _who(request: Request) -> str:
    if request.auth is not None:
        return f"t{request.auth.pk}"
    if request.user.is_authenticated:
        return f"u{request.user.pk}"
    return f"a{get_adapter().get_client_ip(request._request)}"

"""How often one address may do something on a page that is open to everybody.

While the cache is down people are let through: a limit only keeps robots quiet.
"""

import logging
from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from redis import RedisError

from apps.core.localtime import local_day

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limit:
    """`tries` of one address within `window` seconds; `name` keeps one limit apart from another."""

    name: str
    tries: int
    window: int

    def is_exhausted(self, request: HttpRequest) -> bool:
        """Whether this address has used up its tries for now."""
        try:
            return int(cache.get(self._key(request), 0)) >= self.tries
        except RedisError:
            logger.warning("the cache does not answer: %s goes without a limit", self.name)
            return False

    def count(self, request: HttpRequest) -> None:
        """Note one try."""
        key = self._key(request)
        try:
            if not cache.add(key, 1, self.window):
                cache.incr(key)
        except (RedisError, ValueError):  # ValueError: the window closed between the two calls
            logger.warning("a try of %s was not counted", self.name)

    def take(self, request: HttpRequest, *, of: str = "") -> bool:
        """Count one try before it is made; whether it was still one of those allowed, also when many come together.
        `of` counts the tries of something else than the address."""
        key = self._key(request, of)
        try:
            cache.add(key, 0, self.window)
            return cache.incr(key) <= self.tries
        except (RedisError, ValueError):  # ValueError: the window closed between the two calls
            logger.warning("a try of %s was not counted", self.name)
            return True

    def give_back(self, request: HttpRequest) -> None:
        """A try that came to nothing does not count."""
        try:
            cache.decr(self._key(request))
        except (RedisError, ValueError):
            logger.warning("a try of %s was not given back", self.name)

    def _key(self, request: HttpRequest, of: str = "") -> str:
        """Of this day and this installation: the key is gone with the window, and nobody reads an address from it."""
        whose = of or get_adapter(request).get_client_ip(request) or ""
        salted = salted_hmac(f"limit.{local_day(timezone.now())}", whose, algorithm="sha256")
        return f"{self.name}:{salted.hexdigest()[:32]}"

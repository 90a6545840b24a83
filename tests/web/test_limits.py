"""Tries are counted before they are made: many at once are no more than one after another."""

from concurrent.futures import ThreadPoolExecutor

from django.test import RequestFactory

from apps.web.limits import Limit


def test_of_many_that_come_together_only_the_allowed_pass() -> None:
    limit, request = Limit("together", tries=5, window=60), RequestFactory().get("/")
    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(lambda _: limit.take(request), range(20))) == 5
    limit = Limit("given-back", tries=1, window=60)
    assert limit.take(request)
    limit.give_back(request)
    assert (limit.take(request), limit.take(request)) == (True, False)

"""Behind the second wall with every request: it is answered as PostgreSQL lets its reader see."""

from collections.abc import Callable, Iterator

from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from apps.core import wall


class SecondWall:
    """Raises the wall for the signed-in person's present post; for nobody where nobody is signed in.

    A bearer token is known later: `apps.api.authentication` names its person.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        who = _reader(request)
        with wall.standing(*who):
            response = self.get_response(request)
        if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
            response.streaming_content = _behind(iter(response), who)
        return response


def _reader(request: HttpRequest) -> tuple[int | None, int | None]:
    user = request.user
    if not user.is_authenticated:
        return None, None
    return user.post.agency_id if user.post else None, user.pk


def _behind(content: Iterator[bytes], who: tuple[int | None, int | None]) -> Iterator[bytes]:
    """What is read while an answer is already under way."""
    with wall.standing(*who):
        yield from content

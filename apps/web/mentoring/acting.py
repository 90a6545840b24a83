"""What every act of mentoring has in common: a page with one form, one action, and back to the record."""

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from apps.web.answers import answered
from apps.web.conflicts import History
from apps.web.shared import now

act_page = require_http_methods(["GET", "HEAD", "POST"])


def posted(request: HttpRequest) -> Any:
    """What was sent; nothing for a form that is only shown."""
    return request.POST if request.method == "POST" else None


def form_act(
    request: HttpRequest, form: Form, act: Callable[[], Any], *, template: str, said: Any, back: str,
    history: History | None = None, fields: dict[str, str] | None = None, onward: Callable[[Any], str] | None = None,
    **shown: Any,
) -> HttpResponse:  # fmt: skip
    """`apps.web.answers.answered` for the acts of mentoring: `shown` are the words of the page, such as its heading."""
    return answered(
        request, form, act, template=template, context={"back": back, "now": now(), **shown}, said=said, back=(back,),
        history=history, fields=fields, onward=onward,
    )  # fmt: skip

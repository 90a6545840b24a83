"""What every act on an appeal has in common: its page with a form, one action, and back to the appeal."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from apps.complaints.models import Appeal
from apps.core.errors import Refused, Stale
from apps.web.answers import answered
from apps.web.conflicts import History
from apps.web.shared import get_visible_or_404, now

act_page = require_http_methods(["GET", "HEAD", "POST"])
WITH = ("office__area", "officer", "area__parent", "joined_to", "received_by", "poster__place")


def fetch(request: HttpRequest, number: str) -> Appeal:
    """The appeal of this number, if the reader's office considers it and the reader is not shut out; else 404."""
    return get_visible_or_404(Appeal.objects.select_related(*WITH), request.user, number=number)


def posted(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def seen(appeal: Appeal, **more: Any) -> dict[str, Any]:
    """What a form begins with: the version of the appeal that its page showed."""
    return {"version": appeal.version, **more}


def page_of(appeal: Appeal) -> str:
    return reverse("appeals:detail", args=[appeal.number])


def appeal_act(
    request: HttpRequest, appeal: Appeal, form: Form, act: Callable[[], Any], *, heading: Any, button: Any, said: Any,
    text: Any = "", rule: str = "", template: str = "appeals/act.html", back: str = "", history: History | None = None,
    fields: dict[str, str] | None = None, makes: bool = False, **shown: Any,
) -> HttpResponse:  # fmt: skip
    """Show the form; once it is right and the action took it, say so and go to `back`, or to the appeal."""
    context = {
        "appeal": appeal, "heading": heading, "button": button, "text": text, "rule": rule, "now": now(),
        "cancel": page_of(appeal), **shown,
    }  # fmt: skip
    return answered(
        request, form, act if history else told_when_stale(appeal, form, act), template=template, context=context,
        said=said, back=(back or page_of(appeal),), history=history, fields=fields, makes=makes,
    )  # fmt: skip


def press(request: HttpRequest, appeal: Appeal, act: Callable[[], Any], *, said: Any, back: str = "") -> HttpResponse:
    """An act of one press, and back to the appeal."""
    try:
        act()
    except Refused as refused:
        messages.error(request, str(refused.message))
    except Stale:
        messages.error(request, _("Somebody else acted meanwhile. Look at the appeal as it is now."))
    else:
        messages.success(request, str(said))
    return redirect(back or page_of(appeal))


def version_sent(request: HttpRequest) -> int | None:
    """The version of the appeal that the page of a press showed."""
    sent = request.POST.get("version", "")
    return int(sent) if sent.isdecimal() and len(sent) < 10 else None


def told_when_stale(appeal: Appeal, form: Form, act: Callable[[], Any]) -> Callable[[], Any]:
    """After somebody else's act the form keeps what was typed and carries the new version: whoever has looked at the
    appeal again sends it with the next press."""

    def run() -> Any:
        try:
            return act()
        except Stale:
            data: Any = form.data
            form.data = data = data.copy()
            stored = Appeal.objects.filter(pk=appeal.pk).values_list("version", flat=True).first()
            data["version"] = str(stored or "")
            form.is_stale = True  # type: ignore[attr-defined]
            raise

    return run

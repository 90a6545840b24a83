"""The letter of a reply as PDF, for senders who are answered on paper."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.complaints.models import Appeal, Post
from apps.complaints.vaults import vault_of
from apps.core.localtime import local_day
from apps.web.appeals.acting import fetch
from apps.web.typesetting import typeset

PRINTED = ("kk", "ru", "en")


@require_safe
def letter(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """What was written to the sender, on a sheet of the office. The sender's name does not stand on it."""
    appeal = fetch(request, number)
    post = get_object_or_404(appeal.posts.exclude(author=Post.Author.SENDER).filter(body__isnull=False), pk=pk)
    answer = HttpResponse(build(appeal, post), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{appeal.number}-{post.pk}.pdf"'
    answer["Cache-Control"] = "no-store"
    return answer


def build(appeal: Appeal, post: Post) -> bytes:
    """The PDF, in the language of the appeal."""
    with translation.override(appeal.language if appeal.language in PRINTED else "ru"):
        return typeset("reply.typ", content(appeal, vault_of(appeal).open(post.body, "post"), post))


def content(appeal: Appeal, text: str, post: Post) -> dict[str, Any]:
    """The plain texts of the sheet, in the active language."""
    office = appeal.office
    return {
        "title": _("Reply No. %(number)s") % {"number": appeal.number}, "lang": translation.get_language() or "ru",
        "author": office.name, "day": local_day(post.at).timetuple()[:3],
        "office": [line for line in (office.name, office.address, office.phone) if line],
        "number": _("No. %(number)s of %(day)s") % {"number": appeal.number, "day": f"{local_day(post.at):%d.%m.%Y}"},
        "paragraphs": [part.strip() for part in text.split("\n\n") if part.strip()],
        "footer": appeal.number,
    }  # fmt: skip

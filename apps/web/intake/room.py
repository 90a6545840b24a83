"""The sender's room: read the answer, write more, add files, give a name, call for help, renew the code, leave."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.complaints import codes, reading
from apps.complaints.acts import sender
from apps.complaints.models import SenderVisit
from apps.core import wall
from apps.core.errors import Refused
from apps.web.intake import pages, visits
from apps.web.intake.draft import Draft
from apps.web.intake.forms import CodeForm
from apps.web.intake.life import line_of
from apps.web.intake.room_forms import IdentityForm, MoreForm
from apps.web.intake.visits import Visit
from apps.web.shared import now

OWN = "the receipt is the sender's ground"


def enter(request: HttpRequest, draft: Draft, again: Callable[[CodeForm, int], HttpResponse]) -> HttpResponse:
    """Open the room with a code; every code that opens nothing gets the same answer after the same work."""
    if not pages.CODES.take(request):
        return pages.wait({"ticket": draft.ticket, "go": "code"})
    entered = sender.enter(request.POST.get("code", ""), at=now())
    if entered is None:
        form = CodeForm({})  # what was typed is not written into the page again
        form.add_error("code", _("This code does not open anything. Look at the digits once more."))
        return again(form, 422)
    pages.CODES.give_back(request)
    return _back(Visit(entered.token, draft.language, code=entered.renewed))


def show(visit: Visit) -> HttpResponse:
    """The receipt as long as it was not noted, else the room."""
    translation.activate(visit.language)
    present = visits.live(visit)
    if present is None:
        return _ended(visit)
    if visit.code:
        return pages.page("intake/receipt.html", _receipt(visit, present))
    word, visit.word = visit.word, ""
    response = _room(visit, present, word=word)
    sender.read(present.receipt.appeal, at=now())
    return visit.keep(response) if word else response


def act(request: HttpRequest) -> HttpResponse:
    """One press of a button in the room."""
    visit = visits.held(request)
    present = visits.live(visit) if visit and visits.is_own_form(visit, request.POST.get("room", "")) else None
    if visit is None or present is None:
        return _ended(visit)
    translation.activate(visit.language)
    if wanted := request.POST.get("language"):
        return _speak(request, visit, present, wanted)
    do = request.POST.get("do", "")
    if do in SAID_ONCE and not pages.is_first_press(request):
        return _back(visit, SAID_ONCE[do])
    return ACTS[do](request, visit, present) if do in ACTS else _back(visit)


@login_not_required
@require_safe
def shown_file(request: HttpRequest, pk: int) -> HttpResponse:
    """A picture or a recording of the conversation, for showing in the page."""
    visit = visits.held(request)
    present = visits.live(visit) if visit and not visit.code else None
    found = reading.own_file(present, pk, at=now()) if present else None
    if found is None:
        raise Http404
    name, media_type, content = found
    response = HttpResponse(content, content_type=media_type)
    kind = "inline" if media_type.startswith(("image/", "audio/")) else "attachment"
    response.headers["Content-Disposition"] = f'{kind}; filename="file{_ending(name)}"'
    return response


def _speak(request: HttpRequest, visit: Visit, present: SenderVisit, wanted: str) -> HttpResponse:
    """Another language; what was being written stays in the page."""
    if wanted in dict(pages.LANGUAGES):
        visit.language = wanted
    translation.activate(visit.language)
    if visit.code:
        return _back(visit)
    more = MoreForm(initial={"text": request.POST.get("text", "")})
    return visit.keep(_room(visit, present, more=more))


def _note(request: HttpRequest, visit: Visit, present: SenderVisit) -> HttpResponse:
    sender.note_code(present.receipt.appeal, at=now())
    visit.code = ""
    return _back(visit, "noted")


def _write(request: HttpRequest, visit: Visit, present: SenderVisit) -> HttpResponse:
    form, uploads = MoreForm(request.POST), request.FILES.getlist("files")
    if uploads and not pages.take_files(request, len(uploads)):
        form.add_error("files", pages.too_many_files())
    if form.is_valid() and not pages.take_writing(request, present.receipt.appeal_id):
        form.add_error("text", _("That was a lot within one hour. Write the rest later. If it is urgent, call 111."))
    if form.is_valid():
        try:
            sender.write_more(present.receipt.appeal, text=form.cleaned_data["text"], uploads=uploads, at=now())
            return _back(visit, SAID_ONCE["write"])
        except Refused as refused:
            form.refuse(refused)
    pages.forget_press(request)
    return _room(visit, present, more=form, status=422)


def _name(request: HttpRequest, visit: Visit, present: SenderVisit) -> HttpResponse:
    form = IdentityForm(request.POST, appeal=present.receipt.appeal)
    if form.is_valid():
        try:
            sender.name_oneself(present.receipt.appeal, identity=form.identity, at=now())
            return _back(visit, "named")
        except Refused as refused:
            form.refuse(refused)
    return _room(visit, present, naming=form, status=422)


def _danger(request: HttpRequest, visit: Visit, present: SenderVisit) -> HttpResponse:
    sender.say_in_danger(present.receipt.appeal, at=now())
    return _back(visit, SAID_ONCE["danger"])


def _renew(request: HttpRequest, visit: Visit, present: SenderVisit) -> HttpResponse:
    entered = sender.renew(present.receipt.appeal, at=now())
    return _back(Visit(entered.token, visit.language, code=entered.renewed))


def _proof(request: HttpRequest, visit: Visit, present: SenderVisit) -> HttpResponse:
    """What proves that the letter was received; without the code, and without a word of it."""
    appeal = present.receipt.appeal
    with wall.lifted(OWN):
        files = appeal.attachments.filter(post__isnull=False).count()
    context = {"appeal": appeal, "files": files, "key": visit.form_key, "printed_at": now()}
    return pages.page("intake/proof.html", context)


def _leave(request: HttpRequest, visit: Visit, present: SenderVisit) -> HttpResponse:
    sender.leave(visit.token, at=now())
    return visits.forget(HttpResponseRedirect(reverse("intake:index"), status=303))


ACTS: dict[str, Callable[[HttpRequest, Visit, SenderVisit], HttpResponse]] = {
    "noted": _note, "write": _write, "name": _name, "danger": _danger, "renew": _renew, "proof": _proof,
    "leave": _leave,
}  # fmt: skip

SAID_ONCE = {"write": "added", "danger": "danger"}
"""Acts that a second press of the same page does not repeat, and what is said after them."""


def _room(
    visit: Visit, present: SenderVisit, *, more: Any = None, naming: Any = None, word: str = "", status: int = 200
) -> HttpResponse:  # fmt: skip
    held = reading.room_of(present)
    with wall.lifted(OWN):
        has_asked = held.appeal.requests.exclude(state="WITHDRAWN").exists()
    return pages.page(
        "intake/room.html",
        {
            "key": visit.form_key, "appeal": held.appeal, "said": held.said,
            "is_named": bool(held.identity.get("name")),
            "line": line_of(held.appeal, has_asked=has_asked), "more": more or MoreForm(), "word": word,
            "naming": naming or IdentityForm(appeal=held.appeal), "is_naming": naming is not None,
        },
        status=status,
    )  # fmt: skip


def _receipt(visit: Visit, present: SenderVisit) -> dict[str, Any]:
    appeal = present.receipt.appeal
    with wall.lifted(OWN):
        is_another = appeal.receipts.count() > 1
    groups = codes.in_groups(visit.code).split()
    return {"key": visit.form_key, "appeal": appeal, "groups": groups, "is_another": is_another}


def _ended(visit: Visit | None) -> HttpResponse:
    """The visit is over; the code opens another."""
    if visit is not None:
        translation.activate(visit.language)
    language = translation.get_language() or "ru"
    context = {"ticket": Draft(language, step="code").ticket, "form": CodeForm(), "said": "ended"}
    return visits.forget(pages.page("intake/code.html", context))


def _back(visit: Visit, word: str = "") -> HttpResponse:
    """To the room by GET, so that nothing is done twice."""
    visit.word = word
    return visit.keep(HttpResponseRedirect(reverse("intake:index"), status=303))


def _ending(name: str) -> str:
    _stem, dot, ending = name.rpartition(".")
    return f".{ending}" if dot and ending.isalnum() else ""

"""One box over everything one may see: numbers, IIN, names."""

import re
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from apps.accounts.models import Agency
from apps.core.localtime import local_day
from apps.incidents.models import Incident
from apps.matching.search import search
from apps.notices.models import Notice
from apps.people.models import Child
from apps.web.children.lists import lines
from apps.web.shared import now

SHOWN = 10
LEAST_LETTERS = 2
NUMBER = re.compile(r"^(?P<kind>[ICNСІ])[\s-]?(?P<rest>[\d\s-]+)$", re.IGNORECASE)
"""I-26-000415, c 104512, N-26-000123; С and І may be typed on a Cyrillic keyboard."""
CYRILLIC = str.maketrans("СсІі", "CCII")
PAGES = {"I": "incidents:detail", "C": "children:detail", "N": "notices:detail"}
MODELS = {"I": Incident, "C": Child, "N": Notice}


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Comes by POST, so that no name stands in an address. A whole number opens its page at once."""
    text = " ".join((request.POST.get("q") or request.GET.get("q") or "").split())[:100]
    number = whole_number(text)
    if number and MODELS[number[0]].objects.visible_to(request.user).filter(number=number).exists():
        return redirect(PAGES[number[0]], number)
    groups = found(request, text) if len(text) >= LEAST_LETTERS else {}
    context = {"q": text, "now": now(), "groups": groups, "any": any(groups.values())}
    return render(request, "search/index.html", context)


def whole_number(text: str) -> str:
    """`i 26 415` as `I-26-000415`; empty when the text is no whole number."""
    match = NUMBER.match(text)
    if not match:
        return ""
    kind = match["kind"].translate(CYRILLIC).upper()
    parts = re.findall(r"\d+", match["rest"])
    if kind == "C":
        return f"C-{''.join(parts)}"
    return f"{kind}-{parts[0]}-{parts[1]:0>6}" if len(parts) == 2 else ""


def found(request: HttpRequest, text: str) -> dict[str, Any]:
    """The visible records that fit, by kind."""
    user, today = request.user, local_day(now())
    children = search(user, text, limit=SHOWN)
    numbers = _numbered(text)
    named = Q(name_kk__icontains=text) | Q(name_ru__icontains=text) | Q(name_en__icontains=text) | Q(bin=text)
    return {
        "children": lines(children, request.user, today),
        "incidents": list(Incident.objects.visible_to(user).filter(numbers).order_by("-pk")[:SHOWN]) if numbers else [],
        "notices": list(Notice.objects.visible_to(user).filter(numbers).order_by("-pk")[:SHOWN]) if numbers else [],
        "agencies": list(
            Agency.objects.visible_to(user).filter(named).select_related("area").order_by("name_ru")[:SHOWN]
        ),
    }


def _numbered(text: str) -> Q:
    """Numbers whose last part is the digits typed: 415 finds I-26-000415."""
    digits = re.sub(r"\D", "", text)
    wanted = whole_number(text)
    if wanted:
        return Q(number=wanted)
    if digits and len(digits) <= 6 and digits == text:
        return Q(number__endswith=f"-{digits:0>6}")
    return Q()

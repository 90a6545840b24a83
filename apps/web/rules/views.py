"""Pages of the rules: the register, one rule with its versions, and the calculator."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from apps.core.localtime import local, local_day
from apps.obligations.law import versions
from apps.obligations.models import Rule
from apps.obligations.parties import party_name
from apps.obligations.terms import Term
from apps.web.rules import calculator as counting
from apps.web.rules import register, words
from apps.web.rules.forms import RegisterForm, StartForm
from apps.web.shared import now as clock
from apps.web.wording import number, state_word


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The register: every rule once, filtered, with counts of the whole system."""
    now = clock()
    found = register.rows(local_day(now), now)
    form = RegisterForm(request.GET, owners=register.owners(found), recipients=register.recipients(found))
    wanted = form.cleaned_data if form.is_valid() else {}
    context = {"form": form, "rows": register.matching(found, wanted), "all": len(found), "now": now}
    template = "rules/_register.html" if request.htmx else "rules/index.html"
    return render(request, template, context)


@require_safe
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """One rule: what it says, its versions, its counts, and the calculator."""
    return render(request, "rules/detail.html", _page(request, code))


@require_safe
def calculator(request: HttpRequest, code: str) -> HttpResponse:
    """The calculator's answer: a part of the page for htmx, the whole page without script."""
    template = "rules/_calculator.html" if request.htmx else "rules/detail.html"
    return render(request, template, _page(request, code))


def _page(request: HttpRequest, code: str) -> dict[str, Any]:
    now = clock()
    known = versions(code)
    if not known:
        raise Http404
    shown = _shown(known, request.GET.get("version", ""), now)
    form, answer = _counted(request, shown, now)
    return {
        "now": now, "rule": shown, "form": form, "answer": answer, "term": words.term_words(shown),
        "is_current": register.is_in_force(shown, local_day(now)), **_facts(shown, known, now),
        "ladder": counting.ladder(shown, answer.steps if answer and answer.rule == shown else {}),
    }  # fmt: skip


def _shown(known: list[Rule], wanted: str, now: datetime) -> Rule:
    """The version asked for, else the one in force today, else the last."""
    by_number = {str(rule.version): rule for rule in known}
    live = [rule for rule in known if register.is_in_force(rule, local_day(now))]
    return by_number.get(wanted) or (live or known)[-1]


def _counted(request: HttpRequest, shown: Rule, now: datetime) -> tuple[StartForm, counting.Answer | None]:
    """The form and its answer; before anything is asked it counts from now."""
    term = Term.parse(shown.term)
    if "from_date" not in request.GET:
        start = local(now).replace(second=0, microsecond=0)
        initial = {"from_date": start.date(), "from_time": f"{start:%H:%M}"}
        form = StartForm(initial=initial, term=term)
        return form, None if term.needs_birth_date else counting.answer(shown.code, start)
    form = StartForm(request.GET, term=term)
    if not form.is_valid():
        return form, None
    asked = form.cleaned_data
    return form, counting.answer(shown.code, asked["start"], asked.get("birth_date"))


def _facts(shown: Rule, known: list[Rule], now: datetime) -> dict[str, Any]:
    counts = register.tallies(now, known)
    today = local_day(now)
    tally = sum((counts.get(rule.pk, register.Tally()) for rule in known), register.Tally())
    return {
        "owner": party_name(shown.owner_kind),
        "recipients": words.parties(shown.recipients),
        "recipient_rule": words.RECIPIENT_RULES.get(shown.recipient_rule, ""),
        "opens": words.event_words(shown.opens_on),
        "meets": words.event_words(shown.met_on),
        "extension": words.extension_words(shown),
        "term_differs": shown.term_basis != shown.basis,
        "bars": [
            {
                "state": state,
                "label": state_word(state),
                "figure": number(getattr(tally, state)),
                "width": tally.share(state),
            }
            for state in ("run", "over", "met", "late")
        ],
        "versions": [
            {
                "rule": rule,
                "in_force": register.is_in_force(rule, today),
                "ahead": rule.in_force_from > today,
                "precision": words.precision(rule),
                "term": words.term_words(rule),
                "duties": counts.get(rule.pk, register.Tally()).total,
            }
            for rule in reversed(known)
        ],
    }

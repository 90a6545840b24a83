"""The parts of a page. `templates/components/README.md` lists them with their parameters."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import template
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.obligations.lawfiles import rule_rows
from apps.web import formats, wording
from apps.web.presenters import clocks, notices, strip, why

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """One of our signs; with `label` it speaks for itself, otherwise the word beside it does."""
    href = f"{static('icons.svg')}#{name}"
    if label:
        return format_html('<svg class="ico" role="img" aria-label="{}"><use href="{}"/></svg>', label, href)
    return format_html('<svg class="ico" aria-hidden="true"><use href="{}"/></svg>', href)


@register.inclusion_tag("components/clock.html", takes_context=True)
def clock(context: Context, duty: Any, size: str = "", note: str = "") -> dict[str, Any]:
    """The ring of a duty; `size="l"` is the large one. Without a duty: an empty ring saying `note`."""
    if not duty:
        return {"clock": clocks.empty_clock(note), "large": size == "l"}
    return {"clock": clocks.clock(duty, context["now"], large=size == "l"), "large": size == "l"}


@register.inclusion_tag("components/clock.html")
def ring(clock: clocks.Clock, size: str = "") -> dict[str, Any]:
    """A ring already worked out by a presenter."""
    return {"clock": clock, "large": size == "l"}


@register.inclusion_tag("components/say.html", takes_context=True)
def say(context: Context, duty: Any, with_icon: bool = False) -> dict[str, Any]:
    """The state of a duty in coloured words: «осталось 3 ч 20 мин»."""
    now = context["now"]
    state = clocks.state_of(duty, now)
    running = state in ("run", "soon", "over")
    return {
        "state": state,
        "icon": clocks.ICONS[state] if with_icon else "",
        "text": clocks.spoken(duty, now),
        "due": duty.due_at.isoformat() if running and duty.due_at else "",
    }


@register.inclusion_tag("components/say.html")
def say_text(state: str, text: str, with_icon: bool = True, sign: str = "") -> dict[str, Any]:
    """Any words in a state's colour, with its sign or another."""
    return {"state": state, "icon": (sign or clocks.ICONS[state]) if with_icon else "", "text": text, "due": ""}


@register.inclusion_tag("components/pill.html")
def pill(state: str, text: str, sign: str = "") -> dict[str, Any]:
    """The one state of a record, in its header."""
    return {"state": state, "text": text, "icon": sign or clocks.ICONS[state]}


@register.inclusion_tag("components/basis.html")
def basis(rule: Any, short: bool = False, term: bool = False) -> dict[str, Any]:
    """LAW, BY-LAW or SYSTEM RULE with its article, linked; `term=True` speaks of the term's basis."""
    own, of_term = str(rule.basis), str(getattr(rule, "term_basis", "") or rule.basis)
    only_term = term and own != of_term
    word = wording.basis_word(of_term if only_term else own)
    if only_term:
        word = wording.TERM_ONLY[formats.language()].format(word)
    article = "" if short or only_term or own == "POLICY" else wording.rule_article(rule)
    kind = of_term if only_term else own
    return {
        "said": wording.policy_said(term=only_term) if kind == "POLICY" else "",
        "kind": kind.lower(),
        "word": word,
        "article": article,
        "code": rule.code,
    }


@register.inclusion_tag("components/scale.html", takes_context=True)
def scale(context: Context, duty: Any) -> dict[str, Any]:
    """The term bar with its reminders, once per page."""
    return {"scale": clocks.scale(duty, context["now"])}


@register.inclusion_tag("components/strip.html", takes_context=True)
def duty_strip(context: Context, duties: list[Any], free_days: Mapping[date, str] | None = None) -> dict[str, Any]:
    """All open duties of one person on a line of time."""
    return {"strip": strip.strip(duties, context["now"], free_days=free_days)}


@register.inclusion_tag("components/duty_row.html", takes_context=True)
def duty_row(
    context: Context,
    duty: Any,
    url: str,
    act: str = "",
    act_url: str = "",
    title: str = "",
    meta: list[str] | tuple[str, ...] = (),
    primary: bool = False,
    post: bool = False,
) -> dict[str, Any]:
    """A row of `<ul class="bare card duties">`: ring, what to do, until when, one button."""
    now = context["now"]
    return {
        "now": now,
        "duty": duty,
        "url": url,
        "title": title or duty.rule.title,
        "meta": [item for item in meta if item],
        "act": act,
        "act_url": act_url or url,
        "primary": primary,
        "post": post,
        "back": context["request"].get_full_path() if post else "",
        "due_parts": formats.until(duty.due_at, now).split(", "),
    }


@register.inclusion_tag("components/recipient.html", takes_context=True)
def recipient(
    context: Context,
    notice: Any,
    inform: Any = None,
    acknowledge: Any = None,
    title: str = "",
    name: str = "",
    acts: list[dict[str, Any]] | tuple[()] = (),
    note: str = "",
) -> dict[str, Any]:
    """The card of one notice: its most urgent clock, four steps, law and policy clocks, the next act."""
    card = notices.recipient(notice, inform, acknowledge, context["now"])
    return {"card": card, "notice": notice, "title": title, "name": name, "acts": acts, "note": note}


@register.inclusion_tag("components/why.html")
def why_due(duty: Any, fact: str = "") -> dict[str, Any]:
    """How the due instant of a duty came about: days drawn for working days, a sum for hours."""
    return explained(duty.arithmetic or {}, duty.started_at, duty.due_at, fact)


@register.inclusion_tag("components/why.html")
def why_arithmetic(arithmetic: dict[str, Any], fact: str = "") -> dict[str, Any]:
    """The same for a computed term that is no duty yet (the calculator)."""
    started_at = datetime.fromisoformat(arithmetic["started_at"])
    due_at = datetime.fromisoformat(arithmetic["due_at"]) if arithmetic.get("due_at") else None
    return explained(arithmetic, started_at, due_at, fact)


def explained(arithmetic: dict[str, Any], started_at: datetime, due_at: datetime | None, fact: str) -> dict[str, Any]:
    """Cells and rows for `components/why.html`."""
    cells = why.day_cells(arithmetic)
    if due_at is None:
        rows = []
    elif cells:
        rows = why.days_sum(cells, due_at, fact=fact)
    else:
        rows = why.hours_sum(started_at, due_at, fact=fact)
    return {"cells": cells, "rows": rows, "starts": cells[0].day.isoweekday() if cells else 0}


@register.filter
def is_rule(code: str) -> bool:
    """Whether the register has a page for this code: it holds the rules with a term, not every article."""
    return any(row["code"] == code for row in rule_rows())


@register.simple_tag
def word_state(state: str) -> str:
    """The name of a time state in the page's language."""
    return wording.state_word(state)


@register.filter
def time_state(duty: Any, now: datetime) -> str:
    """`{{ duty|time_state:now }}`: over, soon, run, met, late or off."""
    return clocks.state_of(duty, now)

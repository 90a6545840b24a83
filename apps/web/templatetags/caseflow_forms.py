"""Fields, errors and lists: the parts that hold no clock."""

from typing import Any

from django import template
from django.core.exceptions import ValidationError
from django.forms import BoundField, FileInput, HiddenInput, widgets
from django.template.context import Context

from apps.web import wording

register = template.Library()

CLASSES = {"select": "form-select", "input": "form-control", "textarea": "form-control"}


@register.inclusion_tag("components/field.html")
def field(
    bound: BoundField, hint: str | None = None, label: str = "", rows: int = 0, placeholder: str = ""
) -> dict[str, Any]:
    """A form field whole: label, hint, error above the control, the control with its ARIA ties.

    `hint=""` drops the field's own help text.
    """
    kind = field_kind(bound)
    errors = [refusal(error) for error in bound.errors.as_data()] if bound.errors else []
    attrs: dict[str, Any] = {"class": control_class(kind, bool(errors))}
    hint = bound.help_text if hint is None else hint
    described = [f"{bound.auto_id}_helptext"] if hint else []
    described += [f"{bound.auto_id}_error"] if errors else []
    if described and kind != "picks":
        attrs["aria-describedby"] = " ".join(described)
    attrs["placeholder"] = placeholder or False  # a library's placeholder would repeat the label
    attrs["maxlength"] = False  # a browser would cut what is pasted without a word: the form says it is too long
    if rows:
        attrs["rows"] = rows
    if bound.field.required and kind not in ("picks", "check", "when"):
        attrs["required"] = True
    return {
        "field": bound,
        "kind": kind,
        "control": "" if kind == "picks" else bound.as_widget(attrs=attrs),
        "label": label or bound.label,
        "hint": hint,
        "errors": errors,
        "described": " ".join(described),
        "optional": not bound.field.required
        and not getattr(bound.field, "is_needed", False)
        and kind not in ("check", "picks"),
        "needed_when": getattr(bound.field, "needed_when", ""),
    }


def field_kind(bound: BoundField) -> str:
    """hidden, check, picks, file, when, select, textarea or input."""
    widget = bound.field.widget
    if isinstance(widget, HiddenInput):
        return "hidden"
    if isinstance(widget, widgets.RadioSelect | widgets.CheckboxSelectMultiple):
        return "picks"
    if isinstance(widget, widgets.CheckboxInput):
        return "check"
    if isinstance(widget, FileInput):
        return "file"
    if getattr(widget, "is_when", False):
        return "when"
    if isinstance(widget, widgets.Select):
        return "select"
    return "textarea" if isinstance(widget, widgets.Textarea) else "input"


def control_class(kind: str, invalid: bool) -> str:
    """The kit's class of a control."""
    name = "form-check-input" if kind == "check" else CLASSES.get(kind, "form-control")
    return f"{name} is-invalid" if invalid else name


def refusal(error: ValidationError) -> dict[str, Any]:
    """An error as the page shows it: its words and, when a rule refuses, the rule's code and article."""
    params = error.params if isinstance(error.params, dict) else {}
    rule = params.get("rule") or ""
    return {"text": " ".join(error.messages), "rule": rule, "article": wording.article(rule) if rule else ""}


@register.inclusion_tag("components/errors.html")
def errors(*forms: Any) -> dict[str, Any]:
    """The summary of all errors with links to their fields, in their order, at the top of the page."""
    items: list[dict[str, Any]] = []
    typed = False
    for form in forms:
        if form is None or not form.is_bound:
            continue
        typed = typed or any(not isinstance(form.fields[name].widget, HiddenInput) for name in form.changed_data)
        order = {name: place for place, name in enumerate(form.fields)}
        for name, found in sorted(form.errors.as_data().items(), key=lambda one: order.get(one[0], -1)):
            bound = form[name] if name in form.fields else None
            items += [{"field": bound, "lead": lead(bound), **refusal(error)} for error in found]
    return {"items": items, "typed": typed}


def lead(bound: BoundField | None) -> str:
    """What is said before an error of the summary: `Surname: `, `Where do you live? `; of a label that is a sentence
    of its own, as beside a box to tick, the short name that its field may have."""
    label = str(getattr(bound.field, "short_name", "") or bound.label) if bound else ""
    if not label or label.endswith("."):
        return ""
    return f"{label} " if label.endswith("?") else f"{label}: "


@register.inclusion_tag("components/confirm.html")
def confirm(
    name: str,
    label: str,
    url: str,
    heading: str,
    act: str,
    text: str = "",
    icon: str = "",
    primary: bool = False,
) -> dict[str, Any]:
    """A button that asks before it acts: a dialog, or the page at `url` where there is no script."""
    values = {"id": name, "label": label, "url": url, "heading": heading, "act": act, "text": text}
    return values | {"icon": icon, "primary": primary}


@register.inclusion_tag("components/pager.html")
def pager(page: Any) -> dict[str, Any]:
    """Previous and next of a list read by key: previous_url, next_url and, if counted, count and cap."""
    get = page.get if isinstance(page, dict) else lambda name, default=None: getattr(page, name, default)
    count = get("count")
    return {
        "previous_url": get("previous_url"),
        "next_url": get("next_url"),
        "count": None if count is None else wording.number(count, cap=get("cap") or 1000),
    }


@register.inclusion_tag("components/sort_header.html", takes_context=True)
def sort_header(context: Context, key: str, label: str, css: str = "") -> dict[str, Any]:
    """A column heading that sorts by `key` (`?sort=key`, again `?sort=-key`)."""
    query = context["request"].GET.copy()
    current = query.get("sort", "")
    query["sort"] = f"-{key}" if current == key else key
    for name in ("after", "before"):
        query.pop(name, None)
    direction = {key: "ascending", f"-{key}": "descending"}.get(current, "")
    return {"url": f"?{query.urlencode()}", "label": label, "direction": direction, "css": css}

"""What the sender looks over before sending: each answer in words, with the screen on which it is changed."""

from dataclasses import dataclass
from typing import Any

from apps.complaints.checks import plain
from apps.web.intake import steps
from apps.web.intake.draft import Draft


@dataclass(frozen=True)
class Line:
    """A question and what was answered; `step`: where to change it."""

    label: str
    text: str
    step: str


def lines(draft: Draft) -> list[Line]:
    """Everything that was answered, in the order it was asked."""
    found = []
    for step in steps.way(draft):
        form = steps.filled(step, draft)
        for name in form.fields if form else ():
            text = _words(form, name, draft) if name != "find" else ""
            if text:
                found.append(Line(str(form.fields[name].label), text, step.name))
    return found


def _words(form: Any, name: str, draft: Draft) -> str:
    """An answer as the page shows it: chosen words for a choice, what was typed for the rest."""
    said = draft.all(name)
    if name == "bodies" and not said:
        return ""
    choices = getattr(form.fields[name], "choices", None)
    if choices is None:
        return plain(draft.get(name))
    words = {}
    for value, label in choices:
        for one, spoken in label if isinstance(label, list | tuple) else [(value, label)]:
            words[str(one)] = str(spoken)
    return "; ".join(words[one] for one in said if one in words)

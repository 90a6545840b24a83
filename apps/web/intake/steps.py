"""The order of the questions: which screen comes after which, for the letter as it stands."""

from collections.abc import Callable
from dataclasses import dataclass

from apps.complaints.states import Safety
from apps.web.intake import forms
from apps.web.intake.adults import AdultForm
from apps.web.intake.draft import Draft

CHILD, ADULT = "CHILD", "ADULT"
FILES, REVIEW = "files", "review"


def _always(draft: Draft) -> bool:
    return True


def _in_danger(draft: Draft) -> bool:
    return draft.get("safety") == Safety.IN_DANGER


def _has_districts(draft: Draft) -> bool:
    return bool(forms.districts(draft.get("region")))


def _wants_contact(draft: Draft) -> bool:
    return draft.get("way") in ("PHONE", "EMAIL")


@dataclass(frozen=True)
class Step:
    """One screen. `place`: how far it is on the way; `form`: None for a screen that only says something."""

    name: str
    place: int
    form: type[forms.StepForm] | None = None
    is_asked: Callable[[Draft], bool] = _always

    @property
    def template(self) -> str:
        return f"intake/steps/{self.name}.html"


WAYS: dict[str, tuple[Step, ...]] = {
    CHILD: (
        Step("safe", 1, forms.SafeForm), Step("danger", 1, None, _in_danger), Step("tell", 2, forms.TextForm),
        Step("who", 3, forms.WhoForm), Step("where", 4, forms.WhereForm),
        Step("district", 4, forms.DistrictForm, _has_districts), Step("answer", 5, forms.AnswerForm),
        Step("contact", 5, forms.ContactForm, _wants_contact), Step("name", 6, forms.NameForm), Step(FILES, 7),
        Step(REVIEW, 8),
    ),
    ADULT: (Step("adult", 1, AdultForm), Step("danger", 1, None, _in_danger), Step(REVIEW, 2)),
}  # fmt: skip


def way(draft: Draft) -> list[Step]:
    """The screens of this letter."""
    return [step for step in WAYS.get(draft.who, ()) if step.is_asked(draft)]


def present(draft: Draft) -> Step | None:
    """The screen the letter is at; None at the very beginning."""
    return next((step for step in way(draft) if step.name == draft.step), None)


def go_on(draft: Draft) -> None:
    names = [step.name for step in way(draft)]
    draft.step = names[min(names.index(draft.step) + 1, len(names) - 1)]


def go_back(draft: Draft) -> None:
    names = [step.name for step in way(draft)]
    at = names.index(draft.step) if draft.step in names else 0
    draft.step = names[at - 1] if at else "start"


def go_to(draft: Draft, name: str) -> None:
    """Straight to a screen, such as from the last one to what is to be changed."""
    if name in [step.name for step in way(draft)]:
        draft.step = name


def filled(step: Step, draft: Draft) -> forms.StepForm | None:
    """The form of a screen with what was said so far."""
    return step.form(draft.data, draft=draft) if step.form else None


def first_wrong(draft: Draft) -> str:
    """The first screen whose answers do not stand; empty when all do."""
    for step in way(draft):
        form = filled(step, draft)
        if form is not None and not form.is_valid():
            return step.name
    return ""


def step_of(field: str, draft: Draft) -> str:
    """The screen that asks for a field; the last one for what no screen asks."""
    for step in way(draft):
        form = filled(step, draft)
        if form is not None and field in form.fields:
            return step.name
    return FILES if field == "files" and draft.who == CHILD else REVIEW

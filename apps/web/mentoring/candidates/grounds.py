"""The fourteen grounds as a picture: a row a ground, a column a person, each cell with its paper and what to do."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.mentoring import dated
from apps.mentoring.checks.grounds import rule_of, suffices
from apps.mentoring.checks.progress import Line, LineState, Progress
from apps.mentoring.models import Candidate, Ground, GroundCheck, HouseholdMember
from apps.web.mentoring.candidates import words

DETAILS = dict(GroundCheck.Detail.choices)


@dataclass(frozen=True)
class Cell:
    """One answer; `line` None where the ground does not reach the person. `url` records a newer one."""

    line: Line | None
    person: str
    state: str = "off"
    icon: str = ""
    word: str = ""
    detail: str = ""
    url: str = ""
    paper: int | None = None


@dataclass(frozen=True)
class Row:
    """One ground; `is_quiet` is the ninth, of which nothing is asked of anybody."""

    ground: int
    label: str
    rule: str
    cells: list[Cell]
    is_quiet: bool = False


def matrix(
    progress: Progress, *, may_record: bool, may_keep: bool, papers: Collection[int] | None = None
) -> dict[str, Any]:  # fmt: skip
    """The heads of the columns and a row for each ground. `papers`: ids of those that may be opened, None for all.
    Queries nothing."""
    reached = [member for member in progress.household if _asked(progress, member)]
    people = [None, *reached]
    lines = {(line.ground, line.member.pk if line.member else None): line for line in progress.lines}
    heads = [_("Candidate"), *(str(member.get_relation_display()).capitalize() for member in reached)]
    rows = []
    for ground in Ground:
        cells = []
        for head, member in zip(heads, people, strict=True):
            line = lines.get((ground.value, member.pk if member else None))
            url = record_url(progress.candidate, line, may_record=may_record, may_keep=may_keep) if line else ""
            cell = _cell(line, head, url, progress)
            cells.append(cell if papers is None or cell.paper in papers else replace(cell, paper=None))
        rows.append(Row(ground.value, str(ground.label), rule_of(ground), cells, ground == Ground.NINTH))
    named = [{"head": head, "name": member.name if member else ""} for head, member in zip(heads, people, strict=True)]
    return {"heads": named, "rows": rows}


def record_url(candidate: Candidate, line: Line, *, may_record: bool, may_keep: bool) -> str:
    """Where a newer answer is recorded; empty when the reader may not, or nothing is to be recorded."""
    if line.state in (LineState.NOT_ASKED, LineState.NOT_NEEDED) or not may_record:
        return ""
    if line.ground == Ground.TRAINING:
        return reverse("mentoring:training") if may_keep else ""
    if line.ground == Ground.INCOME:
        return reverse("mentoring:candidate_income", args=[candidate.number]) if may_keep else ""
    url = reverse("mentoring:candidate_check", args=[candidate.number, line.ground])
    return f"{url}?member={line.member.pk}" if line.member else url


def income_of(candidate: Candidate, progress: Progress) -> dict[str, Any] | None:
    """The newest income against the minimum of the day, as a bar with a mark; None before the first."""
    newest = candidate.incomes.order_by("-pk").first()
    if newest is None:
        return None
    minimum = dated.minimum_on(progress.on)
    tenge = minimum.tenge if minimum else 0
    widest = max(newest.monthly, tenge, 1) * 1.1
    return {
        "income": newest, "minimum": minimum, "state": "met" if suffices(newest, progress.on) else "over",
        "width": f"{100 * newest.monthly / widest:.1f}%", "mark": f"{100 * tenge / widest:.1f}%",
    }  # fmt: skip


def missing_of(progress: Progress, *, may_record: bool, may_keep: bool) -> list[dict[str, Any]]:
    """What is still to be done, bars first, then what ran out, then what was never asked."""
    order: dict[str, int] = {LineState.BARRED: 0, LineState.EXPIRED: 1, LineState.OPEN: 2}
    found = sorted((line for line in progress.lines if not line.is_settled), key=lambda line: order[line.state])
    items = []
    for line in found:
        state, icon = words.LINE_LOOKS[line.state]
        whose = f"{line.member.get_relation_display()}: " if line.member else ""
        items.append({
            "line": line, "state": state, "icon": icon, "what": f"{whose}{line.what}",
            "url": record_url(progress.candidate, line, may_record=may_record, may_keep=may_keep),
        })  # fmt: skip
    return items


def _asked(progress: Progress, member: HouseholdMember) -> bool:
    return any(line.member and line.member.pk == member.pk for line in progress.lines)


def _cell(line: Line | None, person: str, url: str, progress: Progress) -> Cell:
    if line is None:
        return Cell(None, person)
    state, icon = words.look_of(line, progress.on)
    word = str(LineState(line.state).label)
    detail = str(DETAILS.get(line.detail, "")) if line.detail else ""
    return Cell(line, person, state, icon, word, detail, url, line.paper_id)

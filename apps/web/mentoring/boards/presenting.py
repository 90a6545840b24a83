"""The board of an organisation, a guardianship body or a home in words, colours and links."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, npgettext_lazy

from apps.accounts.models import User
from apps.core.localtime import local_day
from apps.mentoring.boards.own import CAP, MONTHS, Board, Reports, Waiting
from apps.mentoring.models import Agreement, Clearance, Meeting, QuarterlyReport
from apps.mentoring.states import AssignmentState, CandidateState, MeetingState, ReportState
from apps.web import formats, wording
from apps.web.mentoring.boards.charts import Item, bars, columns
from apps.web.mentoring.boards.sections import url_of
from apps.web.mentoring.candidates.words import renewed_by

C = CandidateState
STAGES = (
    (gettext_lazy("Applied, to be advised"), (C.APPLIED,), "run", "applied"),
    (gettext_lazy("Advised, the household to be declared"), (C.ADVISED,), "run", "advised"),
    (gettext_lazy("Being checked and trained"), (C.CHECKING, C.RETURNED), "run", "checking"),
    (gettext_lazy("Before the guardianship body"), (C.REVIEW,), "soon", "review"),
    (gettext_lazy("Cleared"), (C.CLEARED,), "met", "cleared"),
    (gettext_lazy("Clearance suspended"), (C.SUSPENDED,), "over", "suspended"),
)
PAIRS = (
    (AssignmentState.ACTIVE, gettext_lazy("Mentoring goes on"), "met"),
    (AssignmentState.TRIAL, gettext_lazy("Trial meetings"), "run"),
    (AssignmentState.SUSPENDED, gettext_lazy("Suspended"), "over"),
)
MEETINGS = (
    (MeetingState.HELD, gettext_lazy("held"), "met"),
    (MeetingState.PLANNED, gettext_lazy("planned"), "run"),
    (MeetingState.ASKED, gettext_lazy("waits for consent"), "soon"),
    (MeetingState.MISSED, gettext_lazy("missed"), "over"),
)
TILES: dict[str, Any] = {
    "suspended": npgettext_lazy("tile", "clearance suspended", "clearances suspended"),
    "to_answer": npgettext_lazy("tile", "proposal to answer", "proposals to answer"),
    "expiring": npgettext_lazy("tile", "clearance that runs out soon", "clearances that run out soon"),
    "to_advise": npgettext_lazy("tile", "applicant to advise", "applicants to advise"),
    "to_confirm": npgettext_lazy("tile", "agreement to confirm", "agreements to confirm"),
    "to_hand_in": npgettext_lazy("tile", "report to hand in", "reports to hand in"),
    "to_decide": npgettext_lazy("tile", "candidate to decide on", "candidates to decide on"),
    "without_mentor": npgettext_lazy("tile", "child without a mentor", "children without a mentor"),
    "with_mentor": npgettext_lazy("tile", "child with a mentor", "children with a mentor"),
    "to_begin": npgettext_lazy(
        "tile", "pair whose trial meetings are to begin", "pairs whose trial meetings are to begin"
    ),
    "to_accept": npgettext_lazy("tile", "report to accept", "reports to accept"),
    "outings": npgettext_lazy("tile", "outing to decide on", "outings to decide on"),
    "unheard": npgettext_lazy(
        "tile", "child not asked yet whether a mentor is wanted", "children not asked yet whether a mentor is wanted"
    ),
    "cleared": npgettext_lazy("tile", "cleared mentor", "cleared mentors"),
    "waiting": npgettext_lazy(
        "tile", "child of ten or more without a mentor", "children of ten and more without a mentor"
    ),
}  # fmt: skip
"""What a figure counts, in the form that goes with it."""
UNDER = {"with_mentor": gettext_lazy("mentoring goes on or trial meetings are held; pairs at rest are not counted")}
"""How a figure is defined where its words alone do not say it."""
WISHES = {
    "YES": ("met", "check", gettext_lazy("wants a mentor")),
    "NO": ("off", "off", gettext_lazy("wants none")),
    "LATER": ("run", "clock", gettext_lazy("not now, perhaps later")),
    None: ("soon", "soon", gettext_lazy("not asked yet")),
}


def context_of(board: Board, user: User) -> dict[str, Any]:
    """Context of `mentoring/boards/{organisation,body,home}.html`; `now` and `first` come from the view."""
    today = local_day(board.at)
    return {
        "board": board, "tiles": tiles(board), "pairs": pairs(board), "stages": stages(board),
        "week": week(board, today), "week_url": url_of("meetings"),
        "week_legend": [{"state": state, "label": label} for _state, label, state in MEETINGS],
        "expiring": [_expiring(one, board.at) for one in board.expiring], "expiring_url": url_of("candidates_expiring"),
        "waiting": board.waiting and waiting(board.waiting, today, user), "waiting_url": url_of("waiting"),
        "wanted": bars([(body.name, n, "soon" if n else "off", "") for body, n in board.wanted]),
        "agreements": board.agreements and _agreements(board), "agreements_url": url_of("agreements"),
        "reports": board.reports and _reports(board.reports, board.post), "reports_url": url_of("reports"),
        "asked": [_outing(one) for one in board.asked],
    }  # fmt: skip


def tiles(board: Board) -> list[dict[str, Any]]:
    """What waits for the post, as figures that lead there; what holds up a child's mentoring first."""
    found = {"organisation": _of_organisation, "body": _of_body, "home": _of_home}[board.post](board)
    return [
        {
            "label": TILES[name] % n,
            "figure": wording.number(n, cap=CAP),
            "url": url,
            "state": state if n else "",
            "under": UNDER.get(name, ""),
        }
        for name, n, state, url in found
    ]


def _of_organisation(board: Board) -> list[tuple[str, int, str, str]]:
    agreements, reports = board.agreements, board.reports
    return [
        ("suspended", board.candidates.get(C.SUSPENDED, 0), "over", _candidates("suspended")),
        ("to_answer", board.to_answer, "soon", url_of("proposals")),
        ("expiring", board.expiring_count, "soon", url_of("candidates_expiring")),
        ("to_advise", board.candidates.get(C.APPLIED, 0), "soon", _candidates("applied")),
        ("to_confirm", agreements.to_confirm if agreements else 0, "soon", url_of("agreements")),
        ("to_hand_in", reports.to_do if reports else 0, "soon", url_of("reports")),
    ]  # fmt: skip


def _of_body(board: Board) -> list[tuple[str, int, str, str]]:
    agreements, reports, waits = board.agreements, board.reports, board.waiting
    return [
        ("to_decide", board.candidates.get(C.REVIEW, 0), "soon", _candidates("review")),
        ("suspended", board.candidates.get(C.SUSPENDED, 0), "over", _candidates("suspended")),
        ("without_mentor", waits.count if waits else 0, "soon", url_of("waiting")),
        ("to_begin", board.to_begin, "soon", url_of("proposals")),
        ("to_confirm", agreements.to_confirm if agreements else 0, "soon", url_of("agreements")),
        ("to_accept", reports.to_do if reports else 0, "soon", url_of("reports")),
    ]  # fmt: skip


def _of_home(board: Board) -> list[tuple[str, int, str, str]]:
    waits = board.waiting
    return [
        ("outings", board.asked_count, "soon", url_of("meetings")),
        ("with_mentor", board.with_mentor, "met", url_of("assignments")),
        ("without_mentor", waits.count if waits else 0, "soon", url_of("waiting")),
        ("unheard", waits.unheard if waits else 0, "soon", url_of("waiting")),
    ]  # fmt: skip


def stages(board: Board) -> list[dict[str, Any]]:
    """Candidates and mentors by stage, each bar with its list."""
    rows = []
    for label, states, colour, tab in STAGES:
        n = sum(board.candidates.get(state, 0) for state in states)
        rows.append((label, n, colour if n else "off", _candidates(tab)))
    return bars(rows)


def pairs(board: Board) -> list[dict[str, Any]]:
    """Mentors and children by how it goes on."""
    found = [(label, board.pairs.get(state, 0), colour) for state, label, colour in PAIRS]
    return bars([(label, n, colour if n else "off", url_of("assignments")) for label, n, colour in found])


def week(board: Board, today: date) -> Any:
    """Meetings of the week by day, as columns."""
    items, said = [], []
    for day, states in board.week.items():
        total = sum(states.values())
        values = [(colour, states.get(state, 0)) for state, _label, colour in MEETINGS]
        items.append(Item(formats.weekday_name(day, short=True), str(total or ""), values, day == today))
        if total:
            said.append(f"{formats.weekday_name(day)}: {total}")
    return columns(", ".join([_("Meetings this week"), *said]), items)


def waiting(found: Waiting, today: date, user: User) -> dict[str, Any]:
    """Children who wait: by how long, and the first of them."""
    words = [ngettext("up to %(n)s day", "up to %(n)s days", MONTHS[0]) % {"n": MONTHS[0]}]
    words += [_("%(from)s to %(to)s days") % {"from": MONTHS[no], "to": MONTHS[no + 1]} for no in range(2)]
    words.append(_("more than %(n)s days") % {"n": MONTHS[-1]})
    colours = ("run", "run", "soon", "over")
    rows = [(word, n, colour if n else "off", "") for word, n, colour in zip(words, found.spans, colours, strict=True)]
    return {
        "count": found.count, "unheard": found.unheard, "bars": bars(rows),
        "rows": [_child(one, today, user) for one in found.first],
    }  # fmt: skip


def _child(child: Any, today: date, user: User) -> dict[str, Any]:
    state, icon, word = WISHES[child.wants]
    days = (today - child.waits_since).days
    said = _("waits %(days)s, %(wish)s") % {"days": formats.days(days), "wish": word}
    url = url_of("match", child.number) if child.guardianship_id == user.agency.pk else ""
    return {"child": child, "state": state, "icon": icon, "said": said, "url": url}


def _expiring(clearance: Clearance, now: datetime) -> dict[str, Any]:
    due_at = renewed_by(clearance)
    return {
        "candidate": clearance.candidate, "until": clearance.valid_until, "said": formats.left(due_at, now),
        "state": "over" if due_at - now < timedelta(days=7) else "soon",
        "url": url_of("candidate", clearance.candidate.number),
    }  # fmt: skip


def _agreements(board: Board) -> dict[str, Any]:
    found = board.agreements
    side = "body" if board.post == "organisation" else "organisation"
    rows = [_agreement(one, side, "soon", _("waits for your confirmation")) for one in found.mine]
    for one in found.ending:
        until = _("ends on %(day)s") % {"day": formats.numeric_date(one.ends_on)} if one.ends_on else ""
        rows.append(_agreement(one, side, "soon", until))
    return {"rows": rows, "in_force": found.in_force, "theirs": found.theirs}


def _agreement(one: Agreement, side: str, state: str, said: str) -> dict[str, Any]:
    name = one.body.name if side == "body" else one.organisation.agency.name
    return {"number": one.number, "name": name, "state": state, "said": said, "url": url_of("agreement", one.number)}


def _reports(found: Reports, post: str) -> dict[str, Any]:
    return {
        "quarter": str(found.quarter), "missing": found.missing,
        "rows": [_report(one, post) for one in found.rows],
    }  # fmt: skip


def _report(one: QuarterlyReport, post: str) -> dict[str, Any]:
    waits = one.state in (ReportState.DRAFT, ReportState.RETURNED)
    return {
        "number": one.number, "quarter": str(one.period), "due_at": one.due_at if waits else None,
        "name": one.body.name if post == "organisation" else one.organisation.name,
        "state": "soon" if waits or post == "body" else "run", "word": one.get_state_display(),
        "url": url_of("report", one.number),
    }  # fmt: skip


def _outing(one: Meeting) -> dict[str, Any]:
    missing = [] if one.child_consent_at else [_("the child's consent")]
    missing += [] if one.head_consent_at else [_("the head's consent")]
    return {"meeting": one, "missing": ", ".join(missing), "url": url_of("meeting", one.number)}


def _candidates(tab: str) -> str:
    return f"{url_of('candidates')}?tab={tab}"

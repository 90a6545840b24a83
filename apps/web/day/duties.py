"""The duties of one person as rows of My day: what to do, about what, and the one act that meets it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import BigIntegerField, Case, Exists, F, OuterRef, Q, QuerySet, When
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.access import allows
from apps.accounts.permissions import Perm
from apps.casework.clocks import SUBJECTS as CASE_SUBJECTS
from apps.casework.models import Step
from apps.casework.policies import keeps_cases
from apps.casework.staffing import stands_in_for
from apps.core.localtime import day_end, local_day
from apps.core.subjects import SUBJECTS
from apps.documents.models import Paper, PaperVersion
from apps.incidents.models import Incident
from apps.incidents.states import State
from apps.obligations.models import Obligation
from apps.people.models import Child
from apps.web.day import appeals, mentoring
from apps.web.incidents.about import kind_name
from apps.web.incidents.words import role_name

SHOWN = 200
DAYS = 3
URGENT = "caseflow.appeal.urgent"
GROUPS: dict[str, tuple[Any, str, str]] = {
    "danger": (gettext_lazy("A child is in danger"), "over", "alert"),
    "over": (gettext_lazy("Overdue"), "over", "alert"),
    "today": (gettext_lazy("Today"), "soon", "soon"),
    "three": (gettext_lazy("The next three days"), "run", "clock"),
    "later": (gettext_lazy("Later"), "", ""),
}
INFORM, ACKNOWLEDGE = "NOTICE_DELIVERED", "NOTICE_ACKNOWLEDGED"
STEP = "case_step"
ACTS: dict[str, tuple[Any, Any]] = {
    "ASSISTANCE_PLAN_RECORDED": (gettext_lazy("Record the plan of assistance"), gettext_lazy("Record the plan")),
    "CHILD_DATABANK_REGISTERED": (gettext_lazy("Enter the child in the data bank"), gettext_lazy("Record the entry")),
}


@dataclass
class Row:
    """One thing to do: several duties to tell about one incident that end together are one row."""

    duties: list[Obligation]
    title: str = ""
    url: str = ""
    act: str = ""
    act_url: str = ""
    post: bool = False
    primary: bool = False
    meta: list[str] = field(default_factory=list)

    @property
    def duty(self) -> Obligation:
        return self.duties[0]


def owed_by(user: Any, now: datetime) -> QuerySet[Obligation]:
    """Duties of the post whose page the person may open. Of those of cases only one's own, those of people one stands
    in for, and, for those who supervise, what no officer owes: a body has hundreds of cases, and a day is one
    person's. So with meetings of mentors (`mentoring.of_person`)."""
    duties = Obligation.objects.visible_to(user).filter(_opens_to(user), mentoring.of_person(user, now))
    if not keeps_cases(user):
        return duties
    people = {user.pk} | stands_in_for(user, local_day(now))
    personal = Q(author__in=people)
    if allows(user, Perm.SUPERVISE_CASES):
        personal |= Q(author__isnull=True)
    return duties.filter(~Q(subject_kind__in=CASE_SUBJECTS) | personal)


def _opens_to(user: Any) -> Q:
    """Duties about what the person may open: those of a file and its papers need the file, a review its permission."""
    file = Child.objects.visible_to(user).filter(pk=OuterRef("subject_id"))
    paper = PaperVersion.objects.filter(pk=OuterRef("subject_id"), paper__in=Paper.objects.visible_to(user))
    others = ~Q(subject_kind__in=("child", "paper", *(() if allows(user, Perm.REVIEW_ACCESS) else ("emergency",))))
    return others | Q(Exists(file), subject_kind="child") | Q(Exists(paper), subject_kind="paper")


def soonest(user: Any, now: datetime) -> list[Obligation]:
    """The open duties of the post, soonest first, at most two hundred."""
    mine = owed_by(user, now).open().soonest_first()
    return list(mine.select_related("rule", "party", "notice__sender")[:SHOWN])


def count_near(user: Any, now: datetime, cap: int) -> int:
    """How many rows My day shows above "Later", counted at most to one above `cap`."""
    near = owed_by(user, now).open().filter(due_at__lte=horizon(now))
    alone = Case(When(rule__met_on=INFORM, then=None), default=F("pk"), output_field=BigIntegerField())
    return near.values("subject_kind", "subject_id", "due_at", alone=alone).distinct()[: cap + 1].count()


def group_of(duty: Obligation, now: datetime) -> str:
    """danger, over, today, three or later."""
    if duty.rule.code == URGENT:
        return "danger"
    if duty.due_at < now:
        return "over"
    days = (local_day(duty.due_at) - local_day(now)).days
    return "today" if days <= 0 else "three" if days <= DAYS else "later"


def rows(duties: list[Obligation], user: Any) -> list[Row]:
    """The duties as rows in their order, with words from the incidents they are about."""
    together: dict[tuple, list[Obligation]] = {}
    for duty in duties:
        alone = duty.pk if duty.rule.met_on != INFORM else None
        together.setdefault((duty.subject_kind, duty.subject_id, duty.due_at, alone), []).append(duty)
    incidents, steps, abouts = _incidents(duties, user), _steps(duties), mentoring.abouts(duties, user)
    abouts |= appeals.abouts(duties, user)
    made = [_row(group, incidents, steps, user) for group in together.values()]
    for row in made:
        row.meta += abouts.get((row.duty.subject_kind, row.duty.subject_no), [])
    made.sort(key=lambda row: row.duty.rule.code != URGENT)
    for row in made[:1]:
        row.primary = True
    return made


def count_by_group(duties: Iterable[Row], now: datetime) -> dict[str, int]:
    counts = dict.fromkeys(GROUPS, 0)
    for row in duties:
        counts[group_of(row.duty, now)] += 1
    return counts


def horizon(now: datetime) -> datetime:
    """The end of the third day from today."""
    return day_end(local_day(now) + timedelta(days=DAYS))


def _incidents(duties: list[Obligation], user: Any) -> dict[int, Incident]:
    ids = {duty.subject_id for duty in duties if duty.subject_kind == "incident"}
    seen = Incident.objects.visible_to(user).filter(pk__in=ids).prefetch_related("concerned__child")
    return {incident.pk: incident for incident in seen}


def _steps(duties: list[Obligation]) -> dict[int, str]:
    """What is to be done by the steps of plans among the subjects."""
    ids = {duty.subject_id for duty in duties if duty.subject_kind == STEP}
    return dict(Step.objects.filter(pk__in=ids).values_list("pk", "text")) if ids else {}


def _row(group: list[Obligation], incidents: dict[int, Incident], steps: dict[int, str], user: Any) -> Row:
    duty = group[0]
    incident = incidents.get(duty.subject_id) if duty.subject_kind == "incident" else None
    row = Row(group, title=duty.rule.title, url=SUBJECTS.path(duty.subject_kind, duty.subject_no))
    if incident:
        row.meta = [kind_name(incident), ", ".join(one.child.number for one in incident.concerned.all() if one.child)]
    elif duty.subject_kind == STEP and duty.subject_id in steps:
        row.meta = [steps[duty.subject_id]]
    if duty.rule.met_on == INFORM:
        _inform(row, incident)
    elif duty.rule.met_on == ACKNOWLEDGE and duty.notice:
        _acknowledge(row, user)
    elif duty.rule.met_on in ACTS and incident:
        row.title, row.act = (str(text) for text in ACTS[duty.rule.met_on])
        row.act_url = reverse("incidents:follow_up", args=[incident.number])
    elif duty.rule.met_on == "CHILD_DATABANK_REGISTERED" and duty.subject_kind == "child":
        row.title, row.act = (str(text) for text in ACTS[duty.rule.met_on])
        row.act_url = reverse("children:databank", args=[duty.subject_no])
    elif duty.subject_kind in appeals.KINDS:
        row.act, row.act_url, row.url = appeals.act_of(duty)
    elif duty.subject_kind in mentoring.KINDS and duty.rule.met_on in mentoring.ACTS:
        row.act, row.act_url = mentoring.act_of(duty)
    else:
        row.act = _("Open")
    return row


def _inform(row: Row, incident: Incident | None) -> None:
    names = list(dict.fromkeys(role_name(duty.role) for duty in row.duties if duty.role))
    names = names or [role_name(role) for role in row.duty.rule.recipients]
    either = _(" or ") if row.duty.rule.recipient_rule == "ANY" else ", "
    row.title = _("Tell: %(who)s") % {"who": either.join(names)}
    row.act = _("Open")
    if incident and incident.state == State.DRAFT:
        row.act, row.act_url = _("Finish and send"), reverse("incidents:edit", args=[incident.number])


def _acknowledge(row: Row, user: Any) -> None:
    notice = row.duty.notice
    row.title = _("Acknowledge the notice")
    row.url = reverse("notices:detail", args=[notice.number])
    row.meta.append(notice.sender.name)
    row.act = _("Open")
    if allows(user, Perm.ACKNOWLEDGE_NOTICES):
        row.act, row.post = _("Acknowledge"), True
        row.act_url = reverse("notices:acknowledge", args=[notice.number])

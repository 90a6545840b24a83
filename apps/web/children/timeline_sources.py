"""What a child's line of time is made of. To add to it: one `Source` in `SOURCES`, limited to what the reader sees.

The order of SOURCES is the order of events of one instant; append, so that addresses of pages stay good.
"""

from typing import Any

from django.db.models import BigIntegerField, Q, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from apps.audit.models import LedgerEntry
from apps.care.models import Placement
from apps.core.localtime import local_day
from apps.documents.models import Paper, PaperVersion
from apps.incidents.models import Incident
from apps.matching.models import Merge
from apps.mentoring.models import Assignment
from apps.obligations.models import Obligation
from apps.people.models import (
    Child,
    ChildCategory,
    ChildName,
    HealthRecord,
    Kinship,
    Note,
    ParentStatus,
    Schooling,
)
from apps.people.papers import papers_of
from apps.people.secrecy import shown_kinship
from apps.people.siblings import ties_to_siblings
from apps.web.casework.story import CASEWORK
from apps.web.children import corrections
from apps.web.children.duties import duties_of
from apps.web.children.timeline import Reading, Said, Source
from apps.web.formats import numeric_date
from apps.web.matching.links import comparisons
from apps.web.mentoring.pairs.story import MATCHING

FILE = {
    "child.registered": ("edit", "run", _("The file was opened")),
    "child.corrected": ("edit", "run", _("Corrected")),
    "child.databank": ("book", "run", _("Registered in the data bank")),
    "child.transferred": ("send", "run", _("The file was handed over to another guardianship body")),
    "child.merged": ("same", "run", _("Another file of the same child was merged with this one")),
    "child.unmerged": ("same", "off", _("The merging of two files was undone")),
    "child.emergency_opened": ("alert", "soon", _("The file was opened in an emergency")),
    "child.consent_recorded": ("check", "met", _("Consent to see the identity was recorded")),
    "child.consent_withdrawn": ("off", "off", _("Consent to see the identity was withdrawn")),
    "child.summary_printed": ("print", "off", _("The summary was printed")),
}
"""Acts on the file itself: told to the responsible body alone, but for the first."""

PARTS = {
    "category": (ChildCategory, _("Category")),
    "kinship": (Kinship, _("Relative")),
    "status": (ParentStatus, _("Ground of a parent")),
    "health": (HealthRecord, _("Health record")),
    "schooling": (Schooling, _("Education")),
    "name": (ChildName, _("Former name")),
    "note": (Note, _("Note")),
}
DONE = {
    "added": _("added"), "written": _("written"), "corrected": _("corrected"), "ended": _("brought to an end"),
    "withdrawn": _("withdrawn"),
}  # fmt: skip


def of_child(reading: Reading) -> QuerySet[LedgerEntry]:
    return LedgerEntry.objects.filter(subject_kind="child", subject_id=reading.child.pk)


def _file(reading: Reading) -> QuerySet[LedgerEntry]:
    """With how the files began that were merged into this one, for the responsible body."""
    if not reading.responsible:
        return of_child(reading).filter(verb="child.registered")
    merged = Merge.objects.standing().filter(kept=reading.child).values("absorbed")
    began = Q(subject_id__in=merged, verb="child.registered")
    mine = Q(subject_id=reading.child.pk, verb__in=FILE)
    return LedgerEntry.objects.filter(mine | began, subject_kind="child")


def _load_file(rows: list[LedgerEntry], reading: Reading) -> None:
    corrections.load(rows, reading)
    if any(row.verb in ("child.merged", "child.unmerged") for row in rows):
        reading.kept["comparisons"] = comparisons(reading.child, reading.reader)


def _say_file(entry: LedgerEntry, reading: Reading) -> Said:
    icon, state, text = FILE[entry.verb]
    if entry.verb == "child.corrected":
        text = corrections.said(entry, reading) or text
    elif other := entry.data.get("other"):
        where = reading.kept.get("comparisons", {}).get(other)
        text = format_html('{}: <a class="no" href="{}">{}</a>', text, where, other) if where else f"{text}: {other}"
    elif entry.subject_id != reading.child.pk:
        text = f"{text}: {entry.subject_no}"
    return Said(icon, state, text, entry.actor_id if reading.responsible else None)


def _parts(reading: Reading) -> QuerySet[LedgerEntry]:
    """Acts on records of the file whose record the reader may see."""
    wanted = Q(pk__in=[])
    for name, (model, _label) in PARTS.items():
        seen = model.objects.visible_to(reading.reader).filter(child=reading.child)
        wanted |= Q(verb__in=[f"{name}.{done}" for done in DONE], record__in=seen.values("pk"))
    wanted |= Q(verb__startswith="kinship.", record__in=list(_named(reading)))
    verbs = [f"{name}.{done}" for name in PARTS for done in DONE]
    return of_child(reading).filter(verb__in=verbs).annotate(record=_number("record")).filter(wanted)


def _load_parts(rows: list[LedgerEntry], reading: Reading) -> None:
    for name, (model, _label) in PARTS.items():
        ids = [row.record for row in rows if row.verb.startswith(f"{name}.")]
        if ids:
            held = model.objects.select_related("relative") if model is Kinship else model.objects
            reading.kept[name] = held.in_bulk(ids)
    reading.kept["kinship"] = {**reading.kept.get("kinship", {}), **_named(reading)}


def _named(reading: Reading) -> dict[int, Kinship]:
    """What was said of sisters and brothers in either file, for the responsible body; the other may be hidden."""
    if "named" not in reading.kept:
        reading.kept["named"] = {tie.pk: tie for tie in ties_to_siblings(reading.child, reading.reader)}
    return reading.kept["named"]


def _say_part(entry: LedgerEntry, reading: Reading) -> Said:
    name, done = entry.verb.split(".")
    record = reading.kept[name].get(entry.record)
    words = ": ".join(filter(None, [str(PARTS[name][1]), _kind(record, reading)]))
    state = "off" if done in ("ended", "withdrawn") else "run"
    by = None if _is_of_other_body(record, entry, reading) else entry.actor_id
    return Said("edit", state, f"{words}. {str(DONE[done]).capitalize()}", by)


def _is_of_other_body(record: Any, entry: LedgerEntry, reading: Reading) -> bool:
    """Whether it was said, or taken back, from the file of a sister or brother: where that lies is not told."""
    of_files = isinstance(record, Kinship) and record.sibling_id
    return bool(of_files) and entry.agency_id != reading.child.guardianship_id


def _kind(record: Any, reading: Reading) -> str:
    if isinstance(record, Kinship):
        return str(shown_kinship(record, reading.secrecy).label)
    what = getattr(record, "get_kind_display", getattr(record, "get_code_display", None))
    return str(what()) if what else ""


def _stays(reading: Reading) -> QuerySet[Placement]:
    return _periods(reading, reading.child.placements)


def _mentors(reading: Reading) -> QuerySet[Assignment]:
    return _periods(reading, reading.child.assignments)


def _periods(reading: Reading, periods: Any) -> QuerySet:
    """All of them for the responsible body; others what is in force today and what was their own."""
    if reading.responsible:
        return periods.all()
    today = periods.on(local_day(reading.at)).values("pk")
    return periods.filter(Q(pk__in=today) | Q(organisation=reading.reader.agency))


MOVES = {
    "child.placed": ("home", "run", "placement", "starts_on", _("Lives in %(name)s from %(day)s")),
    "child.placement_ended": ("home", "off", "placement", "ends_on", _("Left %(name)s, last day %(day)s")),
    "child.mentor_assigned": (
        "people", "run", "assignment", "starts_on", _("Mentor: %(mentor)s, %(name)s, from %(day)s"),
    ),
    "child.mentor_ended": ("people", "off", "assignment", "ends_on", _("Mentor %(mentor)s ended, last day %(day)s")),
}  # fmt: skip


def _moves(reading: Reading) -> QuerySet[LedgerEntry]:
    """Where the child lived and who mentored it."""
    rows = of_child(reading).filter(verb__in=MOVES)
    return rows.annotate(placement=_number("placement"), assignment=_number("assignment")).filter(
        Q(placement__in=_stays(reading).values("pk")) | Q(assignment__in=_mentors(reading).values("pk"))
    )


def _load_moves(rows: list[LedgerEntry], reading: Reading) -> None:
    for name, model in (("placement", Placement), ("assignment", Assignment)):
        ids = {getattr(row, name) for row in rows} - {None}
        reading.kept[name] = model.objects.select_related("organisation").in_bulk(ids)


def _say_move(entry: LedgerEntry, reading: Reading) -> Said:
    icon, state, of, day, text = MOVES[entry.verb]
    period = reading.kept[of][getattr(entry, of)]
    words = {
        "name": period.organisation.name, "day": numeric_date(getattr(period, day)),
        "mentor": getattr(period, "mentor_name", ""),
    }  # fmt: skip
    return Said(icon, state, str(text) % words, entry.actor_id if reading.responsible else None)


def _versions(reading: Reading) -> QuerySet[PaperVersion]:
    papers = papers_of(reading.child, reading.reader)
    return PaperVersion.objects.filter(paper__in=papers.values("pk")).select_related("paper")


def _say_version(version: PaperVersion, reading: Reading) -> Said:
    paper = version.paper
    text = _("Document: {}") if version.no == 1 else _("New version of a document: {}")
    return Said("doc", "run", format_html(str(text), _paper_link(paper, reading.child)), version.by_id)


def _withdrawn(reading: Reading) -> QuerySet[Paper]:
    return papers_of(reading.child, reading.reader).filter(withdrawn_at__isnull=False)


def _say_withdrawn(paper: Paper, reading: Reading) -> Said:
    link = _paper_link(paper, reading.child)
    return Said("doc", "off", format_html(_t("Document withdrawn: {}"), link), paper.withdrawn_by_id)


def _paper_link(paper: Paper, child: Child) -> Any:
    address = reverse("children:document", args=[child.number, paper.pk])
    return format_html('<a href="{}">{}</a>', address, paper.label)


def _incidents(reading: Reading) -> QuerySet[Incident]:
    seen = Incident.objects.visible_to(reading.reader).filter(concerned__child=reading.child)
    return Incident.objects.filter(pk__in=seen.values("pk"), established_at__isnull=False)


def _say_incident(incident: Incident, _reading: Reading) -> Said:
    address = reverse("incidents:detail", args=[incident.number])
    link = format_html('<a class="no" href="{}">{}</a>', address, incident.number)
    return Said("alert", "over", format_html(_t("Incident {}: {}"), link, incident.get_kind_display()))


def _breaches(reading: Reading) -> QuerySet[Obligation]:
    """Terms that ran out, of duties the reader sees."""
    return duties_of(reading.child, reading.reader).filter(breached_at__isnull=False).select_related("rule")


def _say_breach(duty: Obligation, _reading: Reading) -> Said:
    return Said("alert", "over", _t("The term ran out: %(duty)s") % {"duty": duty.rule.title})


def _number(name: str) -> Cast:
    """A number in the data of a ledger row."""
    return Cast(KT(f"data__{name}"), BigIntegerField())


SOURCES: tuple[Source, ...] = (
    Source("file", _("The file"), _file, _say_file, load=_load_file),
    Source("file", _("The file"), _parts, _say_part, load=_load_parts),
    Source("care", _("Where the child lived, mentors"), _moves, _say_move, load=_load_moves),
    Source("papers", _("Documents"), _versions, _say_version),
    Source("papers", _("Documents"), _withdrawn, _say_withdrawn, at="withdrawn_at"),
    Source("incidents", _("Incidents"), _incidents, _say_incident, at="established_at"),
    Source("terms", _("Breached terms"), _breaches, _say_breach, at="breached_at"),
    *CASEWORK,
    *MATCHING,
)

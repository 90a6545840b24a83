"""The child's part in incidents: the whole story when it is this child's alone, else what names the child."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max, Model, QuerySet

from apps.audit.models import RowHistory
from apps.core.fields import Unreadable
from apps.incidents.models import Correction, FollowUp, Incident, IncidentChild
from apps.notices.models import Notice
from apps.people.models import Child, ChildName

TOLD = {
    Incident: (
        "description", "place", "alleged_person", "alleged_relation", "safety_measures", "reporter_name",
        "reporter_contact",
    ),
    FollowUp: ("text",),
    Correction: ("reason",),
    Notice: ("return_reason", "withdraw_reason"),
}  # fmt: skip
"""Where people write in their own words."""
NAMES = (
    "surname", "given_name", "patronymic", "surname_ru", "given_name_ru", "patronymic_ru", "surname_latin",
    "given_name_latin",
)  # fmt: skip
SHORTEST = 3
"""Shorter words are not looked for: they would hit half of every text."""
BLOT = "▮▮▮"


@dataclass
class Cleaned:
    """What became of the incidents: versions of history to erase, documents no notice needs, counts by table."""

    versions: set[int] = field(default_factory=set)
    documents: set[int] = field(default_factory=set)
    counts: dict[str, int] = field(default_factory=dict)


def clean(children: Collection[int], number: str) -> Cleaned:
    """Take these children (ids; one person) out of all incidents. Call inside an action."""
    done = Cleaned()
    concerned = IncidentChild.objects.filter(child__in=children)
    incidents = Incident.objects.filter(pk__in=concerned.values("incident"))
    others = IncidentChild.objects.exclude(child__in=children).filter(incident__in=incidents)
    shared = {row.incident_id for row in others} | {
        row.incident_id for row in IncidentChild.objects.filter(incident__in=incidents, child__isnull=True)
    }
    whole = words_of(children)
    for incident in incidents.order_by("pk"):
        if incident.pk in shared:
            besides = [row.child_id for row in others if row.incident_id == incident.pk and row.child_id]
            _blot(incident, whole - words_of(besides), done)
        else:
            _empty(incident, done)
    done.counts[IncidentChild._meta.db_table] = concerned.update(child=None, description=number)
    return done


def words_of(children: Iterable[int]) -> set[str]:
    """Every word of the names these children bear or bore, and their IINs."""
    texts: list[str] = []
    for row in Child.objects.filter(pk__in=children).values_list(*NAMES, "iin"):
        texts += [text for text in row if text and not isinstance(text, Unreadable)]
    for row in ChildName.objects.filter(child__in=children).values_list(*NAMES):
        texts += filter(None, row)
    words = {word.casefold() for text in texts for word in re.findall(r"\w+", text)}
    return {word for word in words if len(word) >= SHORTEST}


def pattern(words: Collection[str]) -> re.Pattern[str] | None:
    """Finds a word also with an ending: Ахметов in Ахметовтың."""
    if not words:
        return None
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})\w*", re.IGNORECASE)


def rows_about(incident: Incident) -> list[tuple[type[Model], QuerySet]]:
    """The incident and what people wrote around it."""
    return [
        (Incident, Incident.objects.filter(pk=incident.pk)),
        (FollowUp, FollowUp.objects.filter(incident=incident)),
        (Correction, Correction.objects.filter(incident=incident)),
        (Notice, Notice.objects.filter(subject_kind="incident", subject_id=incident.pk)),
    ]


def older(model: type[Model], ids: Collection[int]) -> QuerySet[RowHistory]:
    """All versions of these rows but the newest of each."""
    versions = RowHistory.objects.filter(table_name=model._meta.db_table, row_id__in=ids)
    newest = versions.values("row_id").annotate(newest=Max("pk")).values("newest")
    return versions.exclude(pk__in=newest)


def _empty(incident: Incident, done: Cleaned) -> None:
    for model, rows in rows_about(incident):
        ids = list(rows.values_list("pk", flat=True))
        values: dict[str, Any] = dict.fromkeys(TOLD[model], "")
        if model is Notice:
            done.documents |= set(rows.filter(proof__isnull=False).values_list("proof", flat=True))
            values["proof"] = None
        rows.update(**values)
        _count(done, model, len(ids))
        done.versions |= set(older(model, ids).values_list("pk", flat=True))


def _blot(incident: Incident, words: Collection[str], done: Cleaned) -> None:
    named = pattern(words)
    if named is None:
        return
    for model, rows in rows_about(incident):
        for row in rows:
            before = {name: getattr(row, name) for name in TOLD[model]}
            after = {name: named.sub(BLOT, text) for name, text in before.items()}
            if after != before:
                model._base_manager.filter(pk=row.pk).update(**after)
                _count(done, model, 1)
            done.versions |= {
                one.pk for one in older(model, [row.pk]) if any(named.search(str(v)) for v in one.row.values())
            }


def _count(done: Cleaned, model: type[Model], times: int) -> None:
    table = model._meta.db_table
    done.counts[table] = done.counts.get(table, 0) + times

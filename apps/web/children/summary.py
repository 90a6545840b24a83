"""One page about a child for a handover, as PDF in Kazakh or Russian. Long lists are cut and say so."""

from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.accounts.models import User
from apps.casework.models import Case
from apps.core.localtime import local_day
from apps.disclosure.opened import newest_photo
from apps.documents import previews
from apps.incidents.models import Incident
from apps.incidents.states import State
from apps.people.handout import print_summary
from apps.people.models import Child, ChildCategory, HealthRecord, Kinship, ParentStatus
from apps.people.policies import can_see_identity, is_responsible, sees_secrecy
from apps.people.secrecy import shown_kinship, shown_representative
from apps.people.siblings import siblings_of
from apps.web import births, formats
from apps.web.children.duties import duties_of
from apps.web.children.file import masked
from apps.web.children.found import finding, reaching
from apps.web.shared import get_visible_or_404, now
from apps.web.typesetting import typeset
from apps.web.wording import full_name

LANGUAGES = ("kk", "ru")
MOST = 5
"""Of each list, so that everything stays on one page."""
LONGEST = 160

Row = list[str]


@require_safe
def download(request: HttpRequest, number: str, language: str) -> HttpResponse:
    """The PDF. Printing it is noted."""
    if language not in LANGUAGES:
        raise Http404
    records = Child.objects.select_related("guardianship", "area__parent")
    child = get_visible_or_404(records, request.user, number=number)
    if not can_see_identity(request.user, child):
        raise Http404
    at = now()
    print_summary(child, language=language, by=request.user, at=at)
    answer = HttpResponse(build(child, request.user, at, language), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{child.number}-{language}.pdf"'
    return answer


def build(child: Child, reader: User, at: datetime, language: str) -> bytes:
    """The page."""
    with translation.override(language):
        data = content(child, reader, at) | {"lang": language, "photo": _photo(child, reader)}
    return typeset("summary.typ", data)


def content(child: Child, reader: User, at: datetime) -> dict[str, Any]:
    """What stands on the page, as plain texts in the active language; sections without rows are left out."""
    today = local_day(at)
    sections = [
        (_("Who the child is"), _identity(child, reader, today)),
        (_("A found child"), _filled(finding(child, reader))),
        (_("Lives in, is represented by"), _care(child, reader, today)),
        (_("Parents"), _parents(child, reader, today)),
        (_("Sisters and brothers"), _siblings(child, reader, today)),
        (_("Categories"), _categories(child, reader, today)),
        (_("Health"), _health(child, reader, today)),
        (_("Open terms and incidents"), _open(child, reader)),
        (_("Responsible"), _responsible(child, reader)),
    ]
    printed = _("Printed %(at)s by %(who)s, %(agency)s. For official use: contains personal data of a child.")
    words = {"at": formats.instant(at), "who": full_name(reader), "agency": str(reader.agency)}
    return {
        "title": _("Summary of the file %(number)s") % {"number": child.number}, "name": _cut(full_name(child)),
        "other_names": _other_names(child), "footer": printed % words, "photo_label": _("photo of the child"),
        "day": today.timetuple()[:3], "sections": [{"heading": head, "rows": rows} for head, rows in sections if rows],
    }  # fmt: skip


def _other_names(child: Child) -> str:
    """The name in the other scripts, where it is written differently."""
    spellings = [
        " ".join(filter(None, [child.surname_ru, child.given_name_ru, child.patronymic_ru])),
        " ".join(filter(None, [child.surname_latin, child.given_name_latin])),
    ]
    return _cut(" / ".join(one for one in dict.fromkeys(spellings) if one and one != child.full_name))


def _identity(child: Child, reader: User, today: date) -> list[Row]:
    known = births.Born.of_child(child)
    born = f"{known.numeric}, {births.age(child, today)}"
    if child.birth_date_is_estimated and known.precision != Child.Precision.UNKNOWN:
        born += f" ({_('estimated')})"
    iin = child.iin if is_responsible(reader, child) else masked(child.iin)
    return _filled([
        (_("Number of the file"), child.number),
        (_("Born"), born),
        (_("Sex"), str(child.get_sex_display())),
        (_("IIN"), iin or str(child.get_no_iin_reason_display())),
        (_("Citizenship"), str(child.get_citizenship_display())),
    ])  # fmt: skip


def _care(child: Child, reader: User, today: date) -> list[Row]:
    stay = child.placements.on(today).select_related("organisation").first()
    where = ""
    if stay:
        since = _("since %(day)s") % {"day": formats.numeric_date(stay.starts_on)}
        where = ", ".join(filter(None, [stay.organisation.name, stay.organisation.phone, since]))
    kind = dict(Child.Representative.choices).get(shown_representative(child, reader), "")
    represented = ": ".join(filter(None, [str(kind), child.representative_name]))
    district = ", ".join(filter(None, [child.area.name, child.area.region and child.area.region.name]))
    return _filled([
        (_("Organisation"), where), (_("District"), district), (_("Address"), child.address),
        *reaching(child),
        (_("Legal representative"), represented),
    ])  # fmt: skip


def _parents(child: Child, reader: User, today: date) -> list[Row]:
    known = Kinship.objects.known_to(reader).standing().filter(child=child, kind__in=Kinship.PARENTS)
    parents = list(known.filter(relative__isnull=False).select_related("relative").order_by("pk"))
    said: dict[int, list[str]] = {}
    for status in ParentStatus.objects.visible_to(reader).standing().on(today).filter(kinship__in=parents):
        said.setdefault(status.kinship_id, []).append(str(status.get_code_display()))
    secrecy = sees_secrecy(reader, child)
    return _filled(
        (str(shown_kinship(tie, secrecy).label), "; ".join([tie.relative.full_name or "—", *said.get(tie.pk, [])]))
        for tie in parents[:MOST]
    )


def _siblings(child: Child, reader: User, today: date) -> list[Row]:
    found = siblings_of(child, reader)
    rows = [(one.child.number, f"{one.child.full_name}, {births.age(one.child, today)}") for one in found.open[:MOST]]
    more = len(found.open) - len(rows) + found.hidden
    return _filled([*rows, (_("Others"), str(more) if more else "")])


def _categories(child: Child, reader: User, today: date) -> list[Row]:
    now_ = ChildCategory.objects.visible_to(reader).standing().on(today).filter(child=child).order_by("starts_on", "pk")
    since = _("since %(day)s")
    return _listed((str(one.get_kind_display()), since % {"day": formats.numeric_date(one.starts_on)}) for one in now_)


def _health(child: Child, reader: User, today: date) -> list[Row]:
    """Only with the right to it: the manager of the records sees to that."""
    now_ = HealthRecord.objects.visible_to(reader).standing().on(today).filter(child=child).order_by("kind", "pk")
    return _listed(
        (str(one.get_kind_display()), ": ".join(filter(None, [str(one.get_group_display()), one.text]))) for one in now_
    )


def _open(child: Child, reader: User) -> list[Row]:
    incidents = Incident.objects.visible_to(reader).filter(concerned__child=child).exclude(state=State.CLOSED)
    duties = duties_of(child, reader).open().select_related("rule").soonest_first()
    rows = [(formats.instant(duty.due_at, weekday=False), duty.rule.title) for duty in duties[:MOST]]
    more = duties.count() - len(rows)
    return _filled([
        (_("Incidents not closed"), str(incidents.values("pk").distinct().count())), *rows,
        (_("Other open terms"), str(more) if more else ""),
    ])  # fmt: skip


def _responsible(child: Child, reader: User) -> list[Row]:
    body = child.guardianship
    case = Case.objects.visible_to(reader).open().filter(child=child, officer__isnull=False).select_related("officer")
    held = case.order_by("-opened_at").first()
    return _filled([
        (_("Guardianship body"), body.name), (_("Address"), body.address), (_("Telephone"), body.phone),
        (_("E-mail"), body.email), (_("Head"), body.head_name),
        (_("Responsible officer"), full_name(held.officer) if held else ""),
    ])  # fmt: skip


def _listed(rows: Any) -> list[Row]:
    rows = list(rows)
    more = len(rows) - MOST
    return _filled([*rows[:MOST], (_("Others"), str(more) if more > 0 else "")], keep_bare=True)


def _filled(rows: Any, *, keep_bare: bool = False) -> list[Row]:
    """Rows with something to say; `keep_bare` keeps those whose label says it all."""
    others = _("Others")
    return [[_cut(capfirst(label)), _cut(value)] for label, value in rows if value or (keep_bare and label != others)]


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _photo(child: Child, reader: User) -> list[int]:
    """The small photo as numbers, for the typesetter; empty without one."""
    photo = newest_photo(child, reader)
    path = previews.preview(photo.document, previews.SMALL) if photo else None
    return list(path.read_bytes()) if path else []

"""The quarterly report as PDF (archival and tagged), in Kazakh or Russian."""

from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from apps.accounts.models import Agency
from apps.mentoring.reading import Line, Reading
from apps.web import formats, wording
from apps.web.mentoring.reports import words
from apps.web.mentoring.reports.detail import said
from apps.web.typesetting import typeset

LANGUAGES = ("kk", "ru")
ARTICLE = "28-2(10)(5)"


def build(read: Reading, at: datetime, language: str) -> bytes:
    """The paper."""
    with translation.override(language):
        data = content(read, at) | {"lang": language}
    return typeset("quarterly.typ", data)


def content(read: Reading, at: datetime) -> dict[str, Any]:
    """What stands on the paper, as plain texts in the active language."""
    report = read.report
    heading = _("Report of the mentoring organisation for %(quarter)s")
    return {
        "title": f"{report.number} · {words.short(report.period)}", "day": formats.local_day(at).timetuple()[:3],
        "heading": heading % {"quarter": str(report.period)}, "basis": wording.article(ARTICLE),
        "number": _("No. %(number)s") % {"number": report.number},
        "draft": "" if read.version else _("Draft: not handed in"),
        "from_label": _("Mentoring organisation"), "from": _agency(report.organisation),
        "to_label": _("Guardianship body"), "to": _agency(report.body),
        "columns": ["", _("Figure"), words.short(report.period.before), words.short(report.period), _("Difference")],
        "rows": [_row(no, line) for no, line in enumerate(read.lines, start=1)],
        "chart_label": _("Comparison"), "texts": said(read.texts), "signature": _signature(read),
        "footer": _("%(number)s, printed %(at)s") % {"number": report.number, "at": formats.instant(at, weekday=False)},
    }  # fmt: skip


def _row(no: int, line: Line) -> dict[str, Any]:
    most = max(line.value, line.before or 0, 1)
    reason = ""
    if line.is_changed:
        reason = _("Counted from the records: %(n)s. %(why)s") % {"n": line.computed, "why": line.reason}
    return {
        "no": str(no), "label": words.label(line.figure), "reason": reason,
        "before": "—" if line.before is None else wording.number(line.before), "value": wording.number(line.value),
        "difference": words.signed(line.difference) or "—", "before_share": 100 * (line.before or 0) // most,
        "share": 100 * line.value // most,
    }  # fmt: skip


def _agency(agency: Agency) -> list[str]:
    number = _("BIN %(bin)s") % {"bin": agency.bin} if agency.bin else ""
    return [part for part in (agency.name, number, agency.address, agency.phone) if part]


def _signature(read: Reading) -> list[list[str]]:
    """Who signed what, when; and what the body decided."""
    report, version = read.report, read.version
    if version is None:
        return []
    rows = [
        [_("Signed by"), wording.full_name(version.submitted_by)],
        [_("First handed in"), _at(report.first_submitted_at)],
        [_("This version"), f"{version.no}, {_at(version.submitted_at)}"],
        [_("Digest of figures and texts (SHA-256)"), _spaced(version.digest)],
    ]
    if version.outcome:
        rows.append([_("Decision"), f"{version.get_outcome_display()}, {_at(version.decided_at)}"])
    if version.reason:
        rows.append([_("Reason"), version.reason])
    return rows


def _spaced(digest: str) -> str:
    """In eights, so that it breaks into lines and can be read out."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))


def _at(moment: datetime | None) -> str:
    return formats.instant(moment, weekday=False) if moment else ""

"""The three-party agreement as PDF, in Kazakh and in Russian: to be signed, or as it was signed."""

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from apps.core.localtime import local_day
from apps.mentoring.checks.assignments import home_of
from apps.mentoring.models import Assignment
from apps.web import formats
from apps.web.typesetting import typeset

LANGUAGES = ("kk", "ru")
BLANK = "__________"
LONG_BLANK = "____________________"


def response(pair: Assignment, at: datetime) -> HttpResponse:
    """The file, named by the pair's number."""
    answer = HttpResponse(build(pair, at), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{pair.number}.pdf"'
    return answer


def build(pair: Assignment, at: datetime) -> bytes:
    """The PDF (archival and tagged)."""
    today = local_day(at)
    parts = []
    for language in LANGUAGES:
        with translation.override(language):
            parts.append(content(pair, today) | {"lang": language})
    data = {
        "title": f"{parts[0]['heading']} / {parts[1]['heading']}",
        "author": (pair.body or pair.child.guardianship).name_ru, "day": today.timetuple()[:3], "parts": parts,
        "footer": pair.number,
    }  # fmt: skip
    return typeset("three_party.typ", data)


def content(pair: Assignment, today: date) -> dict[str, Any]:
    """One language of the agreement, as plain texts. What is not known yet is a line to be filled in by hand."""
    body, home = pair.body or pair.child.guardianship, home_of(pair, today)
    signed = formats.long_date(pair.contract_on, weekday=False) if pair.contract_on else BLANK
    return {
        "heading": _("Three-party mentoring agreement No. %(number)s") % {"number": pair.contract_no or BLANK},
        "place": body.area.name, "signed_on": signed, "parties": _parties(pair, body, home),
        "sections": [
            {"heading": _("What it is about"), "lines": _subject()},
            {"heading": _("What the mentor may do"), "lines": _rights()},
            {"heading": _("What the mentor may not do"), "lines": _forbidden()},
            {"heading": _("What the mentor must do"), "lines": _duties()},
            {"heading": _("What the organisation and the guardianship body do"), "lines": _others()},
            {"heading": _("How long it lasts"), "lines": _term(pair)},
        ],
        "signatures_heading": _("Signatures"), "signature_label": _("signature, date"),
        "signatures": [
            [_("Mentor"), pair.mentor_name],
            [_("Guardianship body"), body.head_name or LONG_BLANK],
            [_("Organisation the child lives in"), (home.head_name if home else "") or LONG_BLANK],
        ],
    }  # fmt: skip


def _parties(pair: Assignment, body: Any, home: Any) -> list[list[str]]:
    child = pair.child
    born = formats.numeric_date(child.birth_date)
    return [
        [_("Mentor"), _mentor(pair)],
        [_("Guardianship body"), _address(body)],
        [_("Organisation the child lives in"), _address(home) if home else LONG_BLANK],
        [_("Child"), _("%(name)s, born %(day)s, file %(number)s")
         % {"name": child.full_name, "day": born, "number": child.number}],
        [_("Mentoring organisation"), _under(pair)],
    ]  # fmt: skip


def _mentor(pair: Assignment) -> str:
    person = pair.candidate
    if person is None:
        return pair.mentor_name
    born = _("born %(day)s") % {"day": formats.numeric_date(person.birth_date)}
    return ", ".join(filter(None, [pair.mentor_name, born, person.address, person.phone]))


def _under(pair: Assignment) -> str:
    if pair.agreement is None:
        return pair.organisation.name
    words = {
        "name": pair.organisation.name, "number": pair.agreement.paper_number,
        "day": formats.numeric_date(pair.agreement.signed_on),
    }  # fmt: skip
    return _("%(name)s, agreement with the guardianship body No. %(number)s of %(day)s") % words


def _address(agency: Any) -> str:
    return ", ".join(filter(None, [agency.name, agency.address, agency.phone]))


def _subject() -> list[str]:
    return [
        _("The mentor gives the child individual support and help in preparing for an independent life "
          "(Article 28-2(1), (2))."),
        _("Mentoring is free of charge."),
        _("The child was asked and wishes to have this mentor."),
    ]  # fmt: skip


def _rights() -> list[str]:
    return [
        _("To visit the child where it lives; with the consent of the child and of the head of the organisation to "
          "meet it outside (Article 28-2(4)(1))."),
        _("On vacations, weekends and holidays to help the child obtain additional educational and medical services "
          "(Article 28-2(4)(2))."),
    ]  # fmt: skip


def _forbidden() -> list[str]:
    return [
        _("To take the child outside the Republic of Kazakhstan (Article 28-2(5)(1))."),
        _("To leave the child with third parties outside the organisation, except in a medical organisation for "
          "medical care or when bringing it to the internal affairs bodies (Article 28-2(5)(2))."),
    ]  # fmt: skip


def _duties() -> list[str]:
    return [
        _("To answer for the life and health of the child while it is with the mentor (Article 28-2(6)(1))."),
        _("To tell the guardianship body or the organisation immediately of anything that threatens the child's life "
          "or health, of illness, injury, admission to a medical organisation or bringing to the internal affairs "
          "bodies (Article 28-2(6)(2))."),
        _("To keep confidential what he or she learns of the child."),
    ]  # fmt: skip


def _others() -> list[str]:
    return [
        _("The organisation makes the visits possible, and its head answers each request for a meeting outside; "
          "without the consent of the head and of the child the child does not leave."),
        _("The guardianship body looks after the interests of the child and may suspend mentoring at once."),
        _("The mentoring organisation gives the mentor legal and psychological help (Article 28-2(10)(4))."),
    ]  # fmt: skip


def _term(pair: Assignment) -> list[str]:
    since = {"day": formats.numeric_date(pair.starts_on)}
    first = _("From %(day)s.") % since
    if pair.ends_on:
        first = _("From %(day)s until %(last)s.") % {**since, "last": formats.numeric_date(pair.ends_on)}
    return [
        first,
        _("It ends by itself when the child leaves the organisation or turns eighteen, when the agreement with the "
          "mentoring organisation ends, or when one of the grounds of Article 28-2(3) appears."),
        _("The child may at any time wish it to end; nobody has to give reasons for the child."),
    ]  # fmt: skip

"""A mentoring agreement as PDF: what Article 28-2 asks of both sides, to be printed and signed."""

from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from apps.accounts.models import Agency
from apps.core.localtime import local_day
from apps.mentoring.models import Agreement
from apps.mentoring.states import AgreementState
from apps.web import formats, wording
from apps.web.incidents.pdf import LANGUAGES
from apps.web.typesetting import typeset

__all__ = ["LANGUAGES", "build"]


def build(agreement: Agreement, language: str, at: datetime) -> bytes:
    """The PDF (archival and tagged) in one language."""
    with translation.override(language):
        data = content(agreement, at) | {"lang": language}
    return typeset("agreement.typ", data)


def content(agreement: Agreement, at: datetime) -> dict[str, Any]:
    """What stands in the agreement, as plain texts in the active language."""
    organisation, body = agreement.organisation.agency, agreement.body
    heading = _("Mentoring agreement No. %(number)s") % {"number": agreement.paper_number}
    return {
        "title": heading, "heading": heading, "author": body.name, "day": local_day(at).timetuple()[:3],
        "place": str(body.area.region or body.area), "signed_on": formats.long_date(agreement.signed_on, weekday=False),
        "footer": f"{agreement.number} · {heading}", "preamble": _preamble(organisation, body),
        "sections": [
            {"heading": _("Subject of the agreement"), "lines": _subject()},
            {"heading": _("The Organisation is obliged"), "lines": _duties()},
            {"heading": _("The Organisation has the right"), "lines": _rights()},
            {"heading": _("The Body"), "lines": _body()},
            {"heading": _("Mentors"), "lines": _mentors()},
            {"heading": _("Term and end"), "lines": _term(agreement)},
        ],
        "sides_heading": _("Details and signatures of the sides"),
        "sides": [_side(_("Body"), body), _side(_("Organisation"), organisation)],
        "signature": _("signature, seal, name"),
        "state_label": _("In the system:"), "state": _state(agreement),
    }  # fmt: skip


def _preamble(organisation: Agency, body: Agency) -> str:
    return _(
        "%(body)s (the Body), and %(organisation)s, BIN %(bin)s (the Organisation), have concluded this agreement under"
        " paragraph 8 of Article 28-2 of the Law of the Republic of Kazakhstan of 8 August 2002 No. 345-II “On the"
        " Rights of the Child in the Republic of Kazakhstan” (the Law)."
    ) % {"body": body.name, "organisation": organisation.name, "bin": organisation.bin or "—"}


def _subject() -> list[str]:
    return [
        _("The Organisation organises mentoring of orphans and children without parental care who have reached the age"
          " of ten and are in educational organisations for such children, for whom the Body is responsible."),
        _("Mentoring is free of charge. The training of persons who wish to become mentors is at the expense of whoever"
          " trains them."),
    ]  # fmt: skip


def _duties() -> list[str]:
    """Paragraph 10 of Article 28-2."""
    return [
        _("to advise persons who wish to become mentors;"),
        _("to train persons who wish to become mentors;"),
        _("to select mentors for the children named in paragraph 1;"),
        _("to give legal and psychological help to mentors;"),
        _("to submit to the Body every quarter a report on its work;"),
        _("to keep confidential the personal data of the children and of the mentors;"),
        _("to inform, within twenty-four hours of establishing the fact of a child's death, of cruel treatment of the"
          " child, of physical or mental violence, or of an attempt on the sexual immunity of the child who is"
          " mentored, the educational organisation in which the child is, the Body, and the internal affairs bodies;"),
        _("to propose only mentors whom the Body has cleared under paragraph 3 of Article 28-2 and who completed their"
          " training before."),
    ]  # fmt: skip


def _rights() -> list[str]:
    return [
        _("to receive information on the children, with the consent of their legal representatives and in the amount"
          " set by the authorised body (paragraph 9 of Article 28-2);"),
        _("other rights laid down by the laws of the Republic of Kazakhstan."),
    ]  # fmt: skip


def _body() -> list[str]:
    return [
        _("checks the candidates and their households under paragraph 3 of Article 28-2 and decides on them, with"
          " reasons;"),
        _("gives a child a mentor only after the child has been heard, and concludes for each child an agreement with"
          " the mentor and the educational organisation;"),
        _("accepts the quarterly reports, or returns them with reasons;"),
        _("suspends a mentor at once when a ground against the mentor appears."),
    ]  # fmt: skip


def _mentors() -> list[str]:
    """Paragraphs 4 to 6 of Article 28-2."""
    return [
        _("visit the child where it lives; outside, only with the consent of the child and of the head of the"
          " educational organisation;"),
        _("do not take the child out of the territory of the Republic of Kazakhstan, and do not leave it in the care of"
          " third parties, except a medical organisation or the internal affairs bodies;"),
        _("answer for the child's life and health while it is with them, and inform the Body or the educational"
          " organisation immediately of a threat to its life or health, of illness, of injury, of its placement in a"
          " medical organisation, or of its delivery to the internal affairs bodies."),
    ]  # fmt: skip


def _term(agreement: Agreement) -> list[str]:
    starts_on = formats.long_date(agreement.starts_on, weekday=False)
    if agreement.ends_on:
        ends_on = formats.long_date(agreement.ends_on, weekday=False)
        term = _("The agreement is in force from %(since)s until %(until)s, both days included.")
        first = term % {"since": starts_on, "until": ends_on}
    else:
        first = _("The agreement is in force from %(since)s, without an end.") % {"since": starts_on}
    return [
        first,
        _("Either side ends it in writing, with the reason."),
        _("With its end the mentoring of every child under it ends, and the access of the Organisation and its mentors"
          " to the children's data closes at once; the duty of confidentiality stays."),
    ]  # fmt: skip


def _side(role: str, agency: Agency) -> dict[str, Any]:
    bin_ = _("BIN %(bin)s") % {"bin": agency.bin} if agency.bin else ""
    head = _("Head: %(name)s") % {"name": agency.head_name} if agency.head_name else ""
    lines = [part for part in (agency.name, bin_, agency.address, agency.phone, head) if part]
    return {"role": role, "lines": lines}


def _state(agreement: Agreement) -> list[str]:
    """Who proposed and who confirmed, and when; a draft says that it is one."""
    lines = [_done(_("proposed: %(who)s, %(at)s"), agreement.proposed_by, agreement.proposed_at)]
    if agreement.confirmed_at:
        lines.append(_done(_("confirmed: %(who)s, %(at)s"), agreement.confirmed_by, agreement.confirmed_at))
    elif agreement.state == AgreementState.WITHDRAWN:
        lines.append(_("This agreement was not concluded."))
    else:
        lines.append(_("not confirmed by the other side yet: not in force"))
    if agreement.ended_on:
        lines.append(_("ended on %(day)s") % {"day": formats.long_date(agreement.ended_on, weekday=False)})
    return [f"{agreement.number}.", *lines]


def _done(text: str, person: Any, at: datetime) -> str:
    return text % {"who": wording.full_name(person) if person else "", "at": formats.instant(at)}

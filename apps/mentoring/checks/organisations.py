"""What makes a mentoring organisation: non-profit (Article 1, 15-1), with a BIN, a charter and regions."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, Area
from apps.core.errors import Collector
from apps.core.identifiers import validate_bin
from apps.documents.models import Paper
from apps.mentoring.checks.common import check_past
from apps.mentoring.models import LegalForm
from apps.mentoring.models.organisations import NONPROFIT

FORM_RULE = "kz345.a1.s15-1"


def check_organisation(
    agency: Agency, *, legal_form: str, registered_on: date | None, areas: Sequence[Area], today: date,
    refuse: Collector,
) -> None:  # fmt: skip
    if agency.kind != AgencyKind.MENTORING_ORG or not agency.is_active:
        refuse(_("Choose an active mentoring organisation."), field="agency")
    check_bin(agency.bin, refuse)
    check_legal_form(legal_form, refuse)
    check_past(registered_on, "registered_on", today, refuse)
    if not areas:
        refuse(_("Name at least one region or district in which the organisation works."), field="areas")
    elif any(area.level == Area.Level.COUNTRY for area in areas):
        refuse(_("Choose regions or districts."), field="areas")


def check_bin(number: str, refuse: Collector) -> None:
    try:
        validate_bin(number)
    except ValidationError as wrong:
        refuse(wrong.message, field="bin")


def check_legal_form(legal_form: str, refuse: Collector) -> None:
    """A mentoring organisation is a non-profit one: a commercial form is refused by name (bad input 15)."""
    if legal_form not in LegalForm.values:
        refuse(_("Choose the legal form."), field="legal_form")
    elif legal_form not in NONPROFIT:
        refuse(
            _("A mentoring organisation is a non-profit organisation: the form “%(form)s” is not.")
            % {"form": LegalForm(legal_form).label},
            field="legal_form",
            rule=FORM_RULE,
        )


def check_paper_of(paper: Paper | None, kind: str, pk: int, field: str, refuse: Collector) -> None:
    """A paper that is named belongs to this very record, and is not withdrawn."""
    if paper is None:
        return
    if (paper.subject_kind, paper.subject_id) != (kind, pk) or paper.withdrawn_at is not None:
        refuse(_("This document is not among the papers of this record."), field=field)

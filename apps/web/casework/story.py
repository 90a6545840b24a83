"""Cases, visits, decisions and referrals on a child's line of time, as far as the reader sees cases."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from apps.casework.models import Approval, Assessment, Case, Referral, Visit
from apps.web.casework import words
from apps.web.children.timeline import Reading, Said, Source


def _cases(reading: Reading) -> QuerySet[Case]:
    return Case.objects.visible_to(reading.reader).filter(child=reading.child).select_related("agency")


def _closed(reading: Reading) -> QuerySet[Case]:
    return _cases(reading).filter(closed_at__isnull=False)


def _of_cases(model: Any) -> Any:
    """Rows of a part of the cases the reader sees."""
    return lambda reading: model.objects.filter(case__in=_cases(reading).order_by().values("pk")).select_related("case")


def _visits(reading: Reading) -> QuerySet[Visit]:
    return _of_cases(Visit)(reading).filter(occurred_at__isnull=False)


def _decisions(reading: Reading) -> QuerySet[Approval]:
    return _of_cases(Approval)(reading).filter(decided_at__isnull=False)


def referrals_of(reading: Reading) -> QuerySet[Referral]:
    """The responsible body sees every referral about its child; others those they are part of."""
    part = Q(sender=reading.reader.agency) | Q(recipient=reading.reader.agency)
    mine = Q() if reading.responsible else part
    return Referral.objects.filter(mine, child=reading.child).select_related("sender", "recipient")


def _replied(reading: Reading) -> QuerySet[Referral]:
    return referrals_of(reading).filter(replied_at__isnull=False)


def _link(name: str, number: str) -> Any:
    return format_html('<a class="no" href="{}">{}</a>', reverse(name, args=[number]), number)


def _say_case(case: Case, _reading: Reading) -> Said:
    text = format_html("{} {}: {}", _t("Case opened"), _link("cases:detail", case.number), case.agency.name)
    return Said("doc", "run", text, case.opened_by_id)


def _say_closed(case: Case, _reading: Reading) -> Said:
    link = _link("cases:detail", case.number)
    return Said("lock", "off", format_html("{} {}: {}", _t("Case closed"), link, case.get_closing_reason_display()))


def _say_assessment(made: Assessment, _reading: Reading) -> Said:
    link = _link("cases:detail", made.case.number)
    return Said("edit", "run", format_html("{} {}", _t("Assessment of needs"), link), made.by_id)


def _say_decision(one: Approval, _reading: Reading) -> Said:
    icon, state = ("check", "met") if one.outcome == Approval.Outcome.APPROVED else ("back", "soon")
    said = f"{one.get_kind_display()}: {one.get_outcome_display()}".capitalize()
    return Said(icon, state, format_html("{} {}", said, _link("cases:detail", one.case.number)), one.decided_by_id)


def _say_visit(visit: Visit, _reading: Reading) -> Said:
    said = str(visit.get_kind_display()).capitalize()
    return Said("eye", "met", format_html("{} {}", said, _link("cases:detail", visit.case.number)), visit.by_id)


def _say_sent(referral: Referral, _reading: Reading) -> Said:
    link = _link("referrals:detail", referral.number)
    said = words.referral_said(referral)
    return Said("send", "run", format_html("{} {}", said[:1].upper() + said[1:], link), referral.sent_by_id)


def _say_replied(referral: Referral, _reading: Reading) -> Said:
    icon, state = ("off", "over") if referral.refusal else ("check", "met")
    said = _t("refused") if referral.refusal else _t("accepted")
    link = _link("referrals:detail", referral.number)
    return Said(icon, state, format_html("{} {}: {}", link, said, referral.recipient.name), referral.replied_by_id)


CASEWORK: tuple[Source, ...] = (
    Source("cases", _("Cases and referrals"), _cases, _say_case, at="opened_at"),
    Source("cases", _("Cases and referrals"), _of_cases(Assessment), _say_assessment),
    Source("cases", _("Cases and referrals"), _decisions, _say_decision, at="decided_at"),
    Source("cases", _("Cases and referrals"), _visits, _say_visit, at="occurred_at"),
    Source("cases", _("Cases and referrals"), referrals_of, _say_sent, at="sent_at"),
    Source("cases", _("Cases and referrals"), _replied, _say_replied, at="replied_at"),
    Source("cases", _("Cases and referrals"), _closed, _say_closed, at="closed_at"),
)

"""Passing an appeal from office to office: whose it is, and what goes along with it."""

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, User
from apps.audit import log
from apps.audit.transitions import move
from apps.complaints import clocks
from apps.complaints.acts import requests
from apps.complaints.acts.filing import admit, office_of, way_of
from apps.complaints.acts.locking import saved
from apps.complaints.models import Appeal, AppealAccess, Exclusion, Ground, Post, Respondent, Round
from apps.complaints.routing import RULES, Route, Way
from apps.complaints.states import Level, State
from apps.complaints.vaults import post, vault_of
from apps.core.errors import Refused
from apps.notices import actions as notices
from apps.notices.models import Message
from apps.obligations.models import Obligation

ABOVE = [AgencyKind.REPUBLIC_OMBUDSMAN, AgencyKind.HR_COMMISSIONER]


def check_ours(appeal: Appeal) -> None:
    """Refuse to keep what another office must consider, and say which."""
    way = _way(appeal)
    wanted = office_of(way, _accused(appeal))
    if appeal.route == Route.CONFLICT or appeal.office_id == wanted.pk:
        return
    if appeal.office.kind == AgencyKind.REPUBLIC_OMBUDSMAN and wanted.kind == AgencyKind.REGIONAL_OMBUDSMAN:
        return  # the republic may keep what concerns a region (Article 7-2)
    raise Refused(
        _("This is for %(office)s: %(why)s. Pass it on; the sender is told.")
        % {"office": wanted.name, "why": Route(way.route).label},
        field="respondents", rule=RULES.get(way.route, "caseflow.appeal.route"),
    )  # fmt: skip


def _way(appeal: Appeal) -> Way:
    respondents = appeal.respondents.select_related("agency__area__parent")
    return way_of([{"agency": one.agency, "level": one.level} for one in respondents], appeal.area,
                  told_to_npm=appeal.is_ill_treatment)  # fmt: skip


def route_to(appeal: Appeal, to: Agency) -> str:
    way = _way(appeal)
    if office_of(way, _accused(appeal)).pk == to.pk:
        return way.route
    usual: dict[str, str] = {
        AgencyKind.REPUBLIC_OMBUDSMAN: Route.CENTRAL, AgencyKind.HR_COMMISSIONER: Route.ILL_TREATMENT,
    }  # fmt: skip
    return usual.get(to.kind, Route.LOCAL)


def pass_to(appeal: Appeal, to: Agency, *, route: str, reason: str, by: User, at: datetime) -> None:
    """Another office considers it from this instant; the term goes on from the registration there."""
    old_round = clocks.current(appeal)
    clocks.taken_over(appeal, by=by, at=at)
    clocks.cancel(appeal, reason=Obligation.CancelReason.FACTS_CHANGED, by=by, at=at)
    requests.pass_on(appeal, to, at=at)
    move(appeal, State.FORWARDED, by=by, at=at, old_office=appeal.office_id, office=to.pk)
    AppealAccess.objects.filter(appeal=appeal, valid_to__isnull=True).update(valid_to=at)
    vault = vault_of(appeal)
    post(appeal, vault, reason, author=Post.Author.SYSTEM, what=Post.What.FORWARDED, by=by, at=at)
    appeal.office, appeal.officer, appeal.route = to, None, route
    saved(appeal, "office", "officer", "route")
    admit(appeal, to, Ground.OFFICE, by=by, at=at)
    Exclusion.objects.filter(appeal=appeal, agency=to, lifted_at__isnull=True).update(
        lifted_at=at, lifted_by=by, why_lifted=vault.seal(str(_("considers it now")), "admission")
    )
    round_ = next_round(appeal, old_round, by=by, at=at)
    for other in appeal.joined.select_for_update(of=("self",)).order_by("pk"):
        _take_along(other, appeal, by=by, at=at)
    notices.tell(to, Message.Kind.APPEAL_URGENT if appeal.is_urgent else Message.Kind.APPEAL, appeal.subject, at=at,
                 key=f"appeal:{appeal.pk}:office:{to.pk}:{round_.no}")  # fmt: skip


def next_round(appeal: Appeal, before: Round, *, by: User, at: datetime) -> Round:
    """Another consideration, its clocks counted from now as if it was received now."""
    if before.ended_at is None:
        before.ended_at = at
        before.save(update_fields=["ended_at"])
    round_ = Round.objects.create(appeal=appeal, no=before.no + 1, began_at=at, began_by=by)
    since = clocks.registered_at(at, clocks.registration_day(at))
    clocks.begin(appeal, round_, since=since, by=by, at=at)
    return round_


def _take_along(other: Appeal, appeal: Appeal, *, by: User, at: datetime) -> None:
    """What is joined to an appeal goes where the appeal goes."""
    AppealAccess.objects.filter(appeal=other, valid_to__isnull=True).update(valid_to=at)
    other.office, other.officer, other.route = appeal.office, None, appeal.route
    saved(other, "office", "officer", "route")
    admit(other, appeal.office, Ground.OFFICE, by=by, at=at)
    clocks.show(other)
    log.record("appeal.passed_with", other.subject, by=by, at=at, office=appeal.office_id)


def _accused(appeal: Appeal) -> set[int]:
    """The bodies of the register that the appeal is about."""
    return set(appeal.respondents.exclude(agency=None).values_list("agency", flat=True))


def is_about(appeal: Appeal, office: Agency) -> bool:
    """Named in the register, or told of in words: an office of this kind, of which nobody knows which."""
    unnamed: dict[str, str] = {
        AgencyKind.REPUBLIC_OMBUDSMAN: Level.REPUBLIC_OFFICE, AgencyKind.REGIONAL_OMBUDSMAN: Level.OWN_OFFICE,
    }  # fmt: skip
    about = Q(agency=office) | Q(agency=None, level=unnamed.get(office.kind, ""))
    together = Respondent.objects.filter(Q(appeal=appeal) | Q(appeal__joined_to=appeal))
    return together.filter(about).exists()


def above(appeal: Appeal) -> Agency | None:
    """Who considers an appeal of which a region's office withdraws: the Commissioner, or the Commissioner for Human
    Rights where it is about the Commissioner."""
    if appeal.office.kind == AgencyKind.REPUBLIC_OMBUDSMAN:
        return None
    offices = Agency.objects.active().filter(kind__in=ABOVE, on_platform=True).exclude(pk=appeal.office_id)
    fitting = [one for one in offices.order_by("pk") if not is_about(appeal, one)]
    return min(fitting, key=lambda one: ABOVE.index(one.kind), default=None)

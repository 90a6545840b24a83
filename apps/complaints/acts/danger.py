"""A child in danger: the police are told at once, or it is written down why they need not be."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, User
from apps.audit import log
from apps.audit.acting import action
from apps.complaints import clocks, policies
from apps.complaints.acts.locking import lock, saved
from apps.complaints.acts.requests import LONGEST, send
from apps.complaints.checks import plain
from apps.complaints.models import Appeal, BodyRequest, Post
from apps.complaints.states import RequestKind
from apps.complaints.vaults import post, vault_of
from apps.core.errors import Collector, Refused
from apps.mentoring.checks.common import reason_given, required


@action
def tell_police(
    appeal: Appeal, *, body: Agency | None, text: str, version: int | None = None, by: User, at: datetime
) -> BodyRequest:
    """Tell the police of the danger, in any state of the appeal, as an urgent request: they answer within 24 hours. The
    body reads what is written here and nothing of the appeal; the sender sees that help was called."""
    appeal = lock(appeal, version)
    policies.check_can_work(by, appeal)
    refuse = Collector()
    kept = required(
        plain(text), "text", LONGEST, refuse, _("Write what the police must know to help: where, who, what.")
    )
    if body is None or body.kind != AgencyKind.POLICE or not body.is_active:
        refuse(_("Choose the police department."), field="body")
    elif appeal.respondents.filter(agency=body).exists():
        refuse(_("The appeal is about this department: choose another, or the prosecutor by telephone."), field="body")
    elif not body.on_platform:
        refuse(_("This department does not work in the system: call 102 and write down that you did."), field="body")
    refuse.done()
    request = send(appeal, RequestKind.INFORMATION, body, kept, None, True, by=by, at=at)
    clocks.danger_settled(appeal, by=by, at=at)
    post(appeal, vault_of(appeal), "", author=Post.Author.SYSTEM, what=Post.What.POLICE, by=by, at=at)
    return request


@action
def settle_danger(appeal: Appeal, *, reason: str, version: int | None = None, by: User, at: datetime) -> Appeal:
    """The police need not be told, or were told by telephone: who, when, why, on record."""
    appeal = lock(appeal, version)
    policies.check_can_work(by, appeal)
    kept = reason_given(reason, 2000)
    if not clocks.danger_settled(appeal, by=by, at=at):
        raise Refused(_("No danger waits to be settled."))
    vault = vault_of(appeal)
    appeal.notes.create(kind="EVIDENCE", body=vault.seal(kept, "note"), happened_at=at, by=by, at=at)
    log.record("appeal.danger_settled", appeal.subject, by=by, at=at)
    saved(appeal)
    return appeal

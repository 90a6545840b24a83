"""How appeals come in: through the public page, every other door of an office, contact centre 111, and the API.

All doors end in `_file`: number, key, sealed statement, office by routing, receipt, clocks, in one commit. Refusing
receipt is not possible (APPC Article 63): what can be read is registered, and what a sender leaves out is left out.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.accounts.kinds import AgencyKind
from apps.accounts.models import Agency, Area, User
from apps.audit import log
from apps.audit.acting import action
from apps.complaints import clocks, codes, files, policies, routing
from apps.complaints.checks import checked_entry, checked_receipt_of_letter
from apps.complaints.models import (
    Appeal,
    AppealAccess,
    Call,
    Exclusion,
    Ground,
    Post,
    Poster,
    Receipt,
    Respondent,
    Round,
)  # fmt: skip
from apps.complaints.sealing import Vault
from apps.complaints.states import Channel, State
from apps.complaints.vaults import index, keep_identity, make_vault, post
from apps.core.errors import Collector, Refused
from apps.core.numbers import next_number
from apps.notices import actions as notices
from apps.notices.models import Message

OFFICES = frozenset({AgencyKind.REGIONAL_OMBUDSMAN, AgencyKind.REPUBLIC_OMBUDSMAN, AgencyKind.HR_COMMISSIONER})
"""The kinds of office that consider appeals."""


@dataclass(frozen=True)
class Filed:
    """An appeal that was taken in. `code` is the sender's receipt, shown once and kept nowhere."""

    appeal: Appeal
    code: str


def file_online(entry: Mapping[str, Any], uploads: Sequence[Any] = (), *, at: datetime) -> Filed:
    """Somebody wrote through the public page; nobody is signed in and nothing is asked about who it is."""
    clean, taken = checked_entry(entry), files.take_all(uploads)
    return _file_online(clean, taken, poster_code=str(entry.get("poster") or ""), by=None, at=at)


@action
def _file_online(clean: dict, taken: list, *, poster_code: str, by: None, at: datetime) -> Filed:
    poster = Poster.objects.filter(code=poster_code, ended_at__isnull=True).first() if poster_code else None
    return _file(clean, taken, channel=Channel.SITE, received_at=at, poster=poster, by=by, at=at)


def register(
    entry: Mapping[str, Any], uploads: Sequence[Any] = (), *, channel: str, received_at: datetime | None = None,
    by: User, at: datetime,
) -> Filed:  # fmt: skip
    """An office registers what came by letter, at a reception, by e-mail, by telephone, or what it takes up itself."""
    policies.check_can_register(by)
    refuse = Collector()
    received_at = checked_receipt_of_letter(channel, received_at, at, refuse)
    refuse.done()
    clean, taken = checked_entry(entry), files.take_all(uploads)
    return _register(clean, taken, channel=channel, received_at=received_at, by=by, at=at)


@action
def _register(clean: dict, taken: list, *, channel: str, received_at: datetime, by: User, at: datetime) -> Filed:
    return _file(clean, taken, channel=channel, received_at=received_at, must_renew=True, by=by, at=at)


def file_from_call(call: Call, entry: Mapping[str, Any], *, by: User, at: datetime) -> Filed:
    """A call to 111 becomes an appeal. Call inside the action that refers the call."""
    clean = checked_entry(entry)
    return _file(clean, [], channel=Channel.CALL_111, received_at=call.began_at, must_renew=True, by=by, at=at)


def _file(
    clean: dict[str, Any], taken: Sequence[files.Taken], *, channel: str, received_at: datetime, by: User | None,
    at: datetime, poster: Poster | None = None, must_renew: bool = False,
) -> Filed:  # fmt: skip
    area: Area | None = clean["area"] or (poster.place.area if poster else None)
    way = way_of(clean["respondents"], area, told_to_npm=_told_to_npm(clean, by))
    day = clocks.registration_day(received_at)
    accused = {one["agency"].pk for one in clean["respondents"] if one["agency"]}
    appeal = Appeal(
        number=next_number("E", at), kind=clean["kind"], channel=channel, language=clean["language"],
        office=office_of(way, accused), route=way.route, received_at=received_at, received_by=by, registered_on=day,
        registered_at=clocks.registered_at(received_at, day), by_child=clean["by_child"], safety=clean["safety"],
        is_urgent=clean["is_urgent"], is_ill_treatment=clean["is_ill_treatment"], right=clean["right"], area=area,
        poster=poster, state=State.REGISTERED,
    )  # fmt: skip
    appeal.save()
    vault = make_vault(appeal)
    keep_identity(appeal, vault, clean["identity"], at=at)
    statement = post(appeal, vault, clean["text"], author=Post.Author.SENDER, what=Post.What.STATEMENT, at=received_at)
    index(appeal, clean["text"])
    files.keep(taken, appeal, vault, post=statement, at=at)
    keep_respondents(appeal, vault, clean["respondents"])
    _admit(appeal, by=by, at=at)
    code = issue(appeal, must_renew=must_renew, at=at)
    log.record(
        "appeal.registered", appeal.subject, by=by, at=at, channel=channel, route=way.route, office=appeal.office_id
    )
    clocks.begin(appeal, _first_round(appeal, by=by, at=at), since=appeal.registered_at, by=by, at=at)
    notices.tell(appeal.office, _word_of(appeal), appeal.subject, at=at, key=f"appeal:{appeal.pk}:new")
    return Filed(appeal, code)


def way_of(respondents: Sequence[Mapping[str, Any]], area: Area | None, *, told_to_npm: bool = False) -> routing.Way:
    """Routing for what was said: bodies of the register by what they are, others by the kind that was named."""
    region = area.region if area else None
    named = [
        routing.about(one["agency"]) if one["agency"] else routing.About(one["level"], region.pk if region else None)
        for one in respondents
    ]
    return routing.way_of(named, region.pk if region else None, told_to_npm=told_to_npm)


def office_of(way: routing.Way, accused: Collection[int] = ()) -> Agency:
    """The office that a way leads to. Where that office does not work in the system, the republic takes it in and
    passes it on; what is about the republic's office, any other office. Nobody is sent what is about the own body."""
    offices = Agency.objects.active().filter(kind__in=OFFICES, on_platform=True).exclude(pk__in=accused).order_by("pk")
    fitting = offices.filter(kind=way.office_kind)
    if way.region_id:
        fitting = fitting.filter(area=way.region_id)
    if way.route == routing.Route.REPUBLIC_OFFICE:
        offices = offices.exclude(kind=AgencyKind.REPUBLIC_OMBUDSMAN)
    found = fitting.first() or offices.filter(kind=AgencyKind.REPUBLIC_OMBUDSMAN).first() or offices.first()
    if found is None:
        raise Refused(_("No office of an ombudsman works in the system yet. Call 111."))
    return found


def keep_respondents(appeal: Appeal, vault: Vault, respondents: Sequence[Mapping[str, Any]]) -> None:
    """Whom it is about; a body complained about is shut out at once, and so is an ombudsman's office."""
    for one in respondents:
        agency = one["agency"]
        level = routing.level_of(agency) if agency else one["level"]
        described = vault.seal(one["described"], "respondent") if one["described"] else None
        Respondent.objects.create(appeal=appeal, level=level, agency=agency, described=described)


def shut_out_respondents(appeal: Appeal, *, by: User | None, at: datetime) -> None:
    """Bodies that the appeal is about, but never the office that considers it: that one was chosen by routing."""
    for one in appeal.respondents.exclude(agency=None).exclude(agency=appeal.office):
        Exclusion.objects.get_or_create(
            appeal=appeal, agency=one.agency, user=None, lifted_at=None,
            defaults={"reason": Exclusion.Reason.RESPONDENT, "by": by, "at": at},
        )  # fmt: skip


def issue(appeal: Appeal, *, must_renew: bool, at: datetime) -> str:
    """A new receipt in place of the one before, which opens nothing any more once this one is noted down
    (`codes.opening`)."""
    Receipt.objects.filter(appeal=appeal, ended_at__isnull=True).update(ended_at=at)
    code = codes.new_code()
    Receipt.objects.create(appeal=appeal, issued_at=at, must_renew=must_renew, **codes.stored(code))
    return code


def admit(appeal: Appeal, office: Agency, ground: str, *, by: User | None, at: datetime) -> None:
    AppealAccess.objects.create(
        appeal=appeal, agency=office, ground=ground, valid_from=at, granted_by=by, sort_at=appeal.received_at
    )


def _admit(appeal: Appeal, *, by: User | None, at: datetime) -> None:
    shut_out_respondents(appeal, by=by, at=at)
    admit(appeal, appeal.office, Ground.OFFICE, by=by, at=at)


def _first_round(appeal: Appeal, *, by: User | None, at: datetime) -> Round:
    return Round.objects.create(appeal=appeal, no=1, began_at=at, began_by=by)


def _word_of(appeal: Appeal) -> str:
    return Message.Kind.APPEAL_URGENT if appeal.is_urgent else Message.Kind.APPEAL


def _told_to_npm(clean: Mapping[str, Any], by: User | None) -> bool:
    """Torture or ill-treatment that a member of the preventive mechanism was told of (Article 47-5(4)): said by whoever
    registers it, never by a public form."""
    return bool(clean["is_ill_treatment"] and by is not None)

"""Erasure by two persons: the word of one, the word of another, a week to think, and then the deed."""

import logging
from datetime import datetime, timedelta

from django.db import DatabaseError
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.audit import log
from apps.audit.acting import action
from apps.audit.erasing import erase_history
from apps.audit.transitions import check_move
from apps.core.errors import Refused
from apps.core.localtime import local_day
from apps.core.subjects import Subject
from apps.disclosure import overseers
from apps.matching.models import files_of_person
from apps.notices.models import Message
from apps.people.models import Child
from apps.retention import policies
from apps.retention.actions import checked_text
from apps.retention.contents import files_of, gather, history_of, remove
from apps.retention.models import Erasure, Retention
from apps.retention.standing import against_person
from apps.retention.states import ErasureState, State
from apps.retention.stored import remove_files
from apps.retention.stories import clean, older
from apps.retention.terms import terms_on

logger = logging.getLogger(__name__)
UNDER_WAY = (ErasureState.PROPOSED, ErasureState.CONFIRMED)


@action
def propose_erasure(child: Child, *, typed: str, ground: str, reason: str, by: User, at: datetime) -> Erasure:
    """The first word. `typed` is the number of the file as the person wrote it down. Raises Refused.

    The other heads of the body are told that one of them has to confirm; where there is none, the body is.
    """
    policies.check_can_keep(by, Child.objects.select_for_update().get(pk=child.pk))
    kept = Retention.objects.select_for_update().filter(child=child, state=State.ARCHIVED).first()
    if kept is None or kept.keep_until is None or kept.keep_until >= local_day(at):
        raise Refused(
            _("Only a file in the archive whose term of keeping has ended may be erased."),
            rule="caseflow.retention.kept",
        )
    _check_typed(typed, child.number)
    policies.check_nothing_stands(against_person(child.pk, at))
    if kept.erasures.filter(state__in=UNDER_WAY).exists():
        raise Refused(_("An erasure of this file is under way already."))
    erasure = Erasure.objects.create(
        retention=kept, number=kept.number, agency=by.agency, ground=ground, reason=checked_text(reason, "reason"),
        proposed_by=by, proposed_post=by.post, proposed_at=at,
    )  # fmt: skip
    log.record("erasure.proposed", child.subject, by=by, at=at, erasure=erasure.pk, ground=ground)
    asked = Subject("erasure", erasure.pk, erasure.number)
    overseers.tell(by.agency, Message.Kind.ERASURE, asked, at=at, besides=[by.pk])
    return erasure


@action
def confirm_erasure(erasure: Erasure, *, typed: str, by: User, at: datetime) -> Erasure:
    """The second word, of another person of the same body. From now the days to think run. Raises Refused."""
    stored = _locked(erasure)
    policies.check_second_person(by, stored)
    check_move(stored, ErasureState.CONFIRMED, Erasure.TRANSITIONS)
    _check_typed(typed, stored.number)
    policies.check_nothing_stands(against_person(stored.retention.child_id, at))
    stored.state = ErasureState.CONFIRMED
    stored.confirmed_by, stored.confirmed_post, stored.confirmed_at = by, by.post, at
    stored.erase_from = at + timedelta(days=terms_on(local_day(at)).cooling_off_days)
    stored.save()
    log.record("erasure.confirmed", _file(stored), by=by, at=at, erasure=stored.pk, erase_from=stored.erase_from)
    return stored


@action
def withdraw_erasure(erasure: Erasure, *, reason: str, by: User, at: datetime) -> Erasure:
    """Take it back, also what another person said, as long as nothing is erased."""
    stored = _locked(erasure)
    policies.check_can_decide(by, stored)
    check_move(stored, ErasureState.WITHDRAWN, Erasure.TRANSITIONS)
    stored.state, stored.withdrawn_by, stored.withdrawn_at = ErasureState.WITHDRAWN, by, at
    stored.withdraw_reason = checked_text(reason, "reason")
    stored.save()
    log.record("erasure.withdrawn", _file(stored), by=by, at=at, erasure=stored.pk)
    return stored


def carry_out(*, at: datetime) -> int:
    """Erase every file whose days to think are over, and remove stored files that are left over; returns how many.

    Each file is one transaction: a killed worker leaves it whole, and the next call takes it again.
    """
    ripe = Erasure.objects.filter(state=ErasureState.CONFIRMED, erase_from__lte=at).order_by("erase_from", "pk")
    done = 0
    for erasure in ripe:
        try:
            erase(erasure, at=at)
            done += 1
        except Refused as refused:
            Erasure.objects.filter(pk=erasure.pk).update(stopped_by=refused.rule or "")
        except DatabaseError:
            logger.exception("erasure %s failed; it is tried again", erasure.pk)
    for erasure in Erasure.objects.filter(state=ErasureState.DONE).exclude(files=[]).order_by("pk"):
        remove_files(erasure)
    return done


@action
def erase(erasure: Erasure, *, by: User | None = None, at: datetime) -> Erasure:
    """The deed: rows, the content of their history, and the list of stored files to remove. Raises Refused."""
    stored = _locked(erasure)
    check_move(stored, ErasureState.DONE, Erasure.TRANSITIONS)
    if stored.erase_from is None or stored.erase_from > at:
        raise Refused(_("The days to think are not over."), rule="caseflow.retention.cooling_off")
    child = Child.objects.select_for_update().get(pk=stored.retention.child_id)
    policies.check_nothing_stands(against_person(child.pk, at))
    subject, ids = child.subject, files_of_person(child.pk)
    numbers = sorted(Child.objects.filter(pk__in=ids).values_list("number", flat=True))
    cleaned = clean(ids, child.number)
    found = gather(ids, cleaned.documents)
    stored.files = files_of(found)
    versions = _let_go(ids, stored, at)
    remove(found)
    versions |= cleaned.versions | set(history_of(found))
    stored.entries = erase_history(sorted(versions), subject, by=by, at=at, erasure=stored.pk)
    stored.counts = found.counts | {f"{name} (emptied)": n for name, n in cleaned.counts.items() if n}
    stored.counts["audit_rowhistory (emptied)"] = len(versions)
    stored.state, stored.done_at, stored.stopped_by = ErasureState.DONE, at, ""
    stored.save()
    log.record(
        "child.erased", subject, by=by, at=at, erasure=stored.pk, ground=stored.ground, counts=stored.counts,
        numbers=numbers, persons=[stored.proposed_by_id, stored.confirmed_by_id], entries=stored.entries,
    )  # fmt: skip
    return stored


def _let_go(children: list[int], erasure: Erasure, at: datetime) -> set[int]:
    """Untie what stays from the child, without what people wrote; returns the versions that still say it."""
    rows = Retention.objects.filter(child__in=children)
    kept = list(rows.values_list("pk", flat=True))
    erasures = Erasure.objects.filter(retention__in=kept)
    rows.update(file_id=F("child_id"), child=None, state=State.ERASED, reason="", changed_at=at, changed_by=None)
    erasures.update(reason="", withdraw_reason="")
    erasure.reason = erasure.withdraw_reason = ""
    versions = older(Retention, kept) | older(Erasure, list(erasures.values_list("pk", flat=True)))
    return set(versions.values_list("pk", flat=True))


def _locked(erasure: Erasure) -> Erasure:
    return Erasure.objects.select_for_update(of=("self",)).select_related("retention").get(pk=erasure.pk)


def _file(erasure: Erasure) -> Subject:
    return Subject("child", erasure.retention.child_id, erasure.number)


def _check_typed(typed: str, number: str) -> None:
    if typed.strip().casefold() != number.casefold():
        raise Refused(_("This is not the number of the file. Write it as it stands above."), field="typed")

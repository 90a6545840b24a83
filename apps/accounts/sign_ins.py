"""Beginning and ending the sessions of a person, and everything else that a password had opened."""

from collections.abc import Callable
from datetime import datetime

from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.accounts.entrance import Letter, SignIn
from apps.accounts.letters import write_letter
from apps.accounts.models import User
from apps.audit import log
from apps.audit.acting import action
from apps.core.errors import NotAllowed
from apps.core.subjects import Subject

ALSO_ENDED: list[Callable[..., int]] = []
"""What a higher layer ends together with a person's sessions, such as tokens: `(user, by=, at=)`, returns how many."""


@action
def begin_sign_in(
    user: User, *, session_key: str, device: str, network: str, how: str, by: User, at: datetime
) -> SignIn:
    """Remember a session that has just begun."""
    sign_in = SignIn.objects.create(
        user=user, session_key=session_key, device=device[:60], network=network, how=how, started_at=at,
        last_used_at=at,
    )  # fmt: skip
    log.record("signin.began", sign_in.subject, by=by, at=at, how=how)
    return sign_in


@action
def leave(pk: int, *, by: User, at: datetime) -> None:
    """The person signed out of the session with this id."""
    _end(SignIn.objects.filter(pk=pk, user=by), by=by, at=at)


def note_use(pk: int, at: datetime) -> None:
    """The session was used just now."""
    SignIn.objects.filter(pk=pk).update(last_used_at=at)


@action
def end_sign_in(sign_in: SignIn, *, by: User, at: datetime) -> None:
    """End one of the own sessions at once. A second time changes nothing."""
    if sign_in.user_id != by.pk:
        raise NotAllowed(_("Only the person whose sign-in it is ends it."))
    _end(SignIn.objects.filter(pk=sign_in.pk), by=by, at=at)


@action
def end_other_sign_ins(user: User, *, keep: int | None, by: User, at: datetime) -> int:
    """End all sessions of the own but the one with id `keep`; returns how many."""
    if user.pk != by.pk:
        raise NotAllowed(_("Only the person whose sign-in it is ends it."))
    return _end(SignIn.objects.filter(user=user).exclude(pk=keep), by=by, at=at)


def end_everything(user: User, *, by: User | None, at: datetime) -> None:
    """All sessions of the person and all that ALSO_ENDED names. Call inside an action."""
    _end(SignIn.objects.filter(user=user), by=by, at=at)
    for end in ALSO_ENDED:
        end(user, by=by, at=at)


@action
def password_changed(user: User, *, by: User, at: datetime) -> None:
    """A new password was stored: an act of its own, which ends whatever the old one had opened."""
    log.record("user.password_changed", Subject("user", user.pk, ""), by=by, at=at)
    end_everything(user, by=by, at=at)
    write_letter(user, Letter.Kind.PASSWORD, at=at)


def _end(sign_ins: QuerySet[SignIn], *, by: User | None, at: datetime) -> int:
    ended = list(sign_ins.filter(ended_at__isnull=True).select_for_update())
    Session.objects.filter(session_key__in=[one.session_key for one in ended if one.session_key]).delete()
    SignIn.objects.filter(pk__in=[one.pk for one in ended]).update(ended_at=at, session_key="")
    log.record_many([log.entry("signin.ended", one.subject, by=by, at=at) for one in ended])
    return len(ended)

"""Making, listing, finding and revoking tokens: for the API and for the profile page."""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Membership, User
from apps.api.models import Token
from apps.api.scopes import Scope
from apps.audit import log
from apps.audit.acting import action
from apps.core.errors import Collector, NotAllowed

MARK = "cf"
LONGEST = timedelta(days=365)
USUAL = timedelta(days=30)
USED_EVERY = timedelta(minutes=1)
_NOTHING = "0" * 64


@action
def create_token(
    user: User, *, membership: Membership | None = None, name: str = "", scopes: Iterable[str] | None = None,
    lasts: timedelta = USUAL, by: User, at: datetime,
) -> tuple[Token, str]:  # fmt: skip
    """A new token and, this once, the text to present as `Bearer`. `membership` None: the present post;
    `scopes` None: all of them. It never reaches further than that post does."""
    if by.pk != user.pk:
        raise NotAllowed(_("Everybody makes the own tokens."))
    post = membership or user.post
    wanted = list(dict.fromkeys(Scope.values if scopes is None else scopes))
    refuse = Collector()
    if post is None or post.pk not in [held.pk for held in user.posts]:
        refuse(_("This post is not yours, or it has ended."), field="membership")
    if not wanted or set(wanted) - set(Scope.values):
        refuse(_("Choose at least one scope of the list."), field="scopes")
    if not timedelta(0) < lasts <= LONGEST:
        refuse(_("A token lasts from one day to a year."), field="expires_in_days")
    refuse.done()
    prefix, secret = secrets.token_hex(4), secrets.token_urlsafe(32)
    text = f"{MARK}_{prefix}_{secret}"
    token = Token.objects.create(
        prefix=prefix, digest=digest_of(text), user=user, membership=post, name=name.strip() or "API",
        scopes=wanted, created_at=at, expires_at=at + lasts,
    )  # fmt: skip
    log.record("token.created", token.subject, by=by, at=at, scopes=wanted, expires_at=token.expires_at)
    return token, text


@action
def revoke_token(token: Token, *, by: User, at: datetime) -> Token:
    """From now on the token opens nothing. A second time changes nothing."""
    if token.user_id != by.pk:
        raise NotAllowed(_("Only the person who made a token revokes it."))
    if token.revoked_at is None:
        token.revoked_at = at
        token.save(update_fields=["revoked_at"])
        log.record("token.revoked", token.subject, by=by, at=at)
    return token


def end_tokens(user: User, *, by: User | None, at: datetime) -> int:
    """Revoke every live token of a person whose password changed or whose second factor was taken off."""
    ended = list(Token.objects.filter(user=user).live(at).select_for_update())
    Token.objects.filter(pk__in=[token.pk for token in ended]).update(revoked_at=at)
    log.record_many([log.entry("token.revoked", token.subject, by=by, at=at) for token in ended])
    return len(ended)


def visible_tokens(user: User) -> QuerySet[Token]:
    """The person's own tokens, newest first, ended ones included."""
    return Token.objects.visible_to(user).select_related("membership__agency").order_by("-pk")


def find_token(text: str) -> Token | None:
    """The token a bearer presents, live or not; None for anything that was never one. Constant time."""
    mark, _sep, rest = text.partition("_")
    prefix, _sep, secret = rest.partition("_")
    token = None
    if mark == MARK and len(prefix) == 8 and prefix.isalnum() and prefix.isascii():
        token = Token.objects.select_related("user", "membership__agency__area").filter(prefix=prefix).first()
    same = constant_time_compare(digest_of(text), token.digest if token else _NOTHING)
    return token if token and same and secret else None


def note_use(token: Token, at: datetime) -> None:
    """Remember when the token was last used, at most once a minute."""
    if token.last_used_at is None or at - token.last_used_at >= USED_EVERY:
        Token.objects.filter(pk=token.pk).update(last_used_at=at)


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()

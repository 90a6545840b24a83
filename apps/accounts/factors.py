"""The second factor: who needs one, and the acts of setting up and losing it."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.conf import settings

from apps.accounts.entrance import Letter
from apps.accounts.letters import write_letter
from apps.accounts.models import User
from apps.accounts.permissions import Perm
from apps.audit import log
from apps.audit.acting import action
from apps.core.subjects import Subject

READS_FILES = frozenset({Perm.VIEW_CHILDREN, Perm.VIEW_OWN_CHILDREN})
TOTP_SEED = "factor"
"""The purpose under which seeds of one-time codes and recovery codes are encrypted."""
DEMO_MAIL = "@demo.example"
REAL = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What counts as a second factor; recovery codes only stand in for one."""

TOLD = {"added": Letter.Kind.FACTOR_ADDED, "removed": Letter.Kind.FACTOR_REMOVED, "codes_made": Letter.Kind.CODES}


def reads_files(role_permissions: frozenset[str]) -> bool:
    """Whether a post with these permissions opens files of children."""
    return bool(READS_FILES & role_permissions)


def is_demo(user: User) -> bool:
    """One of the demo's people, whose password everybody knows; they exist for signing in only with DEBUG=1."""
    return settings.TRYING_OUT and user.email.endswith(DEMO_MAIL)


def needs_factor(user: User) -> bool:
    """Whether the person must prove more than a password: any of the posts in force opens files of children."""
    return not is_demo(user) and any(reads_files(post.permissions) for post in user.posts)


def has_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type__in=REAL).exists()


@action
def note_factor(user: User, what: str, *, kind: str, by: User, at: datetime) -> None:
    """Write to the ledger that a person added or removed a factor, or made recovery codes, and tell the person.

    `what`: added, removed, codes_made; `kind`: totp, webauthn, recovery_codes.
    """
    log.record(f"factor.{what}", Subject("user", user.pk, ""), by=by, at=at, kind=kind)
    write_letter(user, TOLD[what], at=at)

"""Who is asking: a bearer token acting in its post, or the session of a page (then with its CSRF token)."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from apps.accounts.models import Membership, User
from apps.api.models import Token
from apps.api.tokens import find_token, note_use
from apps.core import wall
from apps.core.localtime import local_day

KEYWORD = "Bearer"


class BearerAuthentication(BaseAuthentication):
    """`Authorization: Bearer cf_…`. The token opens what its one post opens, and nothing once that ended."""

    def authenticate(self, request: Request) -> tuple[User, Token] | None:
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != KEYWORD.lower().encode():
            return None
        now = timezone.now()
        token = find_token(words[1].decode("utf-8", "replace")) if len(words) == 2 else None
        if token is None or not token.is_live(now):
            raise AuthenticationFailed(_("This token is unknown, expired or revoked."))
        if not _in_force(token.membership, token.user, now):
            raise AuthenticationFailed(_("The post this token acts in has ended."))
        note_use(token, now)
        wall.stand_for(token.membership.agency_id, token.user_id)
        return acting_in(token.user, token.membership), token

    def authenticate_header(self, request: Request) -> str:
        return f'{KEYWORD} realm="caseflow"'


class BearerScheme(OpenApiAuthenticationExtension):
    target_class = BearerAuthentication
    name = "token"

    def get_security_definition(self, auto_schema):
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A token of `POST /api/v1/auth/token/`. It acts in one post and within its scopes.",
        }


def acting_in(user: User, post: Membership) -> User:
    """The person with this post and no other, whatever is chosen on the pages."""
    user.__dict__["post"] = post
    user.__dict__["posts"] = [post]
    return user


def _in_force(post: Membership, user: User, now) -> bool:
    today = local_day(now)
    running = post.starts_on <= today and (post.ends_on is None or today <= post.ends_on)
    return running and user.is_active and post.agency.is_active

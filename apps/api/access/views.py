"""Getting a token with a password; listing and revoking the own tokens."""

from datetime import timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from django.core.exceptions import ValidationError as DjangoValidationError
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.factors import has_factor, needs_factor
from apps.accounts.models import Membership, User
from apps.api.access.serializers import NewTokenOut, TokenIn, TokenOut
from apps.api.base import DIGITS, Resource, find_visible
from apps.api.etags import tagged, version_hash
from apps.api.models import Token
from apps.api.paging import Cursor
from apps.api.tokens import USUAL, create_token, revoke_token, visible_tokens
from apps.core.errors import NotAllowed, Refused


class Tokens(Resource):
    """The person's own tokens; new ones come from `POST /api/v1/auth/token/`."""

    scope = "tokens"
    pagination_class = Cursor
    lookup_value_regex = DIGITS

    @extend_schema(operation_id="tokens_list", responses=TokenOut(many=True))
    def list(self, request: Request) -> Response:
        """The own tokens, newest first, ended ones included."""
        found = self.page(visible_tokens(self.user), "id", descending=True)
        return self.paged(TokenOut(found, many=True).data)

    @extend_schema(operation_id="tokens_retrieve", responses=TokenOut)
    def retrieve(self, request: Request, ref: str) -> Response:
        """One of the own tokens."""
        token = find_visible(visible_tokens(self.user), ref)
        return tagged(request, TokenOut(token).data, version_hash(token.revoked_at))

    @extend_schema(operation_id="tokens_revoke", responses={204: None})
    def destroy(self, request: Request, ref: str) -> Response:
        """From now on the token opens nothing."""
        revoke_token(find_visible(Token.objects.visible_to(self.user), ref), **self.who)
        return Response(status=204)


class SignIn(Resource):
    """A bearer token for a name, a password and, where one is set, a second factor; limited as on the pages."""

    scope = "tokens"
    scope_of_action = {"create": ""}
    authentication_classes = []
    permission_classes = [AllowAny]
    throttle_scope = "sign-in"

    @extend_schema(operation_id="auth_token", auth=[], request=TokenIn, responses={201: NewTokenOut})
    def create(self, request: Request) -> Response:
        """A token that acts in one post, within its scopes, until its end. Its secret is shown this once.

        `code` is needed from everybody who has set up a second factor; a post that opens files of children gets
        no token without one. A code opens once.
        """
        body = self.body(TokenIn)
        user = self._authenticated(body["username"], body["password"])
        _check_factor(user, body.get("code", ""))
        days = body.get("expires_in_days")
        token, text = create_token(
            user, membership=_post(user, body.get("membership")), name=body.get("name", ""),
            scopes=body.get("scopes"), lasts=timedelta(days=days) if days else USUAL, by=user, at=self.at,
        )  # fmt: skip
        token.token, token.token_type = text, "Bearer"
        return Response(NewTokenOut(token).data, status=201)

    def _authenticated(self, username: str, password: str) -> User:
        name = {"email" if "@" in username else "username": username}
        try:
            user: Any = get_adapter().authenticate(self.request._request, **name, password=password)
        except DjangoValidationError as error:
            raise exceptions.Throttled(detail=error.messages[0], wait=60) from None
        if user is None or not user.is_active:
            raise exceptions.AuthenticationFailed(_("Name or password is wrong."))
        if user.post is None:
            raise NotAllowed(_("This account holds no post at present."))
        return user


def _check_factor(user: User, code: str) -> None:
    """The one-time code of the app, or a recovery code; guessing is limited like guessing of passwords."""
    if not has_factor(user):
        if needs_factor(user):
            raise NotAllowed(_("Your post needs a second factor: set it up on the pages first."))
        return
    form = AuthenticateForm({"code": code}, user=user)
    if form.is_valid():
        form.authenticator.record_usage()
        return
    errors = form.errors.as_data().get("code", [])
    if any(error.code == "too_many_login_attempts" for error in errors):
        raise exceptions.Throttled(detail=errors[0].messages[0], wait=60)
    raise exceptions.AuthenticationFailed(_("A one-time code is needed, or this one is wrong or was used already."))


def _post(user: User, pk: int | None) -> Membership | None:
    if pk is None:
        return None
    found = next((post for post in user.posts if post.pk == pk), None)
    if found is None:
        raise Refused(_("This post is not yours, or it has ended."), field="membership")
    return found

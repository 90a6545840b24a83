"""Sign-in through an agency's own OpenID Connect provider: nobody signs up, nobody enters another agency."""

import logging
import secrets
from typing import Any

import jwt
import requests
from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.internal.decorators import login_not_required
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from apps.accounts.agency_doors import enter, secret_of, whom_to_let_in
from apps.accounts.models import AgencyDoor
from apps.core.errors import Refused

logger = logging.getLogger(__name__)

NONCE = "agency_nonce"
SIGNATURES = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")


class VerifiedAdapter(OpenIDConnectOAuth2Adapter):
    """The identity comes from a signed token of the very issuer that is set, and from nowhere else."""

    @property
    def openid_config(self) -> dict[str, Any]:
        config: dict[str, Any] = super().openid_config
        if config.get("issuer", "").rstrip("/") != self.get_provider().app.settings["server_url"]:
            raise OAuth2Error("the provider speaks for another issuer")
        return config

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any) -> Any:
        said = kwargs["response"].get("id_token")
        if not said or jwt.get_unverified_header(said).get("alg") not in SIGNATURES:
            raise OAuth2Error("no signed token")
        claims = jwtkit.verify_and_decode(
            credential=said, keys_url=self.openid_config["jwks_uri"], issuer=self.openid_config["issuer"],
            audience=app.client_id, lookup_kid=jwtkit.lookup_kid_jwk,
        )  # fmt: skip
        _check_nonce(request, claims)
        login = self.get_provider().sociallogin_from_response(request, {"id_token": claims})
        login.account.extra_data = {}  # what the provider tells of the person is not kept
        request.agency_claims = claims  # type: ignore[attr-defined]
        return login

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        path = reverse("openid_connect_callback", kwargs={"provider_id": self.provider_id})
        return settings.SITE_URL.rstrip("/") + path


class AgencyProvider(OpenIDConnectProvider):
    """With PKCE and a nonce, and without parameters that a link could smuggle in."""

    oauth2_adapter_class = VerifiedAdapter
    pkce_enabled_default = True

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, Any]:
        return {**self.get_auth_params(), "nonce": request.session.setdefault(NONCE, secrets.token_urlsafe(24))}

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        return ["openid", "email"]


class AgencyDoors(DefaultSocialAccountAdapter):
    """Providers are the open doors of agencies; whom they let in is decided by apps.accounts.agency_doors."""

    def list_apps(self, request: HttpRequest, provider: str | None = None, client_id: str | None = None) -> list:
        return [_app(door) for door in AgencyDoor.objects.open().filter(slug=provider)]

    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> AgencyProvider:
        return AgencyProvider(request, app=self.get_app(request, provider))

    def get_requests_session(self) -> requests.Session:
        """A provider that sends us elsewhere is not followed."""
        session: requests.Session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        claims = request.agency_claims  # type: ignore[attr-defined]
        door = AgencyDoor.objects.open().select_related("agency").get(slug=sociallogin.account.provider)
        email = claims.get("email", "") if claims.get("email_verified") is True else ""
        user = whom_to_let_in(door, email)
        if user is None:
            raise ImmediateHttpResponse(_refused(request))
        try:
            enter(door, user, sociallogin.account.uid, by=user, at=timezone.now())
        except Refused:
            raise ImmediateHttpResponse(_refused(request)) from None
        request.agency_factor = counts_as_two(claims)  # type: ignore[attr-defined]
        if request.user.is_authenticated:
            get_account_adapter(request).logout(request)
        record_authentication(request, user, "socialaccount", provider=door.slug)
        # Straight on to the next step: what the provider said goes no further than here.
        where = sociallogin.get_redirect_url(request)
        raise ImmediateHttpResponse(perform_login(request, user, email_verification="none", redirect_url=where))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> None:
        logger.warning("sign-in through an agency failed: %s", type(kwargs.get("exception")).__name__)
        raise ImmediateHttpResponse(_refused(request))


class FactorStage(AuthenticateStage):
    """The own second factor, unless the agency's sign-in has just asked for one and says so."""

    def _should_handle(self, request: HttpRequest) -> bool:
        return not getattr(request, "agency_factor", False) and super()._should_handle(request)


def counts_as_two(claims: dict[str, Any]) -> bool:
    """Whether the signed token says that more than one factor was given (RFC 8176, or an agreed `acr`)."""
    methods = claims.get("amr") or []
    return (isinstance(methods, list) and "mfa" in methods) or claims.get("acr") in settings.OIDC_TWO_FACTOR_ACR


@login_not_required
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """To the agency's provider."""
    return _answered(request, provider_id, OAuth2LoginView)


@login_not_required
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from it."""
    return _answered(request, provider_id, OAuth2CallbackView)


def _check_nonce(request: HttpRequest, claims: dict[str, Any]) -> None:
    """The token was made for a sign-in that this very browser began, and serves once."""
    asked = request.session.pop(NONCE, "")
    if not asked or not secrets.compare_digest(str(claims.get("nonce", "")).encode(), asked.encode()):
        raise OAuth2Error("the token was made for another sign-in")


def _answered(request: HttpRequest, provider_id: str, view: Any) -> HttpResponse:
    try:
        answer: HttpResponse = view.adapter_view(VerifiedAdapter(request, provider_id))(request)
    except SocialApp.DoesNotExist:
        return _refused(request, status=404)
    except (requests.RequestException, OAuth2Error, jwt.PyJWTError, KeyError, ValueError, TypeError) as error:
        logger.warning("the provider of an agency does not answer as it should: %s", type(error).__name__)
        return _refused(request, status=502)
    return answer


def _refused(request: HttpRequest, *, status: int = 403) -> HttpResponse:
    """One page for all reasons: it does not tell whether an account exists."""
    return render(request, "doors/agency_refused.html", status=status)


def _app(door: AgencyDoor) -> SocialApp:
    return SocialApp(
        provider="openid_connect", provider_id=door.slug, name=door.slug, client_id=door.client_id,
        secret=secret_of(door), settings={"server_url": door.issuer, "oauth_pkce_enabled": True},
    )  # fmt: skip

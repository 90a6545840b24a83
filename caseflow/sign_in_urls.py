"""The pages of django-allauth that this system uses; the rest, such as changing one's own e-mail, stays out."""

from allauth.account import views
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.webauthn import views as webauthn
from django.urls import path, re_path

from apps.web.doors import agency, factors
from caseflow import agency_doors

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("signup/", views.signup, name="account_signup"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/set/", views.password_set, name="account_set_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    # Through the sign-in of an agency that has its own.
    path("agency/", agency.choose, name="agency_sign_in"),
    path("agency/<slug:provider_id>/", agency_doors.login, name="openid_connect_login"),
    path("agency/<slug:provider_id>/callback/", agency_doors.callback, name="openid_connect_callback"),
    path("agency/cancelled/page/", agency.cancelled, name="socialaccount_login_cancelled"),
    # The second factor: at sign-in, for proving oneself anew, and setting it up.
    path("factor/", factor.authenticate, name="mfa_authenticate"),
    path("factors/", factors.index, name="mfa_index"),
    path("factors/reauthenticate/", factor.reauthenticate, name="mfa_reauthenticate"),
    path("factors/app/", factors.activate_totp, name="mfa_activate_totp"),
    path("factors/app/remove/", factors.deactivate_totp, name="mfa_deactivate_totp"),
    path("factors/keys/", factors.index, name="mfa_list_webauthn"),
    path("factors/keys/new/", factors.add_webauthn, name="mfa_add_webauthn"),
    path("factors/keys/reauthenticate/", webauthn.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("factors/keys/<int:pk>/remove/", factors.remove_webauthn, name="mfa_remove_webauthn"),
    path("factors/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("factors/codes/new/", factors.generate_recovery_codes, name="mfa_generate_recovery_codes"),
]

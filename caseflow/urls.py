"""The root of all addresses: pages, API, sign-in."""

from django.urls import include, path

handler400 = "apps.api.problems.bad_request"
handler500 = "apps.api.problems.server_error"

urlpatterns = [
    path("", include("apps.web.urls")),
    path("api/", include("apps.api.urls")),
    path("profile/tokens/", include("apps.api.page_urls")),
    path("accounts/", include("caseflow.sign_in_urls")),
]

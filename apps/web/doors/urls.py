"""Coming in: the second factor. The pages of the sign-in library itself are in caseflow/sign_in_urls.py."""

from django.urls import path

from apps.web.doors import factors

app_name = "doors"

urlpatterns = [
    path("second-factor/", factors.choose, name="second_factor"),
]

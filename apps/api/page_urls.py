"""Pages of the own tokens, below the profile."""

from django.urls import path

from apps.api import pages

app_name = "tokens"

urlpatterns = [
    path("new/", pages.new, name="new"),
    path("<int:pk>/revoke/", pages.revoke, name="revoke"),
]

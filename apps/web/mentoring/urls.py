"""All of mentoring; the names of one namespace, each noun in its own package."""

from django.urls import include, path

app_name = "mentoring"

urlpatterns = [
    path("", include("apps.web.mentoring.boards.urls")),
    path("", include("apps.web.mentoring.candidates.urls")),
    path("", include("apps.web.mentoring.organisations.urls")),
    path("", include("apps.web.mentoring.training.urls")),
    path("", include("apps.web.mentoring.pairs.urls")),
    path("", include("apps.web.mentoring.meetings.urls")),
    path("", include("apps.web.mentoring.reports.urls")),
]

"""The page of the engine."""

from django.urls import path

from apps.web.engine import views

app_name = "engine"

urlpatterns = [
    path("", views.health, name="health"),
    path("state/", views.state, name="state"),
    path("retry/<int:duty_id>/", views.retry, name="retry"),
]

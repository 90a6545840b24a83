"""Applying to become a mentor, open to everybody."""

from django.urls import path

from apps.web.mentoring.candidates import apply

app_name = "apply"

urlpatterns = [
    path("", apply.index, name="index"),
    path("received/<str:token>/", apply.received, name="received"),
]

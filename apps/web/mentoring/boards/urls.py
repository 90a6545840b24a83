"""Boards of mentoring: what waits, by organisation, body, region and country."""

from django.urls import path

from apps.web.mentoring.boards import views

urlpatterns = [
    path("", views.index, name="index"),
]

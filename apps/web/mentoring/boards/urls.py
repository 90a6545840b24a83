"""Boards of mentoring: what waits, by organisation, body, region and country."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

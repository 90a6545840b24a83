"""Meetings, outings, notes, help, and the mentor's own page."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

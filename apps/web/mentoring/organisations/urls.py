"""Mentoring organisations and their agreements with guardianship bodies."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

"""Candidates: application, household, grounds, clearance."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

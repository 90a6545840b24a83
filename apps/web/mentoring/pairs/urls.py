"""Wishes, proposals and assignments: which mentor for which child."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

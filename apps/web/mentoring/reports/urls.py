"""Quarterly reports (28-2(10)(5)) and their roll-up."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

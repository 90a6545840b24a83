"""Training of mentors: programmes, sessions, certificates."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

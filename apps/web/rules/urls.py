"""The register of rules, one rule, and its calculator."""

from django.urls import path

from apps.web.rules import views

app_name = "rules"

urlpatterns = [
    path("", views.index, name="index"),
    path("<str:code>/", views.detail, name="detail"),
    path("<str:code>/calculator/", views.calculator, name="calculator"),
]

"""Suspected duplicates."""

from django.urls import path

from apps.web.matching import answered, views

app_name = "matching"

urlpatterns = [
    path("", views.index, name="index"),
    path("answered/", answered.index, name="answered"),
    path("ask/", views.ask, name="ask"),
    path("<int:pk>/", views.pair, name="pair"),
    path("<int:pk>/reopen/", views.reopen, name="reopen"),
    path("enquiries/<int:pk>/", views.enquiry, name="enquiry"),
]

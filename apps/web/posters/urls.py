"""Posters with QR codes for schools."""

from django.urls import path

from apps.web.posters import views

app_name = "posters"

urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("<int:pk>/pdf/", views.pdf, name="pdf"),
    path("<int:pk>/end/", views.end, name="end"),
]

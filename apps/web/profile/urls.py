"""My profile."""

from django.urls import path

from apps.web.profile import views

app_name = "profile"

urlpatterns = [path("", views.index, name="index")]

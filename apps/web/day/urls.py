"""My day."""

from django.urls import path

from apps.web.day import views

app_name = "day"
urlpatterns = [path("", views.index, name="index")]

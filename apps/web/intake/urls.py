"""One address for all steps and for the room; a way out; the sender's own files."""

from django.urls import path

from apps.web.intake import room, views

app_name = "intake"

urlpatterns = [
    path("", views.index, name="index"),
    path("exit/", views.leave, name="exit"),
    path("file/<int:pk>/", room.shown_file, name="file"),
]

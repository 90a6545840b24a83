"""The board of appeals and its table."""

from django.urls import path

from apps.web.appeals_board import views

app_name = "appeals_board"

urlpatterns = [
    path("board/", views.index, name="index"),
    path("figures.xlsx", views.table, name="table"),
]

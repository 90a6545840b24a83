"""Agencies, their people and posts."""

from django.urls import path

from apps.web.agencies import people, views

app_name = "agencies"

urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/people/new/", people.add, name="add_person"),
    path("<int:pk>/people/<int:person>/", people.edit, name="edit_person"),
    path("<int:pk>/people/<int:person>/password/", people.send_password, name="send_password"),
    path("<int:pk>/posts/new/", people.grant, name="grant"),
    path("<int:pk>/posts/<int:post>/end/", people.end, name="end_post"),
    path("<int:pk>/posts/<int:post>/duty/", people.duty, name="duty"),
]

"""Addresses of the inbox."""

from django.urls import path

from apps.web.notices import views

app_name = "notices"
urlpatterns = [
    path("", views.index, name="index"),
    path("messages/", views.messages_list, name="messages"),
    path("messages/read/", views.read_all, name="read_all"),
    path("messages/<int:pk>/", views.go, name="go"),
    path("<str:number>/", views.detail, name="detail"),
    path("<str:number>/acknowledge/", views.acknowledge, name="acknowledge"),
]

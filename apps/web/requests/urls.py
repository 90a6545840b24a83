"""What an ombudsman asks of bodies: the body's inbox, the office's own list, one request."""

from django.urls import path

from apps.web.requests import acts, listing, views

app_name = "requests"

urlpatterns = [
    path("", listing.index, name="index"),
    path("sent/", listing.sent, name="sent"),
    path("<str:number>/", views.detail, name="detail"),
    path("<str:number>/answer/", acts.answer, name="answer"),
    path("<str:number>/refuse/", acts.refuse, name="refuse"),
]

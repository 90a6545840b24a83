"""Emergency openings and alerts of unusual reading."""

from django.urls import path

from apps.web.disclosure import alerts, emergencies

app_name = "access"

urlpatterns = [
    path("", emergencies.index, name="index"),
    path("emergency/", emergencies.find, name="emergency"),
    path("emergency/open/", emergencies.open_file, name="open"),
    path("emergencies/<str:number>/", emergencies.detail, name="detail"),
    path("emergencies/<str:number>/end/", emergencies.end, name="end"),
    path("alerts/", alerts.index, name="alerts"),
    path("alerts/<str:number>/", alerts.detail, name="alert"),
]

"""Contact centre 111: the log of calls, one call, the acts on it."""

from django.urls import path

from apps.web.calls import acts, views

app_name = "calls"

urlpatterns = [
    path("", views.index, name="index"),
    path("new/", acts.new, name="new"),
    path("<str:number>/", views.detail, name="detail"),
    path("<str:number>/change/", acts.change, name="change"),
    path("<str:number>/ombudsman/", acts.ombudsman, name="ombudsman"),
    path("<str:number>/incident/", acts.incident, name="incident"),
    path("<str:number>/code/<int:pk>/", acts.code, name="code"),
    path("<str:number>/end/", acts.end, name="end"),
    path("<str:number>/again/", acts.again, name="again"),
]

"""Keeping files: archive, legal hold, erasure."""

from django.urls import path

from apps.web.retention import acts, views

app_name = "retention"

urlpatterns = [
    path("", views.index, name="index"),
    path("find/", views.find, name="find"),
    path("<str:number>/", views.detail, name="detail"),
    path("<str:number>/holds/<int:pk>/release/", acts.release, name="release"),
    path("<str:number>/erasures/<int:pk>/confirm/", acts.confirm, name="confirm"),
    path("<str:number>/erasures/<int:pk>/withdraw/", acts.withdraw, name="withdraw"),
    path("<str:number>/archive/", acts.archive, name="archive"),
    path("<str:number>/postpone/", acts.postpone, name="postpone"),
    path("<str:number>/reopen/", acts.reopen, name="reopen"),
    path("<str:number>/hold/", acts.hold, name="hold"),
    path("<str:number>/erase/", acts.propose, name="propose"),
]

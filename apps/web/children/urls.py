"""Children: list, file, stays, mentors."""

from django.urls import path

from apps.web.children import periods, views

app_name = "children"

urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.new, name="new"),
    path("<str:number>/", views.detail, name="detail"),
    path("<str:number>/edit/", views.edit, name="edit"),
    path("<str:number>/iin/", views.iin, name="iin"),
    path("<str:number>/stays/new/", periods.place, name="place"),
    path("<str:number>/stays/<int:pk>/end/", periods.end_stay, name="end_stay"),
    path("<str:number>/mentors/new/", periods.assign, name="assign"),
    path("<str:number>/mentors/<int:pk>/end/", periods.end_mentor, name="end_mentor"),
]

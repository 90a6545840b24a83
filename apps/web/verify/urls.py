"""The public check of a printed notice."""

from django.urls import path

from apps.web.verify import views

app_name = "verify"

urlpatterns = [
    path("", views.index, name="index"),
    path("<str:code>/", views.check, name="check"),
]

"""Tables of children: bringing in."""

from django.urls import path

from apps.web.exchange import imports

app_name = "imports"

urlpatterns = [
    path("", imports.index, name="index"),
    path("template/<str:kind>/", imports.template, name="template"),
    path("<int:pk>/", imports.detail, name="detail"),
    path("<int:pk>/progress/", imports.progress, name="progress"),
    path("<int:pk>/errors/", imports.errors, name="errors"),
    path("<int:pk>/confirm/", imports.confirm, name="confirm"),
    path("<int:pk>/discard/", imports.discard, name="discard"),
]

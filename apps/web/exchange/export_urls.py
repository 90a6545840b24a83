"""Lists of children: taking out."""

from django.urls import path

from apps.web.exchange import exports

app_name = "exports"

urlpatterns = [
    path("", exports.index, name="index"),
    path("new/", exports.new, name="new"),
    path("<int:pk>/", exports.detail, name="detail"),
    path("<int:pk>/progress/", exports.progress, name="progress"),
    path("<int:pk>/file/", exports.file, name="file"),
]

"""The calendar of working days."""

from datetime import date

from django.urls import path, register_converter

from apps.web.calendar import views


class DayConverter:
    """A day in an address: `2026-03-24`."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        return str(value)


register_converter(DayConverter, "day")

app_name = "calendar"

urlpatterns = [
    path("", views.index, name="index"),
    path("new/", views.edit, name="new"),
    path("<day:day>/", views.edit, name="edit"),
    path("<day:day>/remove/", views.remove, name="remove"),
]

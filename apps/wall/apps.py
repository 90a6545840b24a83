from django.apps import AppConfig


class WallConfig(AppConfig):
    name = "apps.wall"
    label = "wall"

    def ready(self) -> None:
        from apps.wall import checks  # noqa: F401 - registers the check

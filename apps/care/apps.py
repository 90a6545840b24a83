from django.apps import AppConfig


class CareConfig(AppConfig):
    name = "apps.care"
    label = "care"

    def ready(self):
        from apps.matching.relations import moved_by_merge

        moved_by_merge("care.Placement")

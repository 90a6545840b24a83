from django.apps import AppConfig


class MentoringConfig(AppConfig):
    name = "apps.mentoring"
    label = "mentoring"

    def ready(self):
        from apps.matching.relations import moved_by_merge

        moved_by_merge("mentoring.Assignment")

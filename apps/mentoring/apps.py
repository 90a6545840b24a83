from django.apps import AppConfig


class MentoringConfig(AppConfig):
    name = "apps.mentoring"
    label = "mentoring"

    def ready(self):
        from apps.matching.relations import moved_by_merge

        for model in ("Assignment", "Proposal", "Wish"):
            moved_by_merge(f"mentoring.{model}")

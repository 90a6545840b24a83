from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "apps.matching"
    label = "matching"

    def ready(self):
        from apps.matching import keeping
        from apps.people.keys import keep_keys

        keep_keys(keeping.rebuild)

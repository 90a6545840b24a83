from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "apps.exchange"
    label = "exchange"

    def ready(self):
        from apps.core.subjects import SUBJECTS, SubjectKind

        SUBJECTS.register(SubjectKind(kind="import", path="/imports/{}/".format))
        SUBJECTS.register(SubjectKind(kind="export", path="/exports/{}/".format))

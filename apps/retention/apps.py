from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "apps.retention"
    label = "retention"

    def ready(self):
        from apps.core.subjects import SUBJECTS, SubjectKind

        SUBJECTS.register(SubjectKind(kind="retention", path="/retention/{}/".format))

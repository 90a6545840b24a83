from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "apps.retention"
    label = "retention"

    def ready(self):
        from apps.core.subjects import SUBJECTS, SubjectKind
        from apps.matching.relations import moved_by_merge
        from apps.matching.relations import moved_by_merge

        moved_by_merge("retention.Retention")
        moved_by_merge("retention.Hold")
        moved_by_merge("retention.Retention")
        moved_by_merge("retention.Hold")
        SUBJECTS.register(SubjectKind(kind="retention", path="/retention/{}/".format))

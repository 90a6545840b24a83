from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "apps.retention"
    label = "retention"

    def ready(self):
        from apps.core.subjects import SUBJECTS, SubjectKind
        from apps.matching.relations import moved_by_merge, stays_at_merge

        for kind in ("retention", "erasure"):
            SUBJECTS.register(SubjectKind(kind=kind, path="/retention/{}/".format))
        moved_by_merge("retention.Hold")
        stays_at_merge("retention.Retention", because="a merged file goes into the archive with the one that holds it")

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    name = "apps.retention"
    label = "retention"

    def ready(self):
        from apps.core.subjects import SUBJECTS, SubjectKind
        from apps.matching.relations import CHECKS, moved_by_merge, stays_at_merge
        from apps.people.reach import closes_files
        from apps.retention.closing import check_none_in_archive, in_archive

        for kind in ("retention", "erasure"):
            SUBJECTS.register(SubjectKind(kind=kind, path="/retention/{}/".format))
        closes_files(in_archive)
        CHECKS.append(check_none_in_archive)
        moved_by_merge("retention.Hold")
        stays_at_merge("retention.Retention", because="a merged file goes into the archive with the one that holds it")

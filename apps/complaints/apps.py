from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    name = "apps.complaints"
    label = "complaints"

    def ready(self):
        from apps.complaints import aftermath
        from apps.core.subjects import SUBJECTS, SubjectKind
        from apps.matching.relations import moved_by_merge

        moved_by_merge("complaints.ChildLink")
        moved_by_merge("complaints.BodyRequest")
        SUBJECTS.register(SubjectKind(kind="appeal", path="/appeals/{}/".format))
        SUBJECTS.register(
            SubjectKind(kind="appeal_round", path="/appeals/{}/".format, breached=aftermath.round_breached)
        )
        SUBJECTS.register(SubjectKind(kind="appeal_post", path="/appeals/{}/".format))
        SUBJECTS.register(SubjectKind(kind="body_request", path="/requests/{}/".format))
        SUBJECTS.register(SubjectKind(kind="call", path="/calls/{}/".format))
        SUBJECTS.register(SubjectKind(kind="law_proposal", path="/appeals/proposals/{}/".format))

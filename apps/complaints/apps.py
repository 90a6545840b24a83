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
        theirs, told = "/appeals/{}/".format, aftermath
        SUBJECTS.register(SubjectKind(kind="appeal", path=theirs, heard=told.appeals_heard))
        SUBJECTS.register(
            SubjectKind(kind="appeal_round", path=theirs, breached=told.round_breached, heard=told.rounds_heard)
        )
        SUBJECTS.register(
            SubjectKind(kind="appeal_post", path=theirs, breached=told.post_breached, heard=told.posts_heard)
        )
        SUBJECTS.register(SubjectKind(kind="body_request", path="/requests/{}/".format, heard=told.requests_heard))
        SUBJECTS.register(SubjectKind(kind="call", path="/calls/{}/".format))
        SUBJECTS.register(SubjectKind(kind="law_proposal", path="/appeals/proposals/{}/".format))

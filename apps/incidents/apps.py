from django.apps import AppConfig


class IncidentsConfig(AppConfig):
    name = "apps.incidents"
    label = "incidents"

    def ready(self):
        from apps.casework.passing import goes_along
        from apps.core.subjects import SUBJECTS, SubjectKind
        from apps.incidents import aftermath, moving
        from apps.incidents.models import access_rows
        from apps.matching.relations import moved_by_merge
        from apps.mentoring.acts.course import AFTER_THE_MENTOR

        AFTER_THE_MENTOR.append(aftermath.duties_of_mentor)
        moved_by_merge("incidents.IncidentChild")
        goes_along(moving.pass_duties)
        SUBJECTS.register(
            SubjectKind(
                kind="incident",
                path="/incidents/{}/".format,
                delivered=aftermath.notice_delivered,
                acknowledged=aftermath.notice_acknowledged,
                told=aftermath.notice_told,
                breached=aftermath.terms_breached,
                open_to=lambda user: access_rows(user).values("incident_id"),
            )
        )

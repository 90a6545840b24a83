from django.apps import AppConfig


class DisclosureConfig(AppConfig):
    name = "apps.disclosure"
    label = "disclosure"

    def ready(self):
        from apps.core.subjects import SUBJECTS, SubjectKind
        from apps.disclosure.purposes import purpose_of_today
        from apps.people.opening import ask_at_the_door

        ask_at_the_door(purpose_of_today)
        SUBJECTS.register(SubjectKind(kind="emergency", path="/access/emergencies/{}/".format))
        SUBJECTS.register(SubjectKind(kind="reading", path="/access/alerts/{}/".format))

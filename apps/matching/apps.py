from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "apps.matching"
    label = "matching"

    def ready(self):
        from apps.core.subjects import SUBJECTS, SubjectKind
        from apps.matching import keeping, relations
        from apps.people.keys import keep_keys

        keep_keys(keeping.rebuild)
        relations.declare_lower()
        SUBJECTS.register(SubjectKind(kind="enquiry", path="/duplicates/enquiries/{}/".format))
        SUBJECTS.register(SubjectKind(kind="pair", path="/duplicates/{}/".format))

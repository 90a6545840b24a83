from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "apps.matching"
    label = "matching"

    def ready(self):
        from apps.core.subjects import SUBJECTS, SubjectKind
        from apps.matching import keeping, relations
        from apps.matching.models import holding
        from apps.people.keys import keep_keys
        from apps.people.reach import leads_on

        keep_keys(keeping.rebuild)
        leads_on(holding)
        relations.declare_lower()
        SUBJECTS.register(SubjectKind(kind="enquiry", path="/duplicates/enquiries/{}/".format))
        SUBJECTS.register(SubjectKind(kind="pair", path="/duplicates/{}/".format))

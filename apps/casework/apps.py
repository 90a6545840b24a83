from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "apps.casework"
    label = "casework"

    def ready(self):
        from apps.casework import referrals
        from apps.core.subjects import SUBJECTS, SubjectKind

        for kind in ("case", "case_matter", "case_plan", "case_step", "case_visit"):
            SUBJECTS.register(SubjectKind(kind=kind, path="/cases/{}/".format))
        SUBJECTS.register(SubjectKind(kind="referral", path="/referrals/{}/".format, breached=referrals.terms_breached))

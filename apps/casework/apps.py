from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "apps.casework"
    label = "casework"

    def ready(self):
        from apps.casework import referrals
        from apps.casework.merging import check_no_two_open_cases
        from apps.core.subjects import SUBJECTS, SubjectKind
        from apps.matching.relations import CHECKS, moved_by_merge

        moved_by_merge("casework.Case")
        moved_by_merge("casework.Referral")
        CHECKS.append(check_no_two_open_cases)
        for kind in ("case", "case_matter", "case_plan", "case_step", "case_visit"):
            SUBJECTS.register(SubjectKind(kind=kind, path="/cases/{}/".format))
        SUBJECTS.register(SubjectKind(kind="referral", path="/referrals/{}/".format, breached=referrals.terms_breached))

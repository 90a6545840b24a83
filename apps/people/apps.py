from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "apps.people"
    label = "people"

    def ready(self):
        from apps.core.subjects import SUBJECTS, SubjectKind
        from apps.people.papers import children_seen

        SUBJECTS.register(SubjectKind(kind="child", path="/children/{}/".format, papers_seen=children_seen))
        SUBJECTS.register(SubjectKind(kind="paper", path="/children/{}/documents/".format))

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "apps.exchange"
    label = "exchange"

    def ready(self):
        from apps.core.rotation import Place, also_encrypted
        from apps.core.subjects import SUBJECTS, SubjectKind
        from apps.people.models import Child

        SUBJECTS.register(SubjectKind(kind="import", path="/imports/{}/".format))
        SUBJECTS.register(SubjectKind(kind="export", path="/exports/{}/".format))
        purpose = Child._meta.get_field("iin").purpose
        also_encrypted(Place("exchange.ImportRow.child", "exchange_importrow", "child", purpose, True, "iin"))

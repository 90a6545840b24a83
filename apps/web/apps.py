from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "apps.web"
    label = "web"

    def ready(self):
        from apps.exchange.exporting import register_list
        from apps.web.children.export import ChildrenList

        register_list(ChildrenList())

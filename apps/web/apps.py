from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "apps.web"
    label = "web"

    def ready(self):
        from apps.exchange.exporting import register_list
        from apps.people.story import register_story
        from apps.web.children.export import ChildrenList
        from apps.web.children.story import FileStory

        register_list(ChildrenList())
        register_story(FileStory())
